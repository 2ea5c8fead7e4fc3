// Numbers as text, independent of the locale.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::base {

// Shortest text that reads back as the same number: "0.02", "1e-4", "nan".
std::string numberText(double value);

std::string fixed(double value, int decimals);          // "91.24"
std::string significant(double value, int digits = 4);  // "0.01235", "1.235e-05"
std::string grouped(std::int64_t value);                // "1,234,567"

}  // namespace isonet::base
