#include "training/engine/TrainingStep.h"

#include <ATen/ATen.h>

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

}  // namespace

void placeNetwork(model::Network& network, const at::Device& device) {
    const at::NoGradGuard noGrad;
    network->to(device);
    for (auto& parameter : network->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
}

TrainingStep::TrainingStep(model::Network network, const config::RunConfig& config, const at::Device& device)
    : network_(std::move(network)),
      device_(device),
      precision_(config.run.precision),
      gamma_(config.penalty.kind == spec::PenaltyKind::None ? 0.0 : config.penalty.coefficient),
      penalty_(config.penalty, network_),
      measuring_(measuringSpec(), network_),
      shared_(computesDeviations(config.penalty)),
      optimizer_(network_, config.optimizer),
      scaler_(config.run.precision == config::Precision::Float16, device) {}

StepResult TrainingStep::run(const Batch& batch, double learningRate, bool measureDeviations) {
    const at::Tensor images =
        batch.images.to(device_, /*non_blocking=*/true).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor labels = batch.labels.to(device_, /*non_blocking=*/true);
    optimizer_.clearGradients();
    at::Tensor logits;
    {
        const AutocastScope autocast(precision_, device_);
        logits = network_->forward(images);
    }
    logits = logits.to(at::kFloat);
    const at::Tensor crossEntropy = at::cross_entropy_loss(logits, labels);
    at::Tensor loss = crossEntropy;
    at::Tensor penalty;
    StepResult result;
    if (penaltyInLoss()) {
        const model::PenaltyValue value = penalty_.evaluate();
        loss = at::add(loss, value.total, gamma_);
        penalty = value.total.detach();
        if (measureDeviations && shared_)
            result.deviations = value.layers;
    }
    if (measureDeviations && !result.deviations.defined())
        result.deviations = measuring_.measure();
    if (!penalty.defined() && result.deviations.defined())
        penalty = result.deviations.sum();
    scaler_.scale(loss).backward();
    at::Tensor overflow;
    if (scaler_.enabled()) {
        auto gradients = optimizer_.gradients();
        overflow = scaler_.unscale(gradients);
    }
    optimizer_.step(learningRate, overflow);
    scaler_.update(overflow);

    const at::NoGradGuard noGrad;
    const at::Tensor correct = logits.argmax(1).eq(labels).sum().to(at::kFloat);
    result.hasPenalty = penalty.defined();
    result.numbers = at::stack(
        {crossEntropy.detach(), result.hasPenalty ? penalty.to(at::kFloat) : at::zeros_like(correct), correct});
    return result;
}

}  // namespace isonet::training
