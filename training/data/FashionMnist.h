// Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 + 10,000 gray images of 28x28 in ten classes, from the four
// idx files of its publishers, gzip-compressed or plain.
#pragma once

#include "training/data/Dataset.h"

namespace isonet::training {

// Throws DataError naming the file, what is wrong with it and how to get the right one.
DatasetPair openFashionMnist(const config::DataConfig& config, const spec::ModelSpec& model);

const std::vector<std::string>& fashionMnistNames();

// Reads the headers only.
DatasetStatus fashionMnistStatus(const config::DataConfig& config);

}  // namespace isonet::training
