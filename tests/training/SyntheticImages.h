// A small data set in Fashion-MNIST's own files, for tests: stripes in noise, each class with a direction and a width of
// its own, beginning with a bright one.
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
