// The smallest eigenvalue of a positive semidefinite map by Lanczos' method with a preconditioner (Davidson's, in the
// block form with restarts that Stathopoulos, 2007, calls GD+k): the search space grows by T r, the residuals r through
// an approximate inverse T, instead of by G r. With T = 1 this is Lanczos; with T near the inverse of G, inverse
// iteration.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>

namespace isonet::model {

struct SmallestEigenvalue {
    double value = 0;     // an upper bound of the smallest eigenvalue, even if not converged
    double residual = 0;  // ||G x - value x|| for |x| = 1: bound on the distance to an eigenvalue
    bool converged = false;
    int products = 0;  // products with G
};

struct DavidsonOptions {
    double tolerance = 1e-4;  // of the residual, relative to the value
    double negligible = 0;    // stops at a value at or below this
    int products = 1200;      // maximum
    std::stop_token stop = {};
};

// G and T map rows of (B, n) float64 matrices; T must be symmetric and positive definite. `value` is called with the
// current estimate before each use of T, which may adapt to it.
SmallestEigenvalue smallestEigenvalue(std::int64_t n, const std::function<at::Tensor(const at::Tensor&)>& g,
                                      const std::function<at::Tensor(const at::Tensor&, double value)>& t,
                                      const DavidsonOptions& options = {});

}  // namespace isonet::model
