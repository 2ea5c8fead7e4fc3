// Autocorrelation of kernels, the basis of spectra: K_p = sum over c, q of
// a[m, c, q + p] a[m', c, q], a real n x n matrix per shift p, with K_{-p} the transpose of K_p.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace isonet::model {

struct Autocorrelation {
    std::vector<std::int64_t> dy, dx;  // one of each pair of opposite shifts, (0, 0) first
    at::Tensor matrices;               // (groups, shifts, n, n) in the kernels' type
};

// The shifts of a kh x kw kernel that Autocorrelation lists.
void halfOfTheShifts(std::int64_t kh, std::int64_t kw, std::vector<std::int64_t>& dy, std::vector<std::int64_t>& dx);

// kernels: (groups, n, d, kh, kw); all groups at once.
Autocorrelation autocorrelation(const at::Tensor& kernels);

// A strided convolution as a stride-1 convolution of the grid's phases: (M, C, kh, kw) ->
// (M, C s^2, ceil(kh / s), ceil(kw / s)), missing taps are 0. Also for a grouped kernel (M, C / groups, kh, kw).
at::Tensor phases(const at::Tensor& kernel, std::int64_t stride);

// The kernel with `dilation` - 1 zeros between its taps: (M, C, d (kh - 1) + 1, d (kw - 1) + 1).
at::Tensor dilated(const at::Tensor& kernel, std::int64_t dilation);

// (M, C / groups, kh, kw) -> (groups, n, d, kh, kw), a view: one kernel per group with the smaller of M / groups and
// C / groups first, the Gram side.
at::Tensor gramSides(const at::Tensor& weight, std::int64_t groups);

// W W^T of the kernel flattened to (groups, M / groups, C kh kw / groups), or W^T W if that is smaller: (groups, n, n).
// Carries gradients. In full precision, with its gradients (PreciseProduct.h).
at::Tensor flatGram(const at::Tensor& weight, std::int64_t groups);

}  // namespace isonet::model
