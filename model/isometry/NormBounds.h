// One-sided bounds on the largest singular value of a convolution, in milliseconds for any grid. Never below the exact
// value (up to rounding in float64); by groups, the maximum over them.
//
// - circularNormBound, Delattre et al., 2023 (2305.16173): with one matrix G of the kernel's DFT for each frequency,
//   repeat t times  log r <- 2 (log r + log |G|_F),  G <- G / |G|_F,  G <- G^H G;  then
//   sigma <= max over frequencies of |G|_F^(2^-t) exp(2^-t log r).
// - paddedNormBound, Delattre et al., 2024 (2409.04867): the same with the kernel of A A* instead of G, which has
//   2^t (k - 1) + 1 taps after t rounds, and the largest absolute row sum at the end. Holds for zero padding of any
//   width and any grid.
// - tensorNormBound, Grishina et al., 2024 (2402.08050): sqrt(kh kw) times the spectral norm of the 4-way tensor,
//   estimated by alternating power iteration. Only the global maximum is a bound; the iteration may miss it.
//
// A stride is taken into the channels (its phases), so it must divide the grid of circularNormBound. With stride 1,
// dilation changes neither of the other two: a dilated convolution is a set of undilated ones on interleaved grids.
#pragma once

#include <torch/types.h>

#include "model/isometry/Spectrum.h"

namespace isonet::model {

struct LayerSteps {
    std::int64_t stride = 1, groups = 1, dilation = 1;
};

// Rounds after which paddedNormBound's kernel becomes too large for memory.
inline constexpr int mostPaddedRounds = 4;

// weight: (M, C / groups, kh, kw), any floating type and device; rounds >= 1. Throws std::invalid_argument naming the
// shape, the grid or the number of rounds.
double circularNormBound(const at::Tensor& weight, const OperatorGrid& grid, int rounds = 6);
double paddedNormBound(const at::Tensor& weight, const LayerSteps& steps, int rounds = mostPaddedRounds);
double tensorNormBound(const at::Tensor& weight, const LayerSteps& steps);

}  // namespace isonet::model
