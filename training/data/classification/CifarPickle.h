// The files of CIFAR's Python version: pickled dicts with the pixels of all images (a NumPy array of images x 3072
// bytes, or one byte string), their labels and names. Nothing in them is executed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isonet::training {

struct CifarBatch {
    std::vector<std::uint8_t> pixels;  // images x 3 x 32 x 32
    std::vector<std::int64_t> labels;
};

// `data` and `labelKey` of a batch. `file` and `remedy` are for messages. Throws DataError: not a pickle, truncated, or
// without these values.
CifarBatch readCifarBatch(const std::vector<std::uint8_t>& pickle, const std::string& labelKey, const std::string& file,
                          const std::string& remedy);

// The strings at `key` of batches.meta or meta. Throws DataError.
std::vector<std::string> readCifarNames(const std::vector<std::uint8_t>& pickle, const std::string& key,
                                        const std::string& file, const std::string& remedy);

}  // namespace isonet::training
