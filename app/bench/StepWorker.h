// One method of computing training steps on random images and labels: what serveSteps() runs.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/DeviceGuard.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/bench/PublishedStep.h"
#include "app/bench/StepMode.h"
#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/engine/loop/TrainingStep.h"
#include "training/engine/runtime/AlgorithmSearch.h"
#include "training/engine/runtime/HostTuning.h"
#include "training/engine/tasks/Classification.h"

namespace isonet::benchmarks {

class StepWorker {
public:
    StepWorker(StepMode mode, const config::RunConfig& config);

    double step();                   // runs one step; seconds
    double measuring(double plain);  // see StepProcess.h
    double peak() const;             // bytes above what the process used before construction
    double loss() const { return loss_; }
    double penalty();  // the last three: see StepProcess.h
    double input();
    double operators();

private:
    struct Convolution {
        const spec::ConvolutionPlan* plan;
        at::Tensor input, weight, gradient;
    };
    double fastest(const std::function<void()>& work) const;  // seconds, with what it started on the device
    void prepareConvolutions();
    void convolve();

    at::Device device_;
    c10::DeviceGuard guard_;
    const config::RunConfig config_;
    const training::RunPrecision precision_;
    double start_ = 0, loss_ = 0;
    std::optional<training::MemoryReuse> memory_;
    const training::AlgorithmSearch search_{/*fixedShapes=*/true};
    model::Network network_{nullptr};
    at::Tensor images_, labels_;
    // Ours
    std::unique_ptr<training::Classification> task_;
    std::unique_ptr<training::TrainingStep> step_;
    // Published, PublishedChannelsLast
    std::unique_ptr<PublishedStep> published_;
    // Convolutions
    std::vector<Convolution> convolutions_;
    std::int64_t steps_ = 0;
};

}  // namespace isonet::benchmarks
