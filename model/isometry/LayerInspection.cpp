#include "model/isometry/LayerInspection.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "model/isometry/CircularKernel.h"
#include "model/isometry/Deviation.h"
#include "model/isometry/PaddedOperator.h"
#include "model/isometry/SpectralHealth.h"

namespace isonet::model {
namespace {

constexpr double quickDenseLimit = 1024;  // outputs of one group; takes less than a second

// Exact: all singular values are computed.
ExtremeValues circularExtremes(const ConvolutionLayer& layer, std::stop_token stop) {
    ExtremeValues extremes;
    const at::Tensor values = singularValues(appliedKernel(layer), spectrumGrid(*layer.plan), {std::move(stop)});
    if (!values.defined())
        return extremes;
    extremes.largest = values[0].item<double>();
    extremes.smallest = values[-1].item<double>();
    extremes.largestConverged = true;
    extremes.smallestState = ExtremeValues::Smallest::Converged;
    return extremes;
}

// One Gram matrix stands for all positions: its eigenvalues give all three deviations, without more products.
bool isOneMatrix(const spec::ConvolutionPlan& plan, const at::Tensor& kernel) {
    return !plan.circular() && plan.stride == 1 && plan.groups == 1 && kernel.size(2) * kernel.size(3) == 1;
}

// `values`: all singular values, those of the kernel's matrix once for each position.
void addMatrixDeviations(LayerReport& report, const at::Tensor& kernel, const at::Tensor& values) {
    const std::int64_t outputs = kernel.size(0), inputs = kernel.size(1), smaller = std::min(outputs, inputs);
    const double positions = static_cast<double>(values.numel()) / static_cast<double>(smaller);
    const double square = values.square().sub_(1.0).square_().sum().item<double>() / positions;
    report.deviation = std::sqrt(square);
    // A side with more rows than the rank has eigenvalues 0: each adds (0 - 1)^2.
    report.sides = {std::sqrt(square + static_cast<double>(outputs - smaller)),
                    std::sqrt(square + static_cast<double>(inputs - smaller))};
    report.weightDeviation = report.deviation;  // of the smaller side
}

}  // namespace

OperatorGrid spectrumGrid(const spec::ConvolutionPlan& plan) {
    OperatorGrid grid{plan.in.height, plan.in.width, plan.stride, plan.groups, plan.dilation};
    if (plan.stride == 1) {
        grid.height /= std::gcd(plan.in.height, plan.dilation);
        grid.width /= std::gcd(plan.in.width, plan.dilation);
        grid.dilation = 1;
    }
    const auto up = [&](std::int64_t size) { return (size + grid.stride - 1) / grid.stride * grid.stride; };
    const std::int64_t height = up(grid.height), width = up(grid.width);
    const std::int64_t outputs = plan.outputs / plan.groups * (height / grid.stride) * (width / grid.stride);
    const double work = static_cast<double>(outputs) * std::cbrt(plan.groups);  // cube root of that of all groups
    if ((height != grid.height || width != grid.width) && work > quickDenseLimit) {
        grid.height = height;
        grid.width = width;
    }
    return grid;
}

std::int64_t independentGrids(const spec::ConvolutionPlan& plan) {
    if (plan.stride != 1)
        return 1;
    return std::gcd(plan.in.height, plan.dilation) * std::gcd(plan.in.width, plan.dilation);
}

ExtremeValues paddedExtremes(const ConvolutionLayer& layer, std::stop_token stop) {
    const spec::ConvolutionPlan& plan = *layer.plan;
    if (plan.circular())
        return circularExtremes(layer, std::move(stop));
    ExtremeOptions options;
    options.stop = std::move(stop);
    return extremeSingularValues(appliedKernel(layer),
                                 {plan.in.height, plan.in.width, plan.stride, plan.padding, plan.dilation, plan.groups},
                                 options);
}

// "stem.conv" -> "stem.relu"; "s1.b1.f.a" -> "s1.b1.f.a_relu"; the last of a branch -> the block's "s1.b1.relu".
at::Tensor offsetAfter(const std::string& convolution, const std::vector<OffsetLayer>& offsets) {
    std::vector<std::string> names{convolution + "_relu"};
    if (const auto end = convolution.rfind(".conv"); end != std::string::npos)
        names.push_back(convolution.substr(0, end) + ".relu");
    if (const auto branch = convolution.rfind(".f."); branch != std::string::npos)
        names.push_back(convolution.substr(0, branch) + ".relu");
    for (const std::string& name : names)
        for (const OffsetLayer& layer : offsets)
            if (layer.plan->name == name)
                return layer.offset;
    return {};
}

std::optional<LayerReport> inspectLayer(const ConvolutionLayer& layer, bool penalized, const at::Tensor& offset,
                                        std::stop_token stop) {
    const at::NoGradGuard noGrad;
    const spec::ConvolutionPlan& plan = *layer.plan;
    const at::Tensor kernel = appliedKernel(layer);
    LayerReport report;
    report.name = plan.name;
    report.shape = kernel.sizes().vec();
    report.stride = plan.stride;
    report.dilation = plan.dilation;
    report.groups = plan.groups;
    report.gridHeight = plan.in.height;
    report.gridWidth = plan.in.width;
    report.penalized = penalized;
    if (!kernel.isfinite().all().item<bool>()) {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        report.deviation = report.deviationNormalized = report.weightDeviation = unknown;
        report.sigmaMin = report.sigmaMean = report.sigmaMax = unknown;
        report.sides = {unknown, unknown};
        report.health = {unknown, unknown, unknown, unknown, std::nullopt, unknown, unknown};
        return report;
    }
    const at::Tensor values = singularValues(kernel, spectrumGrid(plan), {stop});
    if (!values.defined())
        return std::nullopt;
    report.sigmaMax = values[0].item<double>();
    report.sigmaMin = values[-1].item<double>();
    report.sigmaMean = values.mean().item<double>();
    if (isOneMatrix(plan, kernel)) {
        addMatrixDeviations(report, kernel, values);
    } else {
        report.deviation = plan.circular() ? circularDeviation(kernel, plan.stride, plan.groups)
                                           : isometryDeviation(kernel, plan.stride, plan.groups, plan.dilation);
        report.weightDeviation = weightDeviation(kernel, plan.groups);
        report.sides = plan.circular() ? circularSideDeviations(kernel, plan.stride, plan.groups)
                                       : sideDeviations(kernel, plan.stride, plan.groups, plan.dilation);
    }
    report.health = spectralHealth({values.const_data_ptr<double>(), static_cast<std::size_t>(values.numel())},
                                   independentGrids(plan));
    report.deviationNormalized = report.deviation / std::sqrt(std::min(plan.outputs, plan.inputs));
    if (offset.defined()) {
        const at::Tensor b = offset.detach().to(at::kCPU, at::kDouble);
        report.b = OffsetSummary{b.min().item<double>(), b.mean().item<double>(), b.max().item<double>()};
    }
    return report;
}

std::vector<LayerReport> inspect(const Network& network, const spec::PenaltySpec& penalty, std::stop_token stop,
                                 const std::function<void(int, int)>& progress) {
    const auto offsets = network->offsets();
    const auto layers = network->convolutions();
    std::vector<LayerReport> reports;
    for (const ConvolutionLayer& layer : layers) {
        auto report =
            inspectLayer(layer, spec::penalizes(penalty, *layer.plan), offsetAfter(layer.plan->name, offsets), stop);
        if (!report)
            break;
        reports.push_back(std::move(*report));
        if (progress)
            progress(static_cast<int>(reports.size()), static_cast<int>(layers.size()));
    }
    return reports;
}

}  // namespace isonet::model
