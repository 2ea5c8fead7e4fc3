// Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 + 10,000 grayscale images of 28x28 in ten classes, from the
// four published idx files, gzip-compressed or plain.
#pragma once

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// Throws DataError naming the file, the problem and the remedy.
DatasetPair openFashionMnist(const config::DataConfig& config, const spec::ModelSpec& model);

// Reads the headers only.
DatasetStatus statusOfFashionMnist(const config::DataConfig& config);

}  // namespace isonet::training
