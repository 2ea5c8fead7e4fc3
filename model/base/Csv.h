// Comma-separated values as in RFC 4180, with "\n" at the end of a line.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace isonet::base {

// Quoted if it contains a comma, a quote or a line break.
std::string csvField(std::string_view text);

std::string csvLine(std::span<const std::string> fields);

}  // namespace isonet::base
