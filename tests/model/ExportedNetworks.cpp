#include "ExportedNetworks.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace isonet::test {

namespace {

using spec::ModelSpec, spec::StageSpec, spec::BlockKind, spec::Downsampling, spec::Activation, spec::Normalization;

ModelSpec small(int depth = 8) {
    ModelSpec model;
    model.depth = depth;
    model.height = model.width = 16;
    return model;
}

ModelSpec imageNet(int depth, int size) {
    ModelSpec model;
    model.family = spec::Family::ImageNet;
    model.depth = depth;
    model.height = model.width = size;
    model.classes = 17;
    model.shortcut = true;
    return model;
}

// Two stages of two blocks, with changes to both.
template <typename Change>
ModelSpec staged(BlockKind kind, Change change) {
    ModelSpec model = small();
    model.shortcut = true;
    model.stem = spec::StemSpec{};
    model.stem->channels = 8;
    for (const int channels : {8, 16}) {
        StageSpec stage;
        stage.blocks = 2;
        stage.channels = channels;
        stage.block = kind;
        stage.stride = channels / 8;
        stage.bottleneckRatio = 2;
        change(stage);
        model.stages.push_back(stage);
    }
    return model;
}

ModelSpec downsampled(Downsampling how, BlockKind kind, int at) {
    return staged(kind, [&](StageSpec& stage) {
        stage.downsample = how;
        stage.downsampleAt = at;
    });
}

void addPublished(std::vector<ExportedNetwork>& all) {
    all.push_back({"ISONet-20", small(20)});
    ModelSpec model = imageNet(18, 64);
    model.multiplier = spec::ResidualMultiplier::Scalar;
    all.push_back({"R-ISONet-18", model});
    model = imageNet(50, 32);
    model.activation = Activation::ReLU;
    model.normalization = Normalization::Batch;
    model.initialization = spec::Initialization::Kaiming;
    all.push_back({"ResNet-50", model});
    model = small(14);
    model.shortcut = model.fixup = true;
    model.activation = Activation::ReLU;
    model.initialization = spec::Initialization::Kaiming;
    all.push_back({"Fixup", model});
}

void addActivations(std::vector<ExportedNetwork>& all) {
    for (const auto& each : spec::activations) {
        ModelSpec model = small();
        model.activation = each.value;
        model.head.hidden = {12};
        all.push_back({"activation " + std::string(each.name), model});
    }
    ModelSpec model = small();
    model.offsetSharing = spec::OffsetSharing::PerLayer;
    model.offsetTrained = false;
    model.head.hidden = {12};
    all.push_back({"one fixed b per layer", model});
}

void addBlocks(std::vector<ExportedNetwork>& all) {
    const auto unchanged = [](StageSpec&) {};
    for (const auto normalization : {Normalization::Group, Normalization::Layer}) {
        ModelSpec model = staged(BlockKind::Basic, unchanged);
        model.normalization = normalization;
        model.normalizationGroups = normalization == Normalization::Group ? 4 : 0;
        model.activation = Activation::ReLU;
        all.push_back({"normalization " + std::string(spec::name(normalization)), model});
    }
    ModelSpec model = staged(BlockKind::Bottleneck, [](StageSpec& stage) { stage.groupWidth = 2; });
    model.normalization = Normalization::Batch;
    model.multiplier = spec::ResidualMultiplier::PerChannel;
    all.push_back({"grouped bottlenecks", model});
    model = staged(BlockKind::DepthwiseSeparable, unchanged);
    model.shortcut = false;
    all.push_back({"depthwise", model});
    all.push_back({"plain dilated", staged(BlockKind::Plain, [](StageSpec& stage) { stage.dilation = 2; })});
    all.push_back({"even and rectangular kernels", staged(BlockKind::Basic, [](StageSpec& stage) {
                       stage.kernel = {{2, 4}, {1, 7}};
                       stage.dilation = stage.channels / 8;
                   })});
    model = staged(BlockKind::Bottleneck, unchanged);
    model.weightStandardization = true;
    model.normalization = Normalization::Group;
    all.push_back({"weight standardization", model});
    model = staged(BlockKind::Basic, unchanged);
    model.stem = spec::StemSpec{};
    model.stem->normalization = Normalization::Group;
    model.stem->weightStandardization = true;
    model.stages.back().weightStandardization = true;
    model.stages.back().normalization = Normalization::Batch;
    all.push_back({"normalization of the stem, standardization by stage", model});
}

void addDownsampling(std::vector<ExportedNetwork>& all) {
    all.push_back({"max pooling", downsampled(Downsampling::MaxPool, BlockKind::Basic, 1)});
    all.push_back({"average pooling", downsampled(Downsampling::AveragePool, BlockKind::Bottleneck, -1)});
    all.push_back({"blur pooling", downsampled(Downsampling::BlurPool, BlockKind::Basic, -1)});
    all.push_back({"space to depth", downsampled(Downsampling::SpaceToDepth, BlockKind::Plain, 0)});
    ModelSpec model = small();
    model.stem = spec::StemSpec{};
    model.stem->stride = 2;
    model.stem->downsample = Downsampling::SpaceToDepth;
    model.stem->pool = spec::StemPooling::Average;
    model.stem->activated = false;
    model.stages = {StageSpec{}};
    model.head.pool = spec::HeadPooling::Max;
    model.head.bias = false;
    model.dropout = 0.3;
    all.push_back({"space to depth in the stem", model});
    model = small();
    model.stem = spec::StemSpec{};
    model.stem->pool = spec::StemPooling::Max;
    model.stem->poolKernel = 2;
    model.stages = {StageSpec{}};
    model.width = 12;
    model.head.pool = spec::HeadPooling::Flatten;
    model.head.hidden = {20, 12};
    all.push_back({"flattened with hidden layers", model});
}

void addParameterizations(std::vector<ExportedNetwork>& all) {
    for (const auto& each : spec::parameterizations) {
        if (each.value == spec::Parameterization::Free || each.fillsGrid)
            continue;
        ModelSpec model = small();
        model.shortcut = false;
        model.parameterization = each.value;
        model.activation = Activation::MaxMin;
        model.head.hidden = {12};
        all.push_back({"parameterization " + std::string(each.name), model});
    }
}

}  // namespace

