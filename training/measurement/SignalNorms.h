// Norms of a training step's activations and their gradients by depth, taken from the step itself: no extra pass, no
// random numbers, no change of mode. Training is bit-identical with and without it.
//
// For an activation's output x of N images: signal = ||x||_F / sqrt(N), and with G = dL/dx of the batch's mean loss
// gradient = sqrt(N) ||G||_F, the root mean square of ||x_i|| and ||dL_i/dx_i|| over the images i with their own losses
// L_i.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

class SignalNorms : public model::SignalObserver {
public:
    // Observes the network during its lifetime. Of several passes (gradient accumulation, micro-batches) only the first
    // is recorded.
    explicit SignalNorms(model::Network network);
    ~SignalNorms() override;
    SignalNorms(const SignalNorms&) = delete;
    SignalNorms& operator=(const SignalNorms&) = delete;

    void convolution(std::size_t, const at::Tensor&, const at::Tensor&) override {}
    void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) override;

    // After the backward pass; waits for the device. `scale`: the factor on the batch's mean loss (float16 loss scale,
    // 1 / number of passes). No gradients for layers the loss does not reach (frozen stages).
    std::vector<telemetry::Record> records(std::int64_t step, double scale);

private:
    struct Layer {
        std::string name;
        std::int64_t images = 0;
        at::Tensor signal, gradient;  // scalars on the device
    };
    model::Network network_;
    std::vector<Layer> layers_;
};

}  // namespace isonet::training
