// The configuration of a detection run besides the common keys: detector, COCO files and image size. No torch header.
#pragma once

#include <cstdint>
#include <string>

#include "model/spec/DetectorSpec.h"

namespace isonet::config {

struct DetectionConfig {
    spec::DetectorSpec detector;

    // Relative to data.root, or absolute.
    std::string trainAnnotations = "annotations/instances_train2017.json";
    std::string trainImages = "train2017";  // folder
    std::string validationAnnotations = "annotations/instances_val2017.json";
    std::string validationImages = "val2017";

    // Images are resized so that the shorter side has this length, but the longer side at most longSide.
    int shortSide = 800, longSide = 1333;  // pixels

    // Initial weights of the backbone: a classification run or a checkpoint; empty: none.
    std::string weights;
    // Batches per epoch, at whose end the detector is evaluated and saved; may be less or more than one pass over the
    // data. 0: one pass.
    std::int64_t epochBatches = 0;

    bool operator==(const DetectionConfig&) const = default;
};

}  // namespace isonet::config
