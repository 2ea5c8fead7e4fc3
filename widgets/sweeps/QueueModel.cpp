#include "widgets/sweeps/QueueModel.h"

#include <QFont>
#include <QMimeData>
#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/ResultsTable.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ChoiceText.h"

namespace isonet::widgets {

using sweeps::RowState;

namespace {

const QString notConverged = QStringLiteral("N/A");
const QString rowMime = QStringLiteral("application/x-isonet-queue-row");

QString stateText(RowState state) {
    QString word = QString::fromUtf8(sweeps::rowStateName(state));
    word[0] = word[0].toUpper();
    return word;
}

}  // namespace

std::size_t QueueModel::metricCount() const {
    return queue_.sweep.rows.empty() ? 1 : telemetry::headlineMetricsOf(queue_.sweep.rows.front().config).size();
}

telemetry::HeadlineMetric QueueModel::metric(std::size_t index) const {
    return telemetry::headlineMetricsOf(queue_.sweep.rows.empty() ? config::RunConfig{}
                                                                  : queue_.sweep.rows.front().config)[index];
}

void QueueModel::setQueue(const QueueEntry& queue) {
    const bool sameRows =
        queue.folder == queue_.folder && queue.sweep == queue_.sweep && queue.results.size() == queue_.results.size();
    if (sameRows) {
        queue_ = queue;
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    queue_ = queue;
    queue_.results.resize(queue_.sweep.rows.size());
    const bool hasTest =
        std::ranges::any_of(queue_.sweep.rows, [](const auto& row) { return row.config.data.testSplit; });
    hasPaper_ = std::ranges::any_of(
        queue_.sweep.rows, [](const auto& row) { return row.paperFailed || row.paperDepth > 0 || !row.paper.empty(); });
    measures_.clear();
    std::ranges::copy_if(sweeps::rowMeasures(), std::back_inserter(measures_),
                         [&](const auto& measure) { return !measure.ofTest || hasTest; });
    findDifferences();
    endResetModel();
}

void QueueModel::setStatus(const QString& run, const telemetry::RunStatus& status) {
    for (int i = 0; i < rowCount(); ++i)
        if (QString::fromStdString(result(i).run.string()) == run) {
            queue_.results[std::size_t(i)] = sweeps::resultOf(row(i), result(i).run, status, queue_.sweep.failsBelow);
            Q_EMIT dataChanged(index(i, 0), index(i, columnCount() - 1));
        }
}

int QueueModel::rowOf(const QString& id) const {
    for (int i = 0; i < rowCount(); ++i)
        if (QString::fromStdString(row(i).id) == id)
            return i;
    return -1;
}

bool QueueModel::isMovable(int index) const {
    return index >= 0 && index < rowCount() && result(index).state == RowState::Waiting;
}

void QueueModel::findDifferences() {
    differences_.clear();
    std::vector<std::vector<std::pair<std::string, std::string>>> settings;
    settings.reserve(queue_.sweep.rows.size());
    std::unordered_map<std::string_view, std::string_view> first;
    std::set<std::string_view> different;
    for (const auto& row : queue_.sweep.rows)
        for (const auto& [key, value] : settings.emplace_back(config::flatten(row.config)))
            if (first.try_emplace(key, value).first->second != value)
                different.insert(key);
    for (const auto& row : settings) {
        QStringList lines;
        for (const auto& [key, value] : row)
            if (different.contains(key) && key != "run.name")
                lines += QStringLiteral("%1: %2").arg(QString::fromStdString(key), QString::fromStdString(value));
        differences_ += lines.join(QLatin1Char('\n'));
    }
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(queue_.sweep.rows.size());
}

int QueueModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Fixed + columnsPerMetric() * int(metricCount()) + int(measures_.size()) + 1;
}

int QueueModel::measureColumn(std::string_view key) const {
    const auto found = std::ranges::find(measures_, key, &sweeps::RowMeasure::key);
    return found == measures_.end() ? -1 : outcomeColumn() - int(measures_.end() - found);
}

const sweeps::RowMeasure* QueueModel::measureOf(int column) const {
    const int index = column - (outcomeColumn() - int(measures_.size()));
    return index >= 0 && column < outcomeColumn() ? &measures_[std::size_t(index)] : nullptr;
}

bool QueueModel::isMeasured(int column) const {
    return column >= Fixed && column < outcomeColumn() && (measureOf(column) || !isPaper(column));
}

QString QueueModel::measuredOfFailed(int at, std::size_t metric) const {
    const auto& result = this->result(at);
    return result.failed && metric < result.metrics.size() && result.metrics[metric] >= 0
               ? QString::number(result.metrics[metric], 'f', this->metric(metric).digits)
               : QString();
}

// Includes preliminary values, which are drawn in a secondary color.
QString QueueModel::metricText(int at, std::size_t metric) const {
    const auto& result = this->result(at);
    if (const QString measured = measuredOfFailed(at, metric); !measured.isEmpty())
        return measured + QLatin1Char(' ') + notConverged;
    QString final = QString::fromStdString(sweeps::measuredText(row(at), result, metric));
    if (!final.isEmpty() || metric >= result.metrics.size() || result.metrics[metric] < 0)
        return final;
    return QString::number(result.metrics[metric], 'f', this->metric(metric).digits);
}

QString QueueModel::text(int at, int column) const {
    const auto& row = this->row(at);
    const auto& result = this->result(at);
    switch (column) {
        case Row:
            return QString::fromStdString(row.label);
        case Method:
            return QString::fromStdString(row.method);
        case Depth:
            return QString::number(spec::depthOf(row.config.model));
        case Rate:
            return formatNumber(row.config.optimizer.learningRate);
        case State:
            return result.paused ? stateTitle(telemetry::RunState::Paused) : stateText(result.state) + priorityText(at);
        case Progress:
            return result.steps > 0 ? tr("%1 %").arg(100 * result.step / result.steps) : QString();
        case Time:
            if (result.state == RowState::Running)
                return result.secondsLeft >= 0 ? tr("%1 left").arg(formatDuration(result.secondsLeft)) : QString();
            if (!sweeps::isDone(result.state) && plan(at).secondsLeft > 0)
                return tr("about %1").arg(formatDuration(plan(at).secondsLeft));
            if (result.state == RowState::Waiting)
                return {};
            return result.seconds > 0 ? formatDuration(result.seconds) : QString();
        default:
            break;
    }
    if (column == outcomeColumn())
        return result.state == RowState::Waiting
                   ? QString()
                   : QString::fromStdString(sweeps::outcomeText(result, queue_.sweep.failsBelow));
    if (const auto* measure = measureOf(column))
        return QString::fromStdString(sweeps::measureText(*measure, result));
    const auto f = metricOf(column);
    return isPaper(column) ? QString::fromStdString(sweeps::paperText(row, f)) : metricText(at, f);
}

const RowPlan& QueueModel::plan(int at) const {
    static const RowPlan none;
    const auto& rows = queue_.plan.rows;
    return std::size_t(at) < rows.size() ? rows[std::size_t(at)] : none;
}

QString QueueModel::priorityText(int at) const {
    const int priority = sweeps::isDone(result(at).state) ? 0 : plan(at).priority;
    return priority == 0 ? QString() : tr(", priority %1").arg(priority);
}

// What an estimate is made of, or why there is none.
QString QueueModel::timeTip(int at) const {
    const auto& result = this->result(at);
    if (sweeps::isDone(result.state) || result.state == RowState::Running)
        return {};
    if (plan(at).secondsLeft < 0)
        return tr("No estimate yet: it takes a row on the same images that has trained ten steps.");
    return plan(at).basis.isEmpty() ? QString() : tr("Estimated: %1.").arg(plan(at).basis);
}

// The message, and why earlier tries have failed.
QString QueueModel::outcomeTip(int at) const {
    const auto& result = this->result(at);
    QStringList lines{result.message.empty() ? text(at, outcomeColumn()) : QString::fromStdString(result.message)};
    lines.removeAll(QString());
    const QStringList& failures = plan(at).failures;
    for (qsizetype i = 0; i < failures.size(); ++i)
        lines += tr("Try %1 failed: %2").arg(i + 1).arg(failures[i]);
    if (plan(at).exhausted)
        lines += tr("It is not started again until you choose Retry.");
    return lines.join(QLatin1Char('\n'));
}

QString QueueModel::tooltip(int at, int column) const {
    const auto& result = this->result(at);
    if (column == Row || column == Method)
        return differences_.value(at);
    if (column == Progress && result.steps > 0)
        return tr("Step %1 of %2").arg(formatCount(result.step), formatCount(result.steps));
    if (column == Time)
        return timeTip(at);
    if (column == outcomeColumn())
        return outcomeTip(at);
    if (column < Fixed)
        return {};
    if (const auto* measure = measureOf(column))
        return text(at, column).isEmpty() ? QString() : choiceText(measure->help);
    const auto f = metricOf(column);
    const QString name = QString::fromUtf8(metric(f).name.data(), qsizetype(metric(f).name.size()));
    if (isPaper(column))
        return row(at).paperDepth > 0 ? tr("In the paper, at depth %1").arg(row(at).paperDepth) : QString();
    if (result.failed)
        return result.metrics[f] >= 0 ? tr("Counts as not converged. Measured: %1 %").arg(result.metrics[f], 0, 'f', 2)
                                      : tr("Did not converge");
    if (metricText(at, f).isEmpty())
        return {};
    return result.state == RowState::Finished
               ? tr("%1 after the last epoch. Best epoch: %2 %").arg(name).arg(result.best, 0, 'f', 2)
               : tr("%1 after the last completed epoch; the run is not finished").arg(name);
}

QVariant QueueModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= rowCount())
        return {};
    const auto& result = this->result(at.row());
    const bool isMetric = at.column() >= Fixed && at.column() < outcomeColumn();
    switch (role) {
        case Qt::DisplayRole:
            return text(at.row(), at.column());
        case Qt::ToolTipRole:
            return plainTip(tooltip(at.row(), at.column()));
        case Qt::TextAlignmentRole:
            return at.column() == Depth || at.column() == Rate || isMetric ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                           : int(Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::FontRole:
            if (isMeasured(at.column()) && sweeps::isDone(result.state)) {
                QFont bold;
                bold.setBold(true);
                return bold;
            }
            return {};
        case Qt::ForegroundRole:
            if (result.state == RowState::Failed && at.column() == outcomeColumn())
                return themeColors().error;
            if (at.column() == outcomeColumn() || at.column() == Time ||
                (isMeasured(at.column()) && !sweeps::isDone(result.state)))
                return themeColors().secondaryText;
            return {};
        case StateRole:
            return int(result.state);
        case PausedRole:
            return result.paused;
        case MeasuredRole:
            return isMetric && !measureOf(at.column()) && !isPaper(at.column())
                       ? measuredOfFailed(at.row(), metricOf(at.column()))
                       : QString();
        case ProgressRole:
            return result.steps > 0 ? double(result.step) / double(result.steps) : -1.0;
        case IdRole:
            return QString::fromStdString(row(at.row()).id);
        default:
            return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Depth || section == Rate || (section >= Fixed && section < outcomeColumn());
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
        case Row:
            return tip ? tr("Letter of the row in the paper's table, or its label in the sweep file") : tr("Row");
        case Method:
            return tip ? tr("Network trained. The tooltip of a cell shows the settings that differ between rows")
                       : tr("Method");
        case Depth:
            return tip ? tr("Number of weight layers of the network") : tr("Depth");
        case Rate:
            return tip ? tr("Base learning rate") : tr("Rate");
        case State:
            return tip ? tr("Rows are trained from top to bottom. Waiting rows can be dragged, or moved with Alt and "
                            "the arrow keys")
                       : tr("State");
        case Progress:
            return tip ? tr("Steps completed") : tr("Progress");
        case Time:
            return tip ? tr("Remaining time of a running row; an estimate for one that waits or can be resumed, whose "
                            "tooltip says from what; elapsed time of the others")
                       : tr("Time");
        default:
            break;
    }
    if (section == outcomeColumn())
        return tip ? tr("Result of the row; the tooltip shows the full message") : tr("   Outcome");
    if (const auto* measure = measureOf(section))
        return choiceText(tip ? measure->help : measure->title);
    const auto f = metricOf(section);
    const QString name = QString::fromUtf8(metric(f).name.data(), qsizetype(metric(f).name.size()));
    if (!isPaper(section))
        return tip ? tr("%1 on the validation images in percent after the last epoch. N/A beside a number: below the "
                        "percentage from which a row of this sweep counts as converged. N/A alone: the run diverged")
                         .arg(name)
               : hasPaper_ ? tr("%1 here").arg(name)  // beside the paper's
                           : name;
    return tip ? tr("%1 in the paper").arg(name) : metricCount() == 1 ? tr("Paper") : tr("%1 in paper").arg(name);
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& at) const {
    if (!at.isValid())
        return Qt::ItemIsDropEnabled;  // drop between rows
    auto all = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return isMovable(at.row()) ? all | Qt::ItemIsDragEnabled : all;
}

QStringList QueueModel::mimeTypes() const {
    return {rowMime};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty())
        return nullptr;
    auto* data = new QMimeData;
    data->setData(rowMime, QByteArray::number(indexes.first().row()));
    return data;
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int at, int, const QModelIndex& parent) {
    if (action != Qt::MoveAction || !data->hasFormat(rowMime))
        return false;
    const int from = data->data(rowMime).toInt();
    int to = at >= 0 ? at : parent.isValid() ? parent.row() : rowCount();
    if (to > from)
        --to;  // the dragged row is removed above
    if (isMovable(from) && to != from)
        Q_EMIT moveRequested(from, std::clamp(to, 0, rowCount() - 1));
    return false;  // the view must not remove the dragged row itself
}

}  // namespace isonet::widgets
