// Kinds of orthogonality penalty. To add one: a value and a line of the table here, a line of the table in
// model/isometry/Penalty.cpp.
#pragma once

#include <span>

#include "model/spec/Choice.h"

namespace isonet::spec {

enum class PenaltyKind { None, Convolution, Weight };

struct PenaltyInfo : Choice<PenaltyKind> {
    bool usesStride = false;  // whether penalty.stride applies
};

inline constexpr PenaltyInfo penalties[] = {
    {{PenaltyKind::None, "none", "None", "No penalty"}},
    {{PenaltyKind::Convolution, "convolution", "Convolution",
      "½ ‖Conv(A, A) − δ‖², zero exactly if the convolution is an isometry, equations (13) and (14)"},
     true},
    {{PenaltyKind::Weight, "weight", "Flattened weight",
      "½ ‖W Wᵀ − I‖², necessary but not sufficient for an isometry, equation (16)"}},
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
