// Certified accuracy from margins and a Lipschitz bound (Tsuzuku et al., 2018): see Robustness.h. No perturbation of an
// image, with pixels from 0 to 1, whose Euclidean norm is below
//
//   (z_y - max_{j != y} z_j) / (sqrt(2) L)
//
// changes the prediction y.
#pragma once

#include <torch/types.h>

#include <array>
#include <vector>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

inline constexpr std::array certifiedRadii{36.0 / 255, 72.0 / 255, 108.0 / 255, 1.0};

// z_y - max_{j != y} z_j of logits (N, classes) and labels (N): (N).
at::Tensor margins(const at::Tensor& logits, const at::Tensor& labels);

// (radii): how many of the margins are certified at each radius; float64 on the margins' device.
at::Tensor certifiedCounts(const at::Tensor& margins, double lipschitz, const std::vector<double>& radii);

// L from pixels to logits: the network's bound over the smallest deviation of the images' normalization; infinite
// without a bound. Throws DataError if the normalization is not known.
double pixelLipschitz(const model::Network& network, const config::RunConfig& config);

}  // namespace isonet::training
