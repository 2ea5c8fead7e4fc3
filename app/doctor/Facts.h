// What a bug report needs to know of a machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace isonet::doctor {

struct Fact {
    std::string section, name, value;
};

// Program and libraries, system, processor with the limits of affinity and control group, memory, devices, where the
// shared libraries were loaded from, datasets. Nothing that names the user.
std::vector<Fact> machineFacts();

// Parts of it, from files below `root`, so that they can be tested.
std::vector<Fact> processorFacts(const std::filesystem::path& root = "/");
std::vector<Fact> memoryFacts(const std::filesystem::path& root = "/");

}  // namespace isonet::doctor
