// The results of one training step, on the host.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace isonet::training {

// Computed with the weights before the update.
struct StepNumbers {
    std::int64_t step = 0;  // updates done before
    std::int64_t images = 0;
    double learningRate = 0;
    double loss = 0;  // of the task, without the penalty
    std::optional<double> penalty;
    std::vector<double> parts;       // the values for Task::trainingTags()
    std::vector<double> deviations;  // d per measured layer; empty if not measured
};

}  // namespace isonet::training
