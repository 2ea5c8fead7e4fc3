#include "widgets/runs/SettingsTable.h"

#include <QHeaderView>
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "training/config/RunLabels.h"
#include "widgets/common/Format.h"
#include "widgets/runs/ChangeText.h"
#include "widgets/runs/ComparedRuns.h"

namespace isonet::widgets {
namespace {

// One setting of all runs.
struct SettingRow {
    std::string_view key;
    std::vector<std::string_view> values;  // by run; empty: the run does not have it
    bool changed = false;                  // since a run was started
};

// The settings of all runs, in order of appearance.
std::vector<SettingRow> settingRows(const std::vector<RunEntry>& runs) {
    std::vector<SettingRow> rows;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (const auto& [key, value] : runs[run].settings) {
            const auto [place, isNew] = places.try_emplace(key, rows.size());
            if (isNew)
                rows.push_back({key, std::vector<std::string_view>(runs.size())});
            rows[place->second].values[run] = value;
        }
        for (const auto& change : runs[run].changedKeys)
            if (const auto place = places.find(change.difference.key); place != places.end())
                rows[place->second].changed = true;
    }
    return rows;
}

QString textOf(const SettingRow& setting, const std::vector<RunEntry>& runs, std::size_t run) {
    return settingText(std::string(setting.key), std::string(setting.values[run]), runs[run].changedKeys);
}

bool differs(const SettingRow& setting, const std::vector<RunEntry>& runs) {
    for (std::size_t i = 1; i < runs.size(); ++i)
        if (setting.values[i] != setting.values[0] ||
            (setting.changed && textOf(setting, runs, i) != textOf(setting, runs, 0)))
            return true;
    return false;
}

}  // namespace

SettingsTable::SettingsTable(QWidget* parent)
    : CompareTable(QStringLiteral("settingsTable"), tr("Settings of the compared runs"), parent) {}

void SettingsTable::showSettings(const std::vector<RunEntry>& runs, bool onlyDifferent) {
    const std::size_t shown = std::min(runs.size(), std::size_t(shownRuns));
    note_ = shown < runs.size() ? tr("First %1 of %2 runs; differences are those of all.")
                                      .arg(shown)
                                      .arg(formatCount(std::int64_t(runs.size())))
                                : QString();
    clear();
    setRowCount(0);
    setColumnCount(int(shown));
    QStringList names, shownKeys;
    std::vector<config::LabeledRun> named;  // without settings, for names that differ
    for (std::size_t i = 0; i < shown; ++i)
        named.push_back({runs[i].name.toStdString(), shortRunName(runs[i].name).toStdString(), {}});
    for (const auto& name : config::runLabels(named))
        names.append(QString::fromStdString(name));
    setHorizontalHeaderLabels(names);
    for (const auto& setting : settingRows(runs)) {
        if (onlyDifferent && !differs(setting, runs))
            continue;
        const int row = rowCount();
        insertRow(row);
        shownKeys.append(QString::fromStdString(std::string(setting.key)));
        QString first;
        for (std::size_t i = 0; i < shown; ++i) {
            const QString value = textOf(setting, runs, i);
            first = i == 0 ? value : first;
            auto* cell = addCell(row, int(i), value.isEmpty() ? QStringLiteral("–") : value);
            if (value != first) {
                QFont bold = cell->font();
                bold.setBold(true);
                cell->setFont(bold);
            }
        }
    }
    horizontalHeader()->setStretchLastSection(shownKeys.isEmpty());
    if (shownKeys.isEmpty())
        showMessage(runs.empty()       ? tr("Check runs in the table above to compare them.")
                    : runs.size() == 1 ? tr("Only one run is checked. Check another one to compare.")
                                       : tr("These runs have the same settings."));
    else
        setVerticalHeaderLabels(shownKeys);
    resizeColumnsToContents();
}

void SettingsTable::showMessage(const QString& message) {
    setColumnCount(1);
    insertRow(0);
    setHorizontalHeaderLabels({QString()});
    setVerticalHeaderLabels({QString()});
    addCell(0, 0, message);
}

}  // namespace isonet::widgets
