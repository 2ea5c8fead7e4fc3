// Numbers as text, independent of the locale.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::base {

// Shortest text that reads back as the same number: "0.02", "1e-4", "nan".
std::string numberText(double value);

// The same for YAML files: "1.0e-4", which YAML 1.1 reads as a number, unlike "1e-4". Infinity and NaN as numberText().
std::string yamlNumber(double value);

std::string fixed(double value, int decimals);          // "91.24"
std::string significant(double value, int digits = 4);  // "0.01235", "1.235e-5", "3e38"
std::string scientific(double value, int decimals);     // "1.20e-5"
std::string grouped(std::int64_t value);                // "1,234,567"

// A range in a message: "1 to 16", or "1" where both ends are the same.
std::string rangeText(const std::string& lowest, const std::string& highest);

}  // namespace isonet::base
