// The largest singular values of a linear map by Lanczos bidiagonalization (Golub and Kahan, 1965) with full
// reorthogonalization, restarted with its best approximations (Baglama and Reichel, 2005).
//
//   A V_j = U_j B_j,   A* U_j = V_j B_j* + r e_j*:   the values of the small matrix B_j approach A's largest ones, each
// with the error bound |r| |last entry of its left vector|: the distance to a singular value of A is at most this.
//
// With a single start vector, repeated values are found only through breakdown or rounding: a multiple value may be
// listed too few times.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/isometry/LinearMap.h"

namespace isonet::model {

struct LanczosOptions {
    int count = 1;            // number of values
    double tolerance = 1e-5;  // relative error bound at which a value counts as converged
    double noise = 1e-12;  // rounding error of the map, relative to its largest value: lower limit of the error bounds
    int steps = 1000;      // maximum; a step is one product with A and one with A*
    std::stop_token stop = {};
    std::function<void(int step, int found)> progress = {};
};

struct LeadingValues {
    std::vector<double> values, errors;  // descending; error bounds. min(count, rows, columns), fewer only if stopped
    bool converged = false;              // all bounds are within the tolerance; never if the map returns NaN
    int steps = 0;                       // 0: the map is small and its matrix was decomposed
};

// Throws std::invalid_argument if the map is empty or count < 1.
LeadingValues leadingValues(const LinearMap& map, const LanczosOptions& options = {});

}  // namespace isonet::model
