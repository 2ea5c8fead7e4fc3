#include "tests/kernels/PlantedKernels.h"

#include <array>
#include <stdexcept>

#include "model/kernels/cuda/Launch.h"

namespace isonet::emulation {
namespace {

constexpr int groupSize = 256, smallBlock = 64;

template <typename Value>
__global__ void sumKernel(const Value* values, Value* sums) {
    __shared__ Value all[groupSize];
    __shared__ Value warps[groupSize / 32];
    // Through shared memory in another order, so that the first barrier is needed.
    all[groupSize - 1 - threadIdx.x] = values[blockIdx.x * groupSize + threadIdx.x];
    __syncthreads();
    Value sum = all[threadIdx.x];
    for (int step = 16; step > 0; step /= 2)
        sum += __shfl_down_sync(0xffffffffu, sum, step);
    if (threadIdx.x % 32 == 0)
        warps[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int w = 1; w < groupSize / 32; ++w)
            sum += warps[w];
        sums[blockIdx.x] = sum;
    }
}

__global__ void orderKernel(int* count, int* numbers) {
    numbers[atomicAdd(count, 1)] = static_cast<int>(threadIdx.x);
}

__global__ void shuffleKernel(Shuffle kind, int argument, int width, int* got) {
    const int lane = static_cast<int>(threadIdx.x);
    constexpr unsigned all = 0xffffffffu;
    switch (kind) {
        case Shuffle::Index:
            got[lane] = __shfl_sync(all, lane, argument, width);
            return;
        case Shuffle::Down:
            got[lane] = __shfl_down_sync(all, lane, static_cast<unsigned>(argument), width);
            return;
        case Shuffle::Up:
            got[lane] = __shfl_up_sync(all, lane, static_cast<unsigned>(argument), width);
            return;
        case Shuffle::Xor:
            got[lane] = __shfl_xor_sync(all, lane, argument, width);
            return;
    }
}

__global__ void differentBarriersKernel() {
    if (threadIdx.x < 20)
        __syncthreads();
    else
        __syncthreads();
}

__global__ void leaveKernel() {
    if (threadIdx.x == 5)
        return;
    __syncthreads();
}

__global__ void throwKernel() {
    if (threadIdx.x == 3)
        throw std::runtime_error("planted");
}

__global__ void absentLaneKernel(int* out) {
    if (threadIdx.x == 7)
        return;
    out[threadIdx.x] = __shfl_xor_sync(0xffffffffu, static_cast<int>(threadIdx.x), 1);
}

__global__ void outsideMaskKernel(int* out) {
    if (threadIdx.x < 4)
        out[threadIdx.x] = __shfl_sync(0x0000000fu, static_cast<int>(threadIdx.x), 9);
}

__global__ void unwrittenKernel(float* out) {
    __shared__ float values[smallBlock];
    if (threadIdx.x != 9)
        values[threadIdx.x] = 1;
    __syncthreads();
    out[threadIdx.x] = values[threadIdx.x];
}

__global__ void twoBlocksKernel(int* out) {
    if (threadIdx.x == 0)
        *out = static_cast<int>(blockIdx.x);
}

__global__ void exchangeKernel(int* out, bool barrier) {
    __shared__ int values[smallBlock];
    values[threadIdx.x] = 0;
    __syncthreads();
    values[threadIdx.x] = static_cast<int>(threadIdx.x);
    if (barrier)
        __syncwarp();
    out[threadIdx.x] = values[threadIdx.x ^ 1];
}

struct alignas(16) Four {
    float value[4];
};

__global__ void misalignedKernel(const float* values, float* out) {
    *out = reinterpret_cast<const Four*>(values + 1)->value[2];
}

template <typename... Parameters, typename... Arguments>
void run(void (*kernel)(Parameters...), const Arguments&... arguments) {
    model::cuda::launch(kernel, 1, smallBlock, nullptr, arguments...);
}

}  // namespace

std::vector<float> sumsOfGroups(const std::vector<float>& values) {
    const std::size_t groups = values.size() / groupSize;
    std::vector<float> sums(groups);
    model::cuda::launch(sumKernel<float>, static_cast<unsigned>(groups), groupSize, nullptr, values.data(),
                        sums.data());
    return sums;
}

std::vector<int> runningOrder() {
    int count = 0;
    std::vector<int> numbers(smallBlock, -1);
    run(orderKernel, &count, numbers.data());
    return numbers;
}

std::vector<int> shuffled(Shuffle kind, int argument, int width) {
    std::vector<int> got(32, -1);
    model::cuda::launch(shuffleKernel, 1, 32, nullptr, kind, argument, width, got.data());
    return got;
}

void waitAtDifferentBarriers() {
    run(differentBarriersKernel);
}

void leaveBeforeBarrier() {
    run(leaveKernel);
}

void throwFromThread() {
    run(throwKernel);
}

void shuffleWithAbsentLane() {
    std::array<int, smallBlock> out{};
    run(absentLaneKernel, out.data());
}

void shuffleOutsideMask() {
    std::array<int, smallBlock> out{};
    run(outsideMaskKernel, out.data());
}

void readUnwrittenSharedMemory() {
    std::array<float, smallBlock> out{};
    run(unwrittenKernel, out.data());
}

void writeFromTwoBlocks() {
    int out = 0;
    model::cuda::launch(twoBlocksKernel, 2, smallBlock, nullptr, &out);
}

void exchangeWithoutWarpBarrier() {
    std::array<int, smallBlock> out{};
    run(exchangeKernel, out.data(), false);
}

void launchTooManyThreads() {
    model::cuda::launch(leaveKernel, 1, dim3(64, 32), nullptr);
}

int exchangeWithWarpBarrier() {
    std::array<int, smallBlock> out{};
    run(exchangeKernel, out.data(), true);
    return out[smallBlock - 2];
}

void readMisaligned() {
    alignas(16) std::array<float, 8> values{};
    float out = 0;
    model::cuda::launch(misalignedKernel, 1, 1, nullptr, values.data(), &out);
}

}  // namespace isonet::emulation
