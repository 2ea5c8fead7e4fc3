#include "model/interop/ResNetSpec.h"

#include <limits>
#include <string>
#include <unordered_map>

#include "model/interop/ForeignNames.h"
#include "model/spec/Architecture.h"

namespace isonet::interop {

namespace {

class ResNetShapes {
public:
    // False if a name is not a ResNet's, or all are the published code's own.
    bool read(const StateDict& state) {
        bool foreign = false;
        for (const auto& [name, tensor] : state) {
            const auto published = publishedName(name);
            if (!published)
                return false;
            foreign = foreign || published->layout[0] != '\0';
            shapes_[published->name] = tensor.sizes().vec();
        }
        return foreign;
    }
    // The size of a tensor in a direction; 0 if there is no such tensor or direction.
    int size(const std::string& name, std::size_t direction) const {
        const auto found = shapes_.find(name);
        if (found == shapes_.end() || found->second.size() <= direction ||
            found->second[direction] > std::numeric_limits<int>::max())
            return 0;
        return static_cast<int>(found->second[direction]);
    }
    bool has(const std::string& name) const { return shapes_.contains(name); }

private:
    std::unordered_map<std::string, std::vector<std::int64_t>> shapes_;
};

std::string blockOf(int stage, int block) {
    return "s" + std::to_string(stage) + ".b" + std::to_string(block) + ".f.";
}

// Groups of a convolution with `inputs` channels; 1 if its kernel does not divide them.
int groupsOf(int inputs, int kernelInputs) {
    return kernelInputs > 0 && inputs % kernelInputs == 0 ? inputs / kernelInputs : 1;
}

// Stage `number`, from its first block; no blocks if it does not exist.
spec::StageSpec stageOf(const ResNetShapes& shapes, int number, int inputs) {
    spec::StageSpec stage;
    stage.blocks = 0;
    while (stage.blocks < spec::mostBlocks && shapes.has(blockOf(number, stage.blocks + 1) + "a.weight"))
        ++stage.blocks;
    if (stage.blocks == 0)
        return stage;
    const std::string first = blockOf(number, 1);
    const bool bottleneck = shapes.has(first + "c.weight");
    stage.block = bottleneck ? spec::BlockKind::Bottleneck : spec::BlockKind::Basic;
    stage.channels = shapes.size(first + (bottleneck ? "c.weight" : "b.weight"), 0);
    stage.stride = number == 1 ? 1 : 2;
    if (bottleneck) {
        const int width = shapes.size(first + "b.weight", 0);
        stage.bottleneckRatio = width > 0 ? static_cast<double>(stage.channels) / width : 0;
        stage.groups = groupsOf(shapes.size(first + "a.weight", 0), shapes.size(first + "b.weight", 1));
    } else {
        stage.groups = groupsOf(inputs, shapes.size(first + "a.weight", 1));
    }
    return stage;
}

// The published network with these parts by family and depth instead, if it is one.
void nameAsPublished(spec::ModelSpec& spec) {
    if (!spec::isPublished(spec))
        return;
    const int depth = spec::depthOf(spec);
    for (const auto& family : spec::families) {
        spec::ModelSpec published = spec;
        published.family = family.value;
        published.depth = depth;
        published.stem.reset();
        published.stages.clear();
        const spec::Architecture own = spec::described(spec), other = spec::described(published);
        if (own.stem == other.stem && own.stages == other.stages) {
            spec = std::move(published);
            return;
        }
    }
}

}  // namespace

std::string nameOutsideResNets(const StateDict& state) {
    for (const auto& [name, tensor] : state)
        if (!publishedName(name))
            return name;
    return {};
}

std::optional<spec::ModelSpec> resNetSpec(const StateDict& state) {
    ResNetShapes shapes;
    if (!shapes.read(state) || !shapes.has("stem.conv.weight") || !shapes.has("stem.bn.weight") ||
        !shapes.has("head.fc.weight"))
        return std::nullopt;
    spec::ModelSpec spec;
    spec::StemSpec stem;
    stem.channels = shapes.size("stem.conv.weight", 0);
    stem.kernel = {shapes.size("stem.conv.weight", 2), shapes.size("stem.conv.weight", 3)};
    constexpr int largeKernel = 7, largeImage = 224, smallImage = 32;
    const bool large = stem.kernel.height >= largeKernel;
    if (large) {
        stem.stride = 2;
        stem.pool = spec::StemPooling::Max;
    }
    int channels = stem.channels;
    for (int number = 1;; ++number) {
        const spec::StageSpec stage = stageOf(shapes, number, channels);
        if (stage.blocks == 0)
            break;
        spec.stages.push_back(stage);
        channels = stage.channels;
    }
    if (spec.stages.empty())
        return std::nullopt;
    spec.stem = stem;
    spec.channels = shapes.size("stem.conv.weight", 1);
    spec.height = spec.width = large ? largeImage : smallImage;
    spec.classes = shapes.size("head.fc.weight", 0);
    spec.head.bias = shapes.has("head.fc.bias");
    spec.shortcut = true;
    spec.normalization = spec::Normalization::Batch;
    spec.activation = spec::Activation::ReLU;
    spec.initialization = spec::Initialization::Kaiming;
    nameAsPublished(spec);
    if (!spec::validate(spec).empty())
        return std::nullopt;
    return spec;
}

}  // namespace isonet::interop
