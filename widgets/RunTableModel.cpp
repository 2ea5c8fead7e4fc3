#include "widgets/RunTableModel.h"

#include <QColor>
#include <QGuiApplication>
#include <QHash>
#include <algorithm>
#include <map>

#include "training/telemetry/DetectionTags.h"
#include "training/telemetry/Record.h"
#include "widgets/Format.h"
#include "widgets/PlotColours.h"
#include "widgets/StateChip.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

namespace {

// Settings that tell runs apart by chance or by place, not by design.
bool isIncidental(const std::string& key) {
    return key == "run.name" || key == "data.root" || key == "data.workers";
}

double lastOf(const RunEntry& run, const std::string& tag, double status) {
    if (!run.isForeign)
        return status;
    const auto found = run.last.find(tag);
    return found == run.last.end() ? -1 : found->second;
}

// Of another program's run: what it has recorded.
const std::string& validationTag(const RunEntry& run) {
    return run.last.contains(telemetry::tags::boxAp) ? telemetry::tags::boxAp : telemetry::tags::validationTop1;
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

void RunTableModel::setRuns(std::vector<RunEntry> runs) {
    QHash<QString, int> places;
    for (std::size_t i = 0; i < runs_.size(); ++i)
        places.insert(runs_[i].path, int(i));
    std::ranges::stable_sort(runs, {}, [&](const RunEntry& run) { return places.value(run.path, INT_MAX); });
    const bool same = std::ranges::equal(runs, runs_, {}, &RunEntry::path, &RunEntry::path) &&
                      std::ranges::equal(runs, runs_, {}, &RunEntry::settings, &RunEntry::settings);
    if (same) {
        runs_ = std::move(runs);
        if (!runs_.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    runs_ = std::move(runs);
    findDifferences();
    QSet<QString> present;
    for (const auto& run : runs_)
        present.insert(run.path);
    const auto before = checked_.size();
    checked_.intersect(present);
    endResetModel();
    if (checked_.size() != before)
        Q_EMIT checkedChanged();
}

void RunTableModel::findDifferences() {
    settings_.clear();
    std::map<std::string, std::pair<std::string, bool>> seen;  // key: first value, differs
    std::vector<std::string> order;
    for (const auto& run : runs_)
        for (const auto& [key, value] : run.settings) {
            const auto [place, fresh] = seen.try_emplace(key, value, false);
            if (fresh)
                order.push_back(key);
            else if (place->second.first != value)
                place->second.second = true;
        }
    for (const auto& key : order)
        if (seen[key].second && !isIncidental(key))
            settings_.push_back(key);
}

void RunTableModel::setStatus(const QString& path, const telemetry::RunStatus& status) {
    const int row = rowOf(path);
    if (row < 0)
        return;
    const double updated = runs_[std::size_t(row)].status.updated;
    runs_[std::size_t(row)].status = status;
    if (status.updated == 0)
        runs_[std::size_t(row)].status.updated = updated;
    Q_EMIT dataChanged(index(row, 0), index(row, Fixed - 1));
}

void RunTableModel::setNotes(const QString& path, const RunNotes& notes) {
    const int row = rowOf(path);
    if (row < 0)
        return;
    runs_[std::size_t(row)].notes = notes;
    Q_EMIT dataChanged(index(row, 0), index(row, Fixed - 1));
}

int RunTableModel::rowOf(const QString& path) const {
    const auto found = std::ranges::find(runs_, path, &RunEntry::path);
    return found == runs_.end() ? -1 : int(found - runs_.begin());
}

const RunEntry* RunTableModel::find(const QString& path) const {
    const int row = rowOf(path);
    return row < 0 ? nullptr : &runs_[std::size_t(row)];
}

QStringList RunTableModel::checked() const {
    QStringList paths;
    for (const auto& run : runs_)
        if (checked_.contains(run.path))
            paths.append(run.path);
    return paths;
}

void RunTableModel::setChecked(const QString& path, bool on) {
    const int row = rowOf(path);
    if (row < 0 || checked_.contains(path) == on)
        return;
    if (on)
        checked_.insert(path);
    else
        checked_.remove(path);
    Q_EMIT dataChanged(index(row, Name), index(row, Name));
    Q_EMIT checkedChanged();
}

void RunTableModel::setAllChecked(const QStringList& paths) {
    QSet<QString> wanted;
    for (const auto& path : paths)
        if (rowOf(path) >= 0)
            wanted.insert(path);
    if (wanted == checked_)
        return;
    checked_ = wanted;
    if (!runs_.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name));
    Q_EMIT checkedChanged();
}

void RunTableModel::setColours(const QHash<QString, int>& colours) {
    colours_ = colours;
    if (!runs_.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::DecorationRole});
}

QString RunTableModel::columnTitle(int column) const {
    static const QStringList titles{tr("Run"),         tr("State"), tr("Network"), tr("Best %"),   tr("Validation %"),
                                    tr("Train %"),     tr("Loss"),  tr("Epoch"),   tr("Images/s"), tr("Time"),
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

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(runs_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Fixed + int(settings_.size());
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
            if (run.config && config::isDetection(*run.config))
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

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid())
        return false;
    auto& run = runs_[std::size_t(index.row())];
    if (role == Qt::CheckStateRole && index.column() == Name) {
        setChecked(run.path, value.toInt() == Qt::Checked);
        return true;
    }
    if (role != Qt::EditRole || (index.column() != Tags && index.column() != Note))
        return false;
    RunNotes notes = run.notes;
    if (index.column() == Note) {
        notes.note = value.toString().trimmed();
    } else {
        notes.tags.clear();
        for (const auto& tag : value.toString().split(QLatin1Char(','), Qt::SkipEmptyParts))
            if (const QString trimmed = tag.trimmed(); !trimmed.isEmpty() && !notes.tags.contains(trimmed))
                notes.tags.append(trimmed);
    }
    if (notes == run.notes)
        return true;
    run.notes = notes;
    Q_EMIT dataChanged(index, index);
    Q_EMIT notesEdited(run.path, notes);
    return true;
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
        return section == Best         ? tr("Best top-1 so far; of a detector, box AP")
               : section == Validation ? tr("Top-1 of the last evaluation; of a detector, box AP")
               : section < Fixed       ? columnTitle(section)
                                       : tr("%1: a setting in which these runs differ").arg(columnTitle(section));
    return {};
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == Tags || index.column() == Note)
        flags |= Qt::ItemIsEditable;
    return flags;
}

}  // namespace isonet::widgets
