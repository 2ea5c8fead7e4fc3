// Tables of settings: what differs from a preset, what was changed during training, all of them, and what differs
// between runs.
#pragma once

#include <string>
#include <vector>

#include "training/report/Content.h"
#include "training/report/RecordedRun.h"

namespace isonet::report {

// The run's settings against those of the preset that is most like them. Requires a history.
Section settingsSection(const RecordedRun& run);
Section allSettings(const RecordedRun& run);

// Changes of settings with their steps; no block if nothing was changed.
std::vector<Block> changesOf(const RecordedRun& run);
std::vector<double> changeSteps(const RecordedRun& run);

// Settings that differ between runs, a column per run.
Section differingSettings(const std::vector<RecordedRun>& runs);

// The maximum number of columns in a table of several runs, so that it fits a page.
inline constexpr std::size_t runsInTable = 6;

}  // namespace isonet::report
