// Names for compared runs by what differs between their settings: "gamma 0, depth 56".
#pragma once

#include <string>
#include <vector>

#include "training/report/RecordedRun.h"

namespace isonet::report {

// Keys whose values differ between the configurations in force, in file order. Runs without a configuration are left
// out. Keys that change nothing that is learned (name, folder, device, loader threads) come last.
std::vector<std::string> differingKeys(const std::vector<RecordedRun>& runs);

// One label per run, all different: "2: gamma 0", as in the workbench, with the number of the run in front.
std::vector<std::string> labelsOf(const std::vector<RecordedRun>& runs);

}  // namespace isonet::report
