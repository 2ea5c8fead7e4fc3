// Brings the numbers of steps from the device to the host without making the device wait: each is copied behind its
// step and taken when it has arrived. On the CPU it has arrived at once.
#pragma once

#include <torch/types.h>

#include <c10/core/Event.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "training/engine/TrainingStep.h"

namespace isonet::training {

// What a step measured, of the weights before its update.
struct StepNumbers {
    std::int64_t step = 0;  // updates behind those weights
    std::int64_t images = 0;
    double learningRate = 0;
    double loss = 0;  // the task's, without the penalty
    std::optional<double> penalty;
    std::vector<double> parts;       // the numbers of Task::trainingTags()
    std::vector<double> deviations;  // d per measured layer; empty where not measured
};

class StepReadback {
public:
    explicit StepReadback(const at::Device& device) : device_(device) {}

    void push(std::int64_t step, std::int64_t images, double learningRate, const StepResult& result);
    // In order of their steps: those that have arrived, or all of them after waiting.
    std::vector<StepNumbers> take(bool wait);

private:
    struct Pending {
        StepNumbers numbers;
        bool hasPenalty = false;
        std::int64_t parts = 0;
        at::Tensor host;  // numbers, then deviations
        std::unique_ptr<c10::Event> arrived;
    };
    at::Device device_;
    std::deque<Pending> pending_;
};

}  // namespace isonet::training
