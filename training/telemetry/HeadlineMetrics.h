// The metrics that rank runs in result tables: top-1 of a classifier and, if recorded, certified accuracy; box AP and,
// with a mask branch, mask AP of a detector. All in percent. No torch header.
#pragma once

#include <span>
#include <string_view>

#include "training/config/RunConfig.h"

namespace isonet::telemetry {

struct HeadlineMetric {
    std::string_view name;  // shown in tables: "top-1"
    std::string_view key;   // in files: "top1"
    std::string_view tag;   // of its records (Tags.h)
    int digits;             // after the decimal point, as printed in the paper
};

// The first one is the score that best.pt follows.
std::span<const HeadlineMetric> headlineMetricsOf(const config::RunConfig& config);

}  // namespace isonet::telemetry
