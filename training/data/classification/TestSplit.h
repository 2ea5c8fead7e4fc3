// Three parts of a dataset: training, validation, which chooses best.pt, and test, which is reported once
// (data.test_split).
#pragma once

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

// Of a dataset opened with all its images. Where it has a test part, the three parts are its own. Otherwise its
// validation images become the test part, and data.validation_fraction of each class of the training images (rounded,
// at least one), drawn with data.split_seed, the validation part. Then data.train_images and data.validation_images
// limit their parts. Throws DataError: a class with one training image, or fewer images than a limit.
DatasetPair withTestSplit(DatasetPair whole, const config::DataConfig& config);

// `count` images of a part, with balanced classes; 0: all. Throws DataError naming `key` and `part` if there are fewer.
std::shared_ptr<const Dataset> limitedPart(std::shared_ptr<const Dataset> part, std::int64_t count,
                                           std::string_view key, const std::string& title);

}  // namespace isonet::training
