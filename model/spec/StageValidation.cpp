#include "model/spec/StageValidation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/spec/Architecture.h"
#include "model/spec/Counts.h"
#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {
namespace {

constexpr int mostHidden = 65536, mostConvolutions = 10000;
constexpr std::int64_t mostFeatures = std::int64_t{1} << 24;
constexpr std::int64_t mostParameters = 20'000'000'000;

std::string text(const KernelSize& kernel) {
    return std::to_string(kernel.height) + "x" + std::to_string(kernel.width);
}

// "1, 2, 4, 8"
std::string divisors(int number) {
    std::string list;
    for (int i = 1; i <= number; ++i)
        if (number % i == 0)
            list += (list.empty() ? "" : ", ") + std::to_string(i);
    return list;
}

void checkKernel(const std::string& field, const KernelSize& kernel, Findings& findings) {
    if (std::min(kernel.height, kernel.width) < 1 || std::max(kernel.height, kernel.width) > mostTaps)
        findings.add(field, "kernel is " + text(kernel) + "; accepted: sides of 1 to " + std::to_string(mostTaps));
}

void checkStem(const StemSpec& stem, Findings& findings) {
    checkKernel("model.stem.kernel", stem.kernel, findings);
    findings.range("model.stem.stride", stem.stride, 1, mostStride);
    findings.range("model.stem.channels", stem.channels, 1, mostChannels);
    findings.range("model.stem.pool_kernel", stem.poolKernel, 1, mostTaps);
    findings.range("model.stem.pool_stride", stem.poolStride, 1, mostStride);
}

void checkStage(const StageSpec& stage, int number, const ModelSpec& spec, Findings& findings) {
    const std::string at = partField(number) + ".";
    const BlockKindInfo& kind = info(stage.block);
    findings.range(at + "blocks", stage.blocks, 1, mostBlocks);
    findings.range(at + "channels", stage.channels, 1, mostChannels);
    if (const auto given = static_cast<int>(stage.kernel.size()); given > 1 && given != kind.convolutions)
        findings.add(at + "kernel", "kernel lists " + std::to_string(given) + " sizes, but a " +
                                        std::string(kind.name) + " block has " + std::to_string(kind.convolutions) +
                                        (kind.convolutions == 1 ? " convolution" : " convolutions") +
                                        "; accepted: one size, or one for each convolution");
    for (const KernelSize& kernel : stage.kernel)
        checkKernel(at + "kernel", kernel, findings);
    findings.range(at + "stride", stage.stride, 1, mostStride);
    findings.range(at + "dilation", stage.dilation, 1, mostDilation);
    findings.range(at + "groups", stage.groups, 1, mostChannels);
    findings.range(at + "group_width", stage.groupWidth, 0, mostChannels, " (0: groups is used)");
    findings.range(at + "bottleneck_ratio", stage.bottleneckRatio, 1.0 / mostFactor, mostFactor);
    if (stage.groupWidth > 0 && stage.groups != 1)
        findings.add(at + "group_width", "group_width is " + std::to_string(stage.groupWidth) + " and groups is " +
                                             std::to_string(stage.groups) + "; accepted: one of the two");
    if (stage.block == BlockKind::DepthwiseSeparable && (stage.groups != 1 || stage.groupWidth > 0))
        findings.add(at + (stage.groups != 1 ? "groups" : "group_width"),
                     "a depthwise_separable block has one group per channel; accepted: no groups and no group_width");
    if (stage.downsampleAt >= kind.convolutions) {
        std::string letters;
        for (int i = 0; i < kind.convolutions; ++i)
            letters += std::string(i ? ", " : "") + static_cast<char>('a' + i);
        findings.add(at + "downsample_at",
                     std::string("downsample_at is ") + static_cast<char>('a' + stage.downsampleAt) + ", but a " +
                         std::string(kind.name) + " block has the convolutions " + letters + "; accepted: " + letters);
    }
    if (stage.offset && !std::isfinite(*stage.offset))
        findings.add(at + "offset", "offset is not finite; accepted: any finite number (-1 in the paper)");
    if (stage.multiplierStart && !std::isfinite(*stage.multiplierStart))
        findings.add(at + "multiplier_start", "multiplier_start is not finite; accepted: any finite number");
    if (stage.multiplier.value_or(ResidualMultiplier::None) != ResidualMultiplier::None &&
        !stage.shortcut.value_or(spec.shortcut))
        findings.add(at + "multiplier", "multiplier is " + std::string(name(*stage.multiplier)) +
                                            " without a shortcut, where it would scale the whole signal; accepted: "
                                            "none, or set the stage's shortcut to true");
}

std::string normalizationWithFixup(Normalization given) {
    return "normalization is " + std::string(name(given)) + " with fixup, which replaces it; accepted: none";
}

void checkFixup(const StageSpec& resolved, int number, Findings& findings) {
    const std::string at = partField(number) + ".";
    if (!*resolved.shortcut)
        findings.add(at + "shortcut",
                     "shortcut is false with fixup, which initializes residual branches; accepted: true");
    if (resolved.block == BlockKind::Plain)
        findings.add(at + "block",
                     "block is plain with fixup, whose rule needs two or more convolutions in a branch; "
                     "accepted: basic, bottleneck, depthwise_separable");
    if (*resolved.normalization != Normalization::None)
        findings.add(at + "normalization", normalizationWithFixup(*resolved.normalization));
    if (resolved.parameterization.value_or(Parameterization::Free) != Parameterization::Free)
        findings.add(at + "parameterization", "parameterization is " + std::string(name(*resolved.parameterization)) +
                                                  " with fixup, which scales the kernels; accepted: free");
    if (*resolved.multiplier != ResidualMultiplier::None)
        findings.add(at + "multiplier", "multiplier is " + std::string(name(*resolved.multiplier)) +
                                            " with fixup, which has its own; accepted: none");
    if (*resolved.initialization != Initialization::Kaiming)
        findings.add(at + "initialization", "initialization is " + std::string(name(*resolved.initialization)) +
                                                " with fixup, which scales Kaiming initialization; accepted: kaiming");
}

std::string grid(const Shape3& shape) {
    return std::to_string(shape.height) + "×" + std::to_string(shape.width) + " pixels";
}

// Whether the stage's groups are those of this convolution.
bool hasGroups(const ConvolutionPlan& layer, const StageSpec& stage) {
    if (layer.name.ends_with(".proj") || stage.block == BlockKind::DepthwiseSeparable)
        return false;
    return stage.block != BlockKind::Bottleneck || layer.name.ends_with(".f.b");
}

// Of one convolution of the plan. `given`: whether its part is described by the specification itself.
void checkLayer(const ConvolutionPlan& layer, const ModelSpec& spec, const StageSpec* stage, bool given,
                Findings& findings) {
    const std::string at = partField(layer.stage) + ".";
    const bool projection = layer.name.ends_with(".proj");
    if (stage && hasGroups(layer, *stage) && stage->groupWidth > 0 && layer.outputs % stage->groupWidth != 0)
        findings.add(at + "group_width", "group_width is " + std::to_string(stage->groupWidth) + ", but " + layer.name +
                                             " has " + std::to_string(layer.outputs) +
                                             " channels; accepted: " + divisors(layer.outputs));
    else if (!projection && (layer.inputs % layer.groups != 0 || layer.outputs % layer.groups != 0)) {
        const bool byWidth = stage && stage->groupWidth > 0;
        findings.add(at + (byWidth ? "group_width" : "groups"),
                     (byWidth ? "group_width is " + std::to_string(stage->groupWidth) + ", which makes " +
                                    std::to_string(layer.groups) + " groups"
                              : "groups is " + std::to_string(layer.groups)) +
                         ", but " + layer.name + " has " + std::to_string(layer.inputs) + " inputs and " +
                         std::to_string(layer.outputs) +
                         " outputs; accepted: " + (byWidth ? "a width that makes " : "") +
                         divisors(std::gcd(layer.inputs, layer.outputs)) + (byWidth ? " groups" : ""));
    }
    const int reachY = layer.dilation * (layer.kernel.height / 2), reachX = layer.dilation * (layer.kernel.width / 2);
    if (given && (reachY > layer.in.height || reachX > layer.in.width))
        findings.add(at + (layer.dilation > 1 ? "dilation" : "kernel"),
                     layer.name + "'s " + text(layer.kernel) + " kernel" +
                         (layer.dilation > 1 ? " with dilation " + std::to_string(layer.dilation) : "") + " reaches " +
                         std::to_string(std::max(reachY, reachX)) + " pixels from its center, but its grid has " +
                         grid(layer.in) +
                         "; accepted: a smaller kernel or dilation, a smaller stride before it, or larger images");
    if (const std::string refusal = findings.none() ? parameterizationRefusal(layer) : ""; !refusal.empty()) {
        const Parameterization network = spec.parameterization, part = stageSettings(spec, layer.name).parameterization;
        const std::string field = part != layer.parameterization ? "model.blocks"
                                  : part != network              ? at + "parameterization"
                                                                 : "model.parameterization";
        findings.add(field, "parameterization is " + std::string(name(layer.parameterization)) + ", but " + layer.name +
                                " " + refusal);
    }
    if (layer.normalization == Normalization::Group && layer.outputs % layer.normalizationGroups != 0)
        findings.add("model.normalization_groups",
                     "normalization_groups is " + std::to_string(spec.normalizationGroups) + ", but " + layer.name +
                         " has " + std::to_string(layer.outputs) + " channels; accepted: " + divisors(layer.outputs) +
                         ", or 0 to choose it for each layer");
}

void checkResampling(const ResamplingPlan& plan, const Shape3& in, int number, Findings& findings) {
    if (!plan.active())
        return;
    const std::string field = partField(number) + ".stride";
    const int s = plan.factor;
    const std::string what =
        std::string(name(plan.kind)) + " by a stride of " + std::to_string(s) + " on a grid of " + grid(in);
    if (plan.kind == Downsampling::SpaceToDepth && (in.height % s != 0 || in.width % s != 0))
        findings.add(field, what + " leaves pixels over; accepted: a divisor of both sides (" +
                                divisors(std::gcd(in.height, in.width)) + "), or another way to downsample");
    else if (std::min(in.height, in.width) < (plan.kind == Downsampling::BlurPool ? 2 : s))
        findings.add(field, what + " has too few pixels; accepted: " +
                                base::rangeText("1", std::to_string(std::min(in.height, in.width))) +
                                ", or larger images");
}

// Reported at the part with the most parameters, if the specification describes it itself.
void checkParameters(const ModelSpec& spec, const NetworkPlan& network, Findings& findings) {
    if (network.parameters <= mostParameters)
        return;
    const auto largest = std::ranges::max_element(network.stages, {}, &StagePlan::parameters);
    const auto number = static_cast<int>(largest - network.stages.begin());
    const bool given = number == 0 ? spec.stem.has_value() : !spec.stages.empty();
    const std::string field = largest->name != "head"
                                  ? given ? partField(number) + ".channels" : "model.width_multiplier"
                              : spec.head.hidden.empty() ? "model.head.pool"
                                                         : "model.head.hidden";
    const std::string most = network.parameters == largestCount ? "more than " : "";
    findings.add(field, "the network has " + most + base::grouped(network.parameters) + " parameters, " +
                            base::grouped(largest->parameters) + " of them in " + largest->name + "; accepted: up to " +
                            base::grouped(mostParameters));
}

// The first problem only: later layers have the same.
void firstOfEach(const ModelSpec& spec, const NetworkPlan& network, Findings& findings) {
    const Architecture parts = described(spec);
    for (const ConvolutionPlan& layer : network.convolutions) {
        const bool stem = layer.stage == 0;
        const StageSpec* stage = stem ? nullptr : &parts.stages[static_cast<std::size_t>(layer.stage - 1)];
        checkLayer(layer, spec, stage, stem ? spec.stem.has_value() : !spec.stages.empty(), findings);
        if (!findings.none())
            return;
    }
}

}  // namespace

