// About how much memory a training needs, from its configuration alone.
#pragma once

#include "training/config/RunConfig.h"

namespace isonet::widgets {

// Bytes: weights, gradients and momentum (float32), the kept outputs of a batch, or of a pass on the CPU
// (training/config/Passes.h), in the run's precision, the largest layer's gradient twice, the penalty's largest kernel
// correlation, and 0.6 GB for CUDA itself on a GPU. cuDNN's working space is not known beforehand; a tenth of the
// outputs is added for it. Throws std::invalid_argument for a network that cannot be built.
double trainingBytes(const config::RunConfig& config, bool onGpu);

}  // namespace isonet::widgets
