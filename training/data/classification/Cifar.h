// CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): 50,000 + 10,000 color images of 32x32 in 10 or 100 classes, from the
// official archives of the binary or the Python version, packed or unpacked, as torchvision leaves them, too.
//
// Binary: records of one image after another; CIFAR-10: label, then 32 x 32 red, green and blue bytes, in
// data_batch_1.bin to data_batch_5.bin and test_batch.bin; CIFAR-100: coarse label, fine label, then the same, in
// train.bin and test.bin. Python: pickled dicts with data, labels or fine_labels, in data_batch_1 to data_batch_5 and
// test_batch, or in train and test; class names in batches.meta or meta. The fine labels are used.
#pragma once

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

// data.root: the archive, the unpacked folder, or a folder with either; the unpacked binary version is preferred.
// Throws DataError naming the file, the problem and the remedy, also for the Matlab version.
DatasetPair openCifar10(const config::DataConfig& config, const spec::ModelSpec& model);
DatasetPair openCifar100(const config::DataConfig& config, const spec::ModelSpec& model);

// Reads sizes, and pickles for their number of images; an archive is read once.
DatasetStatus statusOfCifar10(const config::DataConfig& config);
DatasetStatus statusOfCifar100(const config::DataConfig& config);

}  // namespace isonet::training
