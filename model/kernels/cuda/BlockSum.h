// The sum over a block's threads, in one fixed order.
#pragma once

namespace isonet::model::cuda {

#if defined(__CUDACC__) || defined(__global__)

// blockDim is (threads, 1, 1), threads a multiple of 32. The result is thread 0's; all threads of the block call it.
template <int threads>
__device__ __forceinline__ double blockSum(double sum) {
    __shared__ double warps[threads / 32];
    for (int step = 16; step > 0; step /= 2)
        sum += __shfl_down_sync(0xffffffffu, sum, step);
    if (threadIdx.x % 32 == 0)
        warps[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0)
        for (int w = 1; w < threads / 32; ++w)
            sum += warps[w];
    return sum;
}

#endif

}  // namespace isonet::model::cuda
