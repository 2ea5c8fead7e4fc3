// COCO's place among the data sets: what is found in a folder. Detectors read it by themselves (DetectionDataset.h).
#pragma once

#include "training/data/Dataset.h"

namespace isonet::training {

// Throws DataError: classifiers cannot be trained on it.
DatasetPair openCoco(const config::DataConfig& config, const spec::ModelSpec& model);

// Looks for annotations and image folders of COCO's own names; opens none of them.
DatasetStatus cocoStatus(const config::DataConfig& config);

}  // namespace isonet::training
