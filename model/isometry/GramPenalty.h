// The ways in which FastPenalty.h computes values and gradients, for L kernels of one shape, without autograd. Kernels
// and gradients are (kh, kw, L, n, d), contiguous: a matrix per tap, with n (the Gram side) rows of d.
#pragma once

#include <torch/types.h>

namespace isonet::model {

struct GramPenalty {
    at::Tensor values;     // d^2 / 2 of each kernel (L)
    at::Tensor gradients;  // like the kernels; undefined if not requested
};

// Memory for the products of a batch, reused by the next: fresh pages each time would cost as much as the arithmetic.
// Grows as needed; every buffer keeps its first type and device.
class GramWorkspace {
public:
    // A contiguous tensor of the given shape in buffer `index` (0 .. 4); its previous contents are lost.
    at::Tensor get(size_t index, at::IntArrayRef shape, const at::TensorOptions& options);

private:
    at::Tensor buffers_[5];
};

// Multiply-adds of value and gradient of one kernel. With h = ((2 kh - 1)(2 kw - 1) - 1) / 2 pairs of frequencies the
// first is (5 h + 2) n^2 d for products and (7 h + 2) kh kw n d for the transforms; the second has 3/2 n^2 d per pair
// of taps that a shift aligns.
double workByFrequency(std::int64_t kh, std::int64_t kw, std::int64_t n, std::int64_t d);
double workByShift(std::int64_t kh, std::int64_t kw, std::int64_t n, std::int64_t d, std::int64_t stride);

// Whether one kernel (L, n, d, kh, kw) after another by shift (model/kernels/cpu/ShiftPenalty.h) is faster than the
// ways below: on the CPU, for few rows. Its products run at about twice the speed of those of small batched matrices.
bool prefersShiftPenalty(const at::Tensor& kernels, std::int64_t stride);

// kernels: float32 or float64. values and gradients do not use the workspace.
GramPenalty gramPenaltyByFrequency(const at::Tensor& kernels, bool wantsGradient,
                                   GramWorkspace& workspace);  // stride 1
GramPenalty gramPenaltyByShift(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient);

// 1x1 kernels: n x n and d products only, in five launches on a GPU.
GramPenalty gramPenaltyOfMatrices(const at::Tensor& kernels, bool wantsGradient);
// With stride s: the s^2 parts of the kernel that a shift by s does not mix are further columns of a kernel with
// ceil(kh / s) x ceil(kw / s) taps and stride 1, by frequency. About twice the arithmetic of single shifts, and a
// fifth of the launches.
GramPenalty gramPenaltyByPhases(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient,
                                GramWorkspace& workspace);

// The cheaper of the first two on the CPU; elsewhere the one with fewer launches.
GramPenalty gramPenalty(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient, GramWorkspace& workspace);

}  // namespace isonet::model
