// The loops of GroupedPenalty.h for kernels with one row, such as those of depthwise convolutions: limited by memory if
// there are many, so that each kernel is read once and its gradient written once, with everything between in registers
// and the L1 cache.
#pragma once

#include <cstdint>

#include "model/kernels/cpu/KernelLanes.h"

namespace isonet::model::cpu {

// Whether the loops below exist: one row, at most 7 taps in width, stride 1 or 2.
bool hasDepthwisePenalty(const KernelShape& shape, std::int64_t stride);

// The vectors' order for them.
void arrangeDepthwise(KernelShape& shape);

// The sum of all kernels' values, independent of the number of threads. to.data null: no gradient.
template <typename Real>
double depthwisePenalty(const KernelShape& shape, std::int64_t stride, const KernelMemory<const Real>& from,
                        const KernelMemory<Real>& to);

}  // namespace isonet::model::cpu
