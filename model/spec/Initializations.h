// Initializations of convolution kernels. To add one: a value and a line of the table here, a line of the table in
// model/layers/Initialization.cpp.
#pragma once

#include <span>

#include "model/spec/Choice.h"

namespace isonet::spec {

enum class Initialization { Delta, DeltaOrthogonal, Orthogonal, Kaiming, Xavier, ScaledDeltaOrthogonal };

struct InitializationInfo : Choice<Initialization> {
    bool isometric = false;  // orthonormal kernels; a 7x7 stem keeps the framework's default instead, as published
};

inline constexpr InitializationInfo initializations[] = {
    {{Initialization::Delta, "delta", "Delta", "Identity at the kernel's center, everything else 0 (Example 1)"}, true},
    {{Initialization::DeltaOrthogonal, "delta_orthogonal", "Delta-orthogonal",
      "Random orthogonal matrix at the kernel's center, everything else 0 (Xiao et al., 2018)"},
     true},
    {{Initialization::Orthogonal, "orthogonal", "Orthogonal",
      "Random orthogonal matrix over all taps (Saxe et al., 2013)"},
     true},
    {{Initialization::Kaiming, "kaiming", "Kaiming", "Normal with variance 2 / (k k M), fan-out (He et al., 2015)"}},
    {{Initialization::Xavier, "xavier", "Xavier", "Uniform within ±sqrt(6 / (k k (C + M))) (Glorot and Bengio, 2010)"}},
    {{Initialization::ScaledDeltaOrthogonal, "scaled_delta_orthogonal", "Scaled delta-orthogonal",
      "Delta-orthogonal times max(sqrt(M / C), 1), which keeps the mean square of a signal; for DKS and TAT (Martens "
      "et "
      "al., 2021)"}},
};
static_assert(listsEveryValue(initializations));

constexpr std::span<const InitializationInfo> choicesOf(Initialization) {
    return initializations;
}

}  // namespace isonet::spec
