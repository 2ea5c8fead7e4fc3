// Measures a network's layers in the background: singular values and their extremes, the offsets b, and the deviation
// of the layers the training step does not measure. Works on a copy of the weights, on one low-priority thread.
#pragma once

#include <torch/types.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/isometry/Spectrum.h"
#include "model/layers/Network.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

class Measurer {
public:
    using Write = std::function<void(std::vector<telemetry::Record>)>;

    // The network is used only during measure(). `write` is called on the measuring thread, once per layer.
    // `deviationLayers`: names of the convolutions whose deviation is measured here. `threads`: for operators; use 1
    // while training on the CPU.
    Measurer(const model::Network& network, std::vector<std::string> deviationLayers, Write write, int threads = 1);
    ~Measurer();  // cancels the running job
    Measurer(const Measurer&) = delete;
    Measurer& operator=(const Measurer&) = delete;

    // Copies the weights and measures them in the background. Returns false and does nothing while a job is running.
    bool measure(const model::Network& network, std::int64_t step);
    // Waits for the running job, which continues at normal priority; a stop cancels it.
    void wait(std::stop_token stop);
    // The error of a failed job; cleared by the call.
    std::optional<std::string> takeError();

    double lastSeconds() const;  // duration of the last completed job

private:
    struct Kernel {
        std::string name;
        model::OperatorGrid grid;
        std::int64_t stride = 1, dilation = 1;  // of the layer; the grid may have others
        bool deviation = false;
    };
    struct Offset {
        std::string name;
        int stage = 0;
    };
    struct Job {
        std::int64_t step = 0;
        std::vector<at::Tensor> kernels, offsets;  // copies
    };
    void work(std::stop_token stop);
    void run(const Job& job, std::stop_token stop);

    std::vector<Kernel> kernels_;
    std::vector<Offset> offsets_;
    Write write_;
    int threads_;

    mutable std::mutex mutex_;  // guards the members below
    std::condition_variable_any changed_;
    std::optional<Job> job_;  // queued or running
    bool working_ = false;
    std::stop_source cancel_;
    std::optional<std::string> error_;
    double lastSeconds_ = 0;
    long thread_ = 0;  // kernel thread id of the measuring thread

    std::jthread worker_;  // last: it uses the members above
};

}  // namespace isonet::training
