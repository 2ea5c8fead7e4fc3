#include "model/base/Cores.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

namespace isonet::base {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

int coresInMask() {
    // The kernel refuses a set smaller than its own: more than 1024 cores need a larger one.
    for (std::size_t cores = 1024; cores <= (std::size_t{1} << 18); cores *= 2) {
        cpu_set_t* set = CPU_ALLOC(cores);
        if (!set)
            break;
        const std::size_t bytes = CPU_ALLOC_SIZE(cores);
        const bool known = sched_getaffinity(0, bytes, set) == 0;
        const int count = known ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (known && count > 0)
            return count;
    }
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

double cores(double quota, double period) {
    return quota > 0 && period > 0 ? quota / period : unlimited;
}

// "max 100000" or "150000 100000".
double quotaOfVersion2(const fs::path& group) {
    std::ifstream file(group / "cpu.max");
    double quota = 0, period = 0;
    return file >> quota >> period ? cores(quota, period) : unlimited;
}

// -1: no quota.
double quotaOfVersion1(const fs::path& group) {
    std::ifstream quotaFile(group / "cpu.cfs_quota_us"), periodFile(group / "cpu.cfs_period_us");
    double quota = 0, period = 0;
    return quotaFile >> quota && periodFile >> period ? cores(quota, period) : unlimited;
}

// The lowest quota of a group and those above it. A container may see its own group at the top, where the path that
// /proc gives does not exist: the top is always read.
double lowestQuota(const fs::path& mount, fs::path group, double (*quotaOf)(const fs::path&)) {
    double lowest = quotaOf(mount);
    for (group = group.relative_path(); !group.empty(); group = group.parent_path())
        lowest = std::min(lowest, quotaOf(mount / group));
    return lowest;
}

bool lists(const std::string& controllers, std::string_view name) {
    std::istringstream items(controllers);
    for (std::string item; std::getline(items, item, ',');)
        if (item == name)
            return true;
    return false;
}

double quota(const fs::path& root) {
    const fs::path mounts = root / "sys/fs/cgroup";
    std::ifstream groups(root / "proc/self/cgroup");
    double lowest = unlimited;
    for (std::string line; std::getline(groups, line);) {  // "4:cpu,cpuacct:/a/b", "0::/a/b"
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
        if (controllers.empty()) {
            for (const fs::path& mount : {mounts, mounts / "unified"})
                lowest = std::min(lowest, lowestQuota(mount, path, quotaOfVersion2));
        } else if (lists(controllers, "cpu")) {
            for (const fs::path& mount : {mounts / controllers, mounts / "cpu"})
                lowest = std::min(lowest, lowestQuota(mount, path, quotaOfVersion1));
        }
    }
    return lowest;
}

}  // namespace

int coresWithinQuotas(int inMask, const fs::path& root) {
    const double within = std::min<double>(inMask, quota(root));
    return std::max(1, static_cast<int>(within));
}

int availableCores(const fs::path& root) {
    return coresWithinQuotas(coresInMask(), root);
}

}  // namespace isonet::base
