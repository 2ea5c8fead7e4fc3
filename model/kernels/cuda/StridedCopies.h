// Copies of many tensors of any strides in one launch. No torch headers.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace isonet::model::cuda {

struct StridedCopy {
    static constexpr int dimensions = 5;
    const void* from = nullptr;
    void* to = nullptr;
    std::int64_t sizes[dimensions] = {}, fromStrides[dimensions] = {}, toStrides[dimensions] = {};
    std::int64_t elements = 0;
    std::int64_t firstBlock = 0;  // set by copyStrided()
};

struct CopyTable {
    static constexpr int capacity = 24;  // arguments of a kernel may take 4 KiB
    StridedCopy copies[capacity];
    int count = 0;
};

// float32, or float64 if `isDouble`. No tensor overlaps another.
void copyStrided(bool isDouble, CopyTable& table, cudaStream_t stream);

}  // namespace isonet::model::cuda
