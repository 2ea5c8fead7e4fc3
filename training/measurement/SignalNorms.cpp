#include "training/measurement/SignalNorms.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "training/telemetry/EventFolder.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {
namespace {

// Adds factor ||x||^2 in float64. In parts, so that the copy in float64 stays small.
void addSquares(at::Tensor& sum, const at::Tensor& x, double factor = 1) {
    constexpr std::int64_t together = std::int64_t{1} << 22;
    const at::NoGradGuard noGrad;
    const at::Tensor flat = x.detach().flatten(1);
    for (const at::Tensor& some : flat.split(std::max<std::int64_t>(1, together / flat.size(1)))) {
        const at::Tensor squares = some.to(at::kDouble).square_().sum().mul_(factor);
        sum = sum.defined() ? sum + squares : squares;
    }
}

}  // namespace

SignalNorms::SignalNorms(model::Network network) : network_(std::move(network)) {
    for (const auto& activation : network_->plan().activations)
        layers_.push_back({activation.name, 0, {}, {}});
    network_->observe(this);
}

SignalNorms::~SignalNorms() {
    network_->observe(nullptr);
}

void SignalNorms::activation(std::size_t index, const at::Tensor&, const at::Tensor& after) {
    if (!at::GradMode::is_enabled())
        return;  // computed again, with gradients, in the backward pass
    Layer& layer = layers_[index];
    const auto images = static_cast<double>(after.size(0));
    layer.images += after.size(0);
    addSquares(layer.signal, after);
    if (after.requires_grad())
        after.register_hook([this, index, images](const at::Tensor& gradient) {
            addSquares(layers_[index].gradient, gradient, images * images);
        });
}

std::vector<telemetry::Record> SignalNorms::records(std::int64_t step, double scale) {
    std::vector<at::Tensor> norms;
    for (const Layer& layer : layers_)
        for (const at::Tensor& each : {layer.signal, layer.gradient})
            if (each.defined())
                norms.push_back(each);
    if (norms.empty())
        return {};
    const at::Tensor values = at::stack(norms).sqrt_().cpu();
    const double* value = values.const_data_ptr<double>();
    const double now = telemetry::secondsNow();
    std::vector<telemetry::Record> records;
    for (const Layer& layer : layers_) {
        const double images = std::sqrt(static_cast<double>(layer.images));
        if (layer.signal.defined())
            records.push_back({telemetry::tags::signal + layer.name, step, now, telemetry::Scalar{*value++ / images}});
        if (layer.gradient.defined())
            records.push_back(
                {telemetry::tags::gradient + layer.name, step, now, telemetry::Scalar{*value++ / images / scale}});
    }
    return records;
}

}  // namespace isonet::training
