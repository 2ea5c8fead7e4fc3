// Micro-batches on the CPU: a batch is processed in several passes, so that the saved activations of a pass fit the
// caches and less memory is needed. The mean of the passes' gradients is the batch's gradient.
#pragma once

#include <cstdint>

#include "training/config/RunConfig.h"

namespace isonet::config {

// Images per pass for a batch of `batch` images: a divisor of `batch` that gives the fewest passes with at most 64 MiB
// of saved activations each (NetworkPlan::activationBytes) and at least 8 images. The whole batch for batch
// normalization and mixup, where images depend on one another, and for detectors.
std::int64_t imagesPerPass(const RunConfig& config, std::int64_t batch);

}  // namespace isonet::config
