// What a network is, as plain data: enough to build it, to count it and to draw it. No torch header.
//
// Source: "Deep Isometric Learning for Visual Recognition" (Qi et al., ICML 2020), sections 2 and 3, and the published
// code's configuration keys. Defaults give ISONet-20 for small images.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::spec {

// Small: 3x3 stem, stages of 16, 32, 64 channels, (depth - 2) / 6 basic blocks each.
// ImageNet: 7x7 stem with max pool, four stages; basic blocks for depth 18 and 34, bottlenecks for 50, 101 and 152.
enum class Family { Small, ImageNet };

enum class Normalization { None, Batch };

// ReLU max(y, 0); LeakyReLU and PReLU (y or a y, a = 0.01 fixed / 0.25 trained per channel); RReLU (a random in
// [1/8, 1/3] while training); ELU; SELU; SReLU max(y, b), equation (15).
enum class Activation { ReLU, LeakyReLU, PReLU, RReLU, ELU, SELU, SReLU };

// Delta: equation of Example 1 (torch's dirac); DeltaOrthogonal: Xiao et al., 2018; Orthogonal: of the kernel flattened
// to (M, C k k); Kaiming: normal with variance 2 / (k k M) (fan-out, as published); Xavier: Glorot's uniform.
// A 7x7 stem keeps the framework's default under Delta, DeltaOrthogonal and Orthogonal, as published.
enum class Initialization { Delta, DeltaOrthogonal, Orthogonal, Kaiming, Xavier };

// The factor at the end of a residual branch: one number per block (published code) or one per channel (paper, 2.4).
enum class ResidualMultiplier { None, Scalar, PerChannel };

// SReLU's b: one value per channel (published) or one per layer.
enum class OffsetSharing { PerChannel, PerLayer };

// Layers that differ from the rest of the network. What is not given is the network's; where two name the same layer,
// the later one counts. Read through LayerSettings.h.
struct BlockOverride {
    // "stem", a stage "s4", a block "s1.b2" (every layer of it), a convolution "s1.b1.f.a" (with an activation of its
    // own, if it has one), an activation "s1.b2.relu"; or the beginning of some names followed by *: "s4.b*".
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
    // Of a detector's backbone (backboneSpec(), DetectorPlan.h): the last stage has stride 1 and its 3x3 convolutions
    // dilation 2. No key of the model's own: detection.dilated says it.
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

// Convolution: ||Conv(A, A) - delta||^2 / 2, equations (13) and (14). Weight: ||W W^T - I||^2 / 2, equation (16).
enum class PenaltyKind { None, Convolution, Weight };
// Own: Conv(A, A) takes the convolution's own stride (published code); One: stride 1 (as the paper prints it).
enum class PenaltyStride { Own, One };

struct PenaltySpec {
    PenaltyKind kind = PenaltyKind::Convolution;
    double coefficient = 1e-4;  // gamma: loss = cross entropy + gamma * sum of the layers' penalties
    PenaltyStride stride = PenaltyStride::Own;
    // Layers left out besides the image stem (which the published code never penalises), named as BlockOverride's:
    // "s1.b1.proj", "s2.b1", "s4.*".
    std::vector<std::string> exclude;

    bool operator==(const PenaltySpec&) const = default;
};

// A value that cannot be: the field's YAML name ("model.depth"), and a sentence with the value and what is accepted.
struct Problem {
    std::string field;
    std::string message;
    bool operator==(const Problem&) const = default;
};

// Everything wrong with a specification; empty when it can be built.
std::vector<Problem> validate(const ModelSpec& spec);
std::vector<Problem> validate(const PenaltySpec& penalty, const ModelSpec& spec);

// Depths a family accepts, in words ("6n + 2: 8, 14, 20, ...") and the usual ones for a menu.
std::string acceptedDepths(Family family);
std::span<const int> usualDepths(Family family);

// The family's name by its switches: "ISONet-20", "R-ISONet-34", "ResNet-50", "Vanilla-34", "Vanilla+BN-34", ... Blocks
// that differ do not change it.
std::string networkName(const ModelSpec& spec);

// YAML names: "small", "srelu", "delta_orthogonal", "per_channel", ... `names<E>()` lists them in enum order.
template <typename E>
std::span<const std::string_view> names();
template <typename E>
std::string_view name(E value) {
    return names<E>()[static_cast<size_t>(value)];
}
template <typename E>
std::optional<E> fromName(std::string_view text) {
    const auto all = names<E>();
    for (size_t i = 0; i < all.size(); ++i)
        if (all[i] == text)
            return static_cast<E>(i);
    return std::nullopt;
}
template <>
std::span<const std::string_view> names<Family>();
template <>
std::span<const std::string_view> names<Normalization>();
template <>
std::span<const std::string_view> names<Activation>();
template <>
std::span<const std::string_view> names<Initialization>();
template <>
std::span<const std::string_view> names<ResidualMultiplier>();
template <>
std::span<const std::string_view> names<OffsetSharing>();
template <>
std::span<const std::string_view> names<PenaltyKind>();
template <>
std::span<const std::string_view> names<PenaltyStride>();

}  // namespace isonet::spec
