// The one way to launch a kernel, on the current device:
//
//   launch(kernel, grid, block, stream, arguments...)
//
// grid and block are counts of blocks and threads, none of them 0; block holds at most 1024 threads. Arguments are
// converted to the kernel's parameters. Shared memory is static (__shared__ arrays of fixed size). On a GPU it returns
// before the kernel has run. Throws c10::AcceleratorError if the launch is refused. Thread-safe.
//
// Without a CUDA compiler the kernel runs on the host before launch returns: tests/kernels compiles every .cu that way.
#pragma once

#include <cuda_runtime_api.h>

#if !defined(__CUDACC__)
#include <functional>
#endif

namespace isonet::model::cuda {

// Throws if the launch just made by this thread was refused.
void checkLaunch();

#if defined(__CUDACC__)

template <typename... Parameters, typename... Arguments>
void launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, cudaStream_t stream, const Arguments&... arguments) {
    kernel<<<grid, block, 0, stream>>>(static_cast<Parameters>(arguments)...);
    checkLaunch();
}

#else

// Calls `thread` once for each thread of the grid. tests/kernels/Emulation.cpp
void runOnHost(dim3 grid, dim3 block, const std::function<void()>& thread);

template <typename... Parameters, typename... Arguments>
void launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, cudaStream_t, const Arguments&... arguments) {
    runOnHost(grid, block, [&] { kernel(static_cast<Parameters>(arguments)...); });
}

#endif

}  // namespace isonet::model::cuda
