// Validation rules of a specification.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "model/spec/Architecture.h"
#include "model/spec/Findings.h"
#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/StageValidation.h"

namespace isonet::spec {

namespace {

constexpr int maxImageSide = 8192;  // pixels a side
constexpr int maxDepth = 1202;      // the deepest network of He et al., 2016
constexpr int maxClasses = 1'000'000;

std::string text(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

std::string quoted(const std::string& name) {
    return '"' + name + '"';
}

bool depthAccepted(const ModelSpec& spec) {
    if (spec.family == Family::Small)
        return spec.depth >= 8 && spec.depth <= maxDepth && (spec.depth - 2) % 6 == 0;
    const auto depths = usualDepths(Family::ImageNet);
    return std::ranges::find(depths, spec.depth) != depths.end();
}

// Input pixels per pixel of the last stage of a published network; 1 for others, whose layers are checked one by one.
int totalStride(const ModelSpec& spec) {
    if (spec.stem || !spec.stages.empty())
        return 1;
    return (spec.family == Family::Small ? 4 : 32) / (spec.dilated ? 2 : 1);
}

void checkImage(const ModelSpec& spec, Findings& findings) {
    if (spec.channels != 1 && spec.channels != 3)
        findings.add("model.channels", "channels is " + std::to_string(spec.channels) +
                                           "; accepted: 1 (gray images) and 3 (color images)");
    const int least = totalStride(spec);
    const auto side = [&](const char* key, int pixels) {
        if (pixels < least && least > 1)
            findings.add(std::string("model.") + key,
                         std::string(key) + " is " + std::to_string(pixels) + " pixels, too small for the " +
                             std::string(name(spec.family)) + " family, whose last stage has one pixel for every " +
                             std::to_string(least) + "; accepted: " + std::to_string(least) + " to " +
                             std::to_string(maxImageSide));
        else if (pixels < least || pixels > maxImageSide)
            findings.add(std::string("model.") + key, std::string(key) + " is " + std::to_string(pixels) +
                                                          " pixels; accepted: " + std::to_string(least) + " to " +
                                                          std::to_string(maxImageSide));
    };
    side("height", spec.height);
    side("width", spec.width);
    if (spec.classes < 2 || spec.classes > maxClasses)
        findings.add("model.classes",
                     "classes is " + std::to_string(spec.classes) + "; accepted: 2 to " + std::to_string(maxClasses));
}

void checkTailoring(const ModelSpec& spec, Findings& findings) {
    findings.range("model.tailored_cosine", spec.tailoredCosine, 1e-6, 1 - 1e-6, " (0.9 in the paper)");
    findings.range("model.transformed_slope", spec.transformedSlope, 1 + 1e-6, 1000, " (1.5 in the paper)");
    findings.range("model.transformed_curvature", spec.transformedCurvature, 1e-6, 1000, " (0.3 in the paper)");
}

void checkResidual(const ModelSpec& spec, Findings& findings) {
    const bool shortcut = spec.shortcut || std::ranges::any_of(spec.stages, [](const StageSpec& stage) {
                              return stage.shortcut.value_or(false);
                          });
    if (spec.multiplier != ResidualMultiplier::None && !shortcut)
        findings.add("model.multiplier", "multiplier is " + std::string(name(spec.multiplier)) +
                                             " without a shortcut, where it would scale the whole signal; accepted: "
                                             "none, or set model.shortcut to true");
    if (!std::isfinite(spec.multiplierStart))
        findings.add("model.multiplier_start", "multiplier_start is " + text(spec.multiplierStart) +
                                                   "; accepted: any finite number (0 in the paper)");
    if (!spec.fixup)
        return;
    if (!shortcut)
        findings.add("model.fixup",
                     "fixup is true without a shortcut, but Fixup initializes residual branches; "
                     "accepted: false, or set model.shortcut to true");
    if (spec.normalization != Normalization::None)
        findings.add("model.fixup", "fixup is true with normalization " + std::string(name(spec.normalization)) +
                                        ", which Fixup replaces; accepted: false, "
                                        "or set model.normalization to none");
    if (spec.multiplier != ResidualMultiplier::None)
        findings.add("model.multiplier", "multiplier is " + std::string(name(spec.multiplier)) +
                                             " with fixup, which has its own multiplier in every branch; "
                                             "accepted: none");
    if (spec.parameterization != Parameterization::Free)
        findings.add("model.parameterization", "parameterization is " + std::string(name(spec.parameterization)) +
                                                   " with fixup, which scales the kernels; accepted: free");
    if (spec.initialization != Initialization::Kaiming)
        findings.add("model.initialization", "initialization is " + std::string(name(spec.initialization)) +
                                                 " with fixup, which scales Kaiming initialization; accepted: kaiming");
}

// Checks one of ModelSpec::blocks on the network planned with all of them.
void checkBlock(const BlockOverride& block, const ModelSpec& spec, const NetworkPlan& network, Findings& findings) {
    const auto covered = [&](const auto& layer) { return covers(block.layers, layer.name); };
    const std::string named = quoted(block.layers);
    const auto add = [&](const std::string& message) { findings.add("model.blocks", message); };
    const bool convolutions = std::ranges::any_of(network.convolutions, covered);
    const bool activations = std::ranges::any_of(network.activations, covered);
    const bool linear = std::ranges::any_of(network.linear, covered);
    if (!convolutions && !activations && !linear) {
        add("blocks names " + named + ", but " + networkName(spec) +
            " has no such layers; accepted: stem, stages (\"s1\"), blocks (" +
            base::rangeText(quoted(network.blocks.front().name), quoted(network.blocks.back().name)) + "), layers (\"" +
            network.convolutions[1].name + "\", \"" + network.activations.back().name +
            "\"), or a prefix followed by *");
        return;
    }
    const bool offset = block.offset || block.offsetTrained;
    if (!block.activation && !offset && !block.initialization && !block.parameterization)
        add("blocks names " + named +
            " but changes nothing; accepted: one or more of activation, offset, offset_trained, initialization, "
            "parameterization");
    if ((block.activation || offset) && !activations)
        add("blocks gives " + named + (block.activation ? " an activation" : " an offset") +
            ", but there is no activation of that name; the last convolution of a block and its projection are "
            "followed by the block's activation, \"" +
            std::string(blockOf(block.layers)) + ".relu\"");
    else if (offset && std::ranges::none_of(network.activations, [&](const auto& layer) {
                 return covered(layer) && info(layer.kind).hasOffset;
             }))
        add("blocks gives " + named +
            " an offset without srelu, but only srelu has one; remove it, or set the entry's activation to srelu");
    if (block.offset && !std::isfinite(*block.offset))
        add("blocks gives " + named + " the offset " + text(*block.offset) +
            "; accepted: any finite number (-1 in the paper)");
    if (block.initialization && !convolutions)
        add("blocks gives " + named + " an initialization, but only convolutions have one");
    if (block.parameterization && !convolutions && !linear)
        add("blocks gives " + named + " a parameterization, but only convolutions and linear layers have one");
    if (block.parameterization && spec.fixup && *block.parameterization != Parameterization::Free)
        add("blocks gives " + named + " the parameterization " + std::string(name(*block.parameterization)) +
            " with fixup, which scales the kernels; accepted: free");
    if (block.initialization && spec.fixup && *block.initialization != Initialization::Kaiming)
        add("blocks gives " + named + " the initialization " + std::string(name(*block.initialization)) +
            " with fixup, which scales Kaiming initialization; accepted: kaiming");
}

void checkBlocks(const ModelSpec& spec, Findings& findings) {
    if (spec.blocks.empty())
        return;
    const NetworkPlan network = layOut(spec);
    for (const BlockOverride& block : spec.blocks)
        checkBlock(block, spec, network, findings);
}

}  // namespace

bool penalizes(const PenaltySpec& penalty, const ConvolutionPlan& layer) {
    return penalty.kind != PenaltyKind::None && constrains(penalty, layer);
}

bool constrains(const PenaltySpec& penalty, const ConvolutionPlan& layer) {
    return layer.stage != 0 && layer.parameterization == Parameterization::Free &&
           std::ranges::none_of(penalty.exclude, [&](const auto& pattern) { return covers(pattern, layer.name); });
}

std::vector<Problem> validate(const ModelSpec& spec) {
    Findings findings;
    if (spec.stages.empty() && !depthAccepted(spec))
        findings.add("model.depth", "depth is " + std::to_string(spec.depth) + "; the " +
                                        std::string(name(spec.family)) + " family accepts " +
                                        acceptedDepths(spec.family));
    checkImage(spec, findings);
    checkResidual(spec, findings);
    checkTailoring(spec, findings);
    if (!std::isfinite(spec.offset))
        findings.add("model.offset",
                     "offset is " + text(spec.offset) + "; accepted: any finite number (-1 in the paper)");
    if (!(spec.dropout >= 0.0 && spec.dropout < 1.0))
        findings.add("model.dropout", "dropout is " + text(spec.dropout) +
                                          "; accepted: a probability from 0 up to, but not including, 1");
    checkParts(spec, findings);
    if (findings.none())
        checkFit(spec, findings);  // needs a network that can be planned
    if (findings.none())
        checkBlocks(spec, findings);
    return findings.take();
}

std::vector<Problem> validate(const PenaltySpec& penalty, const ModelSpec& spec) {
    Findings findings;
    if (!(std::isfinite(penalty.coefficient) && penalty.coefficient >= 0.0))
        findings.add("penalty.coefficient",
                     "coefficient is " + text(penalty.coefficient) +
                         "; accepted: 0 (measured, not trained) or a finite positive number (0.0001 in the paper)");
    if (penalty.interval < 1 || penalty.interval > mostPenaltyInterval)
        findings.add("penalty.interval", "interval is " + std::to_string(penalty.interval) + "; accepted: " +
                                             base::rangeText("1", std::to_string(mostPenaltyInterval)) + " steps");
    if (penalty.clipInterval < 0 || penalty.clipInterval > 1000000)
        findings.add("penalty.clip_interval", "clip_interval is " + std::to_string(penalty.clipInterval) +
                                                  "; accepted: 0 to 1000000 steps (0: never)");
    findings.range("penalty.clip_lowest", penalty.clipLowest, 0, 1000);
    if (!(std::isfinite(penalty.clipHighest) && penalty.clipHighest >= penalty.clipLowest && penalty.clipHighest > 0 &&
          penalty.clipHighest <= 1000))
        findings.add("penalty.clip_highest", "clip_highest is " + text(penalty.clipHighest) +
                                                 "; accepted: above 0 and at most 1000, at least clip_lowest (" +
                                                 text(penalty.clipLowest) + ")");
    if (!validate(spec).empty())
        return findings.take();  // no layers to compare names with
    const NetworkPlan network = plan(spec, penalty);
    for (const auto& pattern : penalty.exclude)
        if (std::ranges::none_of(network.convolutions, [&](const auto& layer) { return covers(pattern, layer.name); }))
            findings.add(
                "penalty.exclude",
                "exclude names \"" + pattern + "\", but " + networkName(spec) + " has no such convolution; accepted: " +
                    base::rangeText(quoted(network.convolutions[1].name), quoted(network.convolutions.back().name)) +
                    ", or a prefix followed by *");
    // Not if nothing is excluded: then all layers have a parameterization, and the penalty is ignored.
    if (penalty.kind != PenaltyKind::None && !penalty.exclude.empty() &&
        std::ranges::none_of(network.convolutions, [](const auto& layer) { return layer.penalized; }))
        findings.add("penalty.exclude",
                     "exclude leaves no layer to penalize; exclude fewer layers, or set penalty.kind to none");
    return findings.take();
}

}  // namespace isonet::spec
