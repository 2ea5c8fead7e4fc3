// One measured value as a run directory stores it. Immutable values, cheap to pass between threads. No torch header.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

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
    std::string tag;  // design: "loss/total", "isometry/deviation/s1.b1.f.a", "spectrum/<layer>", "srelu_b/stage1"
    std::int64_t step = 0;  // optimiser steps done when it was measured
    double wallTime = 0;    // seconds since 1970
    std::variant<Scalar, Histogram> value;
};

// Histogram of values with `bins` equal buckets between their extremes (fewer where the extremes are too near for so
// many edges: one when all are equal; none without values). Values that are infinite or not a number are left out of
// everything. Throws std::invalid_argument for bins < 1.
Histogram histogramOf(const std::vector<double>& values, int bins = 64);

namespace tags {
inline const std::string lossTotal = "loss/total";
inline const std::string lossCrossEntropy = "loss/cross_entropy";
inline const std::string lossPenalty = "loss/penalty";
inline const std::string trainTop1 = "accuracy/train_top1";
inline const std::string validationTop1 = "accuracy/val_top1";
inline const std::string validationTop5 = "accuracy/val_top5";
inline const std::string validationCrossEntropy = "loss/val_cross_entropy";
inline const std::string learningRate = "schedule/learning_rate";
inline const std::string epoch = "schedule/epoch";
inline const std::string changed = "changed/";  // + key of the configuration: its new value, where it changed in a run
inline const std::string imagesPerSecond = "throughput/images_per_second";
inline const std::string deviation = "isometry/deviation/";  // + layer
inline const std::string sigmaMin = "isometry/sigma_min/";   // + layer
inline const std::string sigmaMax = "isometry/sigma_max/";   // + layer
inline const std::string spectrum = "spectrum/";             // + layer
inline const std::string offset = "srelu_b/";                // + layer or "stage1".."stage4"
}  // namespace tags

}  // namespace isonet::telemetry
