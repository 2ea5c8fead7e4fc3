#include "training/measurement/SignalNorms.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

#include "training/telemetry/EventFolder.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {
namespace {

// ||x||, accumulated in float32 for any dtype.
at::Tensor frobenius(const at::Tensor& x) {
    const at::NoGradGuard noGrad;
    return at::linalg_vector_norm(x.detach(), 2, c10::nullopt, false, at::kFloat);
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
    Layer& layer = layers_[index];
    if (layer.signal.defined())
        return;
    layer.images = after.size(0);
    layer.signal = frobenius(after);
    if (after.requires_grad())
        after.register_hook(
            [this, index](const at::Tensor& gradient) { layers_[index].gradient = frobenius(gradient); });
}

std::vector<telemetry::Record> SignalNorms::records(std::int64_t step, double scale) {
    std::vector<at::Tensor> norms;
    for (const Layer& layer : layers_)
        for (const at::Tensor& each : {layer.signal, layer.gradient})
            if (each.defined())
                norms.push_back(each);
    if (norms.empty())
        return {};
    const at::Tensor values = at::stack(norms).to(at::kCPU, at::kDouble);
    const double* value = values.const_data_ptr<double>();
    const double now = telemetry::secondsNow();
    std::vector<telemetry::Record> records;
    for (const Layer& layer : layers_) {
        const double images = std::sqrt(static_cast<double>(layer.images));
        if (layer.signal.defined())
            records.push_back({telemetry::tags::signal + layer.name, step, now, telemetry::Scalar{*value++ / images}});
        if (layer.gradient.defined())
            records.push_back(
                {telemetry::tags::gradient + layer.name, step, now, telemetry::Scalar{*value++ * images / scale}});
    }
    return records;
}

}  // namespace isonet::training
