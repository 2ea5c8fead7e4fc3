// What is found of one dataset in a folder or archive.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/config/DatasetInfo.h"

namespace isonet::training {

struct DatasetStatus {
    config::DatasetInfo info;
    bool found = false;
    bool present = false;  // its files are there, even if they cannot be used; then `message` says why
    std::string where;     // folder or archive; empty: none given
    std::string message;   // counts, or what is missing and how to get it
    std::int64_t trainImages = 0, validationImages = 0, classes = 0;  // if found
    bool testPart = false;  // has a third part, besides training and validation (data.test_split)
    // The input that suits the images of a folder or tar files (SuitableInput.h); 0: the dataset's own.
    int channels = 0, height = 0, width = 0;
    std::vector<std::string> notes;  // where in the folder, and what was ignored; one line each
    std::string alternatives;        // other datasets that have files of the same names and shape: "MNIST or KMNIST"
};

}  // namespace isonet::training
