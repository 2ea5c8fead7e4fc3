// Whole files: atomic replacement and bounded reading.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace isonet::base {

// Replaces the file atomically (OutputFile.h): readers see the old or the new content, never a part. Throws
// std::system_error naming the file, which then keeps its old content.
void replaceFile(const std::filesystem::path& file, std::string_view content);

// The whole content. Throws std::system_error naming the file if it cannot be read or is longer than `maximumBytes`.
std::string readFile(const std::filesystem::path& file, std::size_t maximumBytes);

}  // namespace isonet::base
