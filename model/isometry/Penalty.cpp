#include "model/isometry/Penalty.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "model/isometry/FastPenalty.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/KernelMaps.h"

namespace isonet::model {

namespace {

void check(const char* operation, const at::Tensor& weight, std::int64_t groups) {
    TORCH_CHECK(weight.defined() && weight.dim() == 4 && weight.numel() > 0, operation, ": kernel of shape ",
                weight.defined() ? weight.sizes() : at::IntArrayRef{}, "; expected (M, C / groups, k, k)");
    TORCH_CHECK(weight.is_floating_point(), operation, ": kernel of type ", weight.scalar_type(),
                "; expected a floating type");
    TORCH_CHECK(groups > 0 && weight.size(0) % groups == 0, operation, ": ", weight.size(0),
                " outputs are not divisible by ", groups, " groups");
}

at::Tensor oneGroupConvolution(const at::Tensor& kernel, std::int64_t stride) {
    return gramResidual(kernel, stride).square().sum() / 2;
}

at::Tensor oneGroupWeight(const at::Tensor& kernel) {
    const at::Tensor flat = kernel.flatten(1);
    const bool tall = flat.size(0) > flat.size(1);
    const auto gram = tall ? flat.t().mm(flat) : flat.mm(flat.t());
    return (gram - at::eye(gram.size(0), gram.options())).square().sum() / 2;
}

struct PenaltyFunction {
    spec::PenaltyKind value;
    // d^2 / 2 of one layer; null if there is none.
    at::Tensor (*layer)(const at::Tensor& weight, std::int64_t stride, std::int64_t groups);
    // All layers at once, without groups; null: layer by layer.
    at::Tensor (*ungrouped)(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides);
};

constexpr PenaltyFunction penaltyFunctions[] = {
    {spec::PenaltyKind::None, nullptr, nullptr},
    {spec::PenaltyKind::Convolution, convolutionPenaltyReference, convolutionPenalty},
    {spec::PenaltyKind::Weight,
     [](const at::Tensor& weight, std::int64_t, std::int64_t groups) { return weightPenaltyReference(weight, groups); },
     nullptr},
};
static_assert(spec::listsEveryValue(penaltyFunctions) && std::size(penaltyFunctions) == std::size(spec::penalties));

}  // namespace

at::Tensor convolutionPenaltyReference(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    check("convolutionPenaltyReference", weight, groups);
    TORCH_CHECK(stride > 0, "convolutionPenaltyReference: stride ", stride, "; expected a positive one");
    const FullPrecision guard;
    at::Tensor sum;
    for (const auto& kernel : atLeastFloat(weight).chunk(groups, 0)) {
        const auto value = oneGroupConvolution(kernel, stride);
        sum = sum.defined() ? sum + value : value;
    }
    return sum;
}

at::Tensor weightPenaltyReference(const at::Tensor& weight, std::int64_t groups) {
    check("weightPenaltyReference", weight, groups);
    const FullPrecision guard;
    at::Tensor sum;
    for (const auto& kernel : atLeastFloat(weight).chunk(groups, 0)) {
        const auto value = oneGroupWeight(kernel);
        sum = sum.defined() ? sum + value : value;
    }
    return sum;
}

Penalty::Penalty(const spec::PenaltySpec& spec, const Network& network) : spec_(spec), network_(network) {
    if (const auto problems = spec::validate(spec, network->spec()); !problems.empty())
        throw std::invalid_argument(problems.front().field + ": " + problems.front().message);
    for (auto& layer : network->convolutions()) {
        if (!spec::penalizes(spec, *layer.plan))
            continue;
        names_.push_back(layer.plan->name);
        kernels_.push_back(std::move(layer));
    }
}

at::Tensor Penalty::layerValues() const {
    if (kernels_.empty())
        return at::zeros({0}, network_->convolutions().front().weight.options().dtype(at::kFloat).requires_grad(false));
    std::vector<at::Tensor> kernels, values;
    std::vector<std::int64_t> strides;
    for (const auto& [plan, weight] : kernels_) {
        kernels.push_back(weight);
        strides.push_back(spec_.stride == spec::PenaltyStride::Own ? plan->stride : 1);
    }
    const bool grouped =
        std::any_of(kernels_.begin(), kernels_.end(), [](const auto& layer) { return layer.plan->groups != 1; });
    const PenaltyFunction& function = penaltyFunctions[static_cast<std::size_t>(spec_.kind)];
    if (function.ungrouped && !grouped)
        return function.ungrouped(kernels, strides);
    for (std::size_t i = 0; i < kernels.size(); ++i)
        values.push_back(function.layer(kernels[i], strides[i], kernels_[i].plan->groups));
    return at::stack(values);
}

PenaltyValue Penalty::evaluate() const {
    const auto values = layerValues();
    return {values.sum(), values.detach()};
}

at::Tensor Penalty::measure() const {
    torch::NoGradGuard noGrad;
    return layerValues();
}

}  // namespace isonet::model
