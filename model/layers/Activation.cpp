#include "model/layers/Activation.h"

#include <ATen/ATen.h>

#include <iterator>
#include <utility>

#include "model/kernels/SReLU.h"

namespace isonet::model {

namespace {

constexpr double slopeStart = 0.25;  // He et al., 2015

struct Operands {
    const at::Tensor& offset;  // b, if ActivationInfo::hasOffset
    const at::Tensor& slope;   // (C), if ActivationInfo::hasSlope
    const at::Tensor &a, &b;   // PELU's, (1)
    const spec::ActivationPlan& plan;
    bool training;
};

struct ActivationFunction {
    spec::Activation value;
    at::Tensor (*apply)(at::Tensor& x, const Operands& with);
    // Leaves x unchanged; bit-identical to `apply` in both passes.
    at::Tensor (*keep)(const at::Tensor& x, const Operands& with);
};

template <at::Tensor (*apply)(at::Tensor&, const Operands&)>
at::Tensor onCopy(const at::Tensor& x, const Operands& with) {
    at::Tensor copy = x.clone();
    return apply(copy, with);
}

at::Tensor leakyReLU(at::Tensor& x, const Operands&) {
    return at::leaky_relu_(x, leakySlope);
}

at::Tensor elu(at::Tensor& x, const Operands&) {
    return at::elu_(x);
}

at::Tensor selu(at::Tensor& x, const Operands&) {
    return at::selu_(x);
}

at::Tensor prelu(const at::Tensor& x, const Operands& with) {
    return at::prelu(x, with.slope.to(x.scalar_type()));
}

at::Tensor rrelu(const at::Tensor& x, const Operands& with) {
    return at::rrelu(x, randomLower, randomUpper, with.training);
}

// The constraint a, b > 0 of the paper, by a floor.
at::Tensor pelu(const at::Tensor& x, const Operands& with) {
    const at::Tensor a = with.a.clamp_min(peluFloor).to(x.scalar_type());
    const at::Tensor b = with.b.clamp_min(peluFloor).to(x.scalar_type());
    return at::where(x >= 0, x * (a / b), a * at::expm1(x.clamp_max(0) / b));
}

// The positive scale goes through the rectifier, so that nothing but the result is kept.
at::Tensor tailoredReLU(at::Tensor& x, const Operands& with) {
    return at::leaky_relu_(x.mul_(with.plan.scale), with.plan.slope);
}

// scale (f(inputScale x + inputShift) + shift)
template <at::Tensor (*f)(const at::Tensor&)>
at::Tensor transformed(at::Tensor& x, const Operands& with) {
    const at::Tensor inner = f(x.mul_(with.plan.inputScale).add_(with.plan.inputShift));
    return inner.add(with.plan.shift).mul_(with.plan.scale);
}
at::Tensor tanhOf(const at::Tensor& x) {
    return at::tanh(x);
}
at::Tensor softplusOf(const at::Tensor& x) {
    return at::softplus(x);
}
at::Tensor siluOf(const at::Tensor& x) {
    return at::silu(x);
}

// Channels i and i + C / 2 become their maximum and minimum.
at::Tensor maxMin(const at::Tensor& x, const Operands&) {
    const auto halves = x.chunk(2, 1);
    return at::cat({at::maximum(halves[0], halves[1]), at::minimum(halves[0], halves[1])}, 1);
}

// In place, the gradients of leaky ReLU, ELU and SELU are computed from the result; torch's out-of-place operators
// compute them from the input, with different rounding. These therefore run in place on a copy.
constexpr ActivationFunction activationFunctions[] = {
    {spec::Activation::ReLU, [](at::Tensor& x, const Operands&) { return x.relu_(); },
     [](const at::Tensor& x, const Operands&) { return at::relu(x); }},
    {spec::Activation::LeakyReLU, leakyReLU, onCopy<leakyReLU>},
    {spec::Activation::PReLU, [](at::Tensor& x, const Operands& with) { return prelu(x, with); }, prelu},
    {spec::Activation::RReLU, [](at::Tensor& x, const Operands& with) { return rrelu(x, with); }, rrelu},
    {spec::Activation::ELU, elu, onCopy<elu>},
    {spec::Activation::SELU, selu, onCopy<selu>},
    {spec::Activation::SReLU, [](at::Tensor& x, const Operands& with) { return srelu_(x, with.offset); },
     [](const at::Tensor& x, const Operands& with) { return srelu(x, with.offset); }},
    {spec::Activation::MaxMin, [](at::Tensor& x, const Operands& with) { return maxMin(x, with); }, maxMin},
    {spec::Activation::GELU, [](at::Tensor& x, const Operands&) { return at::gelu(x); },
     [](const at::Tensor& x, const Operands&) { return at::gelu(x); }},
    {spec::Activation::SiLU, [](at::Tensor& x, const Operands&) { return at::silu(x); },
     [](const at::Tensor& x, const Operands&) { return at::silu(x); }},
    {spec::Activation::PELU, [](at::Tensor& x, const Operands& with) { return pelu(x, with); }, pelu},
    {spec::Activation::TailoredReLU, tailoredReLU, onCopy<tailoredReLU>},
    {spec::Activation::TransformedTanh, transformed<tanhOf>, onCopy<transformed<tanhOf>>},
    {spec::Activation::TransformedSoftplus, transformed<softplusOf>, onCopy<transformed<softplusOf>>},
    {spec::Activation::TransformedSiLU, transformed<siluOf>, onCopy<transformed<siluOf>>},
};
static_assert(spec::listsEveryValue(activationFunctions) &&
              std::size(activationFunctions) == std::size(spec::activations));

}  // namespace

ActivationImpl::ActivationImpl(const spec::ActivationPlan& plan, spec::OffsetSharing sharing,
                               std::shared_ptr<const Observation> observation, std::size_t index)
    : plan_(plan), observation_(std::move(observation)), index_(index) {
    const int channels = plan.shape.channels;
    const spec::ActivationInfo& info = spec::info(plan.kind);
    if (info.hasOffset) {
        const bool shared = sharing == spec::OffsetSharing::PerLayer;
        const auto start = torch::full({1, shared ? 1 : channels, 1, 1}, plan.offset);
        offset_ = plan.offsetTrained ? register_parameter("srelu_bias", start) : register_buffer("srelu_bias", start);
    }
    if (info.hasSlope)
        slope_ = register_parameter("weight", torch::full({channels}, slopeStart));
    if (info.scalars > 0) {
        a_ = register_parameter("pelu_a", torch::ones({1}));
        b_ = register_parameter("pelu_b", torch::ones({1}));
    }
}

at::Tensor ActivationImpl::forward(at::Tensor x) {
    const ActivationFunction& function = activationFunctions[static_cast<std::size_t>(plan_.kind)];
    const Operands with{offset_, slope_, a_, b_, plan_, is_training()};
    if (!observation_->observer)
        return function.apply(x, with);
    at::Tensor out = function.keep(x, with);
    observation_->observer->activation(index_, x, out);
    return out;
}

}  // namespace isonet::model
