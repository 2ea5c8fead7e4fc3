// Shared by SReLU's CPU and CUDA loops: memory layout of the operands, and the mask.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)
#define ISONET_HOST_DEVICE __host__ __device__ __forceinline__
#else
#define ISONET_HOST_DEVICE __attribute__((always_inline)) inline
#endif

namespace isonet::model {

// Element (o, c, i) is at (o * channels + c) * inner + i. Contiguous: outer N, inner H W. Channels-last and 2-d:
// outer N H W, inner 1. One b for the layer: outer 1, channels 1.
struct SReLULayout {
    std::int64_t outer = 0, channels = 0, inner = 0;
};

// Whether y exceeds b. NaN passes, so that divergence stays visible.
template <typename Value>
ISONET_HOST_DEVICE bool sreluPasses(Value y, Value b) {
    return !(y <= b);
}

}  // namespace isonet::model