std::string partField(int number) {
    return number == 0 ? "model.stem" : "model.stages[" + std::to_string(number - 1) + "]";
}

void checkParts(const ModelSpec& spec, Findings& findings) {
    if (spec.stem)
        checkStem(*spec.stem, findings);
    for (std::size_t i = 0; i < spec.stages.size(); ++i)
        checkStage(spec.stages[i], static_cast<int>(i) + 1, spec, findings);
    for (const int width : spec.head.hidden)
        findings.range("model.head.hidden", width, 1, mostHidden);
    findings.range("model.width_multiplier", spec.widthMultiplier, 1 / mostFactor, mostFactor);
    findings.range("model.depth_multiplier", spec.depthMultiplier, 1 / mostFactor, mostFactor);
    findings.range("model.normalization_groups", spec.normalizationGroups, 0, mostChannels,
                   " (0: chosen for each layer)");
    if (!findings.none())
        return;
    const Architecture parts = architecture(spec);
    if (const int depth = depthOf(spec); depth > mostConvolutions)
        findings.add(spec.stages.empty() ? "model.depth_multiplier" : "model.stages",
                     "the network has " + std::to_string(depth) + " layers; accepted: up to " +
                         std::to_string(mostConvolutions));
    int widest = parts.stem.channels;
    for (const StageSpec& stage : parts.stages)
        widest = std::max(widest, stage.channels);
    if (widest > mostChannels)
        findings.add("model.width_multiplier", "width_multiplier makes " + std::to_string(widest) +
                                                   " channels; accepted: up to " + std::to_string(mostChannels));
    if (spec.fixup && spec.stem && spec.stem->normalization.value_or(Normalization::None) != Normalization::None)
        findings.add("model.stem.normalization", normalizationWithFixup(*spec.stem->normalization));
    for (std::size_t i = 0; i < parts.stages.size(); ++i) {
        if (spec.fixup && !spec.stages.empty())
            checkFixup(parts.stages[i], static_cast<int>(i) + 1, findings);
    }
}

