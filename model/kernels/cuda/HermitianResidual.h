// HermitianResidual.h of model/kernels on raw device memory, without torch headers; launched on `stream` of the current
// device. One launch for all matrices and one for the sums, which are added in a fixed order.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace isonet::model::cuda {

// `pairs` matrices of `mixed` (frequencies times layers), `layers` more of `even`, each n x n.
struct ResidualLayout {
    std::int64_t pairs = 0, layers = 0, n = 0;
};

// The length of `partial` below.
std::int64_t residualParts(ResidualLayout layout);

// float32, or float64 if `isDouble`. factors: null or (3 pairs + layers, n, n). squares: (layers).
void hermitianResidual(bool isDouble, const void* mixed, const void* even, void* factors, double* partial,
                       double* squares, ResidualLayout layout, cudaStream_t stream);

}  // namespace isonet::model::cuda
