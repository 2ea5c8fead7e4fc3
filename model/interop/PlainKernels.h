// Weights as other programs apply them: kernels and matrices computed from the parameters of parameterized layers
// (model/spec/Parameterizations.h).
#pragma once

#include <string>

#include "model/interop/Value.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::interop {

// The state dict with `weight` as applied in place of the parameters of each parameterized layer of the plan, whose
// names in `state` begin with `prefix` ("backbone." in a detector). Kernels have the size ConvolutionPlan::applied().
// Other tensors are unchanged. Throws std::invalid_argument naming the first circular layer, whose kernel fills the
// grid, or a missing tensor.
StateDict plainState(const StateDict& state, const spec::NetworkPlan& plan, const std::string& prefix = {});

// Throws std::invalid_argument as above.
void requirePlainKernels(const spec::NetworkPlan& plan);

}  // namespace isonet::interop
