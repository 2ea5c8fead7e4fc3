// From the two real products that represent a Hermitian Gram matrix G = (X + iY)(X + iY)^H, computes E = G - I, its
// squared norm, and the three real matrices with which a product E (X + iY) takes three real products (Karatsuba).
//
//   S = (X + Y)(X - Y)^T, T = Y Y^T:  Er = (S + S^T) / 2 + 2 T - I,  Ei = (S - S^T) / 2;  a real one: E0 = T0 - I.
#pragma once

#include <torch/types.h>

namespace isonet::model {

// Returns (L) float64: ||E0||^2 / 2 + sum over the h frequencies of ||Er||^2 + ||Ei||^2 of each layer.
//
// mixed: (h L, n, n), S of h frequencies; even: ((h + 1) L, n, n), T0 and then T of h frequencies; the layer index is
// fastest. factors: ((3 h + 1) L, n, n) or undefined; receives h of Ei, h of Er, h of Er + Ei, then E0.
// All contiguous, float32 or float64, any device: one vectorized pass on the CPU, two launches on CUDA.
// h may be 0.
at::Tensor hermitianResidual(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers,
                             const at::Tensor& factors = {});

}  // namespace isonet::model
