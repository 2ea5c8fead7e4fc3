#include "OnnxRunner.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <stdexcept>

namespace isonet::test {

namespace {

using Inputs = std::vector<at::Tensor>;
using Integers = std::vector<std::int64_t>;

Integers integers(const OnnxOperator& node, const std::string& name, const Integers& otherwise) {
    const auto found = node.integers.find(name);
    return found == node.integers.end() ? otherwise : found->second;
}

float real(const OnnxOperator& node, const std::string& name) {
    return node.reals.at(name);
}

// Borders {top, left, bottom, right} of a value around the image.
at::Tensor bordered(const at::Tensor& x, const Integers& pads, double value) {
    return at::constant_pad_nd(x, {pads[1], pads[3], pads[0], pads[2]}, value);
}

at::Tensor convolution(const OnnxOperator& node, const Inputs& in) {
    return at::conv2d(bordered(in[0], integers(node, "pads", {0, 0, 0, 0}), 0), in[1],
                      in.size() > 2 ? in[2] : at::Tensor(), integers(node, "strides", {1, 1}), at::IntArrayRef{0, 0},
                      integers(node, "dilations", {1, 1}), integers(node, "group", {1})[0]);
}

at::Tensor maxPool(const OnnxOperator& node, const Inputs& in) {
    const auto x = bordered(in[0], integers(node, "pads", {0, 0, 0, 0}), -std::numeric_limits<double>::infinity());
    return at::max_pool2d(x, node.integers.at("kernel_shape"), integers(node, "strides", {1, 1}));
}

// Sums divided by the number of pixels of the image in each window.
at::Tensor averagePool(const OnnxOperator& node, const Inputs& in) {
    const Integers pads = integers(node, "pads", {0, 0, 0, 0}), kernel = node.integers.at("kernel_shape");
    const auto sums = [&](const at::Tensor& x) {
        return at::avg_pool2d(bordered(x, pads, 0), kernel, integers(node, "strides", {1, 1}));
    };
    return sums(in[0]) / sums(at::ones_like(in[0]));
}

at::Tensor reshape(const OnnxOperator&, const Inputs& in) {
    Integers shape(in[1].const_data_ptr<std::int64_t>(), in[1].const_data_ptr<std::int64_t>() + in[1].numel());
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == 0)
            shape[i] = in[0].size(static_cast<std::int64_t>(i));
    return in[0].reshape(shape);
}

at::Tensor instanceNormalization(const OnnxOperator& node, const Inputs& in) {
    const auto x = in[0].flatten(2);
    const auto centered = x - x.mean(2, true);
    const auto normalized = centered / (centered.square().mean(2, true) + real(node, "epsilon")).sqrt();
    return (normalized * in[1].view({-1, 1}) + in[2].view({-1, 1})).view(in[0].sizes());
}

at::Tensor batchNormalization(const OnnxOperator& node, const Inputs& in) {
    const auto by = [](const at::Tensor& each) { return each.view({1, -1, 1, 1}); };
    return (in[0] - by(in[3])) / (by(in[4]) + real(node, "epsilon")).sqrt() * by(in[1]) + by(in[2]);
}

at::Tensor pad(const OnnxOperator& node, const Inputs& in) {
    if (node.strings.at("mode") != "reflect" || !in[1].equal(at::tensor(Integers{0, 0, 1, 1, 0, 0, 1, 1})))
        throw std::runtime_error(node.name + ": not a reflected border of one pixel");
    return at::reflection_pad2d(in[0], {1, 1, 1, 1});
}

// Depth is (dy, dx, c).
at::Tensor spaceToDepth(const OnnxOperator& node, const Inputs& in) {
    const auto size = node.integers.at("blocksize")[0];
    const auto& x = in[0];
    return x.reshape({x.size(0), x.size(1), x.size(2) / size, size, x.size(3) / size, size})
        .permute({0, 3, 5, 1, 2, 4})
        .reshape({x.size(0), x.size(1) * size * size, x.size(2) / size, x.size(3) / size});
}

at::Tensor product(const OnnxOperator& node, const Inputs& in) {
    const bool transposed = integers(node, "transB", {0})[0] == 1;
    const auto out = in[0].matmul(transposed ? in[1].t() : in[1]);
    return in.size() > 2 ? out + in[2] : out;
}

at::Tensor exponential(const at::Tensor& x, double gamma, double alpha) {
    return gamma * (at::clamp_min(x, 0) + at::clamp_max(alpha * (at::exp(x) - 1), 0));
}

using Function = std::function<at::Tensor(const OnnxOperator&, const Inputs&)>;

const std::map<std::string, Function>& functions() {
    static const std::map<std::string, Function> all{
        {"Conv", convolution},
        {"MaxPool", maxPool},
        {"AveragePool", averagePool},
        {"Reshape", reshape},
        {"InstanceNormalization", instanceNormalization},
        {"BatchNormalization", batchNormalization},
        {"Pad", pad},
        {"SpaceToDepth", spaceToDepth},
        {"Gemm", product},
        {"Shape", [](const auto&, const Inputs& in) { return at::tensor(in[0].sizes(), at::kLong); }},
        {"Gather",
         [](const auto& node, const Inputs& in) { return in[0].index_select(node.integers.at("axis")[0], in[1]); }},
        {"Add", [](const auto&, const Inputs& in) { return in[0] + in[1]; }},
        {"Sub", [](const auto&, const Inputs& in) { return in[0] - in[1]; }},
        {"Div", [](const auto&, const Inputs& in) { return in[0] / in[1]; }},
        {"Exp", [](const auto&, const Inputs& in) { return at::exp(in[0]); }},
        {"Erf", [](const auto&, const Inputs& in) { return at::erf(in[0]); }},
        {"Softplus", [](const auto&, const Inputs& in) { return at::softplus(in[0]); }},
        {"Tanh", [](const auto&, const Inputs& in) { return at::tanh(in[0]); }},
        {"Sigmoid", [](const auto&, const Inputs& in) { return at::sigmoid(in[0]); }},
        {"Mul", [](const auto&, const Inputs& in) { return in[0] * in[1]; }},
        {"Max", [](const auto&, const Inputs& in) { return at::maximum(in[0], in[1]); }},
        {"Min", [](const auto&, const Inputs& in) { return at::minimum(in[0], in[1]); }},
        {"Concat", [](const auto& node, const Inputs& in) { return at::cat(in, integers(node, "axis", {1})[0]); }},
        {"Relu", [](const auto&, const Inputs& in) { return at::clamp_min(in[0], 0); }},
        {"LeakyRelu",
         [](const auto& node, const Inputs& in) { return at::where(in[0] < 0, real(node, "alpha") * in[0], in[0]); }},
        {"PRelu", [](const auto&, const Inputs& in) { return at::where(in[0] < 0, in[1] * in[0], in[0]); }},
        {"Elu", [](const auto& node, const Inputs& in) { return exponential(in[0], 1, real(node, "alpha")); }},
        {"Selu", [](const auto&, const Inputs& in) { return exponential(in[0], 1.05070102214813, 1.67326319217682); }},
        {"GlobalAveragePool",
         [](const auto&, const Inputs& in) {
             return in[0].mean({2, 3}, true);
         }},
        {"GlobalMaxPool",
         [](const auto&, const Inputs& in) {
             return in[0].amax({2, 3}, true);
         }},
        {"Flatten", [](const auto& node, const Inputs& in) { return in[0].flatten(node.integers.at("axis")[0]); }},
    };
    return all;
}

}  // namespace

at::Tensor runOnnx(const OnnxContents& model, const at::Tensor& images) {
    const at::NoGradGuard noGradient;
    std::map<std::string, at::Tensor> values = model.tensors;
    values.emplace(model.inputs.at(0).name, images);
    for (const OnnxOperator& node : model.operators) {
        const auto function = functions().find(node.type);
        if (function == functions().end())
            throw std::runtime_error("unknown operator " + node.type);
        Inputs inputs;
        for (const auto& name : node.inputs) {
            if (!values.contains(name))
                throw std::runtime_error(node.name + " reads " + name + ", which no earlier operator makes");
            inputs.push_back(values.at(name));
        }
        if (!values.emplace(node.outputs.at(0), function->second(node, inputs)).second)
            throw std::runtime_error("two results are named " + node.outputs.at(0));
    }
    return values.at(model.outputs.at(0).name);
}

}  // namespace isonet::test
