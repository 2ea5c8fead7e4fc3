// The optimizer of a run as plain data: the section "optimizer" but for its task's settings. No torch header.
#pragma once

#include <span>
#include <vector>

#include "model/spec/Choice.h"
#include "training/config/FineTuning.h"

namespace isonet::config {

// What an optimizer uses of OptimizerConfig; all use learningRate and weightDecay.
enum OptimizerSetting : unsigned {
    usesMomentum = 1,
    usesNesterov = 2,
    usesAdam = 4,        // adamBeta1, adamBeta2, adamEpsilon
    usesAdamFactor = 8,  // adamRateFactor
    usesNewtonSchulz = 16,
    usesRetraction = 32,  // retraction, stabilizeSteps
};

#define ISONET_OPTIMIZER(X, name, title, settings, help) X,
enum class OptimizerKind {
#include "training/config/Optimizers.def"
};
#undef ISONET_OPTIMIZER

struct OptimizerInfo : spec::Choice<OptimizerKind> {
    unsigned settings;
};

#define ISONET_OPTIMIZER(X, name, title, settings, help) {{OptimizerKind::X, name, title, help}, settings},
inline constexpr OptimizerInfo optimizerKinds[] = {
#include "training/config/Optimizers.def"
};
#undef ISONET_OPTIMIZER
static_assert(spec::listsEveryValue(optimizerKinds));
constexpr std::span<const OptimizerInfo> choicesOf(OptimizerKind) {
    return optimizerKinds;
}

// The polynomials x <- a x + b x^3 + c x^5 of Newton-Schulz steps (training/engine/optimizer/NewtonSchulz.h).
enum class NewtonSchulzKind { Muon, Modula };

inline constexpr spec::Choice<NewtonSchulzKind> newtonSchulzKinds[] = {
    {NewtonSchulzKind::Muon, "muon", "Muon's",
     "One polynomial, newton_schulz_steps times: singular values from 0.02 to 1 end at 0.68 to 1.13 (Jordan et al.)"},
    {NewtonSchulzKind::Modula, "modula", "Modula's",
     "Six polynomials: singular values from 0.005 to 1 end at 0.9956 to 0.9993 (Large et al.)"},
};
static_assert(spec::listsEveryValue(newtonSchulzKinds));
constexpr std::span<const spec::Choice<NewtonSchulzKind>> choicesOf(NewtonSchulzKind) {
    return newtonSchulzKinds;
}

enum class NewtonSchulzPrecision { Automatic, Float32, BFloat16 };

inline constexpr spec::Choice<NewtonSchulzPrecision> newtonSchulzPrecisions[] = {
    {NewtonSchulzPrecision::Automatic, "automatic", "Automatic",
     "bfloat16 on devices that are fast at it, otherwise float32"},
    {NewtonSchulzPrecision::Float32, "float32", "float32"},
    {NewtonSchulzPrecision::BFloat16, "bfloat16", "bfloat16"},
};
static_assert(spec::listsEveryValue(newtonSchulzPrecisions));
constexpr std::span<const spec::Choice<NewtonSchulzPrecision>> choicesOf(NewtonSchulzPrecision) {
    return newtonSchulzPrecisions;
}

// Back to orthonormal rows after a step along the tangent.
enum class Retraction { Qr, Polar };

inline constexpr spec::Choice<Retraction> retractions[] = {
    {Retraction::Qr, "qr", "QR", "The orthonormal factor of the QR decomposition with a positive diagonal"},
    {Retraction::Polar, "polar", "Polar", "The nearest matrix with orthonormal rows, U Vᵀ of the SVD"},
};
static_assert(spec::listsEveryValue(retractions));
constexpr std::span<const spec::Choice<Retraction>> choicesOf(Retraction) {
    return retractions;
}

inline constexpr int mostNewtonSchulzSteps = 50;

struct OptimizerConfig {
    OptimizerKind kind = OptimizerKind::Sgd;
    double learningRate = 0.02;
    double momentum = 0.9;  // 0.95 in Muon's publication
    bool nesterov = false;  // Muon always has it
    double adamBeta1 = 0.9, adamBeta2 = 0.999, adamEpsilon = 1e-8;
    double adamRateFactor = 0.015;  // Muon: AdamW's rate for the other parameters, 0.0003 at 0.02 as published
    NewtonSchulzKind newtonSchulz = NewtonSchulzKind::Muon;
    int newtonSchulzSteps = 5;  // Muon's; Modula's are six
    NewtonSchulzPrecision newtonSchulzPrecision = NewtonSchulzPrecision::Automatic;
    Retraction retraction = Retraction::Qr;
    int stabilizeSteps = 100;   // steps between projections in float64; 0: at the start only
    double weightDecay = 1e-4;  // not applied to SReLU's b
    bool decaySlopes = true;    // also to PReLU's slopes, as published; He et al. (2015) and new experiments do not
    double multiplierLearningRateFactor = 0.1;  // for the residual multipliers
    int accumulateBatches = 1;                  // batches per update (their mean gradient)
    double clipNorm = 0;                        // maximum global gradient norm; 0: no clipping
    double adaptiveClip = 0;                    // maximum ratio of a unit's gradient to its weights; 0: no clipping
    double averageDecay = 0;                    // of the average of the weights; 0: no average
    double labelSmoothing = 0;                  // probability distributed evenly over all classes
    std::vector<LayerRate> layerRates;          // later entries take precedence
    bool operator==(const OptimizerConfig&) const = default;
};

constexpr bool uses(const OptimizerConfig& optimizer, OptimizerSetting setting) {
    return (spec::info(optimizer.kind).settings & setting) != 0;
}

}  // namespace isonet::config
