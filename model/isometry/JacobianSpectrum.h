// Singular values of a network's input-output Jacobian J = dy/dx at given images: dynamical isometry is all of them
// near 1 (paper, section 4.1; Pennington et al., 2018).
//
// Rows of J are vector-Jacobian products, many in one backward pass, where J fits in memory; its values are then exact
// up to the network's rounding. Else the leading ones come from Lanczos (Lanczos.h) on J v and J* u, J v being the
// derivative of u -> J* u in the direction v: exact as well, no finite differences.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/isometry/JacobianReport.h"
#include "model/layers/Network.h"

namespace isonet::model {

enum class JacobianOutput { Logits, Features };  // Features: the last feature map, before the average

struct JacobianOptions {
    JacobianOutput output = JacobianOutput::Logits;
    int values = 10;                                     // leading ones wanted where J is not formed
    std::int64_t largestMatrix = std::int64_t{1} << 24;  // numbers of a J that is formed: 128 MB in float64
    double tolerance = 1e-4;                             // relative, of leading values
    int steps = 400;                                     // of Lanczos, at most
    std::stop_token stop = {};
    std::function<void(int image, int step)> progress = {};  // 0-based image; rows done or Lanczos steps
};

// One report an image, in order; fewer when stopped. images: (N, C, H, W) on the network's device, of its type. The
// network is in evaluation mode during the call, in which images do not influence each other. In float32 nothing below
// 1e-6 of the largest value is meant. Throws std::invalid_argument where no value is asked for, c10::Error where images
// do not fit.
std::vector<JacobianReport> jacobianSpectra(Network network, const at::Tensor& images,
                                            const JacobianOptions& options = {});

}  // namespace isonet::model
