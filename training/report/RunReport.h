// The report of a run, or of several runs compared with each other.
#pragma once

#include <vector>

#include "training/report/Content.h"
#include "training/report/RecordedRun.h"

namespace isonet::report {

// Throws std::invalid_argument without runs.
Report reportOf(const std::vector<RecordedRun>& runs);

// Curves of a comparison; the tables have all runs.
inline constexpr std::size_t mostDrawnRuns = 24;

}  // namespace isonet::report
