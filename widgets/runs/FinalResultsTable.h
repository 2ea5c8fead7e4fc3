// Final results of the compared runs: one row per run, or per group with mean and standard deviation. GUI thread only.
#pragma once

#include <vector>

#include "widgets/runs/CompareTable.h"
#include "widgets/runs/RunStatistic.h"

namespace isonet::widgets {

class ComparedRuns;
struct ComparedRun;

class FinalResultsTable : public CompareTable {
    Q_OBJECT
public:
    explicit FinalResultsTable(QWidget* parent = nullptr);
    void showResults(const ComparedRuns& runs, const StatisticChoice& statistic = {});

private:
    void showRow(int row, const std::vector<const ComparedRun*>& members, const std::vector<std::string>& tags,
                 const StatisticChoice& statistic);
};

}  // namespace isonet::widgets
