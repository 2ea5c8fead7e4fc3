#include "model/interop/PlainKernels.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <stdexcept>

#include "model/layers/parameterization/Parameterization.h"

namespace isonet::interop {
namespace {

class PlainState {
public:
    PlainState(StateDict state, const std::string& prefix) : state_(std::move(state)), prefix_(prefix) {}

    void convolution(const spec::ConvolutionPlan& plan) {
        const model::RawKernel raw{*needed(plan.name + ".weight"), take(plan.name + ".downsampling"),
                                   take(plan.name + ".scale")};
        *needed(plan.name + ".weight") = model::parameterizedKernel(raw, plan).contiguous();
    }
    void linear(const spec::LinearPlan& plan) {
        at::Tensor* weight = needed(plan.name + ".weight");
        *weight = model::parameterizedWeight(*weight).contiguous();
    }
    StateDict result() && { return std::move(state_); }

private:
    StateDict::iterator find(const std::string& name) {
        return std::ranges::find_if(state_, [&](const auto& entry) { return entry.first == prefix_ + name; });
    }
    at::Tensor* needed(const std::string& name) {
        const auto found = find(name);
        if (found == state_.end())
            throw std::invalid_argument("the weights have no tensor " + prefix_ + name);
        return &found->second;
    }
    // Removes a tensor; undefined if there is none.
    at::Tensor take(const std::string& name) {
        const auto found = find(name);
        if (found == state_.end())
            return {};
        at::Tensor tensor = std::move(found->second);
        state_.erase(found);
        return tensor;
    }

    StateDict state_;
    const std::string& prefix_;
};

}  // namespace

void requirePlainKernels(const spec::NetworkPlan& plan) {
    for (const auto& layer : plan.convolutions)
        if (layer.circular())
            throw std::invalid_argument(
                layer.name + " has parameterization " + std::string(spec::name(layer.parameterization)) +
                ": its kernel fills the grid with a circular boundary and differs from one image size to the next, so "
                "that no convolution of another program can hold it. Its parameters stay in the run's checkpoints. "
                "Exported are the parameterizations free, bcop, soc and aol");
}

StateDict plainState(const StateDict& state, const spec::NetworkPlan& plan, const std::string& prefix) {
    requirePlainKernels(plan);
    const at::NoGradGuard noGrad;
    PlainState plain(state, prefix);
    for (const auto& layer : plan.convolutions)
        if (layer.parameterization != spec::Parameterization::Free)
            plain.convolution(layer);
    for (const auto& layer : plan.linear)
        if (layer.orthogonal)
            plain.linear(layer);
    return std::move(plain).result();
}

}  // namespace isonet::interop
