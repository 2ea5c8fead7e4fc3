// CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): 50,000 + 10,000 color images of 32x32 in 10 or 100 classes, from the
// official binary archives, packed or unpacked.
//
// Format: records of one image after another; CIFAR-10: label, then 32 x 32 red, green and blue bytes, in
// data_batch_1.bin to data_batch_5.bin and test_batch.bin; CIFAR-100: coarse label, fine label, then the same, in
// train.bin and test.bin. The fine labels are used.
#pragma once

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// data.root: the archive, the unpacked folder, or a folder with either. Throws DataError naming the file, the problem
// and the remedy, also for the Python and Matlab versions.
DatasetPair openCifar10(const config::DataConfig& config, const spec::ModelSpec& model);
DatasetPair openCifar100(const config::DataConfig& config, const spec::ModelSpec& model);

// Reads sizes; scans an archive once.
DatasetStatus statusOfCifar10(const config::DataConfig& config);
DatasetStatus statusOfCifar100(const config::DataConfig& config);

}  // namespace isonet::training
