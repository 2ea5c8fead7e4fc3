// The figures of one layer and of one network as the pages show them, from tensors. Any thread.
#pragma once

#include <torch/types.h>

#include <optional>
#include <stop_token>
#include <vector>

#include "model/isometry/LayerReport.h"
#include "widgets/LayerFacts.h"

namespace isonet::workbench {

widgets::LayerRow rowOf(const model::LayerReport& report);

// Kernel, Conv(A, A) - delta (on the side of the fewer channels, with the layer's own stride, as the penalty has it),
// all singular values, the extremes of the singular values at every frequency, b. Empty when stopped.
std::optional<widgets::LayerDetail> detailOf(const model::ConvolutionLayer& layer, const at::Tensor& offset,
                                             std::stop_token stop);

}  // namespace isonet::workbench
