// Measures a network's layers in the background: singular values, their extremes and other measures (SpectralHealth.h),
// the offsets b, the deviation of the layers the training step does not measure, and that of the optimizer's momentum
// (MomentumDeviation.h). Works on a copy of the weights, on one low-priority thread.
#pragma once

#include <torch/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
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
    // while training on the CPU. Without `spectra` everything but the singular values is measured.
    Measurer(const model::Network& network, std::vector<std::string> deviationLayers, Write write, int threads = 1,
             bool spectra = true);
    ~Measurer();  // cancels the running job
    Measurer(const Measurer&) = delete;
    Measurer& operator=(const Measurer&) = delete;

    // Copies the weights and measures them in the background. Returns false and does nothing while a job is running.
    // `momenta`: by the parameters' names, with or without the prefix "backbone."; those of other tensors are ignored.
    using Momenta = std::vector<std::pair<std::string, at::Tensor>>;
    bool measure(const model::Network& network, std::int64_t step, const Momenta& momenta = {});
    // Waits for the running job, which continues at normal priority; a stop cancels it.
    void wait(std::stop_token stop);
    // The same until `end`, which cancels it, too. The running matrix is finished first.
    void waitUntil(std::chrono::steady_clock::time_point end, std::stop_token stop);
    bool wasCanceled() const;  // whether the last job was canceled
    // The error of a failed job; cleared by the call.
    std::optional<std::string> takeError();

    double lastSeconds() const;  // duration of the last completed job

private:
    struct Kernel {
        std::string name;
        model::OperatorGrid grid;
        std::int64_t stride = 1, dilation = 1;  // of the layer; the grid may have others
        std::int64_t grids = 1;                 // independent ones, on which the singular values repeat
        bool deviation = false;
        bool circular = false;  // the kernel fills the grid
    };
    struct Offset {
        std::string name;
        int stage = 0;
    };
    struct Job {
        std::int64_t step = 0;
        std::vector<at::Tensor> kernels, momenta, offsets;  // copies; momenta as kernels, undefined if there is none
    };
    void work(std::stop_token stop);
    void run(const Job& job, std::stop_token stop);
    void waitFor(const std::function<bool(std::unique_lock<std::mutex>&)>& done);

    std::vector<Kernel> kernels_;
    std::vector<Offset> offsets_;
    Write write_;
    int threads_;
    bool spectra_;

    mutable std::mutex mutex_;  // guards the members below
    std::condition_variable_any changed_;
    std::optional<Job> job_;  // queued or running
    bool cut_ = false;
    std::stop_source cancel_;
    std::optional<std::string> error_;
    double lastSeconds_ = 0;
    long thread_ = 0;  // kernel thread id of the measuring thread

    std::jthread worker_;  // last: it uses the members above
};

}  // namespace isonet::training
