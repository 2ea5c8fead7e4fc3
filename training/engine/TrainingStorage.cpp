// The part of TrainingLoop that keeps a run on the disk.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <system_error>

#include "model/interop/StateDict.h"
#include "training/engine/TrainingLoop.h"

namespace isonet::training {

using telemetry::RunState;

bool TrainingLoop::stored(const std::string& what, const std::function<void()>& write) {
    constexpr std::chrono::seconds retry(10);
    bool waited = false;
    std::chrono::steady_clock::time_point since;
    const bool pausedBefore = control_.paused();
    for (;;) {
        std::string failure;
        try {
            write();
        } catch (const std::system_error& error) {
            failure = error.what();
        } catch (const telemetry::StorageError& error) {
            failure = error.what();
        }
        if (failure.empty())
            break;
        const std::string message = what + " could not be written: " + failure + (failure.ends_with('.') ? "" : ".");
        if (stop_.stop_requested()) {
            storageTrouble_ = message;
            return false;
        }
        if (!waited && !observer_.waitForRoom(message))
            throw telemetry::StorageError(message +
                                          " Make room on the disk and resume the run: its last checkpoint, of "
                                          "step " +
                                          std::to_string(savedStep_) + ", is whole.");
        if (!waited) {
            since = std::chrono::steady_clock::now();
            clock_.stop();
            reporter_.message(message + " The run is paused; it goes on when there is room again.");
            reporter_.status.secondsLeft = -1;
            reporter_.state(RunState::Paused, message +
                                                  " Make room on the disk; the run then goes on by itself, or "
                                                  "resume or stop it. The last checkpoint is whole.");
            waited = true;
        }
        control_.pause();
        control_.waitWhilePaused(stop_, retry);
    }
    if (waited) {
        if (!pausedBefore)
            control_.resume();
        paused_ += std::chrono::steady_clock::now() - since;
        reporter_.message(what + " is written; the run goes on.");
        reporter_.state(pausedBefore ? RunState::Paused : RunState::Running);
        clock_.start();
    }
    return true;
}

bool TrainingLoop::storeRecords() {
    return stored("The event file", [this] { sink_.flush(); });
}

bool TrainingLoop::saveCheckpoints(bool epochEnd) {
    if (!record(true))
        return false;
    if (!weightsAreFinite()) {
        recorder_.diverged("The weights are not finite after step " + std::to_string(step_) + ".");
        return false;
    }
    // Records first: a checkpoint must not be ahead of the events it continues.
    if (!storeRecords())
        return false;
    bool best = false;
    if (epochEnd && validation_ && validation_->score > bestScore_) {
        best = true;
        bestScore_ = validation_->score;
    }
    const auto save = [this](const std::string& name) {
        return stored("Checkpoint " + directory_.checkpoint(name).string(), [&] { writeCheckpoint(name); });
    };
    if (best && !save("best"))
        return false;
    const int keepEvery = config_.telemetry.keepEveryEpochs;
    if (epochEnd && keepEvery > 0 && epoch_ % keepEvery == 0 && !save("epoch-" + std::to_string(epoch_)))
        return false;
    if (!save("latest"))
        return false;
    publish(true);
    return true;
}

void TrainingLoop::writeCheckpoint(const std::string& name) {
    if (directory_.keeps())
        interop::writeTorchFile(toValue(capture()), directory_.checkpoint(name));
    if (name == "latest") {
        savedStep_ = step_;
        saved_ = std::chrono::steady_clock::now();
    }
}

TrainingState TrainingLoop::capture() {
    TrainingState state;
    state.step = step_;
    state.epoch = epoch_;
    state.position = position_;
    state.network = interop::stateDictOf(task_.module());
    state.momentum = training_->optimizer().state();
    state.lossScale = training_->scaler().currentScale();
    state.scaleGrowth = training_->scaler().growth();
    captureRandomState(state, device_);
    state.bestScore = bestScore_;
    state.guessingEpochs = guessingEpochs_;
    state.validation = validation_;
    state.window = recorder_.window;
    state.epochSums = recorder_.epoch;
    state.seconds = secondsSpent();
    state.device = device_.str();
    state.threads = at::get_num_threads();
    state.config = config_;
    state.classNames = task_.classNames();
    return state;
}

bool TrainingLoop::weightsAreFinite() const {
    const at::NoGradGuard noGrad;
    at::Tensor sum = at::zeros({}, at::TensorOptions(at::kFloat).device(device_));
    for (const auto& parameter : task_.module().parameters())
        sum += parameter.detach().sum() * 0;  // 0 unless an infinity or a NaN is among them
    return std::isfinite(sum.item<double>());
}

}  // namespace isonet::training
