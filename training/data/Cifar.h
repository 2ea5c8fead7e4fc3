// CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): 50,000 + 10,000 colour images of 32x32 in 10 or 100 classes, from the
// official binary archives, packed as downloaded or unpacked.
//
// Format: records of one image after another; CIFAR-10: label, then 32 x 32 red, green and blue bytes, in
// data_batch_1.bin to data_batch_5.bin and test_batch.bin; CIFAR-100: coarse label, fine label, then the same, in
// train.bin and test.bin. The fine labels are learnt.
#pragma once

#include "training/data/Dataset.h"

namespace isonet::training {

// data.root: the archive, a folder that holds it or the unpacked folder, or the unpacked folder itself.
// Throws DataError naming the file, what is wrong with it and how to get the right one (the Python and Matlab versions
// included).
DatasetPair openCifar(const config::DataConfig& config, const spec::ModelSpec& model);

// Looks at sizes; reads an archive through once.
DatasetStatus cifarStatus(const config::DataConfig& config);

}  // namespace isonet::training
