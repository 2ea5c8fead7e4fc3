#include "model/isometry/CircularKernel.h"

#include <ATen/ATen.h>

#include <cmath>

#include "model/isometry/Autocorrelation.h"

namespace isonet::model {

at::Tensor circularResidual(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    TORCH_CHECK(weight.dim() == 4 && groups > 0 && weight.size(0) % groups == 0 && stride > 0 &&
                    weight.size(2) % stride == 0 && weight.size(3) % stride == 0,
                "circularResidual: kernel ", weight.sizes(), ", ", groups, " groups, stride ", stride,
                "; expected (M, C / groups, H, W) with M divisible by the groups and H, W by the stride");
    const at::NoGradGuard noGrad;
    const at::Tensor kernels = gramSides(phases(weight.detach().to(at::kDouble), stride), groups);
    const std::int64_t height = kernels.size(3), width = kernels.size(4);
    const at::Tensor byFrequency =
        at::fft_rfft2(kernels.contiguous()).permute({3, 4, 0, 1, 2});  // (H, F, groups, n, d)
    const at::Tensor grams = byFrequency.matmul(byFrequency.mH()).permute({2, 3, 4, 0, 1}).contiguous();
    at::Tensor residual = at::fft_irfft2(grams, at::IntArrayRef{height, width});
    residual.select(4, 0).select(3, 0).diagonal(0, 1, 2).sub_(1.0);
    return residual.roll({height / 2, width / 2}, {3, 4});
}

double circularDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    return circularResidual(weight, stride, groups).norm().item<double>();
}

SideDeviations circularSideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    const at::Tensor residual = circularResidual(weight, stride, groups);
    const double square = residual.square().sum().item<double>();
    const std::int64_t outputs = weight.size(0), inputs = groups * weight.size(1) * stride * stride;
    const std::int64_t smaller = groups * residual.size(1);
    return {std::sqrt(square + static_cast<double>(outputs - smaller)),
            std::sqrt(square + static_cast<double>(inputs - smaller))};
}

}  // namespace isonet::model
