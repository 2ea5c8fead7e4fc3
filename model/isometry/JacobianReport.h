// Singular values of a network's Jacobian at one image. Plain data; filled by JacobianSpectrum.h. Empty and not
// converged if the network's output is not finite there.
#pragma once

#include <cstdint>
#include <vector>

namespace isonet::model {

struct JacobianReport {
    std::int64_t rows = 0, columns = 0;  // number of outputs and of input values
    std::vector<double> values;          // descending: all min(rows, columns), or the leading values
    std::vector<double> errors;          // bound on each value's distance to a singular value
    bool complete = false;               // all values, from the full matrix
    bool converged = false;              // every error is within the tolerance
};

}  // namespace isonet::model
