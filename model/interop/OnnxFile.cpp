#include "model/interop/OnnxFile.h"

#include <ATen/ATen.h>

#include <stdexcept>
#include <unordered_map>

#include "model/base/NumberText.h"
#include "model/base/OutputFile.h"
#include "model/base/ShownText.h"
#include "model/interop/OnnxMessages.h"
#include "model/layers/Activation.h"
#include "model/layers/Convolution.h"

namespace isonet::interop {

namespace {

using Integers = std::vector<std::int64_t>;

constexpr char onnxOutput[] = "logits";
constexpr std::int64_t overhead = std::int64_t{1} << 24;  // bytes kept free for everything but weights

class OnnxWriter {
public:
    explicit OnnxWriter(const StateDict& state) {
        for (const auto& [name, tensor] : state)
            state_[name] = &tensor;
    }

    const OnnxGraph& write(const Graph& graph, const ExportNotes& notes) {
        out_.name(graph.name);
        for (const Section& section : graph.sections)
            for (const Node& node : section.nodes)
                add(node, &node == &graph.sections.back().nodes.back() ? onnxOutput : node.name);
        std::vector<OnnxDimension> shape{"batch", graph.image.channels, "height", "width"};
        if (graph.fixedSize) {
            shape[2] = graph.image.height;
            shape[3] = graph.image.width;
        }
        out_.input(onnxValueInfo(graphInput, shape, inputText(graph, notes)));
        out_.output(onnxValueInfo(onnxOutput, {"batch", graph.classes}, "Logits: softmax makes them probabilities."));
        return out_;
    }

private:
    void add(const Node& node, const std::string& output) {
        name_ = node.name;
        output_ = output;
        inputs_.clear();
        for (const auto& input : node.inputs) {
            const auto found = renamed_.find(input);
            inputs_.push_back(found == renamed_.end() ? input : found->second);
        }
        std::visit([this](const auto& operation) { write(operation); }, node.operation);
    }

    // The node's last step: reads its inputs and the given tensors.
    void step(std::string type, const std::vector<std::string>& more = {}, OnnxAttributes attributes = {}) {
        std::vector<std::string> inputs = inputs_;
        inputs.insert(inputs.end(), more.begin(), more.end());
        out_.node({std::move(type), name_, std::move(inputs), output_, std::move(attributes)});
    }
    // An earlier step, whose result the next one reads.
    void before(std::string type, const std::string& suffix, const std::vector<std::string>& more = {},
                OnnxAttributes attributes = {}) {
        std::vector<std::string> inputs = inputs_;
        inputs.insert(inputs.end(), more.begin(), more.end());
        const std::string name = name_ + "/" + suffix;
        out_.node({std::move(type), name, std::move(inputs), name, std::move(attributes)});
        inputs_ = {name};
    }

    const at::Tensor& weight(const std::string& name) const {
        const auto found = state_.find(name_ + "." + name);
        if (found == state_.end())
            throw std::invalid_argument("ONNX file: the weights have no tensor " + name_ + "." + name);
        return *found->second;
    }
    // Stores a tensor of the node; returns its name.
    std::string stored(const std::string& name, const at::Tensor& tensor) {
        out_.initializer(name_ + "." + name, tensor);
        return name_ + "." + name;
    }
    std::string stored(const std::string& name) { return stored(name, weight(name)); }
    std::string constant(const std::string& name, const Integers& values) {
        return stored(name, at::tensor(values, at::kLong));
    }

    void write(const operation::Convolution& of) {
        const spec::ConvolutionPlan& plan = of.plan;
        const spec::Padding& pad = plan.padding;
        const spec::KernelSize taps = plan.applied();
        const at::Tensor& kernel = weight("weight");
        std::vector<std::string> weights{
            stored("weight", plan.standardized ? model::standardizedKernel(kernel) : kernel)};
        if (plan.bias)
            weights.push_back(stored("bias"));
        step("Conv", weights,
             {{"kernel_shape", Integers{taps.height, taps.width}},
              {"strides", Integers{plan.stride, plan.stride}},
              {"dilations", Integers{plan.dilation, plan.dilation}},
              {"group", plan.groups},
              {"pads", Integers{pad.top, pad.left, pad.bottom, pad.right}}});
    }

    void write(const operation::BatchNorm&) {
        step("BatchNormalization", {stored("weight"), stored("bias"), stored("running_mean"), stored("running_var")},
             {{"epsilon", static_cast<float>(normalizationEpsilon)}});
    }

