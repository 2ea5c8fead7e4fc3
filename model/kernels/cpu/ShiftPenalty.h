// The penalty of GroupedPenalty.h for kernels of more channels than the lanes of GroupedPenalty.cpp have room for: one
// kernel after another in the caches, each thread its own.
//
// A kernel is stored as rows (tap, c) of its n outputs, A (kh kw d, n). At a shift p
//
//   E_p = A_ahead^T A_behind - delta,  G_ahead += A_behind E_p^T,  G_behind += A_ahead E_p,
//
// where the rows of the taps that overlap follow one another, so that all three are products of dense matrices.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace isonet::model::cpu {

// kernels: of layers, (L, n, d, kh, kw), equal but for L and of one type, float32 or float64, any strides. gradients:
// empty, or one for each layer, overwritten. Returns the sum over the kernels of each layer.
std::vector<double> shiftPenalties(const std::vector<at::Tensor>& kernels, std::int64_t stride,
                                   const std::vector<at::Tensor>& gradients);

}  // namespace isonet::model::cpu
