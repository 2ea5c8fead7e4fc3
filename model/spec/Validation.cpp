// What a specification must satisfy, each rule with its reason.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "model/spec/ModelSpec.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

namespace {

constexpr int largestImage = 8192;  // pixels a side
constexpr int largestDepth = 1202;  // the deepest of He et al., 2016
constexpr int mostClasses = 1'000'000;

std::string text(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

bool depthAccepted(const ModelSpec& spec) {
    if (spec.family == Family::Small)
        return spec.depth >= 8 && spec.depth <= largestDepth && (spec.depth - 2) % 6 == 0;
    const auto depths = usualDepths(Family::ImageNet);
    return std::ranges::find(depths, spec.depth) != depths.end();
}

// Pixels that become one at the last stage.
int totalStride(Family family) {
    return family == Family::Small ? 4 : 32;
}

class Findings {
public:
    void add(std::string field, std::string message) { found_.push_back({std::move(field), std::move(message)}); }
    std::vector<Problem> take() { return std::move(found_); }

private:
    std::vector<Problem> found_;
};

void checkImage(const ModelSpec& spec, Findings& findings) {
    if (spec.channels != 1 && spec.channels != 3)
        findings.add("model.channels", "channels is " + std::to_string(spec.channels) +
                                           "; accepted are 1 (grey images) and 3 (colour images)");
    const int least = totalStride(spec.family);
    const auto side = [&](const char* key, int pixels) {
        if (pixels < least)
            findings.add(std::string("model.") + key,
                         std::string(key) + " is " + std::to_string(pixels) + " pixels, too small for the " +
                             std::string(name(spec.family)) + " family, whose last stage sees one pixel for every " +
                             std::to_string(least) + "; accepted are " + std::to_string(least) + " to " +
                             std::to_string(largestImage));
        else if (pixels > largestImage)
            findings.add(std::string("model.") + key, std::string(key) + " is " + std::to_string(pixels) +
                                                          " pixels; accepted are " + std::to_string(least) + " to " +
                                                          std::to_string(largestImage));
    };
    side("height", spec.height);
    side("width", spec.width);
    if (spec.classes < 2 || spec.classes > mostClasses)
        findings.add("model.classes", "classes is " + std::to_string(spec.classes) + "; accepted are 2 to " +
                                          std::to_string(mostClasses));
}

void checkResidual(const ModelSpec& spec, Findings& findings) {
    if (spec.multiplier != ResidualMultiplier::None && !spec.shortcut)
        findings.add("model.multiplier", "multiplier is " + std::string(name(spec.multiplier)) +
                                             " without a shortcut, where it would scale the whole signal; accepted "
                                             "is none, or set model.shortcut to true");
    if (!std::isfinite(spec.multiplierStart))
        findings.add("model.multiplier_start", "multiplier_start is " + text(spec.multiplierStart) +
                                                   "; accepted is any finite number (0 in the paper)");
    if (!spec.fixup)
        return;
    if (!spec.shortcut)
        findings.add("model.fixup",
                     "fixup is true without a shortcut, and Fixup is an initialisation of residual "
                     "branches; accepted is false, or set model.shortcut to true");
    if (spec.normalization != Normalization::None)
        findings.add("model.fixup",
                     "fixup is true with normalization batch, which Fixup replaces; accepted is false, "
                     "or set model.normalization to none");
    if (spec.multiplier != ResidualMultiplier::None)
        findings.add("model.multiplier", "multiplier is " + std::string(name(spec.multiplier)) +
                                             " with fixup, which has a multiplier of its own in every branch; "
                                             "accepted is none");
    if (spec.initialization != Initialization::Kaiming)
        findings.add("model.initialization", "initialization is " + std::string(name(spec.initialization)) +
                                                 " with fixup, which scales Kaiming's; accepted is kaiming");
}

bool matches(std::string_view pattern, std::string_view layer) {
    if (pattern.ends_with('*'))
        return layer.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == layer;
}

}  // namespace

bool penalizes(const PenaltySpec& penalty, const ConvolutionPlan& layer) {
    if (penalty.kind == PenaltyKind::None || layer.stage == 0)
        return false;
    return std::ranges::none_of(penalty.exclude, [&](const auto& pattern) { return matches(pattern, layer.name); });
}

std::vector<Problem> validate(const ModelSpec& spec) {
    Findings findings;
    if (!depthAccepted(spec))
        findings.add("model.depth", "depth is " + std::to_string(spec.depth) + "; the " +
                                        std::string(name(spec.family)) + " family accepts " +
                                        acceptedDepths(spec.family));
    checkImage(spec, findings);
    checkResidual(spec, findings);
    if (!std::isfinite(spec.offset))
        findings.add("model.offset",
                     "offset is " + text(spec.offset) + "; accepted is any finite number (-1 in the paper)");
    if (!(spec.dropout >= 0.0 && spec.dropout < 1.0))
        findings.add("model.dropout", "dropout is " + text(spec.dropout) +
                                          "; accepted is a probability from 0 up to, but not including, 1");
    return findings.take();
}

std::vector<Problem> validate(const PenaltySpec& penalty, const ModelSpec& spec) {
    Findings findings;
    if (!(std::isfinite(penalty.coefficient) && penalty.coefficient >= 0.0))
        findings.add("penalty.coefficient",
                     "coefficient is " + text(penalty.coefficient) +
                         "; accepted is 0 (measured, not trained) or a finite positive number (0.0001 in the paper)");
    if (!validate(spec).empty())
        return findings.take();  // no layers to compare the names with
    const NetworkPlan network = plan(spec, penalty);
    for (const auto& pattern : penalty.exclude)
        if (std::ranges::none_of(network.convolutions, [&](const auto& layer) { return matches(pattern, layer.name); }))
            findings.add("penalty.exclude", "exclude names \"" + pattern + "\", and " + networkName(spec) +
                                                " has no such convolution; accepted are names from \"" +
                                                network.convolutions[1].name + "\" to \"" +
                                                network.convolutions.back().name +
                                                "\", or the beginning of some followed by *");
    if (penalty.kind != PenaltyKind::None &&
        std::ranges::none_of(network.convolutions, [](const auto& layer) { return layer.penalized; }))
        findings.add("penalty.exclude",
                     "exclude leaves no layer to penalise; exclude fewer, or set penalty.kind to none");
    return findings.take();
}

}  // namespace isonet::spec
