#include "training/engine/loop/TrainingStep.h"

#include <ATen/ATen.h>

#include "model/isometry/KernelClipping.h"
#include "training/engine/optimizer/Clipping.h"

namespace isonet::training {
namespace {

spec::PenaltySpec measuringSpec() {
    spec::PenaltySpec spec;
    spec.kind = spec::PenaltyKind::Convolution;
    spec.stride = spec::PenaltyStride::Own;
    spec.coefficient = 0;
    return spec;
}

bool computesDeviations(const spec::PenaltySpec& spec) {
    return spec.kind == spec::PenaltyKind::Convolution && spec.stride == spec::PenaltyStride::Own &&
           spec.exclude.empty();
}

int rankOf(const distributed::Group* group) {
    return group ? group->rank() : 0;
}

int sizeOf(const distributed::Group* group) {
    return group ? group->size() : 1;
}

std::vector<at::Tensor> trained(Task& task) {
    std::vector<at::Tensor> parameters;
    for (const auto& parameter : task.module().parameters())
        if (parameter.requires_grad())
            parameters.push_back(parameter);
    return parameters;
}

std::string withoutGraph(const std::string& why) {
    return "run.cuda_graph: the training step is not captured as a CUDA graph (" + why +
           "). Training continues without one.";
}

}  // namespace

TrainingStep::TrainingStep(Task& task, const config::RunConfig& config, const at::Device& device,
                           distributed::Group* group)
    : task_(task),
      device_(device),
      group_(group),
      gamma_(spec::coefficientInForce(config::penaltyInForce(config))),
      interval_(config.penalty.interval),
      clipNorm_(config.optimizer.clipNorm),
      adaptiveClip_(config.optimizer.adaptiveClip),
      clipping_(config.penalty),
      penalty_(config::penaltyInForce(config), task.network(), rankOf(group_), sizeOf(group_)),
      measuring_(measuringSpec(), task.network(), rankOf(group_), sizeOf(group_)),
      shared_(computesDeviations(config::penaltyInForce(config))),
      optimizer_(makeOptimizer({task.module(), config.optimizer, config.model.fixup})),
      average_(task.module(), config.optimizer.averageDecay),
      scaler_(config.run.precision == config::Precision::Float16, device),
      feed_(makeDeviceFeed(device)) {
    if (config.run.cudaGraph) {
        model::makeDeviceGraph(device);  // throws here instead of in the first step
        const std::string obstacle = group_ ? group_->captureObstacle() : std::string();
        // Collective: all ranks capture, or none.
        if (group_ && group_->any(!obstacle.empty()))
            notice_ = withoutGraph(obstacle.empty() ? "another rank's environment does not allow it" : obstacle);
        else
            useGraph([device] { return model::makeDeviceGraph(device); });
    }
}

void TrainingStep::setPenaltyCoefficient(double gamma) {
    if (gamma == gamma_)
        return;
    gamma_ = gamma;
    graph_.reset();  // the old value is captured in it
}

void TrainingStep::useGraph(MakeGraph make) {
    makeGraph_ = std::move(make);
    graph_.reset();
    if (makeGraph_)
        averager_.reset();  // its nodes belong to the stream of the steps before
}

std::vector<TaskBatch> TrainingStep::onDevice(const std::vector<TaskBatch>& batches) {
    DeviceBatches tensors;
    for (const TaskBatch& batch : batches) {
        tensors.push_back(batch.tensors);
        for (std::size_t part = 0; part < batch.tensors.size(); ++part)
            if (task_.readsOnHost(part))
                tensors.back()[part] = at::Tensor();
    }
    tensors = feed_->copy(std::move(tensors));
    std::vector<TaskBatch> given;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        for (std::size_t part = 0; part < tensors[i].size(); ++part)
            if (task_.readsOnHost(part))
                tensors[i][part] = batches[i].tensors[part];
        given.push_back({batches[i].images, std::move(tensors[i])});
    }
    return given;
}

StepResult TrainingStep::run(const std::vector<TaskBatch>& batches, double learningRate, bool measureDeviations,
                             std::int64_t step) {
    TORCH_CHECK(!batches.empty(), "TrainingStep: no batches; expected at least one");
    step_ = step;
    std::vector<TaskBatch> given = onDevice(batches);
    if (makeGraph_)
        if (std::optional<StepResult> result = runGraph(given, learningRate, measureDeviations)) {
            feed_->used();
            average_.add(step);
            return *result;
        }
    if (!notice_.empty() && notify_)
        notify_(std::exchange(notice_, {}));
    DeviceBatches tensors;
    for (TaskBatch& batch : given)
        for (auto& part : task_.passes(std::move(batch.tensors)))
            tensors.push_back(std::move(part));
    StepResult result = accumulate(tensors, measureDeviations);
    feed_->used();
    update(learningRate);
    average_.add(step);
    return result;
}

