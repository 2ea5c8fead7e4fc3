// idx files, the format of MNIST and its successors: 0, 0, type (8 for unsigned bytes), number of axes, each axis as a
// big-endian u32, then the values row by row. Gzip-compressed or plain. Source: LeCun's MNIST page.
//
// A file in a zip archive, such as EMNIST's gzip.zip, has a path below that of the archive, and is read in place:
// gzip.zip/emnist-letters-train-images-idx3-ubyte.gz, whatever its folder in the archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {

struct IdxArray {
    std::vector<std::int64_t> shape;
    std::vector<std::uint8_t> values;  // row-major; empty after readIdxShape()
};

bool idxFileExists(const std::filesystem::path& file);

// Reads the whole file, including the gzip checksum. `axes`: required number of axes. Throws DataError: missing,
// unreadable, another format, truncated, or longer than its header says. `remedy` is appended to the message.
IdxArray readIdx(const std::filesystem::path& file, int axes, const std::string& remedy);

// Reads the header only and does not check the rest of the file.
IdxArray readIdxShape(const std::filesystem::path& file, int axes, const std::string& remedy);
// The same with the first `count` values, or all if there are fewer.
IdxArray readIdxStart(const std::filesystem::path& file, int axes, std::int64_t count, const std::string& remedy);

}  // namespace isonet::training
