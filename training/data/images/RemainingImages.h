// A dataset without some of its images (data.exclude).
#pragma once

#include <filesystem>

#include "training/data/images/Dataset.h"

namespace isonet::training {

// All parts without the images that the list names (ImageNames.h). Names of images that do not exist are ignored:
// they may have been removed since. Throws DataError: the list cannot be read, names no image of the dataset, or leaves
// no image of a part.
DatasetPair withoutImages(const DatasetPair& data, const std::filesystem::path& list,
                          const std::filesystem::path& root);

}  // namespace isonet::training
