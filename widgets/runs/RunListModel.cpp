#include "widgets/runs/RunListModel.h"

#include <QDateTime>
#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"
#include "widgets/common/StateChip.h"

namespace isonet::widgets {

namespace {

QString pathOf(const telemetry::RunSummary& run) {
    return pathText(run.path.string());
}

bool samePaths(const std::vector<telemetry::RunSummary>& a, const std::vector<telemetry::RunSummary>& b) {
    return std::ranges::equal(a, b, {}, &telemetry::RunSummary::path, &telemetry::RunSummary::path);
}

QString networkOf(const telemetry::RunSummary& run) {
    return run.config    ? QString::fromStdString(spec::networkName(run.config->model))
           : run.foreign ? QStringLiteral("TensorBoard")
                         : RunListModel::tr("configuration missing");
}

bool isDetector(const telemetry::RunSummary& run) {
    return run.config && config::isDetection(*run.config);
}

QString bestOf(const telemetry::RunSummary& run) {
    if (run.status.bestTop1 < 0)
        return {};
    return isDetector(run) ? RunListModel::tr("AP %1").arg(run.status.bestTop1, 0, 'f', 1)
                           : formatPercent(run.status.bestTop1);
}

}  // namespace

void RunListModel::setRuns(std::vector<telemetry::RunSummary> runs) {
    if (samePaths(runs, runs_)) {
        runs_ = std::move(runs);
        if (!runs_.empty())
            Q_EMIT dataChanged(index(0), index(int(runs_.size()) - 1));
        return;
    }
    // Usually a new run is added at the top; any other change resets the model.
    if (runs.size() == runs_.size() + 1 &&
        std::ranges::equal(std::span(runs).subspan(1), runs_, {}, &telemetry::RunSummary::path,
                           &telemetry::RunSummary::path)) {
        beginInsertRows({}, 0, 0);
        runs_ = std::move(runs);
        endInsertRows();
        Q_EMIT dataChanged(index(0), index(int(runs_.size()) - 1));
        return;
    }
    beginResetModel();
    runs_ = std::move(runs);
    endResetModel();
}

void RunListModel::setStatus(const QString& path, const telemetry::RunStatus& status) {
    const QModelIndex at = indexOf(path);
    if (!at.isValid())
        return;
    auto& known = runs_[std::size_t(at.row())].status;
    known = status;
    if (known.updated == 0)  // from the engine, without the time stamp of the file
        known.updated = double(QDateTime::currentMSecsSinceEpoch()) / 1000;
    Q_EMIT dataChanged(at, at);
}

const telemetry::RunSummary* RunListModel::find(const QString& path) const {
    const QModelIndex at = indexOf(path);
    return at.isValid() ? &runs_[std::size_t(at.row())] : nullptr;
}

QModelIndex RunListModel::indexOf(const QString& path) const {
    for (std::size_t i = 0; i < runs_.size(); ++i)
        if (pathOf(runs_[i]) == path)
            return index(int(i));
    return {};
}

int RunListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(runs_.size());
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& run = runs_[std::size_t(index.row())];
    const QString name = QString::fromStdString(run.name);
    switch (role) {
        case Qt::DisplayRole:
        case NameRole:
            return shortRunName(name);
        case PathRole:
            return pathOf(run);
        case NetworkRole:
            return networkOf(run);
        case StateRole:
            return int(run.status.state);
        case BestRole:
            return bestOf(run);
        case WhenRole:
            return formatWhen(run.status.updated);
        case SearchRole:
            return name + QLatin1Char(' ') + networkOf(run) + QLatin1Char(' ') + stateTitle(run.status.state);
        case Qt::AccessibleTextRole: {
            QString text =
                name + QStringLiteral(", ") + networkOf(run) + QStringLiteral(", ") + stateTitle(run.status.state);
            if (!bestOf(run).isEmpty())
                text += (isDetector(run) ? tr(", best box %1") : tr(", best top-1 %1")).arg(bestOf(run));
            return text + QStringLiteral(", ") + formatWhen(run.status.updated);
        }
        case Qt::ToolTipRole: {
            QString text = QStringLiteral("<b>%1</b><br>%2").arg(name.toHtmlEscaped(), pathOf(run).toHtmlEscaped());
            if (run.status.steps > 0)
                text += QStringLiteral("<br>") + tr("epoch %1 of %2, step %3 of %4")
                                                     .arg(run.status.epoch)
                                                     .arg(run.status.epochs)
                                                     .arg(formatCount(run.status.step), formatCount(run.status.steps));
            if (!run.status.message.empty())
                text += QStringLiteral("<br>") + QString::fromStdString(run.status.message).toHtmlEscaped();
            return text;
        }
        default:
            return {};
    }
}

}  // namespace isonet::widgets
