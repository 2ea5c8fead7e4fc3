#include "training/engine/loop/StepReadback.h"

#include <ATen/ATen.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cmath>

namespace isonet::training {
namespace {

constexpr std::size_t maximumPending = 64;  // steps; limits the delay in detecting divergence

}  // namespace

void StepReadback::push(std::int64_t step, std::int64_t images, double learningRate, const StepResult& result) {
    const at::NoGradGuard noGrad;
    Pending pending;
    pending.numbers.step = step;
    pending.numbers.images = images;
    pending.numbers.learningRate = learningRate;
    pending.hasPenalty = result.hasPenalty;
    pending.parts = result.numbers.numel() - 2;
    const at::Tensor all = result.deviations.defined()
                               ? at::cat({result.numbers, result.deviations.to(result.numbers.device(), at::kFloat)})
                               : result.numbers;
    if (device_.is_cpu()) {
        pending.host = all;
    } else {
        pending.host = at::empty(all.sizes(), at::TensorOptions(at::kFloat).pinned_memory(true));
        pending.host.copy_(all, /*non_blocking=*/true);
        pending.arrived = std::make_unique<c10::Event>(device_.type());
        pending.arrived->record(c10::impl::VirtualGuardImpl(device_.type()).getStream(device_));
    }
    pending_.push_back(std::move(pending));
}

std::vector<StepNumbers> StepReadback::take(bool wait) {
    std::vector<StepNumbers> done;
    while (!pending_.empty()) {
        Pending& first = pending_.front();
        if (first.arrived) {
            if (wait || pending_.size() > maximumPending)
                first.arrived->synchronize();
            else if (!first.arrived->query())
                break;
        }
        const float* values = first.host.const_data_ptr<float>();
        StepNumbers& numbers = first.numbers;
        numbers.loss = values[0];
        if (first.hasPenalty)
            numbers.penalty = values[1];
        numbers.parts.assign(values + 2, values + 2 + first.parts);
        for (std::int64_t i = 2 + first.parts; i < first.host.numel(); ++i)
            numbers.deviations.push_back(std::sqrt(2.0 * std::max(0.0, double{values[i]})));
        done.push_back(std::move(numbers));
        pending_.pop_front();
    }
    return done;
}

}  // namespace isonet::training
