// Measures SignalReport.h of a network on a batch: one forward pass, one backward pass, observed.
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
    at::Tensor labels = {};  // (N) long: the gradient is the cross entropy's, summed over images
    std::uint64_t seed = 1;  // without labels: of a random gradient of norm 1 at each image's logits
    std::stop_token stop = {};
    std::function<void(int done, int all)> progress = {};  // layers, each once forward and once backward
};

// images: (N, C, H, W) on the network's device, of its type. The network is in evaluation mode during the call, its
// parameters' gradients stay as they are, and nobody else may observe it meanwhile. All signals are kept until the end:
// about twice NetworkPlan::activationBytes an image. Nothing when stopped. Throws std::invalid_argument where labels do
// not fit, c10::Error where images do not.
std::optional<SignalReport> measureSignals(Network network, const at::Tensor& images,
                                           const SignalOptions& options = {});

}  // namespace isonet::model
