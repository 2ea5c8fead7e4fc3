// The limits that control groups (a container, a batch system's job) set for this process; versions 1 and 2.
#pragma once

#include <filesystem>
#include <optional>

namespace isonet::base {

// The lowest limit of the process's group and all groups above it; nothing if there is none. `root`: where /proc and
// /sys are looked for; tests give another folder. Files that are missing or have another content set no limit. Sources:
// cgroups(7), the kernel's cgroup-v2.rst and sched-bwc.rst.
std::optional<double> processorQuota(const std::filesystem::path& root = "/");  // in cores, such as 1.5
std::optional<double> memoryLimit(const std::filesystem::path& root = "/");     // in bytes

}  // namespace isonet::base
