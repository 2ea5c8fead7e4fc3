// What the table of runs says in each cell, and in each role.
#include <QColor>
#include <QGuiApplication>

#include "training/telemetry/DetectionTags.h"
#include "training/telemetry/Record.h"
#include "widgets/Format.h"
#include "widgets/PlotColours.h"
#include "widgets/RunTableModel.h"
#include "widgets/StateChip.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

namespace {

double lastOf(const RunEntry& run, const std::string& tag, double status) {
    if (!run.isForeign)
        return status;
    const auto found = run.last.find(tag);
    return found == run.last.end() ? -1 : found->second;
}

bool isDetector(const RunEntry& run) {
    return run.config ? config::isDetection(*run.config) : run.last.contains(telemetry::tags::boxAp);
}

// Of another program's run: what it has recorded.
const std::string& validationTag(const RunEntry& run) {
    return isDetector(run) ? telemetry::tags::boxAp : telemetry::tags::validationTop1;
}

QString networkOf(const RunEntry& run) {
    if (run.config)
        return QString::fromStdString(spec::networkName(run.config->model));
    return run.isForeign ? QStringLiteral("TensorBoard") : QStringLiteral("configuration missing");
}

}  // namespace

std::string settingOf(const RunEntry& run, const std::string& key) {
    const auto found = std::ranges::find(run.settings, key, &std::pair<std::string, std::string>::first);
    return found == run.settings.end() ? std::string() : found->second;
}

QString RunTableModel::columnTitle(int column) const {
    static const QStringList titles{tr("Run"),         tr("State"), tr("Network"), tr("Best"),     tr("Validation"),
                                    tr("Train"),       tr("Loss"),  tr("Epoch"),   tr("Images/s"), tr("Time"),
                                    tr("Last change"), tr("Tags"),  tr("Note")};
    if (column < Fixed)
        return titles.value(column);
    return QString::fromStdString(settings_[std::size_t(column - Fixed)]);
}

QString RunTableModel::groupOf(const RunEntry& run, const QString& key) const {
    if (key == QLatin1String("state"))
        return stateTitle(run.status.state);
    if (key == QLatin1String("network"))
        return networkOf(run);
    if (key == QLatin1String("folder"))
        return run.folder;
    if (key == QLatin1String("tag"))
        return run.notes.tags.isEmpty() ? tr("no tag") : run.notes.tags.join(QStringLiteral(", "));
    const auto value = settingOf(run, key.toStdString());
    return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
}

QVariant RunTableModel::number(const RunEntry& run, int column) const {
    namespace tags = telemetry::tags;
    const auto known = [](double value) { return value >= 0 ? QVariant(value) : QVariant(); };
    switch (column) {
        case Best:
            return known(run.status.bestTop1);
        case Validation:
            return known(lastOf(run, validationTag(run), run.status.validationTop1));
        case Train:
            return known(lastOf(run, tags::trainTop1, run.status.trainTop1));
        case Loss:
            if (run.isForeign)
                return known(lastOf(run, tags::lossTotal, -1));
            return run.status.step > 0 ? QVariant(run.status.loss) : QVariant();
        case Epoch:
            return run.status.epochs > 0 ? QVariant(double(run.status.epoch)) : QVariant();
        case Speed:
            return run.status.imagesPerSecond > 0 ? QVariant(run.status.imagesPerSecond) : QVariant();
        case Time:
            return run.status.secondsElapsed > 0 ? QVariant(run.status.secondsElapsed) : QVariant();
        case When:
            return run.status.updated;
        default:
            return {};
    }
}

