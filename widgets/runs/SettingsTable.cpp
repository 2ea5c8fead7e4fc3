#include "widgets/runs/SettingsTable.h"

#include <QHeaderView>
#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/runs/RunColumns.h"

namespace isonet::widgets {
namespace {

// The keys of all runs, in order of appearance.
std::vector<std::string> keysOf(const std::vector<RunEntry>& runs) {
    std::vector<std::string> keys;
    for (const auto& run : runs)
        for (const auto& [key, value] : run.settings)
            if (std::ranges::find(keys, key) == keys.end())
                keys.push_back(key);
    return keys;
}

}  // namespace

SettingsTable::SettingsTable(QWidget* parent)
    : CompareTable(QStringLiteral("settingsTable"), tr("Settings of the compared runs"), parent) {}

void SettingsTable::showSettings(const std::vector<RunEntry>& runs, bool onlyDifferent) {
    clear();
    setRowCount(0);
    setColumnCount(int(runs.size()));
    QStringList names, shownKeys;
    for (const auto& run : runs)
        names.append(shortRunName(run.name));
    setHorizontalHeaderLabels(names);
    for (const auto& key : keysOf(runs)) {
        const QString first = shownSetting(runs.front(), key);
        const bool differs =
            std::ranges::any_of(runs, [&](const RunEntry& run) { return shownSetting(run, key) != first; });
        if (onlyDifferent && !differs)
            continue;
        const int row = rowCount();
        insertRow(row);
        shownKeys.append(QString::fromStdString(key));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const QString value = shownSetting(runs[i], key);
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
