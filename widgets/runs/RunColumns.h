// Columns of the table of runs: one descriptor per column. GUI thread only.
#pragma once

#include <QCoreApplication>
#include <QVariant>
#include <functional>
#include <vector>

#include "widgets/runs/RunEntry.h"

namespace isonet::widgets {

struct RunColumn {
    QString title;    // also names the column in filters and in the settings
    QString tooltip;  // empty: the title
    int width = 90;   // pixels at the default font size
    bool isNumeric = false;
    std::function<QString(const RunEntry&)> text;
    std::function<QVariant(const RunEntry&)> number = {};  // for sorting; invalid: unknown
    bool isUsual = true;                                   // shown by default
    // Of a column of a recorded scalar, which can show another number than the last one (RunStatistic.h): its tag, and
    // how a number is shown.
    std::function<std::string(const RunEntry&)> tag = {};
    std::function<QString(const RunEntry&, double)> shown = {};
};

class RunColumns {
    Q_DECLARE_TR_FUNCTIONS(RunColumns)
public:
    static const std::vector<RunColumn>& all();  // in the order of RunTableModel::Column
    static QString network(const RunEntry& run);

private:
    static std::vector<RunColumn> make();
};

// The value of a setting as the run was started; empty: the run does not have it.
std::string settingOf(const RunEntry& run, const std::string& key);
// The same and its changes since then, "0.02 → 0.05 (step 120)".
QString shownSetting(const RunEntry& run, const std::string& key);

}  // namespace isonet::widgets
