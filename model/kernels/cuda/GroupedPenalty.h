// GroupedPenalty.h of model/kernels on raw device memory, for many layers in two launches: tables of layers are
// arguments of the kernels, so that a captured step holds them. No torch headers.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace isonet::model::cuda {

// L kernels (n, d, height, width) of one layer. Strides in elements, of (L, n, d, height, width).
struct GroupedLayer {
    const void* from = nullptr;
    void* to = nullptr;  // gradients; null: none
    std::int64_t fromStrides[5] = {}, toStrides[5] = {};
    int kernels = 0, n = 0, d = 0, height = 0, width = 0, stride = 1;
    int together = 0, firstBlock = 0;  // kernels of a block; set by arrangeBlocks()
};

struct GroupedTable {
    static constexpr int capacity = 24;  // arguments of a kernel may take 4 KiB
    GroupedLayer layers[capacity];
    int count = 0;
};

// Distributes the kernels, which must fit (GroupedLimits.h), over blocks and returns their number: the length of
// `partial` below.
int arrangeBlocks(bool isDouble, GroupedTable& table);

// values: (table.count), the sum over each layer's kernels.
void groupedPenalty(bool isDouble, const GroupedTable& table, int blocks, double* partial, double* values,
                    cudaStream_t stream);

}  // namespace isonet::model::cuda
