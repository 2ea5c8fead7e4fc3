#include "training/engine/TrainingLoop.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "model/interop/StateDict.h"
#include "training/data/Random.h"
#include "training/engine/SignalNorms.h"

namespace isonet::training {

using telemetry::RunState;

namespace {

using Clock = std::chrono::steady_clock;

// A stream of the run's seed beside those of the data (Sampler.cpp, Loader.cpp, Classification.cpp).
constexpr std::uint64_t stepStream = 16;

// Convolutions whose deviation the training step does not compute.
std::vector<std::string> unmeasuredLayers(const model::Network& network, const std::vector<std::string>& measured) {
    std::vector<std::string> layers;
    for (const auto& layer : network->convolutions())
        if (std::find(measured.begin(), measured.end(), layer.plan->name) == measured.end())
            layers.push_back(layer.plan->name);
    return layers;
}

// Beside a training on the CPU one thread is all that can be spared; beside one on a GPU most cores are idle.
int measuringThreads(const at::Device& device) {
    return device.is_cpu() ? 1 : std::max(1, at::get_num_threads() / 2);
}

std::optional<std::int64_t> restartStep(const telemetry::RunDirectory& directory,
                                        const std::optional<TrainingState>& saved) {
    if (!directory.keeps())
        return std::nullopt;
    if (saved)
        return saved->step + 1;  // what was measured at the checkpoint itself stays
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        if (entry.path().filename().string().find("tfevents") != std::string::npos)
            return 0;  // of a run that ended before its first checkpoint
    return std::nullopt;
}

}  // namespace

TrainingLoop::TrainingLoop(const config::RunConfig& config, const at::Device& device, Task& task,
                           telemetry::RunDirectory& directory, StatusReporter& reporter, TrainingObserver& observer,
                           TrainingControl& control, std::stop_token stop, std::optional<TrainingState> saved)
    : config_(config),
      device_(device),
      task_(task),
      directory_(directory),
      reporter_(reporter),
      observer_(observer),
      control_(control),
      stop_(std::move(stop)),
      group_(distributed::Group::current()),
      training_(std::make_unique<TrainingStep>(task_, config, device)),
      stepsPerEpoch_(task_.batchesPerEpoch() / config.optimizer.accumulateBatches),
      readback_(device),
      recorder_(config, training_->measuredLayers(), task_.trainingTags(), stepsPerEpoch_),
      sink_(directory.path(), restartStep(directory, saved), observer),
      measurer_(
          task_.network(), unmeasuredLayers(task_.network(), training_->measuredLayers()),
          [this](std::vector<telemetry::Record> records) { sink_.write(std::move(records)); },
          measuringThreads(device)),
      steps_(stepsPerEpoch_ * config.run.epochs) {
    if (saved)
        restore(*saved);
    if (group_) {
        group_->broadcast(task_.module().parameters());
        group_->broadcast(task_.module().buffers());
    }
    begin(saved.has_value());
}

void TrainingLoop::restore(const TrainingState& saved) {
    const std::string source = directory_.checkpoint("latest").string();
    if (saved.position > stepsPerEpoch_ || saved.epoch * stepsPerEpoch_ + saved.position != saved.step)
        throw telemetry::StorageError(source + " was written at step " + std::to_string(saved.step) + ", epoch " +
                                      std::to_string(saved.epoch) + ", but an epoch has " +
                                      std::to_string(stepsPerEpoch_) +
                                      " steps here. The training images or the batch size are not the run's own.");
    interop::loadStateDict(task_.module(), saved.network, source);
    training_->optimizer().restore(saved.momentum, source);
    training_->scaler().restore(saved.lossScale, saved.scaleGrowth);
    restoreRandomState(saved, device_);
    step_ = saved.step;
    epoch_ = saved.epoch;
    position_ = saved.position;
    bestScore_ = saved.bestScore;
    guessingEpochs_ = saved.guessingEpochs;
    validation_ = saved.validation;
    evaluationDue_ = position_ == 0 && epoch_ > 0 && !validation_;
    recorder_.window = saved.window;
    recorder_.epoch = saved.epochSums;
    secondsBefore_ = saved.seconds;
    recordChanges(saved.config);
    savedStep_ = step_;
    if (saved.threads != at::get_num_threads() && device_.is_cpu())
        reporter_.message("The checkpoint was computed with " + std::to_string(saved.threads) +
                          " threads, this run uses " + std::to_string(at::get_num_threads()) +
                          ": results may differ in their last digits.");
    if (saved.device != device_.str())
        reporter_.message("The run goes on on " + device_.str() + "; it was on " + saved.device + " before.");
}

void TrainingLoop::begin(bool resumed) {
    begun_ = saved_ = Clock::now();
    task_.module().train();
    auto& status = reporter_.status;
    status.steps = steps_;
    status.epochs = config_.run.epochs;
    status.device = device_.str();
    status.bestTop1 = bestScore_;
    tellEvaluation();
    if (!resumed)
        writeCheckpoint("latest");  // a run that cannot keep anything should not begin
    observer_.onConfig(config_);
}

TrainingResult TrainingLoop::run() {
    reporter_.status.state = RunState::Running;
    publish(true);
    measurementDue_ = true;
    measureIfDue();
    if (validation_)
        recordEvaluation();  // the restart has voided what stood at this very step
    bool stopped = false;
    while (!stopped) {
        if (!change()) {
            stopped = true;
        } else if (!evaluationDue_ && epoch_ >= config_.run.epochs) {
            break;
        } else if (evaluationDue_) {
            stopped = !agreed(evaluateEpoch() && saveCheckpoints(true) && !hopeless());
        } else {
            stopped = trainEpoch() != End::Epoch;
        }
        if (recorder_.divergence())
            return result(RunState::Diverged, *recorder_.divergence());
    }
    if (!stopped) {
        recordEnd();
        stopped = !storeRecords();
    }
    if (!stopped)
        return result(RunState::Finished, {});
    measurer_.wait(stop_);
    if (!storageTrouble_ && savedStep_ != step_ && !saveCheckpoints(false) && recorder_.divergence())
        return result(RunState::Diverged, *recorder_.divergence());
    std::string message = "Stopped at step " + std::to_string(step_) + " of " + std::to_string(steps_) + ".";
    if (storageTrouble_)
        message +=
            " " + *storageTrouble_ + " The last checkpoint, of step " + std::to_string(savedStep_) + ", is whole.";
    else
        message += " Resume it to go on from there.";
    return result(RunState::Interrupted, message);
}

TrainingLoop::End TrainingLoop::trainEpoch() {
    if (position_ == 0)
        recorder_.epoch = {};
    task_.startEpoch(epoch_, position_ * config_.optimizer.accumulateBatches);
    clock_.start();
    for (;;) {
        if (!attend())
            return End::Stopped;
        const auto batches = nextBatches();
        if (batches.empty())
            break;
        step(batches);
        // Together, all end at the same step: attend() sees to it.
        if (!record(false) && !group_)
            return End::Diverged;
        if (sink_.trouble() && !storeRecords())
            return End::Stopped;
        publish();
    }
    clock_.stop();
    if (!record(true))
        return End::Diverged;
    ++epoch_;
    position_ = 0;
    evaluationDue_ = true;
    return End::Epoch;
}

bool TrainingLoop::agreed(bool goOn) {
    return group_ ? !group_->any(!goOn) : goOn;
}

bool TrainingLoop::attend() {
    return agreed(!recorder_.divergence() && attendAlone());
}

bool TrainingLoop::attendAlone() {
    if (stop_.stop_requested() || !change())
        return false;
    const std::chrono::duration<double> sinceSaved = Clock::now() - saved_;
    const bool wanted = control_.takeCheckpointRequest();
    // At step 0, or where the last one was just written, there is nothing new to keep.
    if ((wanted || sinceSaved.count() >= 60 * config_.telemetry.checkpointMinutes) && savedStep_ != step_) {
        if (!saveCheckpoints(false))
            return false;
        if (wanted)
            reporter_.message("Checkpoint written at step " + std::to_string(step_) + ".");
    }
    return !control_.paused() || pause();
}

bool TrainingLoop::pause() {
    if (!record(true))
        return false;
    clock_.stop();
    const auto since = Clock::now();
    reporter_.message("Paused at step " + std::to_string(step_) + ".");
    reporter_.status.secondsLeft = -1;
    reporter_.state(RunState::Paused);
    while (!stop_.stop_requested() && control_.waitWhilePaused(stop_, std::chrono::hours(1)))
        if (!change() || (control_.takeCheckpointRequest() && !saveCheckpoints(false)))
            break;
    paused_ += Clock::now() - since;
    if (stop_.stop_requested() || storageTrouble_ || recorder_.divergence())
        return false;
    reporter_.message("Resumed.");
    reporter_.state(RunState::Running);
    clock_.start();
    return change();
}

std::vector<TaskBatch> TrainingLoop::nextBatches() {
    std::vector<TaskBatch> batches;
    const auto wanted = static_cast<std::size_t>(config_.optimizer.accumulateBatches);
    while (batches.size() < wanted && position_ < stepsPerEpoch_) {  // the rest of an epoch makes no update
        auto batch = task_.next();
        if (!batch)
            return {};
        batches.push_back(std::move(*batch));
    }
    return batches;
}

void TrainingLoop::step(const std::vector<TaskBatch>& batches) {
    const double rate = config::learningRateAt(config_, step_, stepsPerEpoch_);
    for (const std::string& notice : task_.takeNotices())
        reporter_.message(notice);
    // Random numbers of its own on each rank, in a way that a checkpoint need not keep for all.
    if (group_)
        torch::manual_seed(mixKeys({config_.run.seed, stepStream, static_cast<std::uint64_t>(step_),
                                    static_cast<std::uint64_t>(group_->rank())}));
    std::optional<SignalNorms> norms;
    if (signalsDue())
        norms.emplace(task_.network());
    const double scale = norms ? training_->scaler().currentScale() : 1.0;
    const StepResult measured = training_->run(batches, rate, recorder_.due(step_));
    if (norms)
        sink_.write(norms->records(step_, scale / static_cast<double>(measured.passes)));
    norms.reset();
    std::int64_t images = 0;
    for (const TaskBatch& batch : batches)
        images += batch.images;
    if (group_)
        images *= group_->size();
    readback_.push(step_, images, rate, measured);
    ++step_;
    ++position_;
    validation_.reset();
    clock_.step(images);
    const int cadence = config_.telemetry.spectrumSteps;
    if (cadence > 0 && step_ % cadence == 0 && step_ != steps_)
        measurementDue_ = true;
    measureIfDue();
    observer_.onStep(step_);
}

bool TrainingLoop::record(bool wait) {
    for (const StepNumbers& numbers : readback_.take(wait)) {
        sink_.write(recorder_.add(numbers, clock_.imagesPerSecond()));
        if (recorder_.divergence())
            return false;
    }
    return true;
}

void TrainingLoop::publish(bool now) {
    auto& status = reporter_.status;
    status.step = step_;
    status.epoch = static_cast<int>(std::min<std::int64_t>(epoch_ + 1, config_.run.epochs));
    status.loss = recorder_.lastLoss();
    status.trainTop1 = recorder_.lastTop1();
    status.bestTop1 = bestScore_;
    status.imagesPerSecond = clock_.imagesPerSecond();
    status.secondsElapsed = secondsSpent();
    status.secondsLeft = clock_.secondsLeft(steps_ - step_, config_.run.epochs - epoch_ + (evaluationDue_ ? 1 : 0),
                                            task_.imagesPerEvaluation());
    reporter_.publish(now);
}

double TrainingLoop::secondsSpent() const {
    return secondsBefore_ + std::chrono::duration<double>(Clock::now() - begun_ - paused_).count();
}

TrainingResult TrainingLoop::result(RunState state, const std::string& message) {
    publish();
    reporter_.status.secondsLeft = state == RunState::Finished ? 0 : -1;
    reporter_.state(state, message);
    return {state, message, reporter_.status};
}

}  // namespace isonet::training
