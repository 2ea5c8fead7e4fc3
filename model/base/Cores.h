// How many cores this process may use.
#pragma once

#include <filesystem>

namespace isonet::base {

// Cores in the affinity mask of this process (sched_getaffinity(2)), bounded by processorQuota(root) of
// model/base/ControlGroups.h. A quota of 2.5 cores counts as 2: a third thread would be stopped for half of every
// period, and the others would wait for it. At least 1.
int availableCores(const std::filesystem::path& root = "/");

// The same with a known number of cores in the mask.
int coresWithinQuotas(int inMask, const std::filesystem::path& root);

}  // namespace isonet::base
