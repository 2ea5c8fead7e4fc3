// The activations of a network. To add one: a value and a line of the table here, a line of the table in
// model/layers/Activation.cpp.
#pragma once

#include <span>

#include "model/spec/Choice.h"

namespace isonet::spec {

enum class Activation {
    ReLU,
    LeakyReLU,
    PReLU,
    RReLU,
    ELU,
    SELU,
    SReLU,
    MaxMin,
    GELU,
    SiLU,
    PELU,
    TailoredReLU,
    TransformedTanh,
    TransformedSoftplus,
    TransformedSiLU
};

struct ActivationInfo : Choice<Activation> {
    bool hasOffset = false;    // trained offset b: "srelu_bias"; the convolution before it needs no bias
    bool hasSlope = false;     // one trained slope per channel: "weight"
    bool isometric = false;    // near the identity by design
    int extraKept = 0;         // float32 tensors kept for the backward pass in addition to the output
    bool pairs = false;        // acts on pairs of channels, i and i + C / 2: C must be even
    int scalars = 0;           // trained numbers per layer: PELU's "a" and "b"
    bool transformed = false;  // scale and shift of input and output are solved for (ActivationTransform.h)
};

inline constexpr ActivationInfo activations[] = {
    {{Activation::ReLU, "relu", "ReLU", "max(y, 0)"}},
    {{Activation::LeakyReLU, "leaky_relu", "Leaky ReLU", "y, or 0.01 y where y < 0"}},
    {{Activation::PReLU, "prelu", "PReLU", "y, or a y where y < 0; a is trained per channel from 0.25"},
     false,
     true,
     false,
     1},
    {{Activation::RReLU, "rrelu", "RReLU", "y, or a y where y < 0; a is random in [1/8, 1/3] during training"},
     false,
     false,
     false,
     2},
    {{Activation::ELU, "elu", "ELU", "y, or exp(y) - 1 where y < 0"}},
    {{Activation::SELU, "selu", "SELU", "Scaled ELU that keeps mean 0 and variance 1"}},
    {{Activation::SReLU, "srelu", "SReLU", "max(y, b) with a trained offset b, equation (15)"}, true, false, true, 0},
    {{Activation::MaxMin, "maxmin", "MaxMin",
      "max and min of each pair of channels, a permutation of every signal (Anil et al., 2019)"},
     false,
     false,
     false,
     1,
     true},
    {{Activation::GELU, "gelu", "GELU", "y Φ(y), Φ the normal distribution (Hendrycks and Gimpel, 2016)"},
     false,
     false,
     false,
     1},
    {{Activation::SiLU, "silu", "SiLU", "y / (1 + exp(-y)) (Elfwing et al., 2018)"}, false, false, false, 1},
    {{Activation::PELU, "pelu", "PELU",
      "a y / b, or a (exp(y / b) - 1) where y < 0; a and b are trained per layer from 1 (Trottier et al., 2017)"},
     false,
     false,
     false,
     2,
     false,
     2},
    {{Activation::TailoredReLU, "tailored_relu", "Tailored ReLU",
      "Leaky ReLU whose slope is solved for the network, so that depth does not merge images (Zhang et al., 2022)"}},
    {{Activation::TransformedTanh, "transformed_tanh", "Transformed tanh",
      "γ (tanh(α y + β) + δ), solved for the network by DKS or TAT (Martens et al., 2021)"},
     false,
     false,
     false,
     1,
     false,
     0,
     true},
    {{Activation::TransformedSoftplus, "transformed_softplus", "Transformed softplus",
      "γ (ln(1 + exp(α y + β)) + δ), solved for the network by DKS or TAT (Martens et al., 2021)"},
     false,
     false,
     false,
     1,
     false,
     0,
     true},
    {{Activation::TransformedSiLU, "transformed_silu", "Transformed SiLU",
      "γ (SiLU(α y + β) + δ), solved for the network by DKS or TAT (Martens et al., 2021)"},
     false,
     false,
     false,
     1,
     false,
     0,
     true},
};
static_assert(listsEveryValue(activations));

// How transformed activations are solved for: deep kernel shaping or tailored activation transformation.
enum class Transformation { DKS, TAT };

inline constexpr Choice<Transformation> transformations[] = {
    {Transformation::DKS, "dks", "DKS", "Mean 0; nearly equal images separate at most ζ-fold (Martens et al., 2021)"},
    {Transformation::TAT, "tat", "TAT", "Slope 1 everywhere, curvature τ (Zhang et al., 2022)"},
};
static_assert(listsEveryValue(transformations));
constexpr std::span<const Choice<Transformation>> choicesOf(Transformation) {
    return transformations;
}

constexpr std::span<const ActivationInfo> choicesOf(Activation) {
    return activations;
}

}  // namespace isonet::spec
