// Settings of the compared runs: one row per setting, one column per run. GUI thread only.
#pragma once

#include <vector>

#include "widgets/runs/CompareTable.h"
#include "widgets/runs/RunEntry.h"

namespace isonet::widgets {

class SettingsTable : public CompareTable {
    Q_OBJECT
public:
    explicit SettingsTable(QWidget* parent = nullptr);
    // `onlyDifferent` leaves out settings that are the same in all runs.
    void showSettings(const std::vector<RunEntry>& runs, bool onlyDifferent);

private:
    void showMessage(const QString& message);
};

}  // namespace isonet::widgets
