#include "model/spec/NetworkPlan.h"

#include <array>
#include <stdexcept>
#include <utility>

#include "model/spec/DetectorPlan.h"
#include "model/spec/LayerSettings.h"

namespace isonet::spec {

namespace {

struct StageSketch {
    int blocks = 0, width = 0, outputs = 0, stride = 1, dilation = 1;
};

struct Sketch {
    int stemOutputs = 0, stemKernel = 0, stemStride = 0;
    bool pool = false, bottleneck = false;
    std::vector<StageSketch> stages;
};

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

Sketch sketch(const ModelSpec& spec) {
    Sketch result;
    if (spec.family == Family::Small) {
        const int blocks = (spec.depth - 2) / 6;
        result = {16, 3, 1, false, false, {{blocks, 16, 16, 1}, {blocks, 32, 32, 2}, {blocks, 64, 64, 2}}};
    } else {
        result = {64, 7, 2, true, spec.depth >= 50, {}};
        const auto blocks = imageNetBlocks(spec.depth);
        for (int i = 0; i < 4; ++i) {
            const int width = 64 << i;
            result.stages.push_back({blocks[i], width, result.bottleneck ? 4 * width : width, i == 0 ? 1 : 2});
        }
    }
    if (spec.dilated) {
        result.stages.back().stride = 1;
        result.stages.back().dilation = 2;
    }
    return result;
}

std::int64_t size(const Shape3& shape) {
    return std::int64_t{shape.channels} * shape.height * shape.width;
}

class Planner {
public:
    Planner(const ModelSpec& spec, const PenaltySpec& penalty)
        : spec_(spec), penalty_(penalty), at_{spec.channels, spec.height, spec.width} {}

    // For a detector: without the classifier; frozen stages keep nothing.
    NetworkPlan backbone(int frozen) {
        frozen_ = frozen;
        return run(false);
    }

    NetworkPlan run(bool classifier = true) {
        const Sketch shape = sketch(spec_);
        learnsFrom(0);
        stem(shape);
        int stage = 0;
        for (const auto& each : shape.stages) {
            learnsFrom(++stage);
            this->stage(stage, each, shape.bottleneck);
        }
        if (classifier)
            head();
        else
            plan_.stages.push_back({"head", {}, 0, 0, 0});
        for (const auto& each : plan_.stages) {
            plan_.parameters += each.parameters;
            plan_.flops += each.flops;
        }
        plan_.activationBytes = 4 * kept_;
        return std::move(plan_);
    }

private:
    bool batchNorm() const { return spec_.normalization == Normalization::Batch; }
    // As published: BatchNorm and SReLU have their own offset, and Fixup has scalar biases.
    bool convolutionBias(const std::string& activation) const {
        return !batchNorm() && !spec_.fixup && !info(settingsOf(spec_, activation).activation).hasOffset;
    }
    void note(const std::string& layer, bool same) {
        if (const auto block = blockOf(layer); !same && (plan_.changed.empty() || plan_.changed.back() != block))
            plan_.changed.emplace_back(block);
    }
    void keep(std::int64_t elements) { kept_ += learns_ ? elements : 0; }
    // Starts the stem (0) or stage `part`. The first trained one keeps its input, for the gradients of its weights.
    void learnsFrom(int part) {
        learns_ = part >= frozen_;
        if (part == frozen_)
            keep(size(at_));
    }
    void count(std::int64_t parameters) { plan_.stages.back().parameters += parameters; }

    // `activation`: the activation that follows.
    Shape3 convolution(std::string name, int stage, const Shape3& in, int outputs, int kernel, int stride,
                       const std::string& activation) {
        ConvolutionPlan layer;
        layer.name = std::move(name);
        layer.stage = stage;
        layer.inputs = in.channels;
        layer.outputs = outputs;
        layer.kernel = kernel;
        layer.stride = stride;
        layer.dilation = kernel > 1 ? dilation_ : 1;
        layer.padding = layer.dilation * (kernel / 2);
        layer.bias = convolutionBias(activation);
        layer.initialization = settingsOf(spec_, layer.name).initialization;
        note(layer.name, layer.initialization == spec_.initialization);
        layer.in = in;
        layer.out = {outputs, (in.height - 1) / stride + 1, (in.width - 1) / stride + 1};
        layer.penalized = penalizes(penalty_, layer);
        count(layer.parameters());
        plan_.stages.back().flops += layer.flops();
        const Shape3 out = layer.out;
        plan_.convolutions.push_back(std::move(layer));
        if (batchNorm()) {
            count(2 * std::int64_t{outputs});
            keep(size(out));
        }
        return out;
    }

    void activation(std::string name, int stage, const Shape3& shape) {
        LayerSettings settings = settingsOf(spec_, name);
        const ActivationInfo& kind = info(settings.activation);
        if (kind.hasOffset && settings.offsetTrained)
            count(spec_.offsetSharing == OffsetSharing::PerChannel ? shape.channels : 1);
        if (kind.hasSlope)
            count(shape.channels);
        keep((1 + kind.extraKept) * size(shape));
        settings.initialization = spec_.initialization;  // of convolutions only
        note(name, settings == networkSettings(spec_));
        plan_.activations.push_back(
            {std::move(name), stage, shape, settings.activation, settings.offset, settings.offsetTrained});
    }

