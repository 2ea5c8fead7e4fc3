#include "model/spec/NetworkPlan.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "model/spec/Architecture.h"
#include "model/spec/Counts.h"
#include "model/spec/DetectorPlan.h"
#include "model/spec/LayerSettings.h"
#include "model/spec/SignalPrediction.h"

namespace isonet::spec {

namespace {

std::int64_t size(const Shape3& shape) {
    return countProduct({shape.channels, shape.height, shape.width});
}

// Tap (k / 2), rounded down, is at the output's own pixel.
Padding samePadding(const KernelSize& kernel, int dilation) {
    const int top = dilation * (kernel.height / 2), left = dilation * (kernel.width / 2);
    return {top, dilation * (kernel.height - 1) - top, left, dilation * (kernel.width - 1) - left};
}

// The convolution to be added, as its part describes it.
struct Request {
    std::string name;
    int stage = 0, outputs = 0;
    KernelSize kernel;
    int stride = 1, dilation = 1, groups = 1;
    Normalization normalization = Normalization::None;
    bool standardized = false;  // as the part says; of kernels with more than one weight per output
    std::string activation;     // that follows; empty: none
};

class Planner {
public:
    Planner(const ModelSpec& spec, const PenaltySpec& penalty)
        : spec_(spec), penalty_(penalty), parts_(architecture(spec)), at_{spec.channels, spec.height, spec.width} {}

    // For a detector: without the classifier; frozen stages keep nothing.
    NetworkPlan backbone(int frozen) {
        frozen_ = frozen;
        return run(false);
    }

    NetworkPlan run(bool classifier = true) {
        learnsFrom(0);
        stem(parts_.stem);
        int number = 0;
        for (const StageSpec& each : parts_.stages) {
            learnsFrom(++number);
            stage(number, each);
        }
        plan_.features = at_;
        plan_.stages.push_back({"head", {}, 0, 0, 0});
        if (classifier)
            head(parts_.head);
        for (const auto& each : plan_.stages) {
            plan_.parameters = countSum(plan_.parameters, each.parameters);
            plan_.flops = countSum(plan_.flops, each.flops);
        }
        plan_.activationBytes = countProduct({4, kept_});
        if (std::ranges::any_of(plan_.activations, &ActivationPlan::isTailored))
            tailorSlopes(plan_, spec_, spec_.tailoredCosine);
        if (std::ranges::any_of(plan_.activations, &ActivationPlan::isTransformed))
            transformActivations(plan_, spec_);
        return std::move(plan_);
    }

private:
    // Of scaled standardization, for the network's activation.
    double networkGain() const {
        ActivationPlan activation;
        activation.kind = spec_.activation;
        activation.offset = spec_.offset;
        return standardizedGain(activation);
    }

    // As published: a normalization and SReLU have their own offset, and Fixup has scalar biases.
    bool convolutionBias(const Request& request) const {
        const bool offset =
            !request.activation.empty() && info(settingsOf(spec_, request.activation).activation).hasOffset;
        return request.normalization == Normalization::None && !spec_.fixup && !offset;
    }
    void note(const std::string& layer, bool same) {
        if (const auto block = blockOf(layer); !same && (plan_.changed.empty() || plan_.changed.back() != block))
            plan_.changed.emplace_back(block);
    }
    void keep(std::int64_t elements) { kept_ = countSum(kept_, learns_ ? elements : 0); }
    // Starts the stem (0) or stage `part`. The first trained one keeps its input, for the gradients of its weights.
    void learnsFrom(int part) {
        learns_ = part >= frozen_;
        if (part == frozen_)
            keep(size(at_));
    }
    void count(std::int64_t parameters) {
        std::int64_t& all = plan_.stages.back().parameters;
        all = countSum(all, parameters);
    }
    void countFlops(std::int64_t flops) {
        std::int64_t& all = plan_.stages.back().flops;
        all = countSum(all, flops);
    }

