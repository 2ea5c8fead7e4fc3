#include "app/doctor/ControlGroup.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace isonet::doctor {
namespace {

namespace fs = std::filesystem;

// The folders of the process's group and its ancestors. `controller`: empty for version 2.
std::vector<fs::path> groupFolders(const fs::path& root, const std::string& controller) {
    std::vector<fs::path> folders;
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {  // hierarchy:controllers:path
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        std::istringstream names(line.substr(first + 1, second - first - 1));
        bool mine = controller.empty() && names.str().empty();
        for (std::string name; std::getline(names, name, ',');)
            mine = mine || name == controller;
        if (!mine)
            continue;
        const fs::path top = root / "sys/fs/cgroup" / controller;
        fs::path below = fs::path(line.substr(second + 1)).relative_path();
        for (; !below.empty(); below = below.parent_path())
            folders.push_back(top / below);
        folders.push_back(top);
    }
    return folders;
}

std::optional<double> number(const std::string& text) {
    std::istringstream in(text);
    double value = 0;
    return in >> value ? std::optional(value) : std::nullopt;
}

std::string contents(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

void lower(std::optional<double>& least, std::optional<double> value) {
    if (value && *value > 0)
        least = least ? std::min(*least, *value) : *value;
}

}  // namespace

std::optional<double> processorLimit(const fs::path& root) {
    std::optional<double> least;
    for (const auto& folder : groupFolders(root, "")) {  // "max 100000" or "150000 100000": quota and period
        std::istringstream words(contents(folder / "cpu.max"));
        double quota = 0, period = 0;
        if (words >> quota >> period && period > 0)
            lower(least, quota / period);
    }
    for (const auto& folder : groupFolders(root, "cpu")) {
        const auto quota = number(contents(folder / "cpu.cfs_quota_us"));  // -1: none
        const auto period = number(contents(folder / "cpu.cfs_period_us"));
        if (quota && period && *period > 0)
            lower(least, *quota / *period);
    }
    return least;
}

std::optional<double> memoryLimit(const fs::path& root) {
    constexpr double none = 1e18;  // version 1 writes the largest multiple of a page for "no limit"
    std::optional<double> least;
    for (const auto& folder : groupFolders(root, ""))
        lower(least, number(contents(folder / "memory.max")));
    for (const auto& folder : groupFolders(root, "memory"))
        if (const auto limit = number(contents(folder / "memory.limit_in_bytes")); limit && *limit < none)
            lower(least, limit);
    return least;
}

}  // namespace isonet::doctor
