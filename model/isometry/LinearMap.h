// A linear map given by its products with vectors, and random start vectors for iterations.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>

namespace isonet::model {

// Vectors are rows of float64 matrices on the CPU: apply (B, columns) -> (B, rows), adjoint (B, rows) -> (B, columns).
struct LinearMap {
    std::int64_t rows = 0, columns = 0;
    std::function<at::Tensor(const at::Tensor&)> apply, adjoint;
};

// The full matrix (rows, columns), from unit vectors on the smaller side, in batches.
at::Tensor denseMatrix(const LinearMap& map);

// Gaussian vectors (count, size), determined by the seed; torch's default generator is not used.
at::Tensor gaussianVectors(std::int64_t count, std::int64_t size, std::uint64_t seed);

}  // namespace isonet::model
