// Autocorrelation of a kernel, the basis of spectra: K_p = sum over c, q of
// a[m, c, q + p] a[m', c, q], a real n x n matrix per shift p, with K_{-p} the transpose of K_p.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace isonet::model {

struct Autocorrelation {
    std::vector<std::int64_t> dy, dx;  // one of each pair of opposite shifts, (0, 0) first
    at::Tensor matrices;               // (shifts, n, n) in the kernel's type
};

// The shifts of a kh x kw kernel that Autocorrelation lists.
void halfOfTheShifts(std::int64_t kh, std::int64_t kw, std::vector<std::int64_t>& dy, std::vector<std::int64_t>& dx);

// kernel: (n, d, kh, kw).
Autocorrelation autocorrelation(const at::Tensor& kernel);

// A strided convolution as a stride-1 convolution of the grid's phases: (M, C, kh, kw) ->
// (M, C s^2, ceil(kh / s), ceil(kw / s)), missing taps are 0.
at::Tensor phases(const at::Tensor& kernel, std::int64_t stride);

}  // namespace isonet::model
