// Singular values of a network's input-output Jacobian J = dy/dx at given images: dynamical isometry means that all
// of them are near 1 (paper, section 4.1; Pennington et al., 2018).
//
// Rows of J are vector-Jacobian products, many per backward pass, if J fits in memory; the values are then exact up
// to the network's rounding. Otherwise the leading values are computed by Lanczos (Lanczos.h) from J v and J* u, where
// J v is the derivative of u -> J* u in the direction v, also exact: no finite differences.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/isometry/JacobianReport.h"
#include "model/layers/Network.h"

namespace isonet::model {

enum class JacobianOutput { Logits, Features };  // Features: the last feature map, before pooling

struct JacobianOptions {
    JacobianOutput output = JacobianOutput::Logits;
    int values = 10;                                     // number of leading values if J is not formed
    std::int64_t largestMatrix = std::int64_t{1} << 24;  // maximum size of a J that is formed: 128 MB in float64
    double tolerance = 1e-4;                             // relative, of leading values
    int steps = 400;                                     // maximum Lanczos steps
    std::stop_token stop = {};
    std::function<void(int image, int step)> progress = {};  // 0-based image; rows or Lanczos steps done
};

// One report per image, in order; fewer if stopped. images: (N, C, H, W) on the network's device, of its type. The
// network is in evaluation mode during the call, so images do not affect each other. In float32, values below 1e-6 of
// the largest are not meaningful. Throws std::invalid_argument if values < 1, c10::Error for wrong images.
std::vector<JacobianReport> jacobianSpectra(Network network, const at::Tensor& images,
                                            const JacobianOptions& options = {});

}  // namespace isonet::model
