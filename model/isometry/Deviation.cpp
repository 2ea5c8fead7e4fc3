#include "model/isometry/Deviation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/FastPenalty.h"
#include "model/isometry/GramStride.h"

namespace isonet::model {
namespace {

at::Tensor checked(const char* operation, const at::Tensor& weight, std::int64_t groups, std::int64_t stride,
                   std::int64_t dilation) {
    TORCH_CHECK(weight.defined() && weight.dim() == 4 && weight.numel() > 0 && weight.is_floating_point(), operation,
                ": kernel ", weight.defined() ? weight.sizes() : at::IntArrayRef{},
                "; expected a floating-point (M, C / groups, k, k)");
    TORCH_CHECK(groups > 0 && weight.size(0) % groups == 0, operation, ": ", weight.size(0),
                " outputs are not divisible by ", groups, " groups");
    TORCH_CHECK(stride > 0 && dilation > 0, operation, ": stride ", stride, ", dilation ", dilation,
                "; expected positive ones");
    return weight.detach().to(at::kDouble);
}

}  // namespace

double isometryDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups, std::int64_t dilation) {
    const at::NoGradGuard noGrad;
    const at::Tensor kernel = checked("isometryDeviation", weight, groups, stride, dilation);
    return std::sqrt(2 * convolutionPenalty({kernel}, {gramStride(stride, dilation)}, {groups}).sum().item<double>());
}

double weightDeviation(const at::Tensor& weight, std::int64_t groups) {
    const at::NoGradGuard noGrad;
    const at::Tensor kernel = checked("weightDeviation", weight, groups, 1, 1);
    at::Tensor gram = flatGram(kernel, groups);
    gram.diagonal(0, 1, 2).sub_(1.0);
    return gram.norm().item<double>();
}

SideDeviations sideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups,
                              std::int64_t dilation) {
    const at::NoGradGuard noGrad;
    const at::Tensor kernel = checked("sideDeviations", weight, groups, stride, dilation);
    const at::Tensor folded = phases(kernel, gramStride(stride, dilation));
    const double square = 2 * convolutionPenalty({folded}, {1}, {groups}).sum().item<double>();
    // `square` is that of the folded kernel's smaller side. Each further zero eigenvalue of a side adds (0 - 1)^2.
    const std::int64_t outputs = kernel.size(0), inputs = groups * kernel.size(1) * stride * stride;
    const std::int64_t smaller = std::min(outputs, groups * folded.size(1));
    return {std::sqrt(square + static_cast<double>(outputs - smaller)),
            std::sqrt(square + static_cast<double>(inputs - smaller))};
}

}  // namespace isonet::model
