// Copies step results from the device to the host asynchronously: each copy is queued after its step and collected once
// it has completed. On the CPU results are available immediately.
#pragma once

#include <torch/types.h>

#include <c10/core/Event.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "training/engine/loop/TrainingStep.h"
#include "training/measurement/StepNumbers.h"

namespace isonet::training {

class StepReadback {
public:
    explicit StepReadback(const at::Device& device) : device_(device) {}

    void push(std::int64_t step, std::int64_t images, double learningRate, const StepResult& result);
    // Completed results in the order of their steps; with `wait` all of them.
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