std::vector<ExportedNetwork> exportedNetworks() {
    std::vector<ExportedNetwork> all;
    addPublished(all);
    addActivations(all);
    addBlocks(all);
    addDownsampling(all);
    addParameterizations(all);
    return all;
}

model::Network filledNetwork(const spec::ModelSpec& spec) {
    torch::manual_seed(3);
    model::Network network(spec);
    const at::NoGradGuard noGradient;
    for (const auto& each : network->named_parameters()) {
        at::Tensor value = each.value();
        const bool kernel = value.dim() > 1 && value.size(0) > 1;
        if (kernel)
            value.normal_().mul_(1 / std::sqrt(static_cast<double>(value[0].numel())));
        else if (each.key().ends_with("scale"))
            value.normal_(0.5, 0.2);
        else
            value.add_(at::randn_like(value), 0.2);
    }
    for (const auto& each : network->named_buffers()) {
        at::Tensor value = each.value();
        if (each.key().ends_with("running_var"))
            value.uniform_(0.5, 1.5);
        else if (value.is_floating_point())
            value.add_(at::randn_like(value), 0.2);
    }
    network->eval();
    return network;
}

at::Tensor imagesFor(const spec::ModelSpec& spec, std::int64_t count, int moreRows, int moreColumns) {
    torch::manual_seed(5);
    return at::randn({count, spec.channels, spec.height + moreRows, spec.width + moreColumns});
}

double difference(const at::Tensor& a, const at::Tensor& b) {
    if (!a.sizes().equals(b.sizes()))
        return INFINITY;
    return (a - b).abs().max().item<double>() / std::max(1.0, b.abs().max().item<double>());
}

}  // namespace isonet::test
