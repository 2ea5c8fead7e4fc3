#pragma once

namespace isonet::benchmarks {

// Methods of computing a training step.
enum class StepMode {
    Published,              // as published, contiguous
    PublishedChannelsLast,  // the same with channels-last kernels and images
    Ours,                   // TrainingStep as the training loop calls it
    OursGraph,              // the same, replayed as one device graph
    Convolutions            // only the convolutions of the network, forward and backward, channels-last
};

}  // namespace isonet::benchmarks
