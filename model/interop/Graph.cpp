#include "model/interop/Graph.h"

#include <stdexcept>
#include <utility>

#include "model/interop/PlainKernels.h"
#include "model/spec/Architecture.h"

namespace isonet::interop {

namespace {

// Reads the plan in the order of the forward pass.
class Walker {
public:
    explicit Walker(const spec::ModelSpec& spec)
        : spec_(spec), parts_(spec::architecture(spec)), plan_(spec::plan(spec)) {}

    Graph run() {
        requirePlainKernels(plan_);
        graph_.name = spec::networkName(spec_);
        graph_.image = {spec_.channels, spec_.height, spec_.width};
        graph_.classes = spec_.classes;
        graph_.fixedSize = parts_.head.pool == spec::HeadPooling::Flatten;
        stem();
        for (const auto& block : plan_.blocks)
            this->block(block);
        head();
        return std::move(graph_);
    }

private:
    void begin(std::string name, std::string title) {
        graph_.sections.push_back({std::move(name), std::move(title), at_, {}});
    }

    // Appends a node that reads the current value, which its result replaces.
    void add(Operation operation, std::string name) {
        graph_.sections.back().nodes.push_back({std::move(operation), std::move(name), {at_}, variable_});
        at_ = graph_.sections.back().nodes.back().name;
    }

    void resample(const spec::ResamplingPlan& plan, const std::string& name) {
        if (!plan.active())
            return;
        const int s = plan.factor;
        switch (plan.kind) {
            case spec::Downsampling::Stride:
                break;
            case spec::Downsampling::MaxPool:
                return add(operation::Pool{true, s, s, 0}, name);
            case spec::Downsampling::AveragePool:
                return add(operation::Pool{false, s, s, 0}, name);
            case spec::Downsampling::BlurPool:
                return add(operation::BlurPool{channels_, s}, name);
            case spec::Downsampling::SpaceToDepth:
                add(operation::SpaceToDepth{channels_, s}, name);
                channels_ *= s * s;
                return;
        }
        throw std::logic_error("graph of a network: " + name + " has an unknown way to downsample");
    }

    // The plan's next convolution and its normalization, whose parameters are named `normalized` and a suffix.
    void convolution(const std::string& name, const std::string& normalized, const std::string& outputBias = {}) {
        const spec::ConvolutionPlan& plan = plan_.convolutions.at(convolutions_++);
        if (plan.name != name)
            throw std::logic_error("graph of a network: " + name + " requested, but the plan has " + plan.name);
        add(operation::Convolution{plan}, name);
        channels_ = plan.outputs;
        const auto suffix = std::string(spec::info(plan.normalization).module);
        if (plan.normalization == spec::Normalization::Batch)
            add(operation::BatchNorm{channels_}, normalized + suffix);
        else if (plan.normalization != spec::Normalization::None)
            add(operation::GroupNorm{channels_, plan.normalizationGroups}, normalized + suffix);
        if (spec_.fixup && !outputBias.empty())
            add(operation::Shift{}, outputBias);
    }

    void activation(const std::string& name, bool flat = false) {
        const spec::ActivationPlan& plan = plan_.activations.at(activations_++);
        if (plan.name != name)
            throw std::logic_error("graph of a network: " + name + " requested, but the plan has " + plan.name);
        const bool shared = spec::info(plan.kind).hasOffset && spec_.offsetSharing == spec::OffsetSharing::PerLayer;
        add(operation::Activation{plan.kind, shared ? 1 : plan.shape.channels, plan.offsetTrained, flat, plan.slope,
                                  plan.scale, plan.inputScale, plan.inputShift, plan.shift},
            name);
    }

    void stem() {
        at_ = graphInput;
        channels_ = spec_.channels;
        variable_ = "x";
        begin("stem", "Stem");
        const spec::StemSpec& stem = parts_.stem;
        resample(plan_.stemResampling, "stem.resampled");
        convolution("stem.conv", "stem.", "stem.output_bias");
        if (stem.activated)
            activation("stem.relu");
        if (stem.pool != spec::StemPooling::None)
            add(operation::Pool{stem.pool == spec::StemPooling::Max, stem.poolKernel, stem.poolStride,
                                spec::poolPadding(stem.poolKernel)},
                "stem.pool");
    }

    void block(const spec::BlockPlan& plan) {
        begin(plan.name, std::string(spec::title(plan.kind)) + " block" +
                             (!plan.shortcut    ? ""
                              : plan.projection ? " with projection"
                                                : " with shortcut"));
        const std::string input = at_;
        if (spec_.fixup) {
            variable_ = "biased";
            add(operation::Shift{}, plan.name + ".input_bias");
        }
        const std::string biased = at_;
        std::string skip;
        if (plan.shortcut) {
            variable_ = "skip";
            at_ = plan.projection ? biased : input;
            resample(plan.resampling, plan.name + ".skip");
            if (plan.projection)
                convolution(plan.name + ".proj", plan.name + ".");
            skip = at_;
        }
        at_ = biased;
        channels_ = plan.inputs;
        variable_ = plan.shortcut ? "f" : "x";
        branch(plan);
        variable_ = "x";
        if (plan.shortcut) {
            add(operation::Add{}, plan.name + ".sum");
            Node& sum = graph_.sections.back().nodes.back();
            sum.inputs.insert(sum.inputs.begin(), skip);
        }
        activation(plan.name + ".relu");
    }

    void branch(const spec::BlockPlan& plan) {
        const std::string name = plan.name + ".f.";
        for (int i = 0; i < plan.convolutions; ++i) {
            const bool last = i == plan.convolutions - 1;
            const std::string layer = name + static_cast<char>('a' + i);
            if (spec_.fixup && i > 0)
                add(operation::Shift{}, layer + "_input_bias");
            if (i == plan.downsampleAt)
                resample(plan.resampling, name + "resampled");
            convolution(layer, layer + "_", last ? "" : layer + "_output_bias");
            if (!last)
                activation(layer + "_relu");
        }
        if (spec_.fixup || plan.multiplier != spec::ResidualMultiplier::None)
            add(operation::Scale{plan.multiplier == spec::ResidualMultiplier::PerChannel ? plan.outputs : 1},
                name + "shared_scalar");
        if (spec_.fixup)
            add(operation::Shift{}, name + "output_bias");
    }

    void head() {
        begin("head", "Head");
        if (graph_.fixedSize)
            add(operation::Flatten{}, "head.pool");
        else
            add(operation::GlobalPool{parts_.head.pool == spec::HeadPooling::Max}, "head.pool");
        if (spec_.fixup)
            add(operation::Shift{}, "head.input_bias");
        for (std::size_t i = 0; i < plan_.linear.size(); ++i) {
            const spec::LinearPlan& layer = plan_.linear[i];
            const bool classifier = i + 1 == plan_.linear.size();
            if (classifier && spec_.dropout > 0)
                add(operation::Dropout{spec_.dropout}, "head.dropout");
            add(operation::Linear{layer.inputs, layer.outputs, layer.bias}, layer.name);
            if (!classifier)
                activation(layer.name + "_relu", true);
        }
    }

    const spec::ModelSpec& spec_;
    spec::Architecture parts_;
    spec::NetworkPlan plan_;
    Graph graph_;
    std::string at_, variable_;                       // the current value
    int channels_ = 0;                                // of the current value
    std::size_t convolutions_ = 0, activations_ = 0;  // taken from the plan
};

}  // namespace

Graph graphOf(const spec::ModelSpec& spec) {
    return Walker(spec).run();
}

}  // namespace isonet::interop
