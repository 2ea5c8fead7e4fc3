#include "model/spec/Architecture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace isonet::spec {
namespace {

std::array<int, 4> imageNetBlocks(int depth) {
    switch (depth) {
        case 18:
            return {2, 2, 2, 2};
        case 34:
        case 50:
            return {3, 4, 6, 3};
        case 101:
            return {3, 4, 23, 3};
        default:
            return {3, 8, 36, 3};  // 152
    }
}

StageSpec stage(int blocks, int channels, int stride, BlockKind kind = BlockKind::Basic) {
    StageSpec result;
    result.blocks = blocks;
    result.channels = channels;
    result.stride = stride;
    result.block = kind;
    return result;
}

StemSpec publishedStem(Family family) {
    StemSpec stem;
    if (family == Family::ImageNet) {
        stem.kernel = {7, 7};
        stem.stride = 2;
        stem.channels = 64;
        stem.pool = StemPooling::Max;
    }
    return stem;
}

std::vector<StageSpec> publishedStages(Family family, int depth) {
    if (family == Family::Small) {
        const int blocks = (depth - 2) / 6;
        return {stage(blocks, 16, 1), stage(blocks, 32, 2), stage(blocks, 64, 2)};
    }
    const bool bottleneck = depth >= 50;
    const auto blocks = imageNetBlocks(depth);
    std::vector<StageSpec> stages;
    for (int i = 0; i < 4; ++i)
        stages.push_back(stage(blocks[static_cast<std::size_t>(i)], (bottleneck ? 256 : 64) << i, i == 0 ? 1 : 2,
                               bottleneck ? BlockKind::Bottleneck : BlockKind::Basic));
    return stages;
}

// From 1 to the largest int, whatever the factor is.
int counted(double number) {
    return number >= 1 ? static_cast<int>(std::min<double>(number, std::numeric_limits<int>::max())) : 1;
}

int scaledChannels(int channels, double factor) {
    return counted(std::round(channels * factor));
}

Architecture scaled(Architecture parts, const ModelSpec& spec) {
    parts.stem.channels = scaledChannels(parts.stem.channels, spec.widthMultiplier);
    for (StageSpec& each : parts.stages) {
        each.channels = scaledChannels(each.channels, spec.widthMultiplier);
        each.blocks = counted(std::ceil(each.blocks * spec.depthMultiplier));
    }
    return parts;
}

// One kernel per convolution of the block.
std::vector<KernelSize> kernelsOf(const StageSpec& stage) {
    const auto count = static_cast<std::size_t>(info(stage.block).convolutions);
    if (stage.kernel.size() == count && count > 1)
        return stage.kernel;
    const KernelSize given = stage.kernel.empty() ? KernelSize{} : stage.kernel.front();
    std::vector<KernelSize> kernels(count, given);
    if (stage.block == BlockKind::Bottleneck)
        kernels.front() = kernels.back() = {1, 1};
    if (stage.block == BlockKind::DepthwiseSeparable)
        kernels.back() = {1, 1};
    return kernels;
}

}  // namespace

Architecture described(const ModelSpec& spec) {
    return {spec.stem.value_or(publishedStem(spec.family)),
            spec.stages.empty() ? publishedStages(spec.family, spec.depth) : spec.stages, spec.head};
}

Architecture architecture(const ModelSpec& spec) {
    Architecture parts = scaled(described(spec), spec);
    if (parts.stem.activated && !parts.stem.activation)
        parts.stem.activation = spec.activation;
    parts.stem.normalization = parts.stem.normalization.value_or(spec.normalization);
    parts.stem.weightStandardization = parts.stem.weightStandardization.value_or(spec.weightStandardization);
    for (StageSpec& stage : parts.stages) {
        stage.kernel = kernelsOf(stage);
        if (stage.downsampleAt < 0)
            stage.downsampleAt = info(stage.block).spatial;
        stage.shortcut = stage.shortcut.value_or(spec.shortcut);
        stage.multiplier = stage.multiplier.value_or(*stage.shortcut ? spec.multiplier : ResidualMultiplier::None);
        stage.multiplierStart = stage.multiplierStart.value_or(spec.multiplierStart);
        stage.normalization = stage.normalization.value_or(spec.normalization);
        stage.weightStandardization = stage.weightStandardization.value_or(spec.weightStandardization);
        stage.activation = stage.activation.value_or(spec.activation);
        stage.offset = stage.offset.value_or(spec.offset);
        stage.offsetTrained = stage.offsetTrained.value_or(spec.offsetTrained);
        stage.initialization = stage.initialization.value_or(spec.initialization);
    }
    if (spec.dilated) {
        StageSpec& last = parts.stages.back();
        last.dilation *= last.stride;
        last.stride = 1;
    }
    return parts;
}

ModelSpec expanded(ModelSpec spec) {
    Architecture parts = scaled(described(spec), spec);
    spec.stem = parts.stem;
    spec.stages = std::move(parts.stages);
    spec.widthMultiplier = spec.depthMultiplier = 1;
    return spec;
}

int depthOf(const ModelSpec& spec) {
    const Architecture parts = scaled(described(spec), spec);
    std::int64_t depth = 2 + static_cast<std::int64_t>(parts.head.hidden.size());
    for (const StageSpec& stage : parts.stages)
        depth += std::int64_t{stage.blocks} * info(stage.block).convolutions;
    return static_cast<int>(std::min<std::int64_t>(depth, std::numeric_limits<int>::max()));
}

bool isPublished(const ModelSpec& spec) {
    const Architecture parts = scaled(described(spec), spec);
    if (parts.head != HeadSpec{})
        return false;
    const int depth = depthOf(spec);
    return std::ranges::any_of(families, [&](const auto& family) {
        if (parts.stem != publishedStem(family.value))
            return false;
        if (family.value == Family::Small && (depth < 8 || (depth - 2) % 6 != 0))
            return false;
        if (family.value == Family::ImageNet &&
            std::ranges::find(usualDepths(family.value), depth) == usualDepths(family.value).end())
            return false;
        return parts.stages == publishedStages(family.value, depth);
    });
}

int innerChannels(const StageSpec& stage) {
    if (stage.block != BlockKind::Bottleneck)
        return stage.channels;
    return counted(std::round(stage.channels / stage.bottleneckRatio));
}

}  // namespace isonet::spec
