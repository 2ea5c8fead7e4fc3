#include "model/base/ControlGroups.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace isonet::base {
namespace {

namespace fs = std::filesystem;

bool lists(const std::string& controllers, const std::string& name) {
    std::istringstream items(controllers);
    for (std::string item; std::getline(items, item, ',');)
        if (item == name)
            return true;
    return false;
}

// The folders of the group and of those above it. A container may see its own group at the top, where the path that
// /proc gives does not exist: the top is always among them.
void addFolders(std::vector<fs::path>& folders, const fs::path& mount, const fs::path& group) {
    for (fs::path below = group.relative_path(); !below.empty(); below = below.parent_path())
        folders.push_back(mount / below);
    folders.push_back(mount);
}

// Of version 2 if `controller` is empty.
std::vector<fs::path> groupFolders(const fs::path& root, const std::string& controller) {
    const fs::path mounts = root / "sys/fs/cgroup";
    std::vector<fs::path> folders;
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {  // "4:cpu,cpuacct:/a/b", "0::/a/b"
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
        if (controller.empty() && controllers.empty()) {
            addFolders(folders, mounts, group);
            addFolders(folders, mounts / "unified", group);
        } else if (!controller.empty() && lists(controllers, controller)) {
            addFolders(folders, mounts / controllers, group);
            if (controllers != controller)
                addFolders(folders, mounts / controller, group);
        }
    }
    return folders;
}

std::optional<double> numberIn(const fs::path& path) {
    std::ifstream file(path);
    double value = 0;
    return file >> value ? std::optional(value) : std::nullopt;  // "max" and "-1": no limit
}

void lower(std::optional<double>& least, std::optional<double> value) {
    if (value && *value > 0)
        least = least ? std::min(*least, *value) : *value;
}

}  // namespace

std::optional<double> processorQuota(const fs::path& root) {
    std::optional<double> least;
    for (const auto& folder : groupFolders(root, "")) {
        std::ifstream file(folder / "cpu.max");  // "max 100000" or "150000 100000": quota and period
        double quota = 0, period = 0;
        if (file >> quota >> period && period > 0)
            lower(least, quota / period);
    }
    for (const auto& folder : groupFolders(root, "cpu")) {
        const auto quota = numberIn(folder / "cpu.cfs_quota_us"), period = numberIn(folder / "cpu.cfs_period_us");
        if (quota && period && *period > 0)
            lower(least, *quota / *period);
    }
    return least;
}

std::optional<double> memoryLimit(const fs::path& root) {
    constexpr double none = 1e18;  // version 1 writes the largest multiple of a page for "no limit"
    std::optional<double> least;
    for (const auto& folder : groupFolders(root, ""))
        lower(least, numberIn(folder / "memory.max"));
    for (const auto& folder : groupFolders(root, "memory"))
        if (const auto limit = numberIn(folder / "memory.limit_in_bytes"); limit && *limit < none)
            lower(least, limit);
    return least;
}

}  // namespace isonet::base
