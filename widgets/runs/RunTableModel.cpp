#include "widgets/runs/RunTableModel.h"

#include <QColor>
#include <QGuiApplication>
#include <QHash>
#include <algorithm>
#include <climits>
#include <string_view>
#include <unordered_map>

#include "training/config/RunLabels.h"
#include "widgets/common/StateChip.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/runs/ChangeText.h"
#include "widgets/runs/RunColumns.h"

namespace isonet::widgets {

namespace {

int alignment(int column) {
    const bool numeric = column < RunTableModel::Fixed && RunColumns::all()[std::size_t(column)].isNumeric;
    return int((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

}  // namespace

// A scan that began before a run was renamed has its old path.
void RunTableModel::takeNewNames(std::vector<RunEntry>& runs) {
    if (newPaths_.isEmpty())
        return;
    QSet<QString> read;
    for (const auto& run : runs)
        read.insert(run.path);
    newPaths_.removeIf([&](const auto& pair) { return read.contains(pair.value()); });
    for (auto& run : runs)
        if (const auto found = newPaths_.constFind(run.path); found != newPaths_.constEnd())
            if (const auto* known = find(*found)) {
                run.name = known->name;
                run.path = *found;
            }
}

void RunTableModel::setPath(const QString& path, const QString& newPath) {
    const int row = rowOf(path);
    if (row < 0 || path == newPath)
        return;
    auto& run = runs_[std::size_t(row)];
    run.path = newPath;
    const auto folderLength = run.name.lastIndexOf(QLatin1Char('/')) + 1;  // "queue/" of the row of a queue
    run.name = run.name.left(folderLength) + newPath.section(QLatin1Char('/'), -1);
    rows_.remove(path);
    rows_.insert(newPath, row);
    newPaths_.remove(newPath);
    newPaths_.insert(path, newPath);
    if (colors_.contains(path))
        colors_.insert(newPath, colors_.take(path));
    if (scalars_.contains(path))
        scalars_.insert(newPath, scalars_.take(path));
    const bool checked = checked_.remove(path);
    if (checked)
        checked_.insert(newPath);
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    if (checked)
        Q_EMIT checkedChanged();
}

void RunTableModel::setRuns(std::vector<RunEntry> runs) {
    takeNewNames(runs);
    std::ranges::stable_sort(runs, {}, [&](const RunEntry& run) { return rows_.value(run.path, INT_MAX); });
    const bool same = std::ranges::equal(runs, runs_, {}, &RunEntry::path, &RunEntry::path) &&
                      std::ranges::equal(runs, runs_, {}, &RunEntry::settings, &RunEntry::settings) &&
                      std::ranges::equal(runs, runs_, {}, &RunEntry::changedKeys, &RunEntry::changedKeys);
    if (same) {
        runs_ = std::move(runs);
        if (!runs_.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    runs_ = std::move(runs);
    rows_.clear();
    for (std::size_t i = 0; i < runs_.size(); ++i)
        rows_.insert(runs_[i].path, int(i));
    findDifferences();
    const auto before = checked_.size();
    checked_.removeIf([this](const QString& path) { return !rows_.contains(path); });
    endResetModel();
    if (checked_.size() != before)
        Q_EMIT checkedChanged();
}

void RunTableModel::findDifferences() {
    settings_.clear();
    struct First {
        std::string_view value;
        bool differs = false;
    };
    std::unordered_map<std::string_view, First> seen;
    std::vector<std::string_view> order;
    for (const auto& run : runs_)
        for (const auto& [key, value] : run.settings) {
            const auto [place, inserted] = seen.try_emplace(key, First{value});
            if (inserted)
                order.push_back(key);
            else if (place->second.value != value)
                place->second.differs = true;
        }
    // A setting that was changed differs from itself.
    for (const auto& run : runs_)
        for (const auto& change : run.changedKeys)
            if (const auto place = seen.find(change.difference.key); place != seen.end())
                place->second.differs = true;
    for (const auto& key : order)
        if (seen[key].differs && !config::isIncidentalSetting(key))
            settings_.emplace_back(key);
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
    return rows_.value(path, -1);
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
    QSet<QString> checked;
    for (const auto& path : paths)
        if (rowOf(path) >= 0)
            checked.insert(path);
    if (checked == checked_)
        return;
    checked_ = checked;
    if (!runs_.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name));
    Q_EMIT checkedChanged();
}

void RunTableModel::setColors(const QHash<QString, int>& colors) {
    colors_ = colors;
    if (!runs_.empty())
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {Qt::DecorationRole});
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(runs_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Fixed + int(settings_.size());
}

QString RunTableModel::columnTitle(int column) const {
    if (column < Fixed)
        return RunColumns::all()[std::size_t(column)].title;
    return QString::fromStdString(settings_[std::size_t(column - Fixed)]);
}

QString RunTableModel::groupOf(const RunEntry& run, const QString& key) const {
    if (key == QLatin1String("state"))
        return stateTitle(run.status.state);
    if (key == QLatin1String("network"))
        return RunColumns::network(run);
    if (key == QLatin1String("folder"))
        return run.folder;
    if (key == QLatin1String("tag"))
        return run.notes.tags.isEmpty() ? tr("no tag") : run.notes.tags.join(QStringLiteral(", "));
    const auto value = settingOf(run, key.toStdString());
    return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
}

void RunTableModel::setStatistic(const StatisticChoice& choice) {
    if (choice == statistic_)
        return;
    statistic_ = choice;
    scalars_.clear();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, Fixed - 1);
    if (!runs_.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Fixed - 1));
}

void RunTableModel::setScalars(const QString& path, const std::map<std::string, double>& values) {
    const int row = rowOf(path);
    if (row < 0)
        return;
    const auto known = scalars_.constFind(path);
    if (known != scalars_.constEnd() && *known == values)
        return;
    scalars_.insert(path, values);
    Q_EMIT dataChanged(index(row, 0), index(row, Fixed - 1));
}

bool RunTableModel::showsStatistic(int column) const {
    return statistic_.kind != Statistic::Last && column < Fixed && RunColumns::all()[std::size_t(column)].tag;
}

QVariant RunTableModel::cellNumber(const RunEntry& run, int column) const {
    const auto& shown = RunColumns::all()[std::size_t(column)];
    if (!showsStatistic(column))
        return shown.number ? shown.number(run) : QVariant();
    const auto known = scalars_.constFind(run.path);
    if (known == scalars_.constEnd())
        return {};
    const auto value = known->find(shown.tag(run));
    return value == known->end() ? QVariant() : QVariant(value->second);
}

QString RunTableModel::text(const RunEntry& run, int column) const {
    if (showsStatistic(column)) {
        const QVariant value = cellNumber(run, column);
        if (value.isValid())
            return RunColumns::all()[std::size_t(column)].shown(run, value.toDouble());
        return scalars_.contains(run.path) ? QString() : QStringLiteral("…");  // not read yet
    }
    if (column < Fixed)
        return RunColumns::all()[std::size_t(column)].text(run);
    return shownSetting(run, settings_[std::size_t(column - Fixed)]);
}

QVariant RunTableModel::sortValue(const RunEntry& run, int column) const {
    if (column < Fixed)
        if (const QVariant value = cellNumber(run, column); value.isValid())
            return value;
    const QString shown = column < Fixed
                              ? text(run, column)
                              : QString::fromStdString(settingOf(run, settings_[std::size_t(column - Fixed)]));
    bool ok = false;
    const double value = shown.toDouble(&ok);
    return ok ? QVariant(value) : QVariant(shown.toLower());
}

QString RunTableModel::searchText(const RunEntry& run) const {
    QStringList parts{run.name,
                      RunColumns::network(run),
                      stateTitle(run.status.state),
                      run.notes.tags.join(QLatin1Char(' ')),
                      run.notes.note,
                      run.path};
    for (const auto& key : settings_)
        parts.append(shownSetting(run, key));
    return parts.join(QLatin1Char(' '));
}

QString RunTableModel::tooltip(const RunEntry& run, int column) const {
    if (column == Note && !run.notes.note.isEmpty())
        return run.notes.note;
    QString tip = QStringLiteral("<b>%1</b><br>%2").arg(run.name.toHtmlEscaped(), run.path.toHtmlEscaped());
    if (!run.status.message.empty())
        tip += QStringLiteral("<br>") + QString::fromStdString(run.status.message).toHtmlEscaped();
    if (!run.changedKeys.empty())
        tip += tr("<br>Changed since it was started:<br>%1")
                   .arg(changeLines(run.changedKeys)
                            .join(QLatin1Char('\n'))
                            .toHtmlEscaped()
                            .replace(QLatin1Char('\n'), QLatin1String("<br>")));
    if (!run.notes.note.isEmpty())
        tip += QStringLiteral("<br><i>%1</i>").arg(run.notes.note.toHtmlEscaped());
    return tip;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const auto& run = runs_[std::size_t(index.row())];
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return text(run, column);
        case PathRole:
            return run.path;
        case Qt::CheckStateRole:
            return column == Name ? QVariant(checked_.contains(run.path) ? Qt::Checked : Qt::Unchecked) : QVariant();
        case Qt::DecorationRole: {
            const auto color = colors_.find(run.path);
            return column == Name && color != colors_.end()
                       ? QVariant(PlotColors::of(QGuiApplication::palette()).series(*color))
                       : QVariant();
        }
        case Qt::TextAlignmentRole:
            return alignment(column);
        case Qt::ForegroundRole:
            return column == State ? QVariant(stateColor(run.status.state)) : QVariant();
        case SortRole:
            return sortValue(run, column);
        case SearchRole:
            return searchText(run);
        case Qt::ToolTipRole:
            return tooltip(run, column);
        default:
            return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const QString title = columnTitle(section);
    switch (role) {
        case Qt::DisplayRole:
            return section < Fixed ? title + (showsStatistic(section) ? statisticSuffix(statistic_) : QString())
                                   : title.mid(title.lastIndexOf(QLatin1Char('.')) + 1);
        case Qt::TextAlignmentRole:
            return alignment(section);
        case Qt::ToolTipRole: {
            if (section >= Fixed)
                return tr("%1 (differs between runs)").arg(title);
            const QString tip = RunColumns::all()[std::size_t(section)].tooltip;
            return tip.isEmpty() ? title : tip;
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

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == Tags || index.column() == Note)
        flags |= Qt::ItemIsEditable;
    return flags;
}

}  // namespace isonet::widgets
