// The datasets that the engine can open (training/config/Datasets.def), and what is found where.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Opens and checks the configured dataset, without the images of data.exclude; with data.test_split in three parts
// (TestSplit.h). Throws DataError.
DatasetPair openDatasets(const config::DataConfig& config, const spec::ModelSpec& model);
// The images that `isonet eval --split test` evaluates, whatever the run's data.test_split: those of its test part, or
// of the dataset's own. Throws DataError if there is neither, since then a run has chosen best.pt on all its images.
std::shared_ptr<const Dataset> openTestPart(const config::DataConfig& config, const spec::ModelSpec& model);

// All images of the configured dataset but those of data.exclude, whatever network is to be trained on them. Throws
// DataError: it is not found.
DatasetPair openWhole(const config::DataConfig& config);

// What is found where, for `isonet datasets` and the form. Reads names and headers, and scans an archive once (about a
// second; the result is cached until the file changes).
std::vector<DatasetStatus> datasetStatus();  // of all datasets, at their default locations
DatasetStatus datasetStatus(const config::DataConfig& config);
DatasetStatus datasetStatus(const config::RunConfig& config);  // for a detection run, of the files that it names
// All datasets whose files are at this folder or archive, such as a torchvision root; those that cannot be used have
// the reason as their message.
std::vector<DatasetStatus> datasetsIn(const std::string& path);
// "2 datasets are here: SVHN (svhn) and SVHN with extra images (svhn-extra)", if several of these can be used; which
// one is meant is asked, not guessed. Empty otherwise.
std::string severalDatasets(const std::vector<DatasetStatus>& statuses);

}  // namespace isonet::training
