// What a checkpoint file holds: everything that the rest of a run depends on, so that a resumed run goes on with the
// same bits (on the CPU, with the same number of threads).
//
// PyTorch's format: {'net', 'optim': {'momentum', 'loss_scale', 'scale_growth'}, 'epoch', 'step', 'position',
// 'rng': {'cpu', 'device'}, 'best', 'guessing_epochs', 'validation': {'score', 'values'}, 'window', 'epoch_sums',
// 'seconds', 'device', 'threads', 'config',
// 'classes'}.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "model/interop/StateDict.h"
#include "model/interop/Value.h"
#include "training/engine/ScalarRecorder.h"
#include "training/engine/Task.h"

namespace isonet::training {

struct TrainingState {
    std::int64_t step = 0;      // updates done
    std::int64_t epoch = 0;     // epochs done
    std::int64_t position = 0;  // updates done of the running epoch
    interop::StateDict network, momentum;
    double lossScale = 1;
    int scaleGrowth = 0;
    at::Tensor cpuRandom, deviceRandom;  // generator states; the second undefined on the CPU
    double bestScore = -1;
    std::int64_t guessingEpochs = 0;           // epochs in a row that ended no better than guessing
    std::optional<TaskEvaluation> validation;  // of these very weights: score and values; absent between evaluations
    ScalarSums window, epochSums;
    double seconds = 0;  // spent training so far
    std::string device;
    int threads = 0;
    config::RunConfig config;
    std::vector<std::string> classNames;  // in the order of the outputs; empty in those of earlier versions
};

interop::Value toValue(const TrainingState& state);
// Throws interop::FormatError or config::ConfigError naming `source`.
TrainingState trainingStateOf(const interop::Value& value, const std::string& source);

// The names of a checkpoint's classes, in the order of its outputs; none in those of earlier versions.
std::vector<std::string> classNamesOf(const interop::Value& checkpoint);

// The random generators that training draws from (dropout, RReLU): torch's default ones of the CPU and of `device`.
void captureRandomState(TrainingState& state, const at::Device& device);
void restoreRandomState(const TrainingState& state, const at::Device& device);

// The keys that differ and that a running experiment cannot change ("model.depth: 20, here 26"); free to change are the
// telemetry, learning rate, schedule, epochs, penalty coefficient, device, workers, name and folders.
std::vector<spec::Problem> changesThatForbidResuming(const config::RunConfig& old, const config::RunConfig& now);

struct ConfigChange {
    std::string key, before, now;
    std::string text() const { return key + ": " + before + " -> " + now; }
};
std::vector<ConfigChange> changesBetween(const config::RunConfig& old, const config::RunConfig& now);

}  // namespace isonet::training
