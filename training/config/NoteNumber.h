// Numbers in notes that people read. Not for configurations, which keep every digit.
#pragma once

#include <string>

namespace isonet::config {

// The shortest text of the number ("0.0015625"); with four significant digits if that takes more than nine characters
// ("6.667" for 20 / 3).
std::string noteNumber(double value);

}  // namespace isonet::config
