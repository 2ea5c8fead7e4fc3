// Estimated training memory of a configuration. Design shows it, and a queue places rows on GPUs by it.
#pragma once

#include "training/config/RunConfig.h"

namespace isonet::config {

// Bytes: weights, gradients and momentum (float32); the activations kept per batch, or per pass on the CPU
// (Passes.h), in the run's precision (float32 while it is automatic: resolve it first); the gradient of
// the largest layer twice; the largest kernel correlation of the penalty; and 0.6 GB for the CUDA context on a GPU. The
// cuDNN workspace is unknown in advance and estimated as a tenth of the activations. Throws std::invalid_argument for
// an invalid network.
double trainingBytes(const RunConfig& config, bool onGpu);

}  // namespace isonet::config
