#include "model/layers/Shared.h"

#include <ATen/ATen.h>

namespace isonet::model {

// Scalars are cast to the data's type; otherwise half-precision signals would be promoted to float32.

SharedScaleImpl::SharedScaleImpl(int channels, double start) {
    scale_ = register_parameter("scale", torch::full({1, channels, 1, 1}, start));
}

at::Tensor SharedScaleImpl::forward(const at::Tensor& x) {
    return x * scale_.to(x.scalar_type());
}

at::Tensor SharedScaleImpl::addTo(const at::Tensor& skip, const at::Tensor& x) {
    return at::addcmul(skip, x, scale_.to(x.scalar_type()));
}

SharedBiasImpl::SharedBiasImpl() {
    bias_ = register_parameter("shared_bias", torch::zeros({1}));
}

at::Tensor SharedBiasImpl::forward(const at::Tensor& x) {
    return x + bias_.to(x.scalar_type());
}

}  // namespace isonet::model
