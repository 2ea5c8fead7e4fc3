#include "model/spec/ModelSpec.h"

#include <algorithm>

#include "model/spec/Architecture.h"

namespace isonet::spec {

namespace {

std::string familyName(const ModelSpec& spec) {
    if (spec.fixup)
        return "Fixup";
    const bool shortcut = spec.shortcut || std::ranges::any_of(spec.stages, [](const StageSpec& stage) {
                              return stage.shortcut.value_or(false);
                          });
    switch (spec.normalization) {
        case Normalization::Batch:
            return shortcut ? "ResNet" : "Vanilla+BN";
        case Normalization::Group:
            return shortcut ? "ResNet+GN" : "Vanilla+GN";
        case Normalization::Layer:
            return shortcut ? "ResNet+LN" : "Vanilla+LN";
        case Normalization::None:
            break;
    }
    // The paper uses "ISONet" also for networks without one of its parts (Tables 2 and 3); Vanilla has none of them.
    const bool isometric = info(spec.activation).isometric || info(spec.initialization).isometric ||
                           spec.multiplier != ResidualMultiplier::None;
    const std::string core = isometric ? "ISONet" : "Vanilla";
    return shortcut ? "R-" + core : core;
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
    const std::string name = familyName(spec) + "-" + std::to_string(depthOf(spec));
    return isPublished(spec) ? name : "Custom " + name;
}

}  // namespace isonet::spec
