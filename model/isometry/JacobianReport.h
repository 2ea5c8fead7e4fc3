// Singular values of a network's Jacobian at one image. Plain data; filled by JacobianSpectrum.h. No values and not
// converged: the network gives no finite numbers there.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::model {

struct JacobianReport {
    std::int64_t rows = 0, columns = 0;  // numbers of the output and of the image
    std::vector<double> values;          // descending: all min(rows, columns), or the leading ones
    std::vector<double> errors;          // of each: a singular value of the Jacobian lies that near
    bool complete = false;               // all values, from the whole matrix
    bool converged = false;              // every error is within the tolerance
};

}  // namespace isonet::model
