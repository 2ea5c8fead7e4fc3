// COCO in the list of datasets: what is found in a folder. Detectors read it with DetectionDataset.h.
#pragma once

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Throws DataError: classifiers cannot be trained on it.
DatasetPair openCoco(const config::DataConfig& config, const spec::ModelSpec& model);

// Looks for annotations and image folders with COCO's names.
DatasetStatus statusOfCoco(const config::DataConfig& config);
// Looks for the files that the run names, and compares model.classes with the number of categories. Counts the entries
// of the annotations, which takes seconds for large files and is cached until they change. Thread-safe.
DatasetStatus cocoStatus(const config::RunConfig& config);

}  // namespace isonet::training
