// The datasets that the engine can open (training/config/Datasets.def), and what is found where.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Opens and checks the configured dataset. Throws DataError.
DatasetPair openDatasets(const config::DataConfig& config, const spec::ModelSpec& model);

// What is found where, for `isonet datasets` and the form. Reads names and headers, and scans an archive once (about a
// second; the result is cached until the file changes).
std::vector<DatasetStatus> datasetStatus();  // of all datasets, at their default locations
DatasetStatus datasetStatus(const config::DataConfig& config);
DatasetStatus datasetStatus(const config::RunConfig& config);  // for a detection run, of the files that it names
// All datasets that can be opened at this folder or archive.
std::vector<DatasetStatus> datasetsIn(const std::string& path);

}  // namespace isonet::training
