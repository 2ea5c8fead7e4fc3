// Stands in for the CUDA runtime's header where tests/kernels compiles a kernel as C++. The names are CUDA's; only
// those that the kernels use are here. What they do on the host is in Emulation.h.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "tests/kernels/Dimensions.h"
#include "tests/kernels/Emulation.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __shared__ static  // blocks run one after the other
#define __constant__ static

using cudaStream_t = struct CUstream_st*;

#define threadIdx (::isonet::emulation::position().threadIndex)
#define blockIdx (::isonet::emulation::position().blockIndex)
#define blockDim (::isonet::emulation::position().block)
#define gridDim (::isonet::emulation::position().grid)

// The default arguments are evaluated where the kernel calls, so that messages can name the line.
inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    isonet::emulation::blockBarrier({"__syncthreads", file, line});
}
inline void __syncwarp(unsigned mask = 0xffffffffu, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    isonet::emulation::warpBarrier(mask, {"__syncwarp", file, line});
}

template <typename T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
    return isonet::emulation::shuffle(isonet::emulation::Shuffle::Index, mask, value, lane, width,
                                      {"__shfl_sync", file, line});
}
template <typename T>
T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
    return isonet::emulation::shuffle(isonet::emulation::Shuffle::Down, mask, value, static_cast<int>(by), width,
                                      {"__shfl_down_sync", file, line});
}
template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE()) {
    return isonet::emulation::shuffle(isonet::emulation::Shuffle::Up, mask, value, static_cast<int>(by), width,
                                      {"__shfl_up_sync", file, line});
}
template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
    return isonet::emulation::shuffle(isonet::emulation::Shuffle::Xor, mask, value, bits, width,
                                      {"__shfl_xor_sync", file, line});
}

// Fibers take turns only at barriers and shuffles, so that a plain update is atomic.
template <typename T>
__attribute__((no_sanitize("thread"), noinline)) T atomicAdd(T* address, std::common_type_t<T> value) {
    const T before = *address;
    *address = before + value;
    return before;
}

template <typename T>
T __ldg(const T* address) {
    return *address;
}
