// A network that uses every key of stem, stages and head, and the error message of a call.
#pragma once

#include <QString>
#include <functional>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"

namespace isonet::test {

inline QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const config::ConfigError& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

// A network with every key of every part at a value that is not its default.
inline spec::ModelSpec customModel() {
    spec::ModelSpec model;
    model.shortcut = true;
    spec::StemSpec stem;
    stem.kernel = {4, 2};
    stem.stride = 2;
    stem.downsample = spec::Downsampling::SpaceToDepth;
    stem.channels = 24;
    stem.activation = spec::Activation::ELU;
    stem.pool = spec::StemPooling::Average;
    stem.poolKernel = 2;
    stem.poolStride = 1;
    stem.normalization = spec::Normalization::Layer;
    stem.weightStandardization = false;
    model.stem = stem;
    spec::StageSpec stage;
    stage.blocks = 3;
    stage.channels = 64;
    stage.block = spec::BlockKind::Bottleneck;
    stage.kernel = {{1, 1}, {1, 7}, {3, 3}};
    stage.stride = 2;
    stage.downsample = spec::Downsampling::BlurPool;
    stage.downsampleAt = 2;
    stage.dilation = 2;
    stage.groups = 4;
    stage.bottleneckRatio = 0.5;
    stage.shortcut = false;
    stage.multiplier = spec::ResidualMultiplier::None;
    stage.multiplierStart = 0.5;
    stage.normalization = spec::Normalization::Group;
    stage.weightStandardization = true;
    stage.activation = spec::Activation::ReLU;
    stage.offset = -0.25;
    stage.offsetTrained = false;
    stage.initialization = spec::Initialization::Kaiming;
    spec::StageSpec wide;
    wide.channels = 32;
    wide.kernel = {{5, 5}};
    wide.groupWidth = 8;
    model.stages = {wide, stage};
    model.head = {spec::HeadPooling::Max, {256, 64}, false};
    model.widthMultiplier = 2;
    model.depthMultiplier = 0.5;
    model.normalizationGroups = 8;
    model.weightStandardization = true;
    return model;
}

inline config::RunConfig customConfig() {
    config::RunConfig config = sweeps::defaultPreset().config;
    const auto shape = config.model;
    config.model = customModel();
    config.model.channels = shape.channels;
    return config;
}

}  // namespace isonet::test
