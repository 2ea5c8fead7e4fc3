// What a checkpoint file holds: everything that the rest of a run depends on, so that a resumed run goes on with the
// same bits (on the CPU, with the same number of threads).
//
// PyTorch's format: {'net', 'optim': {'momentum', 'loss_scale', 'scale_growth'}, 'epoch', 'step', 'position',
// 'rng': {'cpu', 'device'}, 'best', 'validation', 'window', 'epoch_sums', 'seconds', 'device', 'threads', 'config'}.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "model/interop/StateDict.h"
#include "model/interop/Value.h"
#include "training/engine/Evaluation.h"
#include "training/engine/ScalarRecorder.h"

namespace isonet::training {

struct TrainingState {
    std::int64_t step = 0;      // updates done
    std::int64_t epoch = 0;     // epochs done
    std::int64_t position = 0;  // batches done of the running epoch
    interop::StateDict network, momentum;
    double lossScale = 1;
    int scaleGrowth = 0;
    at::Tensor cpuRandom, deviceRandom;  // generator states; the second undefined on the CPU
    double bestTop1 = -1;
    std::optional<EvaluationResult> validation;  // of these very weights; absent between evaluations
    ScalarSums window, epochSums;
    double seconds = 0;  // spent training so far
    std::string device;
    int threads = 0;
    config::RunConfig config;
};

interop::Value toValue(const TrainingState& state);
// Throws interop::FormatError or config::ConfigError naming `source`.
TrainingState trainingStateOf(const interop::Value& value, const std::string& source);

// The random generators that training draws from (dropout, RReLU): torch's default ones of the CPU and of `device`.
void captureRandomState(TrainingState& state, const at::Device& device);
void restoreRandomState(const TrainingState& state, const at::Device& device);

// The keys that differ and that a running experiment cannot change ("model.depth: 20, here 26"); free to change are the
// telemetry, learning rate, schedule, epochs, penalty coefficient, device, workers, name and folders.
std::vector<spec::Problem> changesThatForbidResuming(const config::RunConfig& old, const config::RunConfig& now);
// Those that may: "optimizer.learning_rate: 0.1 -> 0.05".
std::vector<std::string> changesOnResuming(const config::RunConfig& old, const config::RunConfig& now);

}  // namespace isonet::training
