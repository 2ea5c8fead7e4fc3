// Transformed activations: f^(y) = scale (f(inputScale y + inputShift) + shift) with f = tanh, softplus or SiLU.
//
// With u a unit Gaussian, Q and C the length and cosine maps of f^ (GaussianMaps.h), the four constants solve
//
//   DKS   Q(1) = E f^(u)^2 = 1,   Q'(1) = E f^(u) f^'(u) u = 1,   C(0) = (E f^(u))^2 = 0,   C'(1) = E f^'(u)^2 = local
//   TAT   Q(1) = 1,               Q'(1) = 1,                      C'(1) = 1,                C''(1) = E f^''(u)^2 =
//   local
//
// DKS: scale and shift follow from variance and mean of f; for each inputScale, inputShift makes Q'(1) = 1, and
// inputScale makes C'(1) the local slope. TAT: scale and shift follow from E f'^2 and Var f, whose difference is never
// negative (Poincare's inequality). Both are followed from the limit of a linear function, where local is 1 (DKS) or 0
// (TAT), with secant steps inside a bisection. Moments by the trapezoidal rule, which is exact to rounding for analytic
// functions. Residuals below 1e-12. Sources: Martens et al., 2021 (2110.01765), section 7; Zhang et al., 2022
// (2203.08120), section 4.
#pragma once

#include "model/spec/Activations.h"

namespace isonet::spec {

struct ActivationTransform {
    double inputScale = 1, inputShift = 0, shift = 0, scale = 1;
};

struct FunctionValue {
    double value = 0, first = 0, second = 0;  // f, f', f''
};
// f of a transformed activation; throws std::invalid_argument for other kinds.
FunctionValue transformedFunction(Activation kind, double y);

// `local`: C'(1) >= 1 (DKS) or C''(1) >= 0 (TAT) of each activation. Clamped from 1.000001 or 0.000001, nearly linear,
// to the largest that f can have with an inputScale of at most 4.
ActivationTransform solveTransform(Activation kind, Transformation how, double local);

}  // namespace isonet::spec
