#include "training/engine/loop/TrainingLoop.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "model/base/Cores.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/loop/FinalTest.h"
#include "training/engine/loop/LiveChanges.h"
#include "training/engine/loop/UpdateBatches.h"
#include "training/measurement/SignalNorms.h"
#include "training/schedule/LearningRate.h"

namespace isonet::training {

using telemetry::RunState;

namespace {

// A random stream of the run's seed, distinct from those of the data (Sampler.cpp, Loader.cpp, Classification.cpp).
constexpr std::uint64_t stepStream = 16;

}  // namespace

TrainingLoop::TrainingLoop(const config::RunConfig& config, const TrainingContext& context,
                           std::optional<TrainingState> saved)
    : config_(config),
      context_(context),
      training_(context.task, config, context.device, context.group),
      stepsPerEpoch_(context.task.batchesPerEpoch() / config.optimizer.accumulateBatches),
      readback_(context.device),
      recorder_(config, training_.measuredLayers(), context.task.trainingTags(), stepsPerEpoch_),
      speed_(context.device.str(), config.data.workers, base::availableCores()),
      budget_(context, clock_),
      sink_(context.directory.path(), restartStep(context.directory, saved), context.observer,
            context.directory.claim()),
      measurements_(context, training_.measuredLayers(), training_.optimizer(), sink_, config.telemetry.spectra),
      evaluations_(context, recorder_, sink_, clock_),
      storage_(context, sink_, clock_, timer_),
      snapshot_(context, training_, evaluations_, recorder_, timer_, clock_,
                saved ? saved->weights : context.task.weightsOrigin()),
      steps_(stepsPerEpoch_ * config.run.epochs) {
    if (saved)
        restore(*saved);
    if (context_.group) {
        context_.group->broadcast(context_.task.module().parameters());
        context_.group->broadcast(context_.task.module().buffers());
    }
    training_.onNotice([this](const std::string& line) { context_.reporter.message(line); });
    timer_.start(saved ? saved->seconds : 0);
    begin(saved.has_value());
}

void TrainingLoop::restore(const TrainingState& saved) {
    at_ = snapshot_.restore(saved, stepsPerEpoch_);
    budget_.poll(config_);
    evaluationDue_ = (at_.position == 0 ? at_.epoch > 0 : budget_.spent(config_)) && !saved.validation;
    sink_.write(changeRecords(saved.config, config_, at_.step));
}

void TrainingLoop::begin(bool resumed) {
    storage_.markSaved(resumed ? at_.step : -1);
    context_.task.module().train();
    auto& status = context_.reporter.status;
    if (resumed && status.step == at_.step)
        recorder_.setLast(status.loss, status.trainTop1);  // until the first record
    status.steps = steps_;
    status.epochs = config_.run.epochs;
    status.device = context_.device.str();
    status.bestTop1 = evaluations_.bestScore();
    evaluations_.report(config_);
    if (!resumed || context_.directory.resumesFrom() != "latest")
        storage_.writeFirstCheckpoint(at_.step, [this] { return snapshot_.capture(at_, config_); });
    context_.observer.onConfig(config_);
    budget_.reportStart(config_);
}

TrainingResult TrainingLoop::run() {
    context_.reporter.status.state = RunState::Running;
    publish(true);
    measurements_.request(at_.step);
    if (evaluations_.latest())
        evaluations_.record(at_.step);  // the restart has voided the records of this step
    bool stopped = false;
    while (!stopped) {
        if (!applyChange()) {
            stopped = true;
        } else if (!evaluationDue_ && (at_.epoch >= config_.run.epochs || budget_.spent(config_))) {
            break;
        } else if (evaluationDue_) {
            stopped = !context_.agreed(evaluateEpoch() && saveCheckpoints(true) &&
                                       !evaluations_.stuckAtChance(config_) && !endsAfterEpoch());
        } else {
            stopped = trainEpoch() != EpochEnd::Complete;
        }
        if (recorder_.divergence())
            return result(RunState::Diverged, *recorder_.divergence());
    }
    if (!stopped) {
        recordFinalWeights();
        const WeightAverage::Applied averaged(training_.average());
        stopped = !reportTest(context_, at_.step, sink_, [this] { publish(); }) || !storage_.writeRecords();
        publish();  // the last values
        stopped = stopped || !storage_.writeFinished();
    }
    if (!stopped)
        return result(RunState::Finished, {});
    measurements_.wait();
    if (!storage_.failure() && !storage_.holdsLatest(at_.step) && !saveCheckpoints(false) && recorder_.divergence())
        return result(RunState::Diverged, *recorder_.divergence());
    std::string message = "Stopped at step " + std::to_string(at_.step) + " of " + std::to_string(steps_) + ".";
    if (storage_.failure())
        message += " " + *storage_.failure() + " " +
                   storage_.ensureWeightsAreSaved(at_.step, [this] { return snapshot_.capture(at_, config_); });
    else
        message += " Resume the run to continue.";
    return result(RunState::Interrupted, message);
}

TrainingLoop::EpochEnd TrainingLoop::trainEpoch() {
    if (at_.position == 0)
        recorder_.epoch = {};
    context_.task.startEpoch(at_.epoch, at_.position * config_.optimizer.accumulateBatches);
    clock_.start();
    bool inTime = true;
    for (;;) {
        if (!pollControl())
            return EpochEnd::Stopped;
        inTime = budget_.poll(config_);
        const bool more = inTime && at_.position < stepsPerEpoch_;  // a remainder of batches makes no update
        const auto batches = takeUpdateBatches(context_.task, more ? config_.optimizer.accumulateBatches : 0, clock_);
        if (batches.empty())
            break;
        step(batches);
        // In a group pollControl() ends the epoch, so that all ranks end at the same step.
        if (!record(false) && !context_.group)
            return EpochEnd::Diverged;
        if (sink_.error() && !storage_.writeRecords())
            return EpochEnd::Stopped;
        publish();
    }
    clock_.stop();
    if (!record(true))
        return EpochEnd::Diverged;
    if (inTime || at_.position == stepsPerEpoch_) {
        ++at_.epoch;
        at_.position = 0;
    }
    if (!inTime)
        budget_.reportEnd(config_, at_.step, steps_);
    evaluationDue_ = true;
    return EpochEnd::Complete;
}

bool TrainingLoop::evaluateEpoch() {
    measurements_.epochDone(config_, at_.step, budget_.spent(config_) ? at_.step : steps_);
    const WeightAverage::Applied averaged(training_.average());
    if (!evaluations_.evaluate(config_, at_.epoch, at_.step, [this] { publish(); }))
        return false;
    evaluationDue_ = false;
    return true;
}

void TrainingLoop::recordFinalWeights() {
    const at::Tensor deviations = training_.measureDeviations().to(at::kCPU, at::kDouble).clamp_min(0).mul(2).sqrt();
    const double rate = at_.step > 0 ? learningRate(at_.step - 1) : 0;
    const double* const values = deviations.const_data_ptr<double>();
    sink_.write(recorder_.finish(at_.step, rate, clock_.imagesPerSecond(), {values, values + deviations.numel()}));
    measurements_.finish(config_, at_.step, clock_.secondsPerStep());
    for (const auto& [tag, mean] : sink_.layerMeans(at_.step))
        context_.reporter.status.metrics[tag] = mean;
}

bool TrainingLoop::pollControl() {
    distributed::Group* const group = context_.group;
    const bool proceed = !recorder_.divergence() && pollOwnControl();
    if (!group)
        return proceed;
    constexpr unsigned stops = 1, changes = 2, evaluates = 4;
    const bool changed = group->isFirst() && context_.control.hasChange();
    const bool evaluated = group->isFirst() && context_.control.hasEvaluationRequest();
    const unsigned agreed = group->agree((proceed ? 0 : stops) | (changed ? changes : 0) | (evaluated ? evaluates : 0));
    return (agreed & stops) == 0 && ((agreed & changes) == 0 || applySharedChange()) &&
           ((agreed & evaluates) == 0 || evaluateNow());
}

bool TrainingLoop::pollOwnControl() {
    if (context_.stop.stop_requested() || !applyChange())
        return false;
    return saveOnRequest(storage_.minutesSinceSaved() >= config_.telemetry.checkpointMinutes) && evaluateOnRequest() &&
           (!context_.control.paused() || pause());
}

bool TrainingLoop::evaluateOnRequest() {
    return context_.group || !context_.control.hasEvaluationRequest() || evaluateNow();
}

bool TrainingLoop::evaluateNow() {
    const bool running = clock_.isRunning(), recorded = context_.agreed(record(true));
    clock_.stop();
    const auto evaluate = [this] {
        const WeightAverage::Applied averaged(training_.average());
        return evaluations_.evaluateNow(config_, at_.step, [this] { publish(); });
    };
    if (!recorded || !evaluate() || !context_.agreed(!evaluations_.hasNewBest() || saveCheckpoints(false)))
        return false;
    if (running)
        clock_.start();
    return true;
}

bool TrainingLoop::endsAfterEpoch() {
    if (!context_.control.stopsAfterEpoch() || at_.epoch >= config_.run.epochs)
        return false;
    context_.control.stopAfterEpoch(false);
    context_.reporter.message("Stopped after epoch " + std::to_string(at_.epoch) + ", as requested.");
    return true;
}

bool TrainingLoop::saveOnRequest(bool due) {
    const bool requested = context_.control.takeCheckpointRequest();
    // At step 0, or where latest.pt was just written, there is nothing new to store.
    const bool isNew = !storage_.holdsLatest(at_.step);
    if ((requested || due) && isNew && !saveCheckpoints(false)) {
        context_.control.checkpointDone(false, storage_.failure().value_or("The run has diverged."));
        return false;
    }
    if (!requested)
        return true;
    const std::string message = "Checkpoint written at step " + std::to_string(at_.step) + ".";
    if (isNew)
        context_.reporter.message(message);
    context_.control.checkpointDone(true,
                                    isNew ? message : "latest.pt already has step " + std::to_string(at_.step) + ".");
    return true;
}

bool TrainingLoop::applyChange() {
    return context_.group || apply(context_.control.takeChange());
}

bool TrainingLoop::applySharedChange() {
    const bool first = context_.group->isFirst();
    const std::string shared = context_.group->broadcastText(first ? liveText(context_.control.takeChange()) : "");
    return context_.agreed(apply(liveSettings(shared)));
}

bool TrainingLoop::apply(const LiveSettings& requested) {
    if (requested.empty())
        return true;
    if (!record(true))
        return false;  // steps done so far were computed with the old settings
    const int epochsBegun = std::max(static_cast<int>(at_.epoch) + (at_.position > 0 ? 1 : 0), 1);
    std::string outcome;
    auto accepted = acceptedChange(config_, requested, epochsBegun, context_.reporter, outcome);
    if (!accepted) {
        context_.control.changeDone(false, outcome);
        return true;
    }
    const config::RunConfig before = std::exchange(config_, std::move(*accepted));
    const double gamma = spec::coefficientInForce(config::penaltyInForce(config_));
    training_.setPenaltyCoefficient(gamma);
    recorder_.setPenaltyCoefficient(gamma);
    steps_ = stepsPerEpoch_ * config_.run.epochs;
    context_.reporter.status.epochs = config_.run.epochs;
    context_.reporter.status.steps = steps_;
    sink_.write(changeRecords(before, config_, at_.step));
    outcome = reportChanges(before, config_, {at_.step, stepsPerEpoch_}, context_.reporter);
    context_.observer.onConfig(config_);
    const bool stored = storage_.writeChange(at_.step, config_) && saveCheckpoints(false);
    context_.control.changeDone(stored, stored ? outcome : storage_.failure().value_or("The run has diverged."));
    return stored;
}

bool TrainingLoop::pause() {
    if (!record(true))
        return false;
    clock_.stop();
    const auto since = RunTimer::Clock::now();
    StatusReporter& reporter = context_.reporter;
    TrainingControl& control = context_.control;
    const std::string message = "Paused at step " + std::to_string(at_.step) + ".";
    reporter.message(message);
    reporter.status.secondsLeft = -1;
    reporter.state(RunState::Paused);
    control.setHalted(message);
    // In a group a change waits for the end of the pause, when the other ranks listen again.
    const bool alone = !context_.group;
    while (!context_.stop.stop_requested() && control.waitWhilePaused(context_.stop, std::chrono::hours(1), alone))
        if (!applyChange() || !saveOnRequest(false) || !evaluateOnRequest())
            break;
    control.setHalted({});
    timer_.addPause(RunTimer::Clock::now() - since);
    if (context_.stop.stop_requested() || storage_.failure() || recorder_.divergence())
        return false;
    reporter.message("Resumed.");
    reporter.state(RunState::Running);
    clock_.start();
    return applyChange();
}

double TrainingLoop::learningRate(std::int64_t step) const {
    return schedule::learningRateAt(config_, budget_.scheduleStep(config_, step, stepsPerEpoch_), stepsPerEpoch_);
}

void TrainingLoop::step(const std::vector<TaskBatch>& batches) {
    const double rate = learningRate(at_.step);
    for (const std::string& notice : context_.task.takeNotices())
        context_.reporter.message(notice);
    // Different random numbers on each rank, derived so that a checkpoint need not store the state of every rank.
    if (context_.group)
        torch::manual_seed(mixKeys({config_.run.seed, stepStream, static_cast<std::uint64_t>(at_.step),
                                    static_cast<std::uint64_t>(context_.group->rank())}));
    std::optional<SignalNorms> norms;
    if (measurements_.signalsDue(config_, at_.step, at_.position))
        norms.emplace(context_.task.network());
    const double scale = norms ? training_.scaler().currentScale() : 1.0;
    const StepResult measured = training_.run(batches, rate, recorder_.due(at_.step), at_.step);
    if (norms)
        sink_.write(norms->records(at_.step, scale / static_cast<double>(measured.passes)));
    norms.reset();
    const std::int64_t images = imagesOf(batches) * (context_.group ? context_.group->size() : 1);
    readback_.push(at_.step, images, rate, measured);
    training_.clipKernels(++at_.step);
    ++at_.position;
    evaluations_.invalidate();
    clock_.step(images);
    const ClockHold measuring(clock_);
    measurements_.stepDone(config_, at_.step, steps_);
    context_.observer.onStep(at_.step);
}

bool TrainingLoop::record(bool wait) {
    for (const StepNumbers& numbers : readback_.take(wait)) {
        auto records = recorder_.add(numbers, clock_.imagesPerSecond());
        if (!records.empty())
            std::ranges::move(speed_.records(numbers.step, clock_), std::back_inserter(records));
        sink_.write(std::move(records));
        if (const auto notice = speed_.notice(clock_, StepClock::Clock::now()))
            context_.reporter.message(*notice);
        if (recorder_.divergence())
            return false;
    }
    return true;
}

bool TrainingLoop::saveCheckpoints(bool epochEnd) {
    const ClockHold saving(clock_);
    if (!record(true))
        return false;
    if (!snapshot_.weightsAreFinite()) {
        recorder_.diverged("The weights are not finite after step " + std::to_string(at_.step) + ".");
        return false;
    }
    // Records first: a checkpoint must not be ahead of the events it continues.
    if (!storage_.writeRecords())
        return false;
    const auto save = [this](const std::string& name) {
        return storage_.writeCheckpoint(name, at_.step, [this] { return snapshot_.capture(at_, config_); });
    };
    if (evaluations_.takeBest() && !save("best"))
        return false;
    const int keepEvery = config_.telemetry.keepEveryEpochs;
    if (epochEnd && at_.position == 0 && keepEvery > 0 && at_.epoch % keepEvery == 0 &&
        !save("epoch-" + std::to_string(at_.epoch)))
        return false;
    if (!save("latest"))
        return false;
    publish(true);
    return true;
}

void TrainingLoop::publish(bool now) {
    auto& status = context_.reporter.status;
    status.step = at_.step;
    status.epoch = static_cast<int>(std::min<std::int64_t>(at_.epoch + 1, config_.run.epochs));
    status.loss = recorder_.lastLoss();
    status.trainTop1 = recorder_.lastTop1();
    status.bestTop1 = evaluations_.bestScore();
    status.imagesPerSecond = clock_.imagesPerSecond();
    status.secondsElapsed = timer_.seconds();
    status.secondsTrained = clock_.trainedSeconds();
    status.secondsLeft = budget_.secondsLeft(config_, steps_ - at_.step,
                                             config_.run.epochs - at_.epoch + (evaluationDue_ ? 1 : 0), stepsPerEpoch_);
    context_.reporter.publish(now);
}

TrainingResult TrainingLoop::result(RunState state, const std::string& message) {
    context_.reporter.status.state = state;
    publish();
    context_.reporter.status.secondsLeft = state == RunState::Finished ? 0 : -1;
    context_.reporter.state(state, message);
    return {state, message, context_.reporter.status};
}

}  // namespace isonet::training
