// A nearly orthogonal factor of a matrix by odd polynomials of its singular values, with matrix products only.
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/config/OptimizerConfig.h"

namespace isonet::training {

// One step: X <- a X + (b X X^T + c (X X^T)^2) X, which maps each singular value s to a s + b s^3 + c s^5.
struct NewtonSchulzStep {
    double a, b, c;
};

// Muon's (3.4445, -4.7750, 2.0315), newtonSchulzSteps times: Jordan et al., "Muon" (2024). It does not converge:
// singular values from 0.02 to 1 end at 0.68 to 1.13. Modula's six (Large et al.): 0.005 to 1 end at 0.9956 to 0.9993.
std::vector<NewtonSchulzStep> newtonSchulzSteps(const config::OptimizerConfig& config);

// x: (r, c) with r <= c for speed, singular values in [0, 1]. In x's type.
at::Tensor newtonSchulz(at::Tensor x, const std::vector<NewtonSchulzStep>& steps);

// matrix: (r, c), any floating type; NS(matrix / (||matrix||_F + 1e-7)) computed in `type`, returned in its own type.
at::Tensor nearlyOrthogonal(const at::Tensor& matrix, const std::vector<NewtonSchulzStep>& steps, at::ScalarType type);

}  // namespace isonet::training
