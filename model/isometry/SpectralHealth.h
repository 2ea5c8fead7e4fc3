// Measures of a layer's exact spectrum (Spectrum.h): how evenly a convolution passes on its input.
//
//   stable rank      sum sigma_i^2 / sigma_1^2, at most N, the number of singular values
//   entropy          H = -sum p_i ln p_i with p_i = sigma_i / sum sigma, in nats
//   effective rank   exp(H) (Roy and Vetterli, "The effective rank", 2007)
//   tail exponent    alpha of the power law p(lambda) ~ lambda^-alpha that fits the largest eigenvalues lambda =
//   sigma^2
//                    of A* A best: alpha = 1 + n / sum ln(lambda_i / x) over the n values from x on, the maximum of
//                    likelihood, with the x among the eigenvalues for which the fit's greatest distance to the
//                    empirical distribution is least (Clauset, Shalizi and Newman, 2009; Martin and Mahoney, 2021)
//   condition        sigma_1 / sigma_N
//   distance         max |sigma_i - 1| = ||A - U||_2, with U the isometry nearest to A (of A*, if A has fewer outputs
//   than
//                    inputs)
//
// An isometry has stable and effective rank N, condition 1, distance 0 and no tail.
#pragma once

#include <cstdint>
#include <span>

#include "model/isometry/LayerReport.h"

namespace isonet::model {

// Fewer positive eigenvalues have no tail exponent.
inline constexpr std::int64_t leastForTail = 50;

// values: all singular values, descending, at least one; each counts `repeats` times (independent grids of a dilated
// convolution). x is one of at most 256 eigenvalues, evenly spaced by rank (all, if there are no more), and its
// distance is taken at no more than 1024 of the values from x on; alpha is that of all of them. NaN if a value is NaN.
SpectralHealth spectralHealth(std::span<const double> values, std::int64_t repeats = 1);

}  // namespace isonet::model
