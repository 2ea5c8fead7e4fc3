// A small data set in Fashion-MNIST's own files, for tests: class c is gray 25 c to 25 c + 29, in noise. A network that
// starts out linear can begin to tell them apart within a few dozen steps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::test {

// One gzip-compressed file with exactly these bytes.
void writeGzip(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes);
std::vector<std::uint8_t> idxBytes(const std::vector<std::uint32_t>& shape, const std::vector<std::uint8_t>& values);

// The four files in `folder` (made if needed); image i has the label i mod 10.
void writeFashionFolder(const std::filesystem::path& folder, int trainImages, int testImages);

}  // namespace isonet::test
