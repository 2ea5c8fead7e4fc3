// The manual page of the program, section 1, in the macros of man(7).
#pragma once

#include <string>

#include "app/cli/CommandText.h"

namespace isonet::cli {

// `version`: the program's name and version, "isonet 0.1.0".
std::string manPage(const CommandText& program, const std::string& version);

}  // namespace isonet::cli
