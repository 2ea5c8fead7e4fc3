// Fills SignalReport.h for a network and a batch, with one observed forward and backward pass.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>

#include "model/isometry/SignalReport.h"
#include "model/layers/Network.h"

namespace isonet::model {

struct SignalOptions {
    at::Tensor labels = {};  // (N) long: the gradient is that of the cross entropy summed over images
    std::uint64_t seed = 1;  // without labels: seed of a random gradient of norm 1 at the logits of each image
    std::stop_token stop = {};
    std::function<void(int done, int all)> progress = {};  // layers; each counts once forward and once backward
};

// images: (N, C, H, W) on the network's device, of its type. The network is in evaluation mode during the call,
// gradients of its parameters are not changed, and it must not have another observer. All signals are kept until the
// end: about twice NetworkPlan::activationBytes per image. Empty if stopped. Throws std::invalid_argument for wrong
// labels, c10::Error for wrong images.
std::optional<SignalReport> measureSignals(Network network, const at::Tensor& images,
                                           const SignalOptions& options = {});

}  // namespace isonet::model