void checkFit(const ModelSpec& spec, Findings& findings) {
    const NetworkPlan network = layOut(spec);
    checkResampling(network.stemResampling, {spec.channels, spec.height, spec.width}, 0, findings);
    if (findings.none() && std::min(network.stages.front().out.height, network.stages.front().out.width) < 1)
        findings.add("model.stem.pool_kernel", "the stem's pooling leaves no pixel of a grid of " +
                                                   grid(network.convolutions.front().out) +
                                                   "; accepted: a smaller one");
    for (const BlockPlan& block : network.blocks)
        checkResampling(block.resampling, network.stages[static_cast<std::size_t>(block.stage - 1)].out, block.stage,
                        findings);
    if (findings.none())
        firstOfEach(spec, network, findings);
    for (const ActivationPlan& layer : network.activations)
        if (findings.none() && info(layer.kind).pairs && layer.shape.channels % 2 != 0)
            findings.add("model.activation", "activation is " + std::string(name(layer.kind)) + ", but " + layer.name +
                                                 " has " + std::to_string(layer.shape.channels) +
                                                 " channels, which make no pairs; accepted: an even number of "
                                                 "channels, or another activation for this layer");
    const std::int64_t features =
        countProduct({network.features.channels, network.features.height, network.features.width});
    if (findings.none() && spec.head.pool == HeadPooling::Flatten && features > mostFeatures)
        findings.add("model.head.pool", "flatten gives the classifier " + std::to_string(features) +
                                            " inputs; accepted: up to " + std::to_string(mostFeatures) +
                                            ", or average or max");
    if (findings.none())
        checkParameters(spec, network, findings);
}

}  // namespace isonet::spec
