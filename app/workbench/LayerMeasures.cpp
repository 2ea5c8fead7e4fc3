#include "app/workbench/LayerMeasures.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/isometry/Autocorrelation.h"

namespace isonet::workbench {

namespace {

template <typename T>
QVector<T> valuesOf(const at::Tensor& tensor, at::ScalarType type) {
    const auto flat = tensor.to(at::kCPU, type).contiguous();
    const T* data = flat.const_data_ptr<T>();
    return QVector<T>(data, data + flat.numel());
}

void addResidual(const at::Tensor& weight, int stride, widgets::LayerDetail& detail) {
    const auto side = weight.size(0) <= weight.size(1) ? weight : weight.transpose(0, 1).contiguous();
    const auto k = side.size(2);
    auto residual = at::conv2d(side, side, {}, at::IntArrayRef({stride, stride}), at::IntArrayRef({k - 1, k - 1}));
    const auto centre = residual.size(2) / 2;
    residual.select(3, centre).select(2, centre).diagonal().sub_(1);
    detail.channels = int(residual.size(0));
    detail.shifts = int(residual.size(2));
    detail.residual = valuesOf<float>(residual, at::kFloat);
}

// How many grids of spectrumGrid()'s size an axis of the layer's own grid consists of.
std::int64_t gridsOf(const spec::ConvolutionPlan& plan, std::int64_t pixels) {
    return std::gcd(pixels, std::int64_t{plan.dilation});
}

// (rows, columns) on spectrumGrid() -> over the frequencies of the layer's own grid, the zero frequency in the middle.
// A kernel dilated by d has at frequency f the values that the undilated one has at d f.
at::Tensor byFrequency(const at::Tensor& values, const spec::ConvolutionPlan& plan) {
    const auto places = [&](std::int64_t count, std::int64_t pixels) {
        const std::int64_t grids = gridsOf(plan, pixels);
        return at::arange(count * grids).mul_(plan.dilation / grids).remainder_(count);
    };
    const at::Tensor own = values.index_select(0, places(values.size(0), plan.in.height))
                               .index_select(1, places(values.size(1), plan.in.width));
    return at::fft_fftshift(own);
}

// At each frequency the operator is one matrix; the eigenvalues of its smaller Gram matrix are squares of its singular
// values. The DFT of the taps may start anywhere: that changes phases only.
bool addFrequencies(const at::Tensor& weight, const model::OperatorGrid& grid, const spec::ConvolutionPlan& plan,
                    widgets::LayerDetail& detail, std::stop_token stop) {
    const auto kernel = grid.stride > 1 ? model::phases(weight, grid.stride) : weight;
    const auto rows = std::max<std::int64_t>(grid.height / grid.stride, 1);
    const auto columns = std::max<std::int64_t>(grid.width / grid.stride, 1);
    auto taps = kernel;
    if (kernel.size(2) > rows || kernel.size(3) > columns) {
        // Taps that lie outside a small grid come in again at its other side.
        auto folded = at::zeros({kernel.size(0), kernel.size(1), rows, columns}, kernel.options());
        for (std::int64_t y = 0; y < kernel.size(2); ++y)
            for (std::int64_t x = 0; x < kernel.size(3); ++x)
                folded.select(3, x % columns).select(2, y % rows).add_(kernel.select(3, x).select(2, y));
        taps = folded;
    }
    const auto spectrum = at::fft_fft2(taps, at::OptionalIntArrayRef(at::IntArrayRef({rows, columns})));
    auto blocks = spectrum.permute({2, 3, 0, 1}).reshape({rows * columns, kernel.size(0), kernel.size(1)});
    if (blocks.size(1) > blocks.size(2))
        blocks = blocks.transpose(1, 2).conj();
    const std::int64_t n = blocks.size(1);
    const std::int64_t together = std::clamp<std::int64_t>((1 << 22) / (n * n), 1, 256);
    std::vector<at::Tensor> lows, highs;
    for (std::int64_t begin = 0; begin < blocks.size(0); begin += together) {
        if (stop.stop_requested())
            return false;
        const auto some = blocks.slice(0, begin, std::min(begin + together, blocks.size(0))).contiguous();
        const auto sigma = at::linalg_eigvalsh(at::matmul(some, some.mH())).clamp_min(0).sqrt();
        lows.push_back(sigma.select(1, 0));
        highs.push_back(sigma.select(1, n - 1));
    }
    const auto lowest = byFrequency(at::cat(lows).view({rows, columns}), plan);
    const auto highest = byFrequency(at::cat(highs).view({rows, columns}), plan);
    detail.frequencyRows = int(lowest.size(0));
    detail.frequencyColumns = int(lowest.size(1));
    detail.sigmaMin = valuesOf<float>(lowest, at::kFloat);
    detail.sigmaMax = valuesOf<float>(highest, at::kFloat);
    return true;
}

}  // namespace

widgets::LayerRow rowOf(const model::LayerReport& report) {
    widgets::LayerRow row;
    row.name = QString::fromStdString(report.name);
    row.shape = report.shape;
    row.stride = report.stride;
    row.dilation = report.dilation;
    row.gridHeight = report.gridHeight;
    row.gridWidth = report.gridWidth;
    row.penalized = report.penalized;
    row.deviation = report.deviation;
    row.deviationNormalized = report.deviationNormalized;
    row.weightDeviation = report.weightDeviation;
    row.sigmaMin = report.sigmaMin;
    row.sigmaMean = report.sigmaMean;
    row.sigmaMax = report.sigmaMax;
    if (report.b) {
        row.offsetMin = report.b->min;
        row.offsetMean = report.b->mean;
        row.offsetMax = report.b->max;
    }
    return row;
}

std::optional<widgets::LayerDetail> detailOf(const model::ConvolutionLayer& layer, const at::Tensor& offset,
                                             std::stop_token stop) {
    const c10::InferenceMode quiet;
    const auto weight = layer.weight.detach().to(at::kCPU, at::kFloat).contiguous();
    const spec::ConvolutionPlan& plan = *layer.plan;
    widgets::LayerDetail detail;
    detail.name = QString::fromStdString(plan.name);
    detail.outputs = int(weight.size(0));
    detail.inputs = int(weight.size(1));
    detail.height = int(weight.size(2));
    detail.width = int(weight.size(3));
    detail.stride = plan.stride;
    detail.dilation = plan.dilation;
    detail.kernel = valuesOf<float>(weight, at::kFloat);
    if (offset.defined())
        detail.offsets = valuesOf<double>(offset.detach().flatten(), at::kDouble);
    if (!weight.isfinite().all().item<bool>())
        return detail;  // a diverged run: there is nothing to measure
    addResidual(weight, plan.stride, detail);
    if (stop.stop_requested())
        return std::nullopt;
    const auto grid = model::spectrumGrid(plan);
    const auto sigma = model::singularValues(weight, grid, {stop});
    if (!sigma.defined())
        return std::nullopt;
    const std::int64_t grids = gridsOf(plan, plan.in.height) * gridsOf(plan, plan.in.width);
    detail.sigma = valuesOf<double>(sigma.repeat_interleave(grids), at::kDouble);
    const bool folds = grid.height % grid.stride == 0 && grid.width % grid.stride == 0;
    if (folds && !addFrequencies(weight, grid, plan, detail, stop))
        return std::nullopt;
    return detail;
}

}  // namespace isonet::workbench
