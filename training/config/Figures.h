// The numbers by which runs are judged in tables of results: top-1 of a classifier; box AP and, with a mask branch,
// mask AP of a detector. All in percent. No torch header.
#pragma once

#include <span>
#include <string_view>

#include "training/config/RunConfig.h"

namespace isonet::config {

struct Figure {
    std::string_view name;  // for people: "top-1"
    std::string_view key;   // in files: "top1"
    std::string_view tag;   // under which an evaluation records it (telemetry/Record.h, engine/DetectionTags.h)
    int digits;             // after the point, as the paper prints it
};

// The first one is the score, which best.pt follows.
std::span<const Figure> figuresOf(const RunConfig& config);

}  // namespace isonet::config
