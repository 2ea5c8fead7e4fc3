// Observes a network's signals during the forward pass. Without an observer the cost is one pointer check.
#pragma once

#include <torch/types.h>

#include <cstddef>

namespace isonet::model {

// Called in the order of the forward pass, on its thread, with the layer's index in the plan. The tensors belong to the
// autograd graph if there is one, so hooks on them see their gradients. An exception aborts the pass.
class SignalObserver {
public:
    virtual ~SignalObserver() = default;
    // out = A in + bias. The network may overwrite `out` after the call.
    virtual void convolution(std::size_t index, const at::Tensor& in, const at::Tensor& out) = 0;
    // after = phi(before), computed out of place while observed. Neither is modified later.
    virtual void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) = 0;
};

// Shared by a network's layers. The observer is not owned.
struct Observation {
    SignalObserver* observer = nullptr;
};

}  // namespace isonet::model
