#include "training/engine/runtime/Precision.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include "training/config/AutomaticSettings.h"
#include "training/engine/runtime/Machine.h"

namespace isonet::training {

using config::Precision;

Precision precisionOn(const at::Device& device, Precision precision) {
    return precision == Precision::Automatic ? config::automaticPrecision(deviceTraits(device.str())).precision
                                             : precision;
}

RunPrecision::RunPrecision(Precision precision, const at::Device& device)
    : tf32_(precision == Precision::TF32, device) {}

PrecisionScope::PrecisionScope(Precision precision, const at::Device& device)
    : precision_(precisionOn(device, precision)),
      tf32_(precision_ == Precision::TF32, device),
      active_(precision_ == Precision::BFloat16 || precision_ == Precision::Float16),
      device_(device.type()) {
    if (!active_)
        return;
    wasEnabled_ = at::autocast::is_autocast_enabled(device_);
    previous_ = at::autocast::get_autocast_dtype(device_);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::set_autocast_dtype(device_, precision_ == Precision::BFloat16 ? at::kBFloat16 : at::kHalf);
    at::autocast::increment_nesting();
}

PrecisionScope::~PrecisionScope() {
    if (!active_)
        return;
    // The cache holds low-precision copies of the weights, which are stale after the next update.
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, wasEnabled_);
    at::autocast::set_autocast_dtype(device_, previous_);
}

LossScaler::LossScaler(bool enabled, const at::Device& device) {
    if (!enabled)
        return;
    scale_ = at::full({1}, 65536.0, at::TensorOptions(at::kFloat).device(device));
    growth_ = at::zeros({1}, at::TensorOptions(at::kInt).device(device));
}

at::Tensor LossScaler::scale(const at::Tensor& loss) const {
    return enabled() ? loss * scale_[0] : loss;
}

at::Tensor LossScaler::unscale(std::vector<at::Tensor>& gradients) {
    if (!enabled())
        return {};
    at::Tensor overflow = at::zeros({1}, scale_.options());
    at::_amp_foreach_non_finite_check_and_unscale_(gradients, overflow, scale_.reciprocal());
    return overflow;
}

void LossScaler::update(const at::Tensor& overflow) {
    if (enabled())
        at::_amp_update_scale_(scale_, growth_, overflow, 2.0, 0.5, 2000);
}

double LossScaler::currentScale() const {
    return enabled() ? scale_.item<double>() : 1.0;
}

int LossScaler::growth() const {
    return enabled() ? growth_.item<int>() : 0;
}

void LossScaler::restore(double scale, int growth) {
    if (!enabled())
        return;
    scale_.fill_(scale);
    growth_.fill_(growth);
}

}  // namespace isonet::training
