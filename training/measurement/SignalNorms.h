// Norms of a training step's activations and their gradients by depth, taken from the step itself: no extra pass, no
// random numbers, no change of mode. Training is bit-identical with and without it.
//
// For an activation's output x of all N images of the step: signal = ||x||_F / sqrt(N), and with G = dL/dx of the mean
// loss gradient = sqrt(N) ||G||_F, the root mean square of ||x_i|| and ||dL_i/dx_i|| over the images i with their own
// losses L_i. Squares are added in float64, over every pass of the step: all accumulated batches and all micro-batches.
// In a process group the images are those of this rank.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "model/layers/Network.h"
#include "training/telemetry/Record.h"

namespace isonet::training {

class SignalNorms : public model::SignalObserver {
public:
    // Observes the network during its lifetime, forward passes with gradients only: a stage that is recomputed in the
    // backward pass is recorded there.
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
        at::Tensor signal,
            gradient;  // float64 sums of squares on the device; of the gradient: times images^2 of its pass
    };
    model::Network network_;
    std::vector<Layer> layers_;
};

}  // namespace isonet::training
