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
#include "model/spec/Penalties.h"

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

enum class Normalization { None, Batch };

inline constexpr Choice<Normalization> normalizations[] = {
    {Normalization::None, "none", "None"},
    {Normalization::Batch, "batch", "BatchNorm", "Batch normalization after every convolution"},
};
static_assert(listsEveryValue(normalizations));
constexpr std::span<const Choice<Normalization>> choicesOf(Normalization) {
    return normalizations;
}

// The factor at the end of a residual branch: one number per block (published code) or one per channel (paper, 2.4).
enum class ResidualMultiplier { None, Scalar, PerChannel };

inline constexpr Choice<ResidualMultiplier> residualMultipliers[] = {
    {ResidualMultiplier::None, "none", "None"},
    {ResidualMultiplier::Scalar, "scalar", "One per block", "As in the published code"},
    {ResidualMultiplier::PerChannel, "per_channel", "One per channel", "As in the paper, section 2.4"},
};
static_assert(listsEveryValue(residualMultipliers));
constexpr std::span<const Choice<ResidualMultiplier>> choicesOf(ResidualMultiplier) {
    return residualMultipliers;
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

    bool operator==(const BlockOverride&) const = default;
};

struct ModelSpec {
    Family family = Family::Small;
    int depth = 20;
    int channels = 3;  // of the input image: 1 or 3
    int height = 32;   // of the input image, in pixels
    int width = 32;
    int classes = 10;
    // For a detector's backbone (backboneSpec(), DetectorPlan.h): the last stage has stride 1 and its 3x3 convolutions
    // have dilation 2. Not a key of the model; set by detection.dilated.
    bool dilated = false;

    bool shortcut = false;  // R-ISONet, ResNet: x + F(x), 1x1 projection where the shape changes
    ResidualMultiplier multiplier = ResidualMultiplier::None;
    double multiplierStart = 0.0;
    bool fixup = false;  // Zhang et al., 2019: scalar biases and multipliers, branch scaling L^(-1/(2m-2))

    Normalization normalization = Normalization::None;
    Activation activation = Activation::SReLU;
    double offset = -1.0;  // SReLU's b at the start
    bool offsetTrained = true;
    OffsetSharing offsetSharing = OffsetSharing::PerChannel;
    Initialization initialization = Initialization::Delta;
    double dropout = 0.0;  // probability, before the classifier
    std::vector<BlockOverride> blocks;

    bool operator==(const ModelSpec&) const = default;
};

struct PenaltySpec {
    PenaltyKind kind = PenaltyKind::Convolution;
    double coefficient = 1e-4;  // gamma: loss = cross entropy + gamma * sum of the layers' penalties
    PenaltyStride stride = PenaltyStride::Own;
    // Layers excluded in addition to the image stem (which the published code never penalizes), named as in
    // BlockOverride: "s1.b1.proj", "s2.b1", "s4.*".
    std::vector<std::string> exclude;

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
// "Vanilla+BN-34", ... Per-layer overrides do not change it.
std::string networkName(const ModelSpec& spec);

}  // namespace isonet::spec
