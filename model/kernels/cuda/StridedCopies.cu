#include "model/kernels/cuda/StridedCopies.h"

#include "model/kernels/cuda/Launch.h"

namespace isonet::model::cuda {
namespace {

constexpr int threads = 256, perThread = 4, perBlock = threads * perThread;

// The last dimension is the fastest of a block's elements: writes to a contiguous tensor are coalesced.
template <typename Real>
__global__ void __launch_bounds__(threads) copyKernel(const CopyTable table) {
    const std::int64_t block = blockIdx.x;
    int which = 0;
    while (which + 1 < table.count && table.copies[which + 1].firstBlock <= block)
        ++which;
    const StridedCopy& copy = table.copies[which];
    const auto* from = static_cast<const Real*>(copy.from);
    auto* to = static_cast<Real*>(copy.to);
    for (int i = 0; i < perThread; ++i) {
        std::int64_t rest = (block - copy.firstBlock) * perBlock + i * threads + threadIdx.x;
        if (rest >= copy.elements)
            return;
        std::int64_t source = 0, target = 0;
        for (int d = StridedCopy::dimensions - 1; d >= 0; --d) {
            const std::int64_t index = rest % copy.sizes[d];
            rest /= copy.sizes[d];
            source += index * copy.fromStrides[d];
            target += index * copy.toStrides[d];
        }
        to[target] = from[source];
    }
}

}  // namespace

void copyStrided(bool isDouble, CopyTable& table, cudaStream_t stream) {
    std::int64_t blocks = 0;
    for (int i = 0; i < table.count; ++i) {
        table.copies[i].firstBlock = blocks;
        blocks += (table.copies[i].elements + perBlock - 1) / perBlock;
    }
    launch(isDouble ? copyKernel<double> : copyKernel<float>, static_cast<unsigned>(blocks), threads, stream, table);
}

}  // namespace isonet::model::cuda
