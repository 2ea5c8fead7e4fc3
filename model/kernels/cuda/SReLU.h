// SReLU's kernels on raw device memory, without torch headers so that nvcc compiles fast. Layout and meaning as in
// SReLUMath.h and SReLUKernel.h; launched on `stream` of the current device (Launch.h).
#pragma once

#include <cuda_runtime_api.h>

#include "model/kernels/SReLUMath.h"

namespace isonet::model::cuda {

enum class ElementType { Float, Double, BFloat16, Half };

void sreluForward(ElementType type, const void* y, const void* b, void* x, SReLULayout layout, cudaStream_t stream);

// Sums are written as (sreluSplits(layout), channels) float32 (float64 for float64) partial sums; the caller adds the
// rows. dy or partial may be null.
int sreluSplits(ElementType type, SReLULayout layout, int multiprocessors);
void sreluBackward(ElementType type, const void* g, const void* x, const void* b, void* dy, void* partial,
                   SReLULayout layout, int splits, cudaStream_t stream);

}  // namespace isonet::model::cuda
