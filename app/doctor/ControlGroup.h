// The limits that a control group (a container, a batch system's job) sets for this process; versions 1 and 2.
#pragma once

#include <filesystem>
#include <optional>

namespace isonet::doctor {

// The smallest along the path from the process's group to the root; nothing if there is no limit. Files are read below
// `root`.
std::optional<double> processorLimit(const std::filesystem::path& root = "/");  // in cores, such as 1.5
std::optional<double> memoryLimit(const std::filesystem::path& root = "/");     // in bytes

}  // namespace isonet::doctor
