// How many cores this process may use.
#pragma once

#include <filesystem>

namespace isonet::base {

// Cores in the affinity mask of this process (sched_getaffinity), bounded by the CPU quotas of its control groups and
// all groups above them: cpu.max (version 2), cpu.cfs_quota_us and cpu.cfs_period_us (version 1). A quota of 2.5 cores
// counts as 2: a third thread would be stopped for half of every period, and the others would wait for it. At least 1.
// `root`: where /proc and /sys are looked for; tests give another folder. Files that are missing or have another
// content set no limit. Sources: sched_getaffinity(2), cgroups(7), the kernel's cgroup-v2.rst and sched-bwc.rst.
int availableCores(const std::filesystem::path& root = "/");

// The same with a known number of cores in the mask.
int coresWithinQuotas(int inMask, const std::filesystem::path& root);

}  // namespace isonet::base
