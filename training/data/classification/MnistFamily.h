// MNIST and the datasets in its file format: Fashion-MNIST, KMNIST, EMNIST. Gray images of 28x28 in four idx files:
// images and labels of both parts, as NAME-images-idx3-ubyte or NAME-images.idx3-ubyte, gzip-compressed or plain.
//
// They are looked for in data.root, its folders raw and gzip, and the same in a folder of the dataset's name below
// data.root, such as FashionMNIST/raw in a torchvision root. The files of EMNIST may also be in its archive gzip.zip
// there, or data.root be this archive.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

struct MnistSet {
    std::string dataset;               // "fashion-mnist"
    std::vector<std::string> folders;  // names of its folder; the first is torchvision's: "FashionMNIST"
    std::string trainPart = "train", testPart = "t10k";
    int firstLabel = 0;                      // EMNIST letters count from 1
    bool transposed = false;                 // EMNIST stores columns of pixels
    std::vector<std::string> archives = {};  // names of a zip archive with the files: "gzip.zip"
};

// MNIST, Fashion-MNIST and KMNIST have files of the same names. The labels show which one a folder holds if they are
// those of a published set, or else the folder's name; files that belong to another one are refused. Throws DataError
// naming the file, the problem and the remedy.
DatasetPair openMnistSet(const MnistSet& set, const config::DataConfig& config, const spec::ModelSpec& model);

// Reads the headers and a few labels.
DatasetStatus statusOfMnistSet(const MnistSet& set, const config::DataConfig& config);

}  // namespace isonet::training
