// Reads all images of a dataset on several threads: the first half of a check.
#pragma once

#include <map>
#include <vector>

#include "training/data/check/DatasetCheck.h"
#include "training/data/check/ImageReading.h"

namespace isonet::training {

struct PartReading {
    std::vector<ReadImage> images;  // by index; a corrupt image has width 0
    PixelSums pixels;
    struct Failure {
        ImageFault fault{};
        std::string message;
    };
    std::map<std::int64_t, Failure> corrupt;
};

// The parts in the given order. No value if `stop` is requested.
std::optional<std::vector<PartReading>> readDatasets(const std::vector<const Dataset*>& parts,
                                                     const CheckSettings& settings, const std::stop_token& stop);

}  // namespace isonet::training