std::optional<StepResult> TrainingStep::runGraph(const std::vector<TaskBatch>& batches, double learningRate,
                                                 bool measureDeviations) {
    // Deviations that come with the penalty are always computed, so that one graph suffices; others are not captured.
    const bool measuredWithin = penaltyInLoss() && shared_;
    if (!graph_)
        graph_ = std::make_unique<StepGraph>(
            makeGraph_(), device_,
            [this, measuredWithin](const DeviceBatches& inputs, const at::Tensor& rate) {
                graphResult_ = accumulate(inputs, measuredWithin);
                update(rate);
            },
            group_);
    const at::Tensor apart = measureDeviations && !measuredWithin ? this->measureDeviations() : at::Tensor();
    if (!graph_->run(batches, learningRate)) {
        notice_ = withoutGraph(graph_->failure());
        useGraph(nullptr);
        return std::nullopt;
    }
    StepResult result = graphResult_;
    if (!measureDeviations || apart.defined())
        result.deviations = apart;
    return result;
}

StepResult TrainingStep::accumulate(const DeviceBatches& batches, bool measureDeviations) {
    optimizer_->clearGradients();
    if (group_ && !averager_)
        averager_ = group_->averager(trained(task_));
    StepResult result;
    result.passes = static_cast<std::int64_t>(batches.size());
    at::Tensor numbers, penalty;
    const double count = static_cast<double>(batches.size());
    for (std::size_t i = 0; i < batches.size(); ++i) {
        TaskLoss part = task_.loss(batches[i]);
        at::Tensor loss = batches.size() == 1 ? part.total : part.total / count;
        if (i == 0)  // the weights do not change between the batches: once per update is enough
            loss = withPenalty(loss, measureDeviations, penalty, result.deviations);
        loss = scaler_.scale(loss);
        // Gradients are communicated once per update, overlapping the backward pass of the last batch.
        if (averager_ && i + 1 == batches.size())
            averager_->prepare(loss);
        loss.backward();
        const at::NoGradGuard noGrad;
        const at::Tensor one = at::cat({part.total.detach().to(at::kFloat).reshape(1), part.parts});
        numbers = numbers.defined() ? numbers + one : one;
    }
    const at::NoGradGuard noGrad;
    if (batches.size() > 1)
        numbers = numbers / count;
    // The deviations are the penalty where it is the convolutional one, and stand for it where there is none.
    if (!penalty.defined() && result.deviations.defined() && (shared_ || !penaltyInLoss()))
        penalty = result.deviations.sum();
    result.hasPenalty = penalty.defined();
    const at::Tensor value = result.hasPenalty ? penalty.to(at::kFloat).reshape(1) : at::zeros({1}, numbers.options());
    result.numbers = at::cat({numbers.narrow(0, 0, 1), value, numbers.narrow(0, 1, numbers.size(0) - 1)});
    share(result);
    return result;
}

void TrainingStep::share(StepResult& result) {
    if (!group_)
        return;
    const std::int64_t count = result.numbers.size(0);
    at::Tensor all =
        result.deviations.defined() ? at::cat({result.numbers, result.deviations.to(at::kFloat)}) : result.numbers;
    group_->sum(all);
    all.div_(group_->size());
    result.numbers = all.narrow(0, 0, count);
    if (result.deviations.defined())
        result.deviations = all.narrow(0, count, all.size(0) - count);
}

void TrainingStep::clipKernels(std::int64_t step) {
    if (clipping_.clipInterval == 0 || step % clipping_.clipInterval != 0)
        return;
    model::clipKernels(clipping_, task_.network());
    if (group_)  // the ranks stay equal whatever their libraries round
        group_->broadcast(task_.module().parameters());
}

at::Tensor TrainingStep::measureDeviations() const {
    at::Tensor deviations = measuring_.measure();
    if (group_) {
        group_->sum(deviations);
        deviations.div_(group_->size());
    }
    return deviations;
}

at::Tensor TrainingStep::withPenalty(const at::Tensor& loss, bool measureDeviations, at::Tensor& penalty,
                                     at::Tensor& deviations) {
    at::Tensor sum = loss;
    if (penaltyInStep()) {
        const model::PenaltyValue value = penalty_.evaluate();
        sum = at::add(loss, value.total, interval_ * gamma_);
        penalty = value.total.detach();
        if (measureDeviations && shared_)
            deviations = value.layers;
    }
    if (measureDeviations && !deviations.defined())
        deviations = measuring_.measure();
    return sum;
}

template <typename Rate>
void TrainingStep::update(const Rate& learningRate) {
    at::Tensor overflow;
    if (scaler_.enabled() || clipNorm_ > 0 || adaptiveClip_ > 0) {
        auto gradients = optimizer_->gradients();
        overflow = scaler_.unscale(gradients);
        if (adaptiveClip_ > 0)
            clipUnits(optimizer_->groups(), adaptiveClip_, isDetector(task_.module()));
        if (clipNorm_ > 0)
            clipGradients(gradients, clipNorm_);
    }
    optimizer_->step(learningRate, overflow);
    scaler_.update(overflow);
}

}  // namespace isonet::training
