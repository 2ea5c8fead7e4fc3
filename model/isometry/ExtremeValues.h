// The largest and the smallest singular value of an operator, with error bounds. Plain data.
#pragma once

namespace isonet::model {

struct ExtremeValues {
    enum class Smallest {
        Converged,    // to the tolerance
        Negligible,   // at most 1e-6 times the largest: numerically 0; `smallest` is an upper bound
        NotConverged  // `smallest` is only an upper bound
    };
    double largest = 0, smallest = 0;
    double largestError = 0, smallestError = 0;  // distance to a singular value is at most this
    bool largestConverged = false;
    Smallest smallestState = Smallest::NotConverged;
    int products = 0;  // with the operator and its adjoint; 0 if its matrix was decomposed
};

}  // namespace isonet::model
