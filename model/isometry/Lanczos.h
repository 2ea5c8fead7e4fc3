// The largest singular values of a linear map by Lanczos bidiagonalisation (Golub and Kahan, 1965) with full
// reorthogonalisation, restarted with its best approximations (Baglama and Reichel, 2005).
//
//   A V_j = U_j B_j,   A* U_j = V_j B_j* + r e_j*:   the values of the small matrix B_j approach A's largest ones, each
// with the error bound |r| |last entry of its left vector|: a singular value of A lies that near.
//
// One vector can tell equal values apart only where it breaks down or by rounding: a value that occurs several times
// may be listed fewer times.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/isometry/LinearMap.h"

namespace isonet::model {

struct LanczosOptions {
    int count = 1;            // values wanted
    double tolerance = 1e-5;  // error bound of each, relative to it, at which it counts as found
    double noise = 1e-12;     // rounding of the map, relative to its largest value: nothing smaller is asked of a value
    int steps = 1000;         // at most; a step is one product with A and one with A*
    std::stop_token stop = {};
    std::function<void(int step, int found)> progress = {};
};

struct LeadingValues {
    std::vector<double> values, errors;  // descending; bounds. min(count, rows, columns), fewer only when stopped
    bool converged = false;              // all bounds are within the tolerance; never where the map gives no number
    int steps = 0;                       // 0: the map is so small that its matrix was decomposed
};

// Throws std::invalid_argument where the map is empty or fewer than one value is asked for.
LeadingValues leadingValues(const LinearMap& map, const LanczosOptions& options = {});

}  // namespace isonet::model
