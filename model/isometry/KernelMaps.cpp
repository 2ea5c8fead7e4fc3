#include "model/isometry/KernelMaps.h"

#include <ATen/ATen.h>

#include <numeric>
#include <tuple>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/CircularKernel.h"
#include "model/isometry/GramStride.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/PreciseProduct.h"
#include "model/isometry/Spectrum.h"

namespace isonet::model {
namespace {

template <typename T>
std::vector<T> valuesOf(const at::Tensor& tensor, at::ScalarType type) {
    const at::Tensor flat = tensor.detach().to(at::kCPU, type).contiguous();
    const T* data = flat.const_data_ptr<T>();
    return {data, data + flat.numel()};
}

// Number of independent grids (spectrumGrid()) per axis of the layer's grid.
std::int64_t gridsAlong(std::int64_t pixels, const spec::ConvolutionPlan& plan) {
    return plan.stride == 1 ? std::gcd(pixels, plan.dilation) : 1;
}

// (rows, columns) on spectrumGrid() -> on the frequencies of the layer's grid, zero frequency in the center. With
// stride 1 a kernel dilated by d has at frequency f the value of the undilated kernel at d f.
at::Tensor onLayerGrid(const at::Tensor& values, const spec::ConvolutionPlan& plan) {
    if (plan.stride > 1)
        return at::fft_fftshift(values);
    const auto indices = [&](std::int64_t count, std::int64_t pixels) {
        const std::int64_t grids = gridsAlong(pixels, plan);
        return at::arange(count * grids).mul_(plan.dilation / grids).remainder_(count);
    };
    return at::fft_fftshift(values.index_select(0, indices(values.size(0), plan.in.height))
                                .index_select(1, indices(values.size(1), plan.in.width)));
}

// False if stopped.
bool addSpectrum(const at::Tensor& weight, const spec::ConvolutionPlan& plan, std::stop_token stop, LayerMaps& maps) {
    const OperatorGrid grid = spectrumGrid(plan);
    at::Tensor sigma;
    if (grid.height % grid.stride == 0 && grid.width % grid.stride == 0) {
        const at::Tensor values = singularValuesByFrequency(weight, grid, {stop});
        if (!values.defined())
            return false;
        const at::Tensor lowest = onLayerGrid(values.amin(2), plan), highest = onLayerGrid(values.amax(2), plan);
        maps.frequencyRows = static_cast<int>(lowest.size(0));
        maps.frequencyColumns = static_cast<int>(lowest.size(1));
        maps.sigmaMin = valuesOf<float>(lowest, at::kFloat);
        maps.sigmaMax = valuesOf<float>(highest, at::kFloat);
        sigma = std::get<0>(values.flatten().sort(0, true));
    } else {
        sigma = singularValues(weight, grid, {stop});
        if (!sigma.defined())
            return false;
    }
    const std::int64_t grids = gridsAlong(plan.in.height, plan) * gridsAlong(plan.in.width, plan);
    maps.sigma = valuesOf<double>(sigma.repeat_interleave(grids), at::kDouble);
    return true;
}

}  // namespace

at::Tensor gramResidual(const at::Tensor& kernel, std::int64_t stride) {
    const bool transposed = kernel.size(1) < kernel.size(0);
    const at::Tensor a = transposed ? kernel.transpose(0, 1) : kernel;
    const std::int64_t reachHeight = (a.size(2) - 1) / stride, reachWidth = (a.size(3) - 1) / stride;
    const auto gram = preciseConvolution(a, a, stride, {reachHeight * stride, reachWidth * stride});
    auto identity = at::zeros_like(gram);
    identity.select(3, reachWidth).select(2, reachHeight).fill_diagonal_(1.0);
    return gram - identity;
}

at::Tensor gramResidual(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    TORCH_CHECK(weight.dim() == 4 && groups > 0 && weight.size(0) % groups == 0 && stride > 0, "gramResidual: kernel ",
                weight.sizes(), ", ", groups, " groups, stride ", stride,
                "; expected (M, C / groups, k, k) with M divisible by the groups and a positive stride");
    if (groups == 1)
        return gramResidual(weight, stride).unsqueeze(0);
    // Row m of every group as image m with the groups' inputs as channels, convolved with all kernels.
    const at::Tensor kernels = gramSides(weight, groups);
    const std::int64_t n = kernels.size(1), d = kernels.size(2), kh = kernels.size(3), kw = kernels.size(4);
    const std::int64_t reachHeight = (kh - 1) / stride, reachWidth = (kw - 1) / stride;
    const at::Tensor gram =
        at::conv2d(kernels.transpose(0, 1).reshape({n, groups * d, kh, kw}), kernels.reshape({groups * n, d, kh, kw}),
                   {}, at::IntArrayRef{stride, stride}, at::IntArrayRef{reachHeight * stride, reachWidth * stride},
                   at::IntArrayRef{1, 1}, groups)
            .unflatten(1, {groups, n})
            .transpose(0, 1);  // (groups, m, m', ...)
    at::Tensor identity = at::zeros_like(gram);
    identity.select(4, reachWidth).select(3, reachHeight).diagonal(0, 1, 2).fill_(1.0);
    return gram - identity;
}

std::optional<LayerMaps> layerMaps(const ConvolutionLayer& layer, const at::Tensor& offset, std::stop_token stop) {
    const at::NoGradGuard noGrad;
    const at::Tensor weight = appliedKernel(layer).detach().to(at::kCPU, at::kFloat).contiguous();
    const spec::ConvolutionPlan& plan = *layer.plan;
    LayerMaps maps;
    maps.name = plan.name;
    maps.outputs = static_cast<int>(weight.size(0));
    maps.inputs = static_cast<int>(weight.size(1));
    maps.height = static_cast<int>(weight.size(2));
    maps.width = static_cast<int>(weight.size(3));
    maps.stride = plan.stride;
    maps.dilation = plan.dilation;
    maps.kernel = valuesOf<float>(weight, at::kFloat);
    if (offset.defined())
        maps.offsets = valuesOf<double>(offset.flatten(), at::kDouble);
    if (!weight.isfinite().all().item<bool>())
        return maps;
    const at::Tensor residual = plan.circular()
                                    ? circularResidual(weight, plan.stride, plan.groups)
                                    : gramResidual(weight, gramStride(plan.stride, plan.dilation), plan.groups);
    maps.groups = plan.groups;
    maps.channels = static_cast<int>(residual.size(1));
    maps.shiftRows = static_cast<int>(residual.size(3));
    maps.shiftColumns = static_cast<int>(residual.size(4));
    maps.residual = valuesOf<float>(residual, at::kFloat);
    if (stop.stop_requested() || !addSpectrum(weight, plan, stop, maps))
        return std::nullopt;
    return maps;
}

}  // namespace isonet::model
