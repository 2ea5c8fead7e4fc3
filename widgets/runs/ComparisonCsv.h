// The comparison as CSV (RFC 4180): a line per run with its settings and results, or the curves point by point. GUI
// thread.
#pragma once

#include <QByteArray>
#include <string>
#include <vector>

#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RunStatistic.h"

namespace isonet::widgets {

// A line per run: name, label, group, tags, note, folder, state; each setting as the run was started; then the chosen
// number of each scalar, in as many digits as were recorded. `entries`: of the compared runs, in their order.
QByteArray comparisonCsv(const std::vector<RunEntry>& entries, const ComparedRuns& runs,
                         const StatisticChoice& statistic);

// A line per recorded value of these tags: run, label, tag, step, time, value.
QByteArray curvesCsv(const ComparedRuns& runs, const std::vector<std::string>& tags);

}  // namespace isonet::widgets
