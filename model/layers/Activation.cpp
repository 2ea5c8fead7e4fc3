#include "model/layers/Activation.h"

#include <ATen/ATen.h>

#include <utility>

#include "model/kernels/SReLU.h"

namespace isonet::model {

namespace {
constexpr double leakySlope = 0.01;                             // Maas et al., 2013
constexpr double randomLower = 1.0 / 8, randomUpper = 1.0 / 3;  // Xu et al., 2015
}  // namespace

ActivationImpl::ActivationImpl(const spec::ActivationPlan& plan, spec::OffsetSharing sharing,
                               std::shared_ptr<const Observation> observation, std::size_t index)
    : kind_(plan.kind), observation_(std::move(observation)), index_(index) {
    const int channels = plan.shape.channels;
    if (kind_ == spec::Activation::SReLU) {
        const bool shared = sharing == spec::OffsetSharing::PerLayer;
        const auto start = torch::full({1, shared ? 1 : channels, 1, 1}, plan.offset);
        offset_ = plan.offsetTrained ? register_parameter("srelu_bias", start) : register_buffer("srelu_bias", start);
    } else if (kind_ == spec::Activation::PReLU) {
        slope_ = register_parameter("weight", torch::full({channels}, 0.25));
    }
}

at::Tensor ActivationImpl::forward(at::Tensor x) {
    if (!observation_->observer)
        return apply(x);
    at::Tensor out = applyOutOfPlace(x);
    observation_->observer->activation(index_, x, out);
    return out;
}

at::Tensor ActivationImpl::apply(at::Tensor& x) {
    switch (kind_) {
        case spec::Activation::ReLU:
            return x.relu_();
        case spec::Activation::LeakyReLU:
            return at::leaky_relu_(x, leakySlope);
        case spec::Activation::PReLU:
            return at::prelu(x, slope_.to(x.scalar_type()));
        case spec::Activation::RReLU:
            return at::rrelu(x, randomLower, randomUpper, is_training());
        case spec::Activation::ELU:
            return at::elu_(x);
        case spec::Activation::SELU:
            return at::selu_(x);
        case spec::Activation::SReLU:
            return srelu_(x, offset_);
    }
    TORCH_CHECK(false, "Activation: unknown kind ", static_cast<int>(kind_));
}

// With the same bits in both passes as in place, so that a training may be watched: the slopes of leaky ReLU, ELU and
// SELU come from their results there, from their inputs in torch's own operators that keep those.
at::Tensor ActivationImpl::applyOutOfPlace(const at::Tensor& x) {
    switch (kind_) {
        case spec::Activation::ReLU:
            return at::relu(x);
        case spec::Activation::SReLU:
            return srelu(x, offset_);
        case spec::Activation::LeakyReLU:
        case spec::Activation::ELU:
        case spec::Activation::SELU: {
            at::Tensor own = x.clone();
            return apply(own);
        }
        case spec::Activation::PReLU:
        case spec::Activation::RReLU:
            break;  // never in place
    }
    at::Tensor same = x;
    return apply(same);
}

}  // namespace isonet::model
