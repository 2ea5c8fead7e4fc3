// One measured value as a run directory stores it. Immutable values, cheap to pass between threads. No torch header.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "training/telemetry/Tags.h"

namespace isonet::telemetry {

struct Scalar {
    double value = 0;
};

// counts[i] values in (limits[i-1], limits[i]]; the first bucket starts at min.
struct Histogram {
    double min = 0, max = 0, count = 0, sum = 0, sumSquares = 0;
    std::vector<double> limits;  // right edges, rising
    std::vector<double> counts;
};

struct Record {
    std::string tag;        // Tags.h: "loss/total", "isometry/deviation/s1.b1.f.a", "srelu_b/stage1"
    std::int64_t step = 0;  // optimizer steps done when the value was measured
    double wallTime = 0;    // seconds since 1970
    std::variant<Scalar, Histogram> value;
};

// Histogram of `values` with `bins` equal buckets between their extremes: fewer if the extremes are too close for that
// many distinct edges, one if all values are equal, none without values. Infinite and NaN values are ignored. Throws
// std::invalid_argument for bins < 1.
Histogram histogramOf(const std::vector<double>& values, int bins = 64);

}  // namespace isonet::telemetry
