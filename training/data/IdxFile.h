// idx files, the format of MNIST and its followers: 0, 0, type (8 for unsigned bytes), number of axes, each axis as a
// big-endian u32, then the values row by row. Gzip-compressed or plain. Source: LeCun's MNIST page.
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

// The whole file, checked to its end (its gzip checksum included). `axes` is the number of axes it must have.
// Throws DataError: absent, unreadable, foreign, cut, or longer than its header says. `remedy` ends the message.
IdxArray readIdx(const std::filesystem::path& file, int axes, const std::string& remedy);

// The header alone: quick, and says nothing about the rest of the file.
IdxArray readIdxShape(const std::filesystem::path& file, int axes, const std::string& remedy);

}  // namespace isonet::training