QString RunTableModel::text(const RunEntry& run, int column) const {
    if (column >= Fixed)
        return QString::fromStdString(settingOf(run, settings_[std::size_t(column - Fixed)]));
    const QVariant value = number(run, column);
    switch (column) {
        case Name:
            return shortRunName(run.name);
        case State:
            return stateTitle(run.status.state);
        case Network:
            return networkOf(run);
        case Tags:
            return run.notes.tags.join(QStringLiteral(", "));
        case Note:
            return run.notes.note;
        case When:
            return formatWhen(run.status.updated);
        default:
            break;
    }
    if (!value.isValid())
        return {};
    switch (column) {
        case Loss:
            return formatMeasured(value.toDouble());
        case Epoch:
            return QStringLiteral("%1 / %2").arg(run.status.epoch).arg(run.status.epochs);
        case Speed:
            return formatScaled(value.toDouble());
        case Time:
            return formatDuration(value.toDouble());
        case Best:
        case Validation:
            if (isDetector(run))
                return QString::number(value.toDouble(), 'f', 2) + QStringLiteral(" AP");
            [[fallthrough]];
        default:
            return QString::number(value.toDouble(), 'f', 2);
    }
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const auto& run = runs_[std::size_t(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return text(run, index.column());
        case PathRole:
            return run.path;
        case Qt::CheckStateRole:
            return index.column() == Name ? QVariant(checked_.contains(run.path) ? Qt::Checked : Qt::Unchecked)
                                          : QVariant();
        case Qt::DecorationRole: {
            const auto colour = colours_.find(run.path);
            return index.column() == Name && colour != colours_.end()
                       ? QVariant(PlotColours::of(QGuiApplication::palette()).series(*colour))
                       : QVariant();
        }
        case Qt::TextAlignmentRole:
            return int((index.column() >= Best && index.column() <= Time ? Qt::AlignRight : Qt::AlignLeft) |
                       Qt::AlignVCenter);
        case Qt::ForegroundRole:
            if (index.column() == State) {
                const auto state = run.status.state;
                const auto& c = themeColors();
                return QVariant(state == telemetry::RunState::Diverged || state == telemetry::RunState::Failed ? c.error
                                : state == telemetry::RunState::Finished                                       ? c.ok
                                : state == telemetry::RunState::Running ? c.accent
                                                                        : c.text);
            }
            return {};
        case SortRole: {
            if (const QVariant value = number(run, index.column()); value.isValid())
                return value;
            const QString words = text(run, index.column());
            bool ok = false;
            const double value = words.toDouble(&ok);
            return ok ? QVariant(value) : QVariant(words.toLower());
        }
        case SearchRole: {
            QString all = run.name + QLatin1Char(' ') + networkOf(run) + QLatin1Char(' ') +
                          stateTitle(run.status.state) + QLatin1Char(' ') + run.notes.tags.join(QLatin1Char(' ')) +
                          QLatin1Char(' ') + run.notes.note + QLatin1Char(' ') + run.path;
            for (const auto& key : settings_)
                all += QLatin1Char(' ') + QString::fromStdString(settingOf(run, key));
            return all;
        }
        case Qt::ToolTipRole: {
            if (index.column() == Note && !run.notes.note.isEmpty())
                return run.notes.note;
            QString words = QStringLiteral("<b>%1</b><br>%2").arg(run.name.toHtmlEscaped(), run.path.toHtmlEscaped());
            if (!run.status.message.empty())
                words += QStringLiteral("<br>") + QString::fromStdString(run.status.message).toHtmlEscaped();
            if (!run.notes.note.isEmpty())
                words += QStringLiteral("<br><i>%1</i>").arg(run.notes.note.toHtmlEscaped());
            return words;
        }
        default:
            return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole) {
        const QString title = columnTitle(section);
        return section < Fixed ? title : title.mid(title.lastIndexOf(QLatin1Char('.')) + 1);
    }
    if (role == Qt::TextAlignmentRole)
        return int((section >= Best && section <= Time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return section == Best         ? tr("The best evaluation so far, in percent: top-1; of a detector, box AP")
               : section == Validation ? tr("The last evaluation, in percent: top-1; of a detector, box AP")
               : section == Train      ? tr("Top-1 on the training images, as augmented, in percent")
               : section == Time       ? tr("Time trained")
               : section < Fixed       ? columnTitle(section)
                                       : tr("%1: a setting in which these runs differ").arg(columnTitle(section));
    return {};
}

}  // namespace isonet::widgets
