// JSON as text: commands and files write it through this, so that no string of bytes makes one fail.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace isonet::base {

// What is not UTF-8, such as a file's name, is written with replacement characters (U+FFFD). `indent`: spaces per
// level; -1: one line.
std::string jsonText(const nlohmann::ordered_json& json, int indent = 2);

}  // namespace isonet::base
