// One way of computing a training step in a process of its own, so that its peak memory is its own, stepped from
// outside, so that several can take turns.
#pragma once

#include <sys/types.h>

#include <functional>

#include "training/config/RunConfig.h"

namespace isonet::benchmarks {

enum class StepMode {
    Published,              // as published: contiguous
    PublishedChannelsLast,  // the same with channels-last kernels and images
    Ours,                   // TrainingStep as the training loop calls it
    Convolutions            // every convolution of the network alone, forward and backward, channels-last
};

class StepProcess {
public:
    // Forks: call it before this process has used torch's threads or a GPU. Random images and labels.
    // Throws std::system_error where there can be no more processes.
    StepProcess(StepMode mode, const config::RunConfig& config);
    ~StepProcess();  // ends the process
    StepProcess(const StepProcess&) = delete;
    StepProcess& operator=(const StepProcess&) = delete;

    // All throw std::runtime_error where the process has failed; it says why on stderr.
    double step();  // seconds of one more step, the device waited for
    double peak();  // bytes above what the process had before it made anything
    // Seconds that one measurement of spectra and offsets, beside the training as a run does it, costs the steps it
    // accompanies: what they take longer, all together. Ours only; `plain` seconds a step takes without it.
    double measuring(double plain);
    double loss();  // cross entropy of the last step; 0 for the convolutions alone

private:
    double ask(char what, double argument = 0);

    pid_t process_ = -1;
    int question_ = -1, answer_ = -1;
};

}  // namespace isonet::benchmarks
