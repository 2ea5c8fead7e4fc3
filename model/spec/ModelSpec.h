// The specification of a network as plain data: enough to build, count and draw it. No torch header.
//
// Source: "Deep Isometric Learning for Visual Recognition" (Qi et al., ICML 2020), sections 2 and 3, and the published
// code's configuration keys. Defaults give ISONet-20 for small images.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/Activations.h"
#include "model/spec/Choice.h"
#include "model/spec/Initializations.h"
#include "model/spec/Parameterizations.h"
#include "model/spec/Penalties.h"
#include "model/spec/Stages.h"

namespace isonet::spec {

// Small: 3x3 stem, stages of 16, 32, 64 channels, (depth - 2) / 6 basic blocks each.
// ImageNet: 7x7 stem with max pool, four stages; basic blocks for depth 18 and 34, bottlenecks for 50, 101 and 152.
enum class Family { Small, ImageNet };

inline constexpr Choice<Family> families[] = {
    {Family::Small, "small", "Small images", "3×3 stem, stages of 16, 32 and 64 channels"},
    {Family::ImageNet, "imagenet", "ImageNet", "7×7 stem with max pool, four stages"},
};
static_assert(listsEveryValue(families));
constexpr std::span<const Choice<Family>> choicesOf(Family) {
    return families;
}

// SReLU's b: one value per channel (as published) or one per layer.
enum class OffsetSharing { PerChannel, PerLayer };

inline constexpr Choice<OffsetSharing> offsetSharings[] = {
    {OffsetSharing::PerChannel, "per_channel", "Channel", "As published"},
    {OffsetSharing::PerLayer, "per_layer", "Layer"},
};
static_assert(listsEveryValue(offsetSharings));
constexpr std::span<const Choice<OffsetSharing>> choicesOf(OffsetSharing) {
    return offsetSharings;
}

// Overrides for individual layers. Unset fields use the network's settings; for a layer covered twice, the later
// override wins. Read through LayerSettings.h.
struct BlockOverride {
    // "stem", a stage "s4", a block "s1.b2" (all of its layers), a convolution "s1.b1.f.a" (including its own
    // activation, if it has one), an activation "s1.b2.relu", or a prefix followed by *: "s4.b*".
    std::string layers;
    std::optional<Activation> activation;
    std::optional<double> offset;  // SReLU's b at the start
    std::optional<bool> offsetTrained;
    std::optional<Initialization> initialization;
    std::optional<Parameterization> parameterization = std::nullopt;

    bool operator==(const BlockOverride&) const = default;
};

struct ModelSpec {
    // Shorthand for the stem and stages of a published network (Architecture.h). Not used where `stem` and `stages` are
    // given.
    Family family = Family::Small;
    int depth = 20;
    std::optional<StemSpec> stem;
    std::vector<StageSpec> stages;  // empty: those of family and depth
    HeadSpec head;
    double widthMultiplier = 1;  // channels of stem and stages are multiplied and rounded
    double depthMultiplier = 1;  // blocks of stages are multiplied and rounded up
    int channels = 3;            // of the input image: 1 or 3
    int height = 32;             // of the input image, in pixels
    int width = 32;
    int classes = 10;
    // For a detector's backbone (backboneSpec(), DetectorPlan.h): the last stage has stride 1 and is dilated by its
    // stride instead. Not a key of the model; set by detection.dilated.
    bool dilated = false;

    bool shortcut = false;  // R-ISONet, ResNet: x + F(x), 1x1 projection where the shape changes
    ResidualMultiplier multiplier = ResidualMultiplier::None;
    double multiplierStart = 0.0;
    bool fixup = false;  // Zhang et al., 2019: scalar biases and multipliers, branch scaling L^(-1/(2m-2))

    Normalization normalization = Normalization::None;
    int normalizationGroups = 0;         // of group normalization; 0: automaticGroups()
    bool weightStandardization = false;  // kernels with mean 0 and variance 1 per output channel (Qiao et al., 2019)
    Activation activation = Activation::SReLU;
    double offset = -1.0;  // SReLU's b at the start
    bool offsetTrained = true;
    OffsetSharing offsetSharing = OffsetSharing::PerChannel;
    // Tailored ReLU: cosine, after the whole network, of images that are orthogonal (eta of 2203.08120); 0 to 1.
    double tailoredCosine = 0.9;
    // Transformed activations: the largest slope of the cosine map at 1 over subnetworks, zeta of 2110.01765 (DKS), or
    // its largest curvature there, tau of 2203.08120 (TAT).
    Transformation transformation = Transformation::DKS;
    double transformedSlope = 1.5, transformedCurvature = 0.3;
    Initialization initialization = Initialization::Delta;
    Parameterization parameterization = Parameterization::Free;
    double dropout = 0.0;  // probability, before the classifier
    std::vector<BlockOverride> blocks;

    bool operator==(const ModelSpec&) const = default;
};

inline constexpr int mostPenaltyInterval = 10000;

struct PenaltySpec {
    PenaltyKind kind = PenaltyKind::Convolution;
    double coefficient = 1e-4;  // gamma: loss = cross entropy + gamma * sum of the layers' penalties
    PenaltyStride stride = PenaltyStride::Own;
    bool sizeNormalized = false;  // OCNN: each layer's norm is divided by its number of weights
    // Kernels are clipped every `clipInterval` steps, whatever the kind: the singular values of each convolution to
    // [clipLowest, clipHighest] (KernelClipping.h). 0: never.
    int clipInterval = 0;
    double clipLowest = 0, clipHighest = 1;
    // Layers excluded in addition to the image stem (which the published code never penalizes), named as in
    // BlockOverride: "s1.b1.proj", "s2.b1", "s4.*".
    std::vector<std::string> exclude;
    // Added to the loss in every interval-th step only, with interval times the coefficient. 1: in every step.
    int interval = 1;

    bool operator==(const PenaltySpec&) const = default;
};

// The coefficient that training uses: 0 without a penalty.
inline double coefficientInForce(const PenaltySpec& penalty) {
    return penalty.kind == PenaltyKind::None ? 0.0 : penalty.coefficient;
}

// An invalid value: the field's YAML name ("model.depth") and a message with the value and the accepted ones.
struct Problem {
    std::string field;
    std::string message;
    bool operator==(const Problem&) const = default;
};

// All problems of a specification; empty if valid.
std::vector<Problem> validate(const ModelSpec& spec);
std::vector<Problem> validate(const PenaltySpec& penalty, const ModelSpec& spec);

// Accepted depths as text ("6n + 2: 8, 14, 20, ..."), and common ones for a menu.
std::string acceptedDepths(Family family);
std::span<const int> usualDepths(Family family);

// The network's name derived from its settings: "ISONet-20", "R-ISONet-34", "ResNet-50", "Vanilla-34",
// "Vanilla+BN-34", "Custom ISONet-26", ... Overrides of stages and layers do not change the first part.
std::string networkName(const ModelSpec& spec);

}  // namespace isonet::spec
