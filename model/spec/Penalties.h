// Kinds of orthogonality penalty. To add one: a value and a line of the table here, a line of the table in
// model/isometry/Penalty.cpp.
#pragma once

#include <span>

#include "model/spec/Choice.h"

namespace isonet::spec {

enum class PenaltyKind {
    None,
    Convolution,
    Weight,
    Ocnn,
    SoftOrthogonality,
    DoubleSoftOrthogonality,
    MutualCoherence,
    Srip,
    SpectralNorm
};

struct PenaltyInfo : Choice<PenaltyKind> {
    double published = 0;     // its coefficient at the start of training in its paper or published code
    bool usesStride = false;  // whether penalty.stride applies
    bool usesSize = false;    // whether penalty.size_normalized applies
};

inline constexpr PenaltyInfo penalties[] = {
    {{PenaltyKind::None, "none", "None", "No penalty"}},
    {{PenaltyKind::Convolution, "convolution", "Convolution",
      "½ ‖Conv(A, A) − δ‖², zero exactly if the convolution is an isometry, equations (13) and (14)"},
     1e-4,
     true},
    {{PenaltyKind::Weight, "weight", "Flattened weight",
      "½ ‖W Wᵀ − I‖², necessary but not sufficient for A A* = I, equation (16)"},
     1e-4},
    {{PenaltyKind::Ocnn, "ocnn", "OCNN",
      "‖Conv(K, K) − I₀‖, not squared, on the side of the outputs, with padding k − 1 (Wang et al., 2020)"},
     0.5,
     true,
     true},
    {{PenaltyKind::SoftOrthogonality, "so", "Soft orthogonality (SO)",
      "‖WᵀW − I‖² on the side of the outputs (Bansal et al., 2018)"},
     0.1},
    {{PenaltyKind::DoubleSoftOrthogonality, "dso", "Double soft orthogonality (DSO)",
      "‖WᵀW − I‖² + ‖W Wᵀ − I‖² (Bansal et al., 2018)"},
     0.1},
    {{PenaltyKind::MutualCoherence, "mc", "Mutual coherence (MC)",
      "The largest absolute entry of WᵀW − I (Bansal et al., 2018)"},
     0.1},
    {{PenaltyKind::Srip, "srip", "SRIP", "The spectral norm of WᵀW − I, by power iteration (Bansal et al., 2018)"},
     0.01},
    {{PenaltyKind::SpectralNorm, "spectral_norm", "Spectral norm",
      "½ σ²: the largest singular value of the flattened kernel (Yoshida and Miyato, 2017)"},
     0.01},
};
static_assert(listsEveryValue(penalties));

constexpr std::span<const PenaltyInfo> choicesOf(PenaltyKind) {
    return penalties;
}

// Stride of Conv(A, A). Own: the convolution's own (published code); One: 1 (as printed in the paper).
enum class PenaltyStride { Own, One };

inline constexpr Choice<PenaltyStride> penaltyStrides[] = {
    {PenaltyStride::Own, "own", "Same as layer", "As in the published code"},
    {PenaltyStride::One, "one", "Always 1", "As printed in the paper"},
};
static_assert(listsEveryValue(penaltyStrides));

constexpr std::span<const Choice<PenaltyStride>> choicesOf(PenaltyStride) {
    return penaltyStrides;
}

}  // namespace isonet::spec
