#include "tests/model/DenseOperator.h"

#include <torch/types.h>

#include <utility>

namespace isonet::test {

at::Tensor denseOperator(const at::Tensor& weight, const Case& c, Boundary boundary) {
    const Size height = (c.height + c.stride - 1) / c.stride, width = (c.width + c.stride - 1) / c.stride;
    at::Tensor matrix = torch::zeros({c.outputs, height, width, c.inputs, c.height, c.width}, at::kDouble);
    auto to = matrix.accessor<double, 6>();
    const at::Tensor kernel = weight.detach().to(at::kDouble).contiguous();
    const auto a = kernel.accessor<double, 4>();
    const Size top = c.dilation * (c.kernelHeight / 2), left = c.dilation * (c.kernelWidth / 2);
    const Size inputsOfGroup = c.inputs / c.groups, outputsOfGroup = c.outputs / c.groups;
    for (Size m = 0; m < c.outputs; ++m)
        for (Size py = 0; py < height; ++py)
            for (Size px = 0; px < width; ++px)
                for (Size qy = 0; qy < c.kernelHeight; ++qy)
                    for (Size qx = 0; qx < c.kernelWidth; ++qx)
                        for (Size i = 0; i < inputsOfGroup; ++i) {
                            Size y = c.stride * py + c.dilation * qy - top, x = c.stride * px + c.dilation * qx - left;
                            if (boundary == Boundary::Circular) {
                                y = (y % c.height + c.height) % c.height;
                                x = (x % c.width + c.width) % c.width;
                            } else if (y < 0 || y >= c.height || x < 0 || x >= c.width) {
                                continue;
                            }
                            to[m][py][px][m / outputsOfGroup * inputsOfGroup + i][y][x] += a[m][i][qy][qx];
                        }
    return matrix.view({c.outputs * height * width, c.inputs * c.height * c.width});
}

Case onWideGrid(Case c) {
    const auto wide = [&](Size taps) {
        const Size least = 2 * c.dilation * (taps - 1) + 1;
        return (least + c.stride - 1) / c.stride * c.stride;
    };
    c.height = wide(c.kernelHeight);
    c.width = wide(c.kernelWidth);
    return c;
}

double squareOfOutputs(const at::Tensor& dense, const Case& c) {
    // Every position has the same rows, shifted: those of the first are enough.
    const Size positions = dense.size(0) / c.outputs;
    const at::Tensor rows = dense.view({c.outputs, positions, dense.size(1)}).select(1, 0);
    at::Tensor gram = rows.mm(dense.t());
    gram.view({c.outputs, c.outputs, positions}).select(2, 0).diagonal().sub_(1);
    return gram.square().sum().item<double>();
}

at::Tensor exchanged(const at::Tensor& weight, const Case& c) {
    const Size outputs = c.outputs / c.groups, inputs = c.inputs / c.groups;
    at::Tensor other = torch::zeros({c.inputs, outputs, c.kernelHeight, c.kernelWidth}, weight.options());
    for (Size group = 0; group < c.groups; ++group)
        for (Size m = 0; m < outputs; ++m)
            for (Size i = 0; i < inputs; ++i)
                other[group * inputs + i][m].copy_(weight[group * outputs + m][i]);
    return other;
}

double densePenalty(const at::Tensor& weight, const Case& c) {
    Case side = onWideGrid(c);
    if (c.outputs <= c.inputs)
        return squareOfOutputs(denseOperator(weight, side, Boundary::Circular), side) / 2;
    std::swap(side.outputs, side.inputs);
    return squareOfOutputs(denseOperator(exchanged(weight, c), side, Boundary::Circular), side) / 2;
}

spec::ConvolutionPlan planOf(const Case& c) {
    spec::ConvolutionPlan plan;
    plan.name = "s1.b1.f.a";
    plan.inputs = static_cast<int>(c.inputs);
    plan.outputs = static_cast<int>(c.outputs);
    plan.kernel = {static_cast<int>(c.kernelHeight), static_cast<int>(c.kernelWidth)};
    plan.stride = static_cast<int>(c.stride);
    plan.dilation = static_cast<int>(c.dilation);
    plan.groups = static_cast<int>(c.groups);
    const int top = plan.dilation * (plan.kernel.height / 2), left = plan.dilation * (plan.kernel.width / 2);
    plan.padding = {top, plan.dilation * (plan.kernel.height - 1) - top, left,
                    plan.dilation * (plan.kernel.width - 1) - left};
    plan.in = {plan.inputs, static_cast<int>(c.height), static_cast<int>(c.width)};
    plan.out = {plan.outputs, static_cast<int>((c.height + c.stride - 1) / c.stride),
                static_cast<int>((c.width + c.stride - 1) / c.stride)};
    return plan;
}

Case caseOf(const spec::ConvolutionPlan& plan) {
    return {plan.outputs, plan.inputs,   plan.groups,    plan.kernel.height, plan.kernel.width,
            plan.stride,  plan.dilation, plan.in.height, plan.in.width};
}

Case oneGroup(Case c) {
    c.outputs /= c.groups;
    c.inputs /= c.groups;
    c.groups = 1;
    return c;
}

at::Tensor kernelOfGroup(const at::Tensor& weight, const Case& c, Size group) {
    const Size outputs = c.outputs / c.groups;
    return weight.narrow(0, group * outputs, outputs);
}

}  // namespace isonet::test
