// The largest and the smallest singular value of an operator, and how surely they are known. Plain data.
#pragma once

namespace isonet::model {

struct ExtremeValues {
    enum class Smallest {
        Converged,    // to the tolerance
        Negligible,   // at most 1e-6 times the largest: as good as 0, `smallest` is an upper bound
        NotConverged  // `smallest` is an upper bound, no more
    };
    double largest = 0, smallest = 0;
    double largestError = 0, smallestError = 0;  // a singular value lies that near
    bool largestConverged = false;
    Smallest smallestState = Smallest::NotConverged;
    int products = 0;  // with the operator and its adjoint; 0 where its matrix was decomposed
};

}  // namespace isonet::model
