#include "model/isometry/KernelClipping.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/LayerInspection.h"

namespace isonet::model {
namespace {

// The inverse of phases(): (M, C s^2, h, w) -> (M, C, h s, w s).
at::Tensor unfolded(const at::Tensor& kernel, std::int64_t stride) {
    const std::int64_t outputs = kernel.size(0), inputs = kernel.size(1) / (stride * stride);
    return kernel.view({outputs, inputs, stride, stride, kernel.size(2), kernel.size(3)})
        .permute({0, 1, 4, 2, 5, 3})
        .reshape({outputs, inputs, kernel.size(2) * stride, kernel.size(3) * stride});
}

}  // namespace

at::Tensor clippedKernel(const at::Tensor& weight, const OperatorGrid& grid, double lowest, double highest) {
    TORCH_CHECK(weight.dim() == 4 && weight.numel() > 0 && weight.is_floating_point() && grid.groups > 0 &&
                    weight.size(0) % grid.groups == 0,
                "clippedKernel: kernel of shape ", weight.sizes(), ", ", grid.groups, " groups");
    if (!(lowest >= 0 && highest >= lowest)) {
        std::ostringstream message;
        message << "clippedKernel: bounds " << lowest << " and " << highest << "; expected 0 <= lowest <= highest";
        throw std::invalid_argument(message.str());
    }
    const at::NoGradGuard noGrad;
    const FullPrecision guard(weight.device());
    const std::int64_t s = grid.stride;
    const at::Tensor spread = dilated(atLeastFloat(weight.detach()), grid.dilation);
    const at::Tensor kernel = phases(spread, s);
    const std::int64_t height = std::max((grid.height + s - 1) / s, kernel.size(2));
    const std::int64_t width = std::max((grid.width + s - 1) / s, kernel.size(3));
    const at::Tensor symbol = at::fft_rfft2(kernel.unflatten(0, {grid.groups, kernel.size(0) / grid.groups}),
                                            at::IntArrayRef{height, width}, at::IntArrayRef{3, 4})
                                  .permute({0, 3, 4, 1, 2});
    const auto [u, values, v] = at::linalg_svd(symbol, false);
    if (values.ge(lowest).logical_and_(values.le(highest)).all().item<bool>())
        return weight;
    const at::Tensor clipped = at::matmul(u * values.clamp(lowest, highest).unsqueeze(-2), v).permute({0, 3, 4, 1, 2});
    const at::Tensor whole =
        at::fft_irfft2(clipped.contiguous(), at::IntArrayRef{height, width}, at::IntArrayRef{3, 4}).flatten(0, 1);
    return unfolded(whole.narrow(2, 0, kernel.size(2)).narrow(3, 0, kernel.size(3)).contiguous(), s)
        .narrow(2, 0, spread.size(2))
        .narrow(3, 0, spread.size(3))
        .slice(2, 0, {}, grid.dilation)
        .slice(3, 0, {}, grid.dilation)
        .to(weight.scalar_type())
        .contiguous(weight.suggest_memory_format());
}

void clipKernels(const spec::PenaltySpec& spec, const Network& network) {
    const at::NoGradGuard noGrad;
    for (const ConvolutionLayer& layer : network->convolutions()) {
        if (!spec::constrains(spec, *layer.plan) || !layer.weight.requires_grad() ||
            !appliedKernel(layer).is_same(layer.weight))
            continue;
        const at::Tensor clipped =
            clippedKernel(layer.weight, spectrumGrid(*layer.plan), spec.clipLowest, spec.clipHighest);
        if (!clipped.is_same(layer.weight))
            layer.weight.copy_(clipped);
    }
}

}  // namespace isonet::model
