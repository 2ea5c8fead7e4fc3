// A batch on the CPU in several passes. What the backward pass needs of a pass then stays near the processor's caches,
// and memory falls with it; the mean of the passes' gradients is the batch's.
#pragma once

#include <cstdint>

#include "training/config/RunConfig.h"

namespace isonet::config {

// How many of a classifier's batch of `batch` images go forward and back together: a divisor of `batch`. With the
// fewest passes that keep at most 64 MiB each (NetworkPlan::activationBytes), of at least 8 images. All of them where
// images depend on one another: batch normalisation, mixup. A detector's images are never parted.
std::int64_t imagesPerPass(const RunConfig& config, std::int64_t batch);

}  // namespace isonet::config