    void stem(const Sketch& shape) {
        plan_.stages.push_back({"stem", {}, 0, 0, 0});
        at_ = convolution("stem.conv", 0, at_, shape.stemOutputs, shape.stemKernel, shape.stemStride, "stem.relu");
        if (spec_.fixup)
            count(1);
        activation("stem.relu", 0, at_);
        if (shape.pool) {
            at_ = {at_.channels, (at_.height - 1) / 2 + 1, (at_.width - 1) / 2 + 1};
            keep(3 * size(at_));  // values and 8-byte positions
        }
        plan_.stages.back().out = at_;
    }

    void stage(int number, const StageSketch& shape, bool bottleneck) {
        const std::string name = "s" + std::to_string(number);
        dilation_ = shape.dilation;
        plan_.stages.push_back({name, {}, shape.blocks, 0, 0});
        for (int i = 0; i < shape.blocks; ++i) {
            BlockPlan block;
            block.name = name + ".b" + std::to_string(i + 1);
            block.stage = number;
            block.bottleneck = bottleneck;
            block.inputs = at_.channels;
            block.outputs = shape.outputs;
            block.width = shape.width;
            block.stride = i == 0 ? shape.stride : 1;
            block.projection = spec_.shortcut && (block.inputs != block.outputs || block.stride != 1);
            this->block(block);
            plan_.blocks.push_back(std::move(block));
        }
        plan_.stages.back().out = at_;
    }

    void block(const BlockPlan& block) {
        const Shape3 in = at_;
        if (spec_.fixup)
            keep(size(in));  // the biased input of the branch
        if (block.projection)
            convolution(block.name + ".proj", block.stage, in, block.outputs, 1, block.stride, block.name + ".relu");
        Shape3 out = in;
        const auto layer = [&](const char* letter, int outputs, int kernel, int stride, bool last) {
            const std::string name = block.name + ".f." + letter;
            out = convolution(name, block.stage, out, outputs, kernel, stride,
                              last ? block.name + ".relu" : name + "_relu");
            if (last)
                return;
            activation(name + "_relu", block.stage, out);
            if (spec_.fixup)
                keep(size(out));  // the biased input of the next convolution
        };
        if (block.bottleneck) {
            layer("a", block.width, 1, 1, false);
            layer("b", block.width, 3, block.stride, false);  // has the stride, as published
            layer("c", block.outputs, 1, 1, true);
        } else {
            layer("a", block.outputs, 3, block.stride, false);
            layer("b", block.outputs, 3, 1, true);
        }
        if (spec_.fixup)
            count(block.bottleneck ? 7 : 5);  // one bias on each side of each convolution, one multiplier
        if (spec_.multiplier != ResidualMultiplier::None)
            count(spec_.multiplier == ResidualMultiplier::PerChannel ? block.outputs : 1);
        if (spec_.fixup || spec_.multiplier != ResidualMultiplier::None)
            keep(size(out));
        activation(block.name + ".relu", block.stage, out);
        at_ = out;
    }

    void head() {
        const std::int64_t features = at_.channels;
        plan_.stages.push_back({"head", {spec_.classes, 1, 1}, 0, 0, 0});
        count((features + 1) * spec_.classes + (spec_.fixup ? 1 : 0));
        plan_.stages.back().flops = 2 * features * spec_.classes;
        keep((spec_.dropout > 0 ? 2 : 1) * features + spec_.classes);
    }

    const ModelSpec& spec_;
    const PenaltySpec& penalty_;
    Shape3 at_;
    std::int64_t kept_ = 0;
    int dilation_ = 1;  // of the stage's 3x3 convolutions
    bool learns_ = true;
    int frozen_ = 0;
    NetworkPlan plan_;
};

}  // namespace

std::int64_t ConvolutionPlan::parameters() const {
    return std::int64_t{outputs} * (inputs / groups) * kernel * kernel + (bias ? outputs : 0);
}

std::int64_t ConvolutionPlan::flops() const {
    return 2 * size(out) * (inputs / groups) * kernel * kernel;
}

NetworkPlan layOut(const ModelSpec& spec, const PenaltySpec& penalty) {
    return Planner(spec, penalty).run();
}

NetworkPlan plan(const ModelSpec& spec, const PenaltySpec& penalty) {
    if (const auto problems = validate(spec); !problems.empty())
        throw std::invalid_argument(problems.front().field + ": " + problems.front().message);
    return Planner(spec, penalty).run();
}

NetworkPlan backbonePlan(const ModelSpec& spec, const PenaltySpec& penalty, int frozen) {
    if (const auto problems = validate(spec); !problems.empty())
        throw std::invalid_argument(problems.front().field + ": " + problems.front().message);
    return Planner(spec, penalty).backbone(frozen);
}

}  // namespace isonet::spec