    Shape3 convolution(const Request& request, const Shape3& in) {
        ConvolutionPlan layer;
        layer.name = request.name;
        layer.stage = request.stage;
        layer.inputs = in.channels;
        layer.outputs = request.outputs;
        layer.kernel = request.kernel;
        layer.stride = request.stride;
        layer.dilation = request.kernel.pointwise() ? 1 : request.dilation;
        layer.groups = request.groups;
        layer.bias = convolutionBias(request);
        layer.normalization = request.normalization;
        if (request.normalization == Normalization::Group)
            layer.normalizationGroups =
                spec_.normalizationGroups > 0 ? spec_.normalizationGroups : automaticGroups(request.outputs);
        layer.standardized =
            request.standardized && layer.inputs / layer.groups * layer.kernel.height * layer.kernel.width > 1;
        const LayerSettings settings = settingsOf(spec_, layer.name);
        layer.initialization = settings.initialization;
        layer.parameterization = settings.parameterization;
        if (layer.parameterization == Parameterization::ScaledStandardization && layer.stage > 0)
            layer.gain = networkGain();
        note(layer.name,
             layer.initialization == spec_.initialization && layer.parameterization == spec_.parameterization);
        layer.in = in;
        layer.padding = layer.circular() ? Padding{0, 0, 0, 0} : samePadding(layer.applied(), layer.dilation);
        layer.out = {request.outputs, (in.height - 1) / request.stride + 1, (in.width - 1) / request.stride + 1};
        layer.penalized = penalizes(penalty_, layer);
        count(layer.parameters());
        countFlops(layer.flops());
        const Shape3 out = layer.out;
        if (const Padding& pad = layer.padding; !pad.symmetric())  // the padded input
            keep(size({in.channels, in.height + pad.top + pad.bottom, in.width + pad.left + pad.right}));
        plan_.convolutions.push_back(std::move(layer));
        if (request.normalization != Normalization::None) {
            count(2 * std::int64_t{request.outputs});
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
        count(kind.scalars);
        keep(countProduct({1 + kind.extraKept, size(shape)}));
        settings.initialization = spec_.initialization;  // of convolutions only
        settings.parameterization = spec_.parameterization;
        note(name, settings == networkSettings(spec_));
        plan_.activations.push_back(
            {std::move(name), stage, shape, settings.activation, settings.offset, settings.offsetTrained});
    }

    Shape3 resampled(const ResamplingPlan& plan, const Shape3& in) {
        if (!plan.active())
            return in;
        const int s = plan.factor;
        Shape3 out{in.channels, in.height / s, in.width / s};
        if (plan.kind == Downsampling::SpaceToDepth)
            out.channels *= s * s;
        if (plan.kind == Downsampling::BlurPool) {
            out = {in.channels, (in.height - 1) / s + 1, (in.width - 1) / s + 1};
            keep(size({in.channels, in.height + 2, in.width + 2}));  // the padded grid, and its first mean
            keep(size({in.channels, in.height + 1, in.width + 1}));
        }
        keep(countProduct({plan.kind == Downsampling::MaxPool ? 3 : 1, size(out)}));  // the maximum's 8-byte positions
        return out;
    }

    void stem(const StemSpec& stem) {
        plan_.stages.push_back({"stem", {}, 0, 0, 0});
        plan_.stemResampling = {stem.downsample, stem.stride};
        at_ = resampled(plan_.stemResampling, at_);
        Request request;
        request.name = "stem.conv";
        request.outputs = stem.channels;
        request.kernel = stem.kernel;
        request.stride = plan_.stemResampling.active() ? 1 : stem.stride;
        request.normalization = *stem.normalization;
        request.standardized = *stem.weightStandardization;
        if (stem.activated)
            request.activation = "stem.relu";
        at_ = convolution(request, at_);
        if (spec_.fixup)
            count(1);
        if (stem.activated)
            activation("stem.relu", 0, at_);
        if (stem.pool != StemPooling::None) {
            const auto pooled = [&](int pixels) {
                const int padded = pixels + 2 * poolPadding(stem.poolKernel);
                return padded < stem.poolKernel ? 0 : (padded - stem.poolKernel) / stem.poolStride + 1;
            };
            at_ = {at_.channels, pooled(at_.height), pooled(at_.width)};
            keep(countProduct({stem.pool == StemPooling::Max ? 3 : 1, size(at_)}));  // the maximum's 8-byte positions
        }
        plan_.stages.back().out = at_;
    }

    void stage(int number, const StageSpec& stage) {
        const std::string name = "s" + std::to_string(number);
        plan_.stages.push_back({name, {}, stage.blocks, 0, 0});
        for (int i = 0; i < stage.blocks; ++i) {
            BlockPlan block;
            block.name = name + ".b" + std::to_string(i + 1);
            block.stage = number;
            block.kind = stage.block;
            block.convolutions = info(stage.block).convolutions;
            block.shortcut = *stage.shortcut;
            block.inputs = at_.channels;
            block.outputs = stage.channels;
            block.width = innerChannels(stage);
            block.stride = i == 0 ? stage.stride : 1;
            block.resampling = {stage.downsample, block.stride};
            block.downsampleAt = stage.downsampleAt;
            block.multiplier = *stage.multiplier;
            block.multiplierStart = *stage.multiplierStart;
            const std::int64_t before = plan_.stages.back().parameters;
            this->block(block, stage);
            block.parameters = plan_.stages.back().parameters - before;
            plan_.blocks.push_back(std::move(block));
        }
        plan_.stages.back().out = at_;
    }

    void block(BlockPlan& block, const StageSpec& stage) {
        const Shape3 in = at_;
        const std::int64_t before = kept_;
        if (spec_.fixup)
            keep(size(in));  // the biased input of the branch
        if (block.shortcut)
            skip(block, stage, in);
        Shape3 out = in;
        for (int i = 0; i < block.convolutions; ++i)
            out = branchLayer(block, stage, i, out);
        if (spec_.fixup)
            count(2 * block.convolutions + 1);  // one bias on each side of each convolution, one multiplier
        if (block.multiplier != ResidualMultiplier::None)
            count(block.multiplier == ResidualMultiplier::PerChannel ? block.outputs : 1);
        if (spec_.fixup || block.multiplier != ResidualMultiplier::None)
            keep(size(out));
        activation(block.name + ".relu", block.stage, out);
        block.keptBytes = countProduct({4, kept_ - before});
        block.outputBytes = learns_ ? countProduct({4, size(out)}) : 0;
        at_ = out;
    }

    void skip(BlockPlan& block, const StageSpec& stage, const Shape3& in) {
        const Shape3 before = resampled(block.resampling, in);
        const int stride = block.resampling.active() ? 1 : block.stride;
        block.projection = before.channels != block.outputs || stride != 1;
        if (!block.projection)
            return;
        convolution({block.name + ".proj",
                     block.stage,
                     block.outputs,
                     {1, 1},
                     stride,
                     1,
                     1,
                     *stage.normalization,
                     *stage.weightStandardization,
                     block.name + ".relu"},
                    before);
    }

    Shape3 branchLayer(const BlockPlan& block, const StageSpec& stage, int index, Shape3 in) {
        const bool last = index == block.convolutions - 1, downsamples = index == block.downsampleAt;
        if (downsamples)
            in = resampled(block.resampling, in);
        const bool depthwise = block.kind == BlockKind::DepthwiseSeparable && index == 0;
        const bool grouped =
            block.kind == BlockKind::Bottleneck ? index == 1 : block.kind != BlockKind::DepthwiseSeparable;
        Request request;
        request.name = block.name + ".f." + static_cast<char>('a' + index);
        request.stage = block.stage;
        request.outputs = depthwise ? in.channels : last ? block.outputs : block.width;
        request.kernel = stage.kernel[static_cast<std::size_t>(index)];
        request.stride = downsamples && !block.resampling.active() ? block.stride : 1;
        request.dilation = stage.dilation;
        if (depthwise)
            request.groups = in.channels;
        else if (grouped)
            request.groups = stage.groupWidth > 0 ? std::max(1, request.outputs / stage.groupWidth) : stage.groups;
        request.normalization = *stage.normalization;
        request.standardized = *stage.weightStandardization;
        request.activation = last ? block.name + ".relu" : request.name + "_relu";
        const Shape3 out = convolution(request, in);
        if (last)
            return out;
        activation(request.activation, block.stage, out);
        if (spec_.fixup)
            keep(size(out));  // the biased input of the next convolution
        return out;
    }

    void head(const HeadSpec& head) {
        plan_.stages.back().out = {spec_.classes, 1, 1};
        int features = at_.channels;
        if (head.pool == HeadPooling::Flatten)  // validate() refuses more than an int holds
            features = static_cast<int>(std::min<std::int64_t>(size(at_), std::numeric_limits<int>::max()));
        for (std::size_t i = 0; i < head.hidden.size(); ++i) {
            const std::string name = "head.fc" + std::to_string(i + 1);
            linear({name, features, head.hidden[i], true});
            features = head.hidden[i];
            activation(name + "_relu", static_cast<int>(parts_.stages.size()) + 1, {features, 1, 1});
        }
        linear({"head.fc", features, spec_.classes, head.bias});
        count(spec_.fixup ? 1 : 0);
        keep((spec_.dropout > 0 ? 1 : 0) * std::int64_t{features} + spec_.classes);
    }

    void linear(LinearPlan layer) {
        layer.orthogonal = info(settingsOf(spec_, layer.name).parameterization).bounded;
        count(std::int64_t{layer.inputs} * layer.outputs + (layer.bias ? layer.outputs : 0));
        countFlops(2 * std::int64_t{layer.inputs} * layer.outputs);
        keep(layer.inputs);
        plan_.linear.push_back(std::move(layer));
    }

    const ModelSpec& spec_;
    const PenaltySpec& penalty_;
    Architecture parts_;
    Shape3 at_;
    std::int64_t kept_ = 0;
    bool learns_ = true;
    int frozen_ = 0;
    NetworkPlan plan_;
};

}  // namespace

std::int64_t ConvolutionPlan::parameters() const {
    std::int64_t count = bias ? outputs : 0, weights = 1;
    for (const std::int64_t size : info(parameterization).rules.weight(*this))
        weights = countProduct({weights, size});
    if (hasStrideFactor(*this))
        count = countSum(count, countProduct({outputs, innerChannels(*this), stride, stride}));
    if (const auto scale = info(parameterization).rules.scale(*this); !scale.empty()) {
        std::int64_t scales = 1;
        for (const std::int64_t size : scale)
            scales = countProduct({scales, size});
        count = countSum(count, scales);
    }
    return countSum(count, weights);
}

KernelSize ConvolutionPlan::applied() const {
    return info(parameterization).rules.applied(*this);
}

std::int64_t ConvolutionPlan::flops() const {
    if (circular())  // complex products at half of the frequencies
        return countProduct({8, outputs, inputs / groups, in.height, in.width / 2 + 1});
    const KernelSize taps = applied();
    return countProduct({2, size(out), inputs / groups, taps.height, taps.width});
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
