// The settings of a configuration that suit a dataset that was found.
#pragma once

#include <string>
#include <vector>

#include "training/data/images/DatasetStatus.h"

namespace isonet::training {

struct SuitableSettings {
    std::string dataset, root;
    int classes = 0, channels = 0, height = 0, width = 0;  // model.*; 0: unknown
};

// Images of one size are padded to at least 32 pixels, which the strides of the small family are designed for. A
// dataset's default location leaves the root empty.
SuitableSettings suitableSettings(const DatasetStatus& status);

// "data.dataset=folder", "data.root=/data/flowers", "model.classes=17", ... without what is unknown; for --set.
std::vector<std::string> assignments(const SuitableSettings& settings);

}  // namespace isonet::training
