// The norms of a training step's own signals and gradients by depth, taken while the step computes them: no pass of its
// own, no random number, the network in the mode that it is in. Training with and without it is the same to the bit.
//
// For an activation's output x of N images: signal = ||x||_F / sqrt(N), and with G = dL/dx of the batch's mean loss
// gradient = sqrt(N) ||G||_F, the typical ||x_i|| and ||dL_i/dx_i|| of one image i and its own loss L_i.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

class SignalNorms : public model::SignalObserver {
public:
    // Observes the network from here on until the end. Of several passes (accumulation, a batch in parts) the first one
    // counts.
    explicit SignalNorms(model::Network network);
    ~SignalNorms() override;
    SignalNorms(const SignalNorms&) = delete;
    SignalNorms& operator=(const SignalNorms&) = delete;

    void convolution(std::size_t, const at::Tensor&, const at::Tensor&) override {}
    void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) override;

    // After the backward pass; waits for the device. `scale`: what the batch's mean loss was multiplied by (float16's
    // scale, 1 / batches of an update). No gradients of layers that the loss does not reach (frozen ones).
    std::vector<telemetry::Record> records(std::int64_t step, double scale);

private:
    struct Layer {
        std::string name;
        std::int64_t images = 0;
        at::Tensor signal, gradient;  // scalars, on the device
    };
    model::Network network_;
    std::vector<Layer> layers_;
};

}  // namespace isonet::training
