// Lists of images of a dataset as text, one name a line: which images to leave out (data.exclude).
//
// An image's name is its file, relative to data.root if it is below it ("train/cat/1.jpg"), or else its part and its
// number ("train:17", counted from 0 in the order of the dataset's files). Names are bytes: any name that a file system
// allows survives. In the text a backslash is written \\, a line feed \n and a carriage return \r; all other bytes are
// as they are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "training/data/images/Dataset.h"

namespace isonet::training {

// `part`: "train" or "validation".
std::string imageName(const Dataset& dataset, std::int64_t index, const std::string& part,
                      const std::filesystem::path& root);

// Atomic. Throws std::system_error naming the file.
void writeImageNames(const std::filesystem::path& file, std::span<const std::string> names);

// Accepts lines that end as on Windows, and skips empty ones. Throws DataError naming the file: it cannot be read, is
// longer than 1 GiB, or has another sequence after a backslash.
std::vector<std::string> readImageNames(const std::filesystem::path& file);

}  // namespace isonet::training
