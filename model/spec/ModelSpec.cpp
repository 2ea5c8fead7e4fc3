#include "model/spec/ModelSpec.h"

namespace isonet::spec {

namespace {

bool isometricInitialization(Initialization kind) {
    return kind == Initialization::Delta || kind == Initialization::DeltaOrthogonal ||
           kind == Initialization::Orthogonal;
}

std::string familyName(const ModelSpec& spec) {
    if (spec.fixup)
        return "Fixup";
    if (spec.normalization == Normalization::Batch)
        return spec.shortcut ? "ResNet" : "Vanilla+BN";
    // The paper calls ISONet also what lacks one of its parts (Tables 2 and 3); Vanilla has none of them.
    const bool isometric = spec.activation == Activation::SReLU || isometricInitialization(spec.initialization) ||
                           spec.multiplier != ResidualMultiplier::None;
    const std::string core = isometric ? "ISONet" : "Vanilla";
    return spec.shortcut ? "R-" + core : core;
}

}  // namespace

std::string acceptedDepths(Family family) {
    return family == Family::Small ? "6n + 2: 8, 14, 20, 26, 32, ... up to 1202" : "18, 34, 50, 101 or 152";
}

std::span<const int> usualDepths(Family family) {
    static constexpr int small[] = {8, 14, 20, 32, 44, 56, 110};
    static constexpr int imageNet[] = {18, 34, 50, 101, 152};
    return family == Family::Small ? std::span<const int>(small) : std::span<const int>(imageNet);
}

std::string networkName(const ModelSpec& spec) {
    return familyName(spec) + "-" + std::to_string(spec.depth);
}

template <>
std::span<const std::string_view> names<Family>() {
    static constexpr std::string_view all[] = {"small", "imagenet"};
    return all;
}

template <>
std::span<const std::string_view> names<Normalization>() {
    static constexpr std::string_view all[] = {"none", "batch"};
    return all;
}

template <>
std::span<const std::string_view> names<Activation>() {
    static constexpr std::string_view all[] = {"relu", "leaky_relu", "prelu", "rrelu", "elu", "selu", "srelu"};
    return all;
}

template <>
std::span<const std::string_view> names<Initialization>() {
    static constexpr std::string_view all[] = {"delta", "delta_orthogonal", "orthogonal", "kaiming", "xavier"};
    return all;
}

template <>
std::span<const std::string_view> names<ResidualMultiplier>() {
    static constexpr std::string_view all[] = {"none", "scalar", "per_channel"};
    return all;
}

template <>
std::span<const std::string_view> names<OffsetSharing>() {
    static constexpr std::string_view all[] = {"per_channel", "per_layer"};
    return all;
}

template <>
std::span<const std::string_view> names<PenaltyKind>() {
    static constexpr std::string_view all[] = {"none", "convolution", "weight"};
    return all;
}

template <>
std::span<const std::string_view> names<PenaltyStride>() {
    static constexpr std::string_view all[] = {"own", "one"};
    return all;
}

}  // namespace isonet::spec
