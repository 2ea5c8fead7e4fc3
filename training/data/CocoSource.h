// COCO's place among the data sets: what is found in a folder. Detectors read it by themselves (DetectionDataset.h).
#pragma once

#include "training/data/Dataset.h"

namespace isonet::training {

// Throws DataError: classifiers cannot be trained on it.
DatasetPair openCoco(const config::DataConfig& config, const spec::ModelSpec& model);

// Looks for annotations and image folders of COCO's own names.
DatasetStatus cocoStatus(const config::DataConfig& config);
// For those that a run names, and whether its model has as many classes as they have categories. Counts what is in the
// annotations, once for each version of a file: a large one takes seconds. Thread-safe.
DatasetStatus cocoStatus(const config::RunConfig& config);

}  // namespace isonet::training
