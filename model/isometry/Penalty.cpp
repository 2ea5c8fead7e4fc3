#include "model/isometry/Penalty.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <iterator>
#include <stdexcept>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/FastPenalty.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/GramStride.h"
#include "model/isometry/KernelMaps.h"
#include "model/isometry/OcnnPenalty.h"
#include "model/isometry/SoftOrthogonality.h"
#include "model/isometry/SpectralNormPenalty.h"

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

// Of a function of one flattened kernel and its groups.
template <at::Tensor (*one)(const at::Tensor& weight, std::int64_t groups)>
at::Tensor ofEach(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>&,
                  const std::vector<std::int64_t>& groups) {
    std::vector<at::Tensor> values;
    for (std::size_t i = 0; i < weights.size(); ++i)
        values.push_back(one(weights[i], groups[i]));
    return at::stack(values);
}

struct PenaltyFunction {
    spec::PenaltyKind value;
    // Values of all layers (L), of kernels with strides of Conv(A, A) and groups; null if there is none.
    at::Tensor (*layers)(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
                         const std::vector<std::int64_t>& groups);
};

constexpr PenaltyFunction penaltyFunctions[] = {
    {spec::PenaltyKind::None, nullptr},
    {spec::PenaltyKind::Convolution, convolutionPenalty},
    {spec::PenaltyKind::Weight, ofEach<weightPenaltyReference>},
    {spec::PenaltyKind::Ocnn, ocnnPenalty},
    {spec::PenaltyKind::SoftOrthogonality, ofEach<softOrthogonality>},
    {spec::PenaltyKind::DoubleSoftOrthogonality, ofEach<doubleSoftOrthogonality>},
    {spec::PenaltyKind::MutualCoherence, ofEach<mutualCoherence>},
    {spec::PenaltyKind::Srip, ofEach<spectralRestrictedIsometry>},
    {spec::PenaltyKind::SpectralNorm, ofEach<spectralNormPenalty>},
};
static_assert(spec::listsEveryValue(penaltyFunctions) && std::size(penaltyFunctions) == std::size(spec::penalties));

}  // namespace

at::Tensor convolutionPenaltyReference(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    check("convolutionPenaltyReference", weight, groups);
    TORCH_CHECK(stride > 0, "convolutionPenaltyReference: stride ", stride, "; expected a positive one");
    const FullPrecision guard(weight.device());
    at::Tensor sum;
    for (const auto& kernel : atLeastFloat(weight).chunk(groups, 0)) {
        const auto value = oneGroupConvolution(kernel, stride);
        sum = sum.defined() ? sum + value : value;
    }
    return sum;
}

at::Tensor weightPenaltyReference(const at::Tensor& weight, std::int64_t groups) {
    check("weightPenaltyReference", weight, groups);
    const FullPrecision guard(weight.device());
    const at::Tensor gram = flatGram(atLeastFloat(weight), groups);
    return (gram - at::eye(gram.size(1), gram.options())).square().sum() / 2;
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
    if (spec.sizeNormalized && spec::info(spec.kind).usesSize && !kernels_.empty()) {
        std::vector<double> sizes;
        for (const ConvolutionLayer& layer : kernels_)
            sizes.push_back(static_cast<double>(layer.weight.numel()));
        sizes_ = at::tensor(sizes, at::kFloat).to(kernels_.front().weight.device());
    }
}

at::Tensor Penalty::layerValues() const {
    if (kernels_.empty())
        return at::zeros({0}, network_->convolutions().front().weight.options().dtype(at::kFloat).requires_grad(false));
    std::vector<at::Tensor> kernels;
    std::vector<std::int64_t> strides, groups;
    for (const ConvolutionLayer& layer : kernels_) {
        kernels.push_back(appliedKernel(layer));
        strides.push_back(
            spec_.stride == spec::PenaltyStride::Own ? gramStride(layer.plan->stride, layer.plan->dilation) : 1);
        groups.push_back(layer.plan->groups);
    }
    const at::Tensor values = penaltyFunctions[static_cast<std::size_t>(spec_.kind)].layers(kernels, strides, groups);
    return sizes_.defined() ? values / sizes_ : values;
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
