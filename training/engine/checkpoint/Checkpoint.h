// The contents of a checkpoint file: everything the rest of a run depends on, so that a resumed run is bit-identical to
// an uninterrupted one (on the CPU, with the same number of threads).
//
// PyTorch format: {'net', 'optim': {'momentum', 'loss_scale', 'scale_growth'}, 'trained', 'epoch', 'step', 'position',
// 'rng': {'cpu', 'device'}, 'best', 'guessing_epochs', 'validation': {'score', 'values'}, 'window', 'epoch_sums',
// 'seconds', 'trained_seconds', 'device', 'threads', 'config', 'classes', 'initial_weights': {'file', 'sha256'}}.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "model/interop/StateDict.h"
#include "model/interop/Value.h"
#include "training/engine/tasks/Task.h"
#include "training/measurement/ScalarRecorder.h"

namespace isonet::training {

struct TrainingState {
    std::int64_t step = 0;        // updates done
    std::int64_t epoch = 0;       // epochs done
    std::int64_t position = 0;    // updates done in the current epoch
    interop::StateDict network;   // what is evaluated and exported: with optimizer.average_decay the average
    interop::StateDict trained;   // the weights themselves where `network` is their average, else empty
    interop::StateDict momentum;  // the optimizer's whole state
    double lossScale = 1;
    int scaleGrowth = 0;
    at::Tensor cpuRandom, deviceRandom;  // generator states; deviceRandom is undefined on the CPU
    double bestScore = -1;
    std::int64_t chanceEpochs = 0;             // consecutive epochs whose evaluation was at chance level
    std::optional<TaskEvaluation> validation;  // of exactly these weights: score and values; empty between evaluations
    ScalarSums window, epochSums;
    double seconds = 0;         // of the run so far, without pauses
    double trainedSeconds = 0;  // of its steps alone; in checkpoints of earlier versions `seconds`
    std::string device;
    int threads = 0;
    config::RunConfig config;
    std::vector<std::string> classNames;   // in output order; empty in checkpoints of earlier versions
    std::optional<WeightsOrigin> weights;  // empty: the run started from its initialization
};

interop::Value toValue(const TrainingState& state);
// Throws interop::FormatError or config::ConfigError naming `source`.
TrainingState trainingStateOf(const interop::Value& value, const std::string& source);

// Class names in output order; empty for checkpoints of earlier versions.
std::vector<std::string> classNamesOf(const interop::Value& checkpoint);

// The random generators training draws from (dropout, RReLU): torch's default generators of the CPU and of `device`.
void captureRandomState(TrainingState& state, const at::Device& device);
void restoreRandomState(const TrainingState& state, const at::Device& device);

}  // namespace isonet::training
