// The smallest eigenvalue of a positive semidefinite map by Lanczos' method with a preconditioner (Davidson's, in the
// block form with restarts that Stathopoulos, 2007, calls GD+k): the search space grows by T r, the residuals r through
// an approximate inverse T, instead of by G r. With T = 1 it is Lanczos; with T near G's inverse, inverse iteration.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <stop_token>

namespace isonet::model {

struct SmallestEigenvalue {
    double value = 0;     // an upper bound of the smallest eigenvalue, whether converged or not
    double residual = 0;  // ||G x - value x||, |x| = 1: an eigenvalue lies that near
    bool converged = false;
    int products = 0;  // with G
};

struct DavidsonOptions {
    double tolerance = 1e-4;  // of the residual, relative to the value
    double negligible = 0;    // a value at or below it is small enough: nothing more is asked
    int products = 1200;      // at most
    std::stop_token stop = {};
};

// G and T map rows of (B, n) float64 matrices; T must be symmetric and positive definite. `value` is called with the
// present estimate before each use of T, which may adapt to it.
SmallestEigenvalue smallestEigenvalue(std::int64_t n, const std::function<at::Tensor(const at::Tensor&)>& g,
                                      const std::function<at::Tensor(const at::Tensor&, double value)>& t,
                                      const DavidsonOptions& options = {});

}  // namespace isonet::model
