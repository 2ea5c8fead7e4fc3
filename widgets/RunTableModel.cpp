#include "widgets/RunTableModel.h"

#include <QHash>
#include <algorithm>
#include <map>

namespace isonet::widgets {

namespace {

// Settings that tell runs apart by chance or by place, not by design.
bool isIncidental(const std::string& key) {
    return key == "run.name" || key == "data.root" || key == "data.workers";
}

}  // namespace

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

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(runs_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Fixed + int(settings_.size());
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
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == Name)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == Tags || index.column() == Note)
        flags |= Qt::ItemIsEditable;
    return flags;
}

}  // namespace isonet::widgets