    void write(const operation::GroupNorm& of) {
        const std::string whole = inputs_.front();
        out_.node({"Shape", name_ + "/shape", {whole}, name_ + "/shape"});
        before("Reshape", "groups", {constant("groups", {0, of.groups, -1})});
        before("InstanceNormalization", "normalized",
               {stored("ones", at::ones({of.groups})), stored("zeros", at::zeros({of.groups}))},
               {{"epsilon", static_cast<float>(normalizationEpsilon)}});
        before("Reshape", "channels", {name_ + "/shape"});
        before("Mul", "scaled", {stored("weight", weight("weight").reshape({-1, 1, 1}))});
        step("Add", {stored("bias", weight("bias").reshape({-1, 1, 1}))});
    }

    void write(const operation::Activation& of) {
        switch (of.kind) {
            case spec::Activation::ReLU:
                return step("Relu");
            case spec::Activation::LeakyReLU:
                return leaky(model::leakySlope);
            case spec::Activation::RReLU:
                return leaky((model::randomLower + model::randomUpper) / 2);
            case spec::Activation::PReLU: {
                const at::Tensor& slope = weight("weight");
                return step("PRelu", {stored("weight", of.flat ? slope : slope.reshape({-1, 1, 1}))});
            }
            case spec::Activation::ELU:
                return step("Elu", {}, {{"alpha", 1.0f}});
            case spec::Activation::SELU:
                return step("Selu");
            case spec::Activation::GELU:
                return gelu();
            case spec::Activation::SiLU:
                return silu();
            case spec::Activation::PELU:
                return pelu();
            case spec::Activation::TailoredReLU:
                before("Mul", "scaled", {scalar("scale", of.scale)});
                return leaky(of.slope);
            case spec::Activation::TransformedTanh:
            case spec::Activation::TransformedSoftplus:
            case spec::Activation::TransformedSiLU:
                return transformed(of);
            case spec::Activation::MaxMin:
                return maxMin(of.channels / 2);
            case spec::Activation::SReLU: {
                const at::Tensor& offset = weight("srelu_bias");
                return step("Max", {stored("srelu_bias", of.flat ? offset.reshape({1, -1}) : offset)});
            }
        }
        throw std::logic_error("ONNX file: " + name_ + " has an unknown activation");
    }
    std::string scalar(const std::string& name, double value) { return stored(name, at::full({1}, value, at::kFloat)); }
    std::string result(const std::string& suffix) const { return name_ + "/" + suffix; }
    // A step outside the chain of before(): `inputs` -> result(suffix).
    std::string aside(std::string type, const std::string& suffix, std::vector<std::string> inputs) {
        out_.node({std::move(type), result(suffix), std::move(inputs), result(suffix)});
        return result(suffix);
    }
    void gelu() {  // x (1 + erf(x / sqrt 2)) / 2
        const std::string x = inputs_.front();
        const std::string scaled = aside("Mul", "scaled", {x, scalar("half_root", std::sqrt(0.5))});
        const std::string both = aside("Add", "sum", {aside("Erf", "erf", {scaled}), scalar("one", 1)});
        inputs_ = {aside("Mul", "weighted", {x, both})};
        step("Mul", {scalar("half", 0.5)});
    }
    void silu() {
        const std::string x = inputs_.front();
        step("Mul", {aside("Sigmoid", "sigmoid", {x})});
    }
    void pelu() {  // (a / b) max(x, 0) + a (exp(min(x, 0) / b) - 1)
        const std::string x = inputs_.front();
        const at::Tensor a = weight("pelu_a").clamp_min(model::peluFloor),
                         b = weight("pelu_b").clamp_min(model::peluFloor);
        const std::string positive = aside("Mul", "positive", {aside("Relu", "relu", {x}), stored("ratio", a / b)});
        const std::string below = aside("Min", "below", {x, scalar("zero", 0)});
        const std::string power = aside("Exp", "power", {aside("Div", "quotient", {below, stored("pelu_b", b)})});
        const std::string negative = aside("Sub", "negative", {power, scalar("one", 1)});
        inputs_ = {positive};
        step("Add", {aside("Mul", "weighted", {negative, stored("pelu_a", a)})});
    }
    void transformed(const operation::Activation& of) {  // scale (f(inputScale x + inputShift) + shift)
        before("Mul", "stretched", {scalar("input_scale", of.inputScale)});
        before("Add", "shifted", {scalar("input_shift", of.inputShift)});
        const std::string inner = inputs_.front();
        if (of.kind == spec::Activation::TransformedSiLU)
            before("Mul", "function", {aside("Sigmoid", "sigmoid", {inner})});
        else
            before(of.kind == spec::Activation::TransformedTanh ? "Tanh" : "Softplus", "function");
        before("Add", "centered", {scalar("shift", of.shift)});
        step("Mul", {scalar("scale", of.scale)});
    }
    void maxMin(std::int64_t half) {
        Integers low, high;
        for (std::int64_t channel = 0; channel < half; ++channel) {
            low.push_back(channel);
            high.push_back(half + channel);
        }
        const std::string first = name_ + "/first", second = name_ + "/second";
        out_.node({"Gather", first, {inputs_.front(), constant("low", low)}, first, {{"axis", 1}}});
        out_.node({"Gather", second, {inputs_.front(), constant("high", high)}, second, {{"axis", 1}}});
        inputs_ = {name_ + "/max", name_ + "/min"};
        out_.node({"Max", inputs_[0], {first, second}, inputs_[0]});
        out_.node({"Min", inputs_[1], {first, second}, inputs_[1]});
        step("Concat", {}, {{"axis", 1}});
    }
    void leaky(double slope) { step("LeakyRelu", {}, {{"alpha", static_cast<float>(slope)}}); }

