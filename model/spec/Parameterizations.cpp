#include "model/spec/Parameterizations.h"

#include <algorithm>
#include <numeric>

#include "model/base/NumberText.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::spec {
namespace {

std::string tapsText(const KernelSize& kernel) {
    return std::to_string(kernel.height) + "x" + std::to_string(kernel.width);
}

std::string smallKernel(const ConvolutionPlan& layer) {
    if (std::min(layer.kernel.height, layer.kernel.width) >= layer.stride)
        return {};
    return "has a " + tapsText(layer.kernel) + " kernel with stride " + std::to_string(layer.stride) +
           ", and an orthogonal kernel is at least as large as its stride; accepted: a kernel of " +
           std::to_string(layer.stride) +
           " or more, downsample space_to_depth, or parameterization free or aol for "
           "this layer";
}

std::string dilatedStride(const ConvolutionPlan& layer) {
    if (std::gcd(layer.stride, layer.dilation) == 1)
        return {};
    return "has stride " + std::to_string(layer.stride) + " and dilation " + std::to_string(layer.dilation) +
           ", whose taps never read some pixels; accepted: a dilation that shares no factor with the stride, or "
           "parameterization free or aol for this layer";
}

int groupInputs(const ConvolutionPlan& layer) {
    return layer.inputs / layer.groups;
}

// Channels of the square kernel that is cut to inputs and inner channels.
int squareChannels(const ConvolutionPlan& layer) {
    return std::max(groupInputs(layer), innerChannels(layer));
}

}  // namespace

bool hasStrideFactor(const ConvolutionPlan& layer) {
    return layer.stride > 1 && info(layer.parameterization).factorizesStride;
}

int innerChannels(const ConvolutionPlan& layer) {
    const int outputs = layer.outputs / layer.groups;
    return hasStrideFactor(layer) ? std::max(groupInputs(layer), outputs / (layer.stride * layer.stride)) : outputs;
}

std::string parameterizationRefusal(const ConvolutionPlan& layer) {
    if (layer.parameterization != Parameterization::Free && layer.standardized)
        return "has weight standardization, too, which would replace it; accepted: weight_standardization false, or "
               "parameterization free for this layer";
    return info(layer.parameterization).rules.refusal(layer);
}

namespace rules {

std::string noRefusal(const ConvolutionPlan&) {
    return {};
}

std::string bcopRefusal(const ConvolutionPlan& layer) {
    if (const std::string small = smallKernel(layer); !small.empty())
        return small;
    if (squareChannels(layer) < 2)
        return "has one channel in each group, and a projection onto half of the channels needs two; accepted: 2 or "
               "more channels in a group, or another parameterization for this layer";
    return dilatedStride(layer);
}

std::string gridRefusal(const ConvolutionPlan& layer) {
    if (const std::string small = smallKernel(layer); !small.empty())
        return small;
    if (layer.dilation > 1)
        return "has dilation " + std::to_string(layer.dilation) +
               ", and its kernel fills the grid; accepted: dilation 1, or another parameterization for this layer";
    if (layer.in.height % layer.stride != 0 || layer.in.width % layer.stride != 0)
        return "has stride " + std::to_string(layer.stride) + " on a grid of " +
               tapsText({layer.in.height, layer.in.width}) +
               " pixels, which it does not divide; accepted: a stride that divides both sides, or another "
               "parameterization for this layer";
    return {};
}

std::string socRefusal(const ConvolutionPlan& layer) {
    if (const std::string small = smallKernel(layer); !small.empty())
        return small;
    if (layer.kernel.height % 2 == 0 || layer.kernel.width % 2 == 0)
        return "has a " + tapsText(layer.kernel) +
               " kernel, and a skew-symmetric kernel has a tap at its center; accepted: odd kernels, or another "
               "parameterization for this layer";
    return dilatedStride(layer);
}

std::vector<std::int64_t> plainWeight(const ConvolutionPlan& layer) {
    return {layer.outputs, groupInputs(layer), layer.kernel.height, layer.kernel.width};
}

// Two matrices for the center, one for each further row and column of taps: (groups, matrices, c, c / 2).
std::vector<std::int64_t> bcopWeight(const ConvolutionPlan& layer) {
    const int channels = squareChannels(layer);
    return {layer.groups, 2 + layer.kernel.height + layer.kernel.width - 2 * layer.stride, channels, channels / 2};
}

std::vector<std::int64_t> innerWeight(const ConvolutionPlan& layer) {
    return {layer.groups * innerChannels(layer), groupInputs(layer), layer.kernel.height, layer.kernel.width};
}

std::vector<std::int64_t> squareWeight(const ConvolutionPlan& layer) {
    const int channels = squareChannels(layer);
    return {layer.groups * channels, channels, layer.kernel.height, layer.kernel.width};
}

KernelSize ownKernel(const ConvolutionPlan& layer) {
    return layer.kernel;
}

KernelSize seriesKernel(const ConvolutionPlan& layer) {
    return {seriesDegree * (layer.kernel.height - 1) + layer.stride,
            seriesDegree * (layer.kernel.width - 1) + layer.stride};
}

KernelSize gridKernel(const ConvolutionPlan& layer) {
    return layer.circular() ? KernelSize{layer.in.height, layer.in.width} : layer.kernel;
}

std::string standardizationRefusal(const ConvolutionPlan& layer) {
    if (groupInputs(layer) * layer.kernel.height * layer.kernel.width > 1)
        return {};
    return "has one weight per output, which standardization makes 0; accepted: a larger kernel, fewer groups, or "
           "another "
           "parameterization for this layer";
}

std::vector<std::int64_t> noScale(const ConvolutionPlan&) {
    return {};
}

std::vector<std::int64_t> groupScale(const ConvolutionPlan& layer) {
    return {layer.groups};
}

std::vector<std::int64_t> outputScale(const ConvolutionPlan& layer) {
    return {layer.outputs};
}

std::vector<std::int64_t> diracScale(const ConvolutionPlan& layer) {
    return {2, layer.outputs};
}

}  // namespace rules
}  // namespace isonet::spec
