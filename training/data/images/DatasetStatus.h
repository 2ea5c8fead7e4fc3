// What is found of one dataset in a folder or archive.
#pragma once

#include <cstdint>
#include <string>

#include "training/config/DatasetInfo.h"

namespace isonet::training {

struct DatasetStatus {
    config::DatasetInfo info;
    bool found = false;
    std::string where;                                                // folder or archive; empty: none given
    std::string message;                                              // counts, or what is missing and how to get it
    std::int64_t trainImages = 0, validationImages = 0, classes = 0;  // if found
};

}  // namespace isonet::training
