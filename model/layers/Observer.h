// Who looks at a network's signals while it computes them. Where nobody does, a layer asks one pointer.
#pragma once

#include <torch/types.h>

#include <cstddef>

namespace isonet::model {

// Called in the order of the forward pass, on its thread, with the layer's index in the plan. The tensors belong to the
// autograd graph where there is one, so that hooks on them see their gradients. What an observer throws ends the pass.
class SignalObserver {
public:
    virtual ~SignalObserver() = default;
    // out = A in. The network may overwrite `out` afterwards: what is wanted of it must be read now.
    virtual void convolution(std::size_t index, const at::Tensor& in, const at::Tensor& out) = 0;
    // after = phi(before), which is computed out of place while it is observed. Both stay as they are.
    virtual void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) = 0;
};

// What a network's layers share. The observer is not owned.
struct Observation {
    SignalObserver* observer = nullptr;
};

}  // namespace isonet::model