    void write(const operation::Scale&) { step("Mul", {stored("scale")}); }
    void write(const operation::Shift&) { step("Add", {stored("shared_bias")}); }
    void write(const operation::Add&) { step("Add"); }

    void write(const operation::Pool& of) {
        step(of.maximum ? "MaxPool" : "AveragePool", {},
             {{"kernel_shape", Integers{of.kernel, of.kernel}},
              {"strides", Integers{of.stride, of.stride}},
              {"pads", Integers{of.padding, of.padding, of.padding, of.padding}}});
    }

    void write(const operation::BlurPool& of) {
        before("Pad", "border", {constant("pads", {0, 0, 1, 1, 0, 0, 1, 1})}, {{"mode", "reflect"}});
        const at::Tensor row = at::tensor({0.25f, 0.5f, 0.25f});
        step("Conv", {stored("filter", at::outer(row, row).expand({of.channels, 1, 3, 3}))},
             {{"kernel_shape", Integers{3, 3}}, {"strides", Integers{of.factor, of.factor}}, {"group", of.channels}});
    }

    // ONNX orders the channels (dy, dx, c).
    void write(const operation::SpaceToDepth& of) {
        before("SpaceToDepth", "cells", {}, {{"blocksize", of.factor}});
        Integers order;
        for (int channel = 0; channel < of.channels; ++channel)
            for (int cell = 0; cell < of.factor * of.factor; ++cell)
                order.push_back(std::int64_t{cell} * of.channels + channel);
        step("Gather", {constant("order", order)}, {{"axis", 1}});
    }

    void write(const operation::GlobalPool& of) {
        before(of.maximum ? "GlobalMaxPool" : "GlobalAveragePool", "pixels");
        step("Flatten", {}, {{"axis", 1}});
    }
    void write(const operation::Flatten&) { step("Flatten", {}, {{"axis", 1}}); }

    void write(const operation::Linear& of) {
        std::vector<std::string> weights{stored("weight")};
        if (of.bias)
            weights.push_back(stored("bias"));
        step("Gemm", weights, {{"transB", 1}});
    }

    void write(const operation::Dropout&) { renamed_[name_] = inputs_.front(); }

    std::unordered_map<std::string, const at::Tensor*> state_;
    std::unordered_map<std::string, std::string> renamed_;  // results of nodes that are left out
    OnnxGraph out_;
    std::string name_, output_;  // of the node being written
    std::vector<std::string> inputs_;
};

void requireSize(const Graph& graph, const StateDict& state) {
    std::int64_t bytes = overhead;
    for (const auto& [name, tensor] : state)
        bytes += tensor.numel() * static_cast<std::int64_t>(sizeof(float));
    if (bytes > onnxMaximumBytes)
        throw std::invalid_argument(graph.name + " has " + base::fixed(static_cast<double>(bytes - overhead) / 1e9, 1) +
                                    " GB of weights; an ONNX file holds at most 2.1 GB. Export the weights to "
                                    ".safetensors or .pt and the network to .py");
}

OnnxModel description(const Graph& graph, const ExportNotes& notes) {
    OnnxModel model{
        exportProducer, notes.version, graph.name + ". " + inputText(graph, notes), {{"network", graph.name}}};
    if (!notes.mean.empty()) {
        model.metadata.emplace_back("mean", tupleText(notes.mean));
        model.metadata.emplace_back("deviation", tupleText(notes.deviation));
    }
    std::string classes;
    for (const auto& name : notes.classNames)
        classes += (classes.empty() ? "" : "\n") + base::shownName(name);  // one line each, in UTF-8
    if (!classes.empty())
        model.metadata.emplace_back("classes", classes);
    return model;
}

}  // namespace

void writeOnnx(const Graph& graph, const StateDict& state, const ExportNotes& notes,
               const std::filesystem::path& file) {
    requireSize(graph, state);
    OnnxWriter writer(state);
    const ProtobufMessage model = onnxMessage(description(graph, notes), writer.write(graph, notes));
    base::OutputFile output(file);
    output.write(model.content());
    output.commit();
}

}  // namespace isonet::interop
