// A linear map known by what it does to vectors, and the random vectors that iterations on it start from.
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

// The whole matrix (rows, columns), from unit vectors on the smaller side, some at a time.
at::Tensor denseMatrix(const LinearMap& map);

// Gaussian vectors (count, size), the same for the same seed; torch's own generator is left alone.
at::Tensor gaussianVectors(std::int64_t count, std::int64_t size, std::uint64_t seed);

}  // namespace isonet::model
