// Weights and images generated from an integer hash, so that two programs can compare their networks without exchanging
// files. The values of the published implementation in tests/data/parity.json and in app/doctor were made with them.
//
// hash01(i, k), 32-bit wrap-around, i a flat index and k a stream number: h = i 2654435761 + (k 40503 + 12345);
// h ^= h >> 16; h *= 2246822519; h ^= h >> 13; h *= 3266489917; h ^= h >> 16; u = h / 2^32 * 2 - 1.
// Parameter k (by position) uses stream k, the images of step s use stream 1000 + s; label i is (7 i + 3 + s) mod
// classes.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "model/layers/Network.h"

namespace isonet::interop {

at::Tensor hashed(at::IntArrayRef shape, std::uint32_t stream);  // u as float64, on the CPU
// Overwrites every parameter: kernels near the delta kernel, b near -1, multipliers 0.05.
void fillHashed(model::Network& network);

struct HashedBatch {
    at::Tensor images;  // (n, C, H, W) float32 in [-1, 1)
    at::Tensor labels;  // (n) int64
};
HashedBatch hashedBatch(const model::Network& network, std::int64_t size, std::int64_t step);

}  // namespace isonet::interop
