// Measures a network's layers beside its training: singular values, their extremes, the offsets b and the deviation of
// the layers that the penalty leaves out, on a copy of the weights, on one thread of low priority.
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

    // Needs the network only while measure() runs. `write` is called on the measuring thread, once a layer.
    // `deviationLayers`: convolutions whose deviation is measured here, by name. `threads`: 1 computes beside a
    // training on the CPU.
    Measurer(const model::Network& network, std::vector<std::string> deviationLayers, Write write, int threads = 1);
    ~Measurer();  // gives up what it is at
    Measurer(const Measurer&) = delete;
    Measurer& operator=(const Measurer&) = delete;

    // Copies the weights and measures them in the background. False, and nothing done, while the last job runs.
    bool measure(const model::Network& network, std::int64_t step);
    // Until the last job is done, or a stop is asked for: then the job is given up. The wait runs at normal priority.
    void wait(std::stop_token stop);
    // What a job met; it is given once.
    std::optional<std::string> takeError();

    // Seconds the last whole job took.
    double lastSeconds() const;

private:
    struct Kernel {
        std::string name;
        model::OperatorGrid grid;
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

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::optional<Job> job_;  // waiting or at work
    bool working_ = false;
    std::stop_source giveUp_;
    std::optional<std::string> error_;
    double lastSeconds_ = 0;
    long thread_ = 0;  // kernel's id of the measuring thread

    std::jthread worker_;  // last: it uses the above
};

}  // namespace isonet::training
