// The Gram symbols of the groups of a convolution as short series: at the frequency f (radians per pixel in y and x)
//
//   G(f) = sum over shifts p of cos(f . p) (evenMix even)_p + i sin(f . p) (oddMix odd)_p,
//
// with real symmetric `even` and antisymmetric `odd`. Either the kernel's autocorrelation itself, K_p + K_p^T and
// K_p - K_p^T, or for many channels the symbol at the (2 kh - 1)(2 kw - 1) frequencies that determine it, which takes
// slightly more than half as many products (FastPenalty.h).
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace isonet::model {

struct GramSeries {
    std::vector<std::int64_t> dy, dx;  // one of each pair of opposite shifts, (0, 0) first
    at::Tensor even, odd;              // (groups, P, n, n) and (groups, Q, n, n), contiguous
    at::Tensor evenMix, oddMix;        // (shifts, P) and (shifts, Q); undefined for the identity
};

// kernels: (groups, n, d, kh, kw), float64 on the CPU.
GramSeries gramSeries(const at::Tensor& kernels);

}  // namespace isonet::model
