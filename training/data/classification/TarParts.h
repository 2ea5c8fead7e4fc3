// The training and validation images in tar files, with their classes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/classification/IgnoredFiles.h"
#include "training/data/classification/TarLayout.h"
#include "training/data/classification/TarSet.h"

namespace isonet::training {

struct TarParts {
    std::shared_ptr<const TarSet> set;
    std::vector<std::string> classes;
    std::vector<TarImage> train, validation;  // in the order of files and positions
    std::string validationFrom;               // what the validation images are, for messages
    IgnoredFiles ignored;
};

// Parts by files; else by folders in the tar files (train/, val/); else data.validation_fraction of each class of the
// only part. Throws DataError: no images, or what the functions of TarListing.h and TarClasses.h throw.
TarParts tarParts(const TarLayout& layout, const config::DataConfig& config);

}  // namespace isonet::training
