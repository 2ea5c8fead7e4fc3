#include "training/engine/loop/RunSnapshot.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <filesystem>

#include "model/interop/StateDict.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::training {

std::optional<std::int64_t> restartStep(const telemetry::RunDirectory& directory,
                                        const std::optional<TrainingState>& saved) {
    if (!directory.keeps())
        return std::nullopt;
    if (saved)
        return saved->step + 1;  // records of the checkpoint's own step stay valid
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        if (telemetry::isEventFileName(entry.path().filename().string()))
            return 0;  // the earlier process ended before its first checkpoint
    return std::nullopt;
}

RunSnapshot::RunSnapshot(const TrainingContext& context, TrainingStep& training, EvaluationTracker& evaluations,
                         ScalarRecorder& recorder, const RunTimer& timer, StepClock& clock,
                         std::optional<WeightsOrigin> weights)
    : context_(context),
      training_(training),
      evaluations_(evaluations),
      recorder_(recorder),
      timer_(timer),
      clock_(clock),
      weights_(std::move(weights)) {}

void RunSnapshot::restoreWeights(const TrainingState& saved, const std::string& source) {
    auto& module = context_.task.module();
    interop::loadStateDict(module, saved.network, source);
    if (saved.trained.empty())
        return;
    training_.average().restore();
    interop::loadStateDict(module, saved.trained, source);
}

RunPosition RunSnapshot::restore(const TrainingState& saved, std::int64_t stepsPerEpoch) {
    const std::string source = context_.directory.checkpoint(context_.directory.resumesFrom()).string();
    if (saved.position > stepsPerEpoch || saved.epoch * stepsPerEpoch + saved.position != saved.step)
        throw telemetry::StorageError(source + " was written at step " + std::to_string(saved.step) + ", epoch " +
                                      std::to_string(saved.epoch) + ", but an epoch now has " +
                                      std::to_string(stepsPerEpoch) +
                                      " steps. The training images or the batch size differ from those of the run.");
    restoreWeights(saved, source);
    training_.optimizer().restore(saved.momentum, source);
    training_.scaler().restore(saved.lossScale, saved.scaleGrowth);
    restoreRandomState(saved, context_.device);
    evaluations_.restore(saved.bestScore, saved.chanceEpochs, saved.validation);
    clock_.setTrained(saved.trainedSeconds);
    recorder_.window = saved.window;
    recorder_.epoch = saved.epochSums;
    StatusReporter& reporter = context_.reporter;
    if (saved.threads != at::get_num_threads() && context_.device.is_cpu())
        reporter.message("Threads of the checkpoint: " + std::to_string(saved.threads) + ", of this process: " +
                         std::to_string(at::get_num_threads()) + "; results may differ in their last digits.");
    if (saved.device != context_.device.str())
        reporter.message("Resuming on " + context_.device.str() + "; the checkpoint was computed on " + saved.device +
                         ".");
    return {saved.step, saved.epoch, saved.position};
}

TrainingState RunSnapshot::capture(const RunPosition& at, const config::RunConfig& config) const {
    auto& module = context_.task.module();
    TrainingState state;
    state.step = at.step;
    state.epoch = at.epoch;
    state.position = at.position;
    if (training_.average().exists())
        state.trained = interop::stateDictOf(module);
    {
        const WeightAverage::Applied averaged(training_.average());
        state.network = interop::stateDictOf(module);
    }
    state.momentum = training_.optimizer().state();
    state.lossScale = training_.scaler().currentScale();
    state.scaleGrowth = training_.scaler().growth();
    captureRandomState(state, context_.device);
    state.bestScore = evaluations_.bestScore();
    state.chanceEpochs = evaluations_.chanceEpochs();
    state.validation = evaluations_.latest();
    state.window = recorder_.window;
    state.epochSums = recorder_.epoch;
    state.seconds = timer_.seconds();
    state.trainedSeconds = clock_.trainedSeconds();
    state.device = context_.device.str();
    state.threads = at::get_num_threads();
    state.config = config;
    state.classNames = context_.task.classNames();
    state.weights = weights_;
    return state;
}

bool RunSnapshot::weightsAreFinite() const {
    const at::NoGradGuard noGrad;
    at::Tensor sum = at::zeros({}, at::TensorOptions(at::kFloat).device(context_.device));
    for (const auto& parameter : context_.task.module().parameters())
        sum += parameter.detach().sum() * 0;  // 0, or NaN where a weight is infinite or NaN
    return std::isfinite(sum.item<double>());
}

}  // namespace isonet::training
