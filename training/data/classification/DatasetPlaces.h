// Where the files of a dataset may be below a folder that holds several datasets, such as a torchvision root.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "training/config/DatasetInfo.h"
#include "training/config/RunConfig.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Lowercase letters and digits of a name: "fashionmnist" of "Fashion-MNIST".
std::string plainName(const std::string& name);

// data.root, or else where the dataset is by default.
std::filesystem::path rootOf(const config::DatasetInfo& info, const config::DataConfig& config);

// `root`, then those of its folders whose plain name is that of one of `names`, sorted.
std::vector<std::filesystem::path> placesBelow(const std::filesystem::path& root,
                                               const std::vector<std::string>& names);

// "To get CIFAR-10: ...", the end of an error message.
std::string remedyFor(const config::DatasetInfo& info);

// What is found of a dataset whose images are all of one size. `find` sets where, present and the numbers of images; a
// DataError of it becomes the message.
DatasetStatus fixedSizeStatus(const config::DatasetInfo& info, const config::DataConfig& config,
                              const std::function<void(DatasetStatus&)>& find);

}  // namespace isonet::training
