// A report as one HTML file that needs nothing else: no script, no outside resource. It is well-formed XML too, light
// or dark as the reader's system is, and made to be printed.
#pragma once

#include <string>

#include "training/report/Content.h"

namespace isonet::report {

// `footer`: the program and its version.
std::string htmlOf(const Report& report, const std::string& footer);

}  // namespace isonet::report
