// Approximate inverses of the Gram matrix G of a zero-padded convolution, G = A A* on its outputs or A* A on its
// inputs.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace isonet::model {

// Vectors on the Gram side are images flattened from (channels, height, width).
struct GramSide {
    std::int64_t channels = 0, height = 0, width = 0;
    std::int64_t size() const { return channels * height * width; }
};

// Exact (G + e)^-1 for a G that couples only grid rows at most `reach` apart: Cholesky factorization of the block
// tridiagonal matrix with blocks of `reach` rows.
class BandedInverse {
public:
    // Multiply-adds of the factorization, about 7/3 b^3 per block.
    static double work(const GramSide& side, std::int64_t reach);
    // `shift`: e, multiplied by 10 until the factorization succeeds.
    BandedInverse(const GramSide& side, std::int64_t reach, const std::function<at::Tensor(const at::Tensor&)>& g,
                  double shift);
    at::Tensor operator()(const at::Tensor& vectors) const;  // (B, n)

private:
    void probe(const std::function<at::Tensor(const at::Tensor&)>& g);
    bool factor(double shift);
    // (B, channels, height, width) flattened <-> (B, height, channels, width) flattened
    at::Tensor byRows(const at::Tensor& vectors) const;
    at::Tensor byChannels(const at::Tensor& vectors) const;
    std::int64_t blocks() const { return static_cast<std::int64_t>(diagonal_.size()); }

    GramSide side_;
    std::int64_t block_;                         // size of a full block
    std::vector<at::Tensor> diagonal_, below_;   // of G
    std::vector<at::Tensor> factor_, coupling_;  // L and its coupling to the next block
};

// (G_c + e)^-1 for the convolution with circular boundary, frequency by frequency; positive definite for any boundary.
class CircularInverse {
public:
    // kernel: (M, C, k, k) of one group, dilated, float64. `outputs`: whether G = A A*.
    // top, left: pixels of padding there.
    CircularInverse(const at::Tensor& kernel, std::int64_t stride, std::int64_t top, std::int64_t left,
                    const GramSide& side, bool outputs);
    // e follows the estimate of the smallest eigenvalue, to resolve small values.
    at::Tensor operator()(const at::Tensor& vectors, double estimate);

private:
    at::Tensor toCells(const at::Tensor& vectors) const;  // (B, n) -> (B, channels, gridHeight, gridWidth)
    at::Tensor fromCells(const at::Tensor& cells) const;

    GramSide side_;
    std::int64_t cell_;                // pixels per cell, in both directions
    std::int64_t top_ = 0, left_ = 0;  // pixels of the first cell before the first pixel
    std::int64_t gridHeight_, gridWidth_;
    at::Tensor symbol_, inverse_;  // (gridHeight, gridWidth / 2 + 1, n, n) complex
    double scale_ = 0, shift_ = 0;
};

}  // namespace isonet::model
