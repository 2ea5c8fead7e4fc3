#include "app/bench/PublishedStep.h"

#include <ATen/ATen.h>

#include "model/spec/Architecture.h"
#include "training/engine/runtime/Precision.h"

namespace isonet::benchmarks {

using torch::optim::OptimizerParamGroup;
using torch::optim::SGDOptions;

bool PublishedStep::supports(const config::RunConfig& config) {
    const auto& model = config.model;
    const bool penalty =
        config.penalty.kind == spec::PenaltyKind::None || config.penalty.kind == spec::PenaltyKind::Convolution;
    return spec::isPublished(model) && !model.fixup && model.normalization == spec::Normalization::None &&
           model.activation == spec::Activation::SReLU && model.multiplier != spec::ResidualMultiplier::PerChannel &&
           model.blocks.empty() && model.parameterization == spec::Parameterization::Free && penalty;
}

PublishedStep::PublishedStep(const model::Network& network, const config::RunConfig& config, bool channelsLast,
                             const at::Device& device)
    : plan_(network->plan()),
      imageNet_(config.model.family == spec::Family::ImageNet),
      shortcut_(config.model.shortcut),
      precision_(config.run.precision),
      device_(device),
      gamma_(config.penalty.kind == spec::PenaltyKind::None ? 0 : config.penalty.coefficient) {
    for (const auto& layer : plan_.convolutions)
        convolutions_.emplace(layer.name, layer);
    std::vector<at::Tensor> offsets, scalars, weights;
    for (const auto& item : network->named_parameters()) {
        const bool kernel = item.value().dim() == 4 && item.value().size(2) * item.value().size(3) > 1;
        at::Tensor own =
            at::empty_like(item.value().detach(), device,
                           kernel && channelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
        own.copy_(item.value().detach()).set_requires_grad(true);
        parameters_.emplace(item.key(), own);
        (item.key().find("srelu") != std::string::npos    ? offsets
         : item.key().find("shared") != std::string::npos ? scalars
                                                          : weights)
            .push_back(own);
    }
    const auto options = [&](double factor, double decay) {
        return std::make_unique<SGDOptions>(
            SGDOptions(config.optimizer.learningRate * factor).momentum(config.optimizer.momentum).weight_decay(decay));
    };
    std::vector<OptimizerParamGroup> groups{{weights, options(1, config.optimizer.weightDecay)},
                                            {offsets, options(1, 0)}};
    if (!scalars.empty())
        groups.emplace_back(scalars,
                            options(config.optimizer.multiplierLearningRateFactor, config.optimizer.weightDecay));
    optimizer_ = std::make_unique<torch::optim::SGD>(groups, SGDOptions(config.optimizer.learningRate));
}

double PublishedStep::run(const at::Tensor& images, const at::Tensor& labels) {
    optimizer_->zero_grad();
    const at::Tensor logits = [&] {
        const training::PrecisionScope scope(precision_, device_);
        return forward(images);
    }();
    at::Tensor loss = at::cross_entropy_loss(logits.to(at::kFloat), labels);
    const double crossEntropy = loss.item<double>();
    if (gamma_ > 0) {
        const at::Tensor value = penalty();
        value.item<double>();
        loss = loss + value * gamma_;
    }
    loss.backward();
    optimizer_->step();
    std::get<1>(logits.max(1)).eq(labels).sum().item<std::int64_t>();
    return crossEntropy;
}

at::Tensor PublishedStep::convolution(const at::Tensor& x, const std::string& layer) const {
    const auto& plan = convolutions_.at(layer);
    return at::conv2d(x, parameters_.at(layer + ".weight"), {}, at::IntArrayRef{plan.stride, plan.stride},
                      at::IntArrayRef{plan.padding.top, plan.padding.left});
}

at::Tensor PublishedStep::activation(const at::Tensor& x, const std::string& layer) const {
    const at::Tensor& b = parameters_.at(layer + ".srelu_bias");
    at::Tensor shifted = x - b;
    return at::relu_(shifted) + b;
}

at::Tensor PublishedStep::forward(const at::Tensor& images) const {
    at::Tensor x = activation(convolution(images, "stem.conv"), "stem.relu");
    if (imageNet_)
        x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
    for (const auto& block : plan_.blocks) {
        const std::string branch = block.name + ".f.";
        at::Tensor y = convolution(activation(convolution(x, branch + "a"), branch + "a_relu"), branch + "b");
        if (block.convolutions == 3)
            y = convolution(activation(y, branch + "b_relu"), branch + "c");
        if (const auto scale = parameters_.find(branch + "shared_scalar.scale"); scale != parameters_.end())
            y = y * scale->second;
        if (shortcut_)
            y = (block.projection ? convolution(x, block.name + ".proj") : x) + y;
        x = activation(y, block.name + ".relu");
    }
    const at::Tensor features = at::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
    return at::linear(features, parameters_.at("head.fc.weight"), parameters_.at("head.fc.bias"));
}

at::Tensor PublishedStep::penalty() const {
    at::Tensor sum;
    for (const auto& layer : plan_.convolutions) {
        if (layer.stage == 0)
            continue;
        at::Tensor a = parameters_.at(layer.name + ".weight");
        if (a.size(1) < a.size(0))
            a = a.transpose(0, 1);
        const std::int64_t reach = a.size(2) - 1;
        const at::Tensor gram =
            at::conv2d(a, a, {}, at::IntArrayRef{layer.stride, layer.stride}, at::IntArrayRef{reach, reach});
        const at::Tensor identity = at::zeros(gram.sizes(), gram.options().requires_grad(false));
        const std::int64_t center = gram.size(3) / 2;
        identity.select(3, center).select(2, center).fill_diagonal_(1.0);
        const at::Tensor value = (gram - identity).pow(2.0).sum() / 2.0;
        sum = sum.defined() ? sum + value : value;
    }
    return sum;
}

}  // namespace isonet::benchmarks
