// What a detection run has besides the keys of every run: the detector, where COCO's files lie, the size of images.
// No torch header.
#pragma once

#include <cstdint>
#include <string>

#include "model/spec/DetectorSpec.h"

namespace isonet::config {

struct DetectionConfig {
    spec::DetectorSpec detector;

    // In data.root, or with a path of their own.
    std::string trainAnnotations = "annotations/instances_train2017.json";
    std::string trainImages = "train2017";  // folder
    std::string validationAnnotations = "annotations/instances_val2017.json";
    std::string validationImages = "val2017";

    // An image is resized so that its shorter side is this long, but the longer one no longer than that.
    int shortSide = 800, longSide = 1333;  // pixels

    // A classification run, its checkpoint or an imported one, whose weights the backbone starts from; empty: none.
    std::string weights;
    // Batches after which an epoch ends, is evaluated and kept, in the middle of the data or after several passes
    // through it; 0: one pass.
    std::int64_t epochBatches = 0;

    bool operator==(const DetectionConfig&) const = default;
};

}  // namespace isonet::config
