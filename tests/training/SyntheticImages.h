// A small dataset in the file format of Fashion-MNIST: class c is gray 25 c to 25 c + 29 plus noise. A network that is
// linear at initialization learns it within a few dozen steps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::test {

// One gzip-compressed file with exactly these bytes.
void writeGzip(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes);
std::vector<std::uint8_t> idxBytes(const std::vector<std::uint32_t>& shape, const std::vector<std::uint8_t>& values);

// Writes the four files to `folder` (created if needed); image i has label i mod 10.
void writeFashionFolder(const std::filesystem::path& folder, int trainImages, int testImages);

}  // namespace isonet::test
