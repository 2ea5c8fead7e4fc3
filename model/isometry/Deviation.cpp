#include "model/isometry/Deviation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/FastPenalty.h"
#include "model/isometry/GramPenalty.h"

namespace isonet::model {
namespace {

std::vector<at::Tensor> groupsOf(const char* operation, const at::Tensor& weight, std::int64_t groups) {
    TORCH_CHECK(weight.defined() && weight.dim() == 4 && weight.numel() > 0 && weight.is_floating_point(), operation,
                ": kernel ", weight.defined() ? weight.sizes() : at::IntArrayRef{},
                "; expected a floating-point (M, C / groups, k, k)");
    TORCH_CHECK(groups > 0 && weight.size(0) % groups == 0, operation, ": ", weight.size(0),
                " outputs are not divisible by ", groups, " groups");
    return weight.detach().to(at::kDouble).chunk(groups, 0);
}

// ||Conv(A, A) - delta||_F^2 over the kernel's first dimension.
double squareOfFirstSide(const at::Tensor& kernel) {
    return 2 * gramPenaltyByShift(kernel.permute({2, 3, 0, 1}).unsqueeze(2), 1, false).values.item<double>();
}

}  // namespace

double isometryDeviation(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    const at::NoGradGuard noGrad;
    const auto kernels = groupsOf("isometryDeviation", weight, groups);
    const std::vector<std::int64_t> strides(kernels.size(), stride);
    return std::sqrt(2 * convolutionPenalty(kernels, strides).sum().item<double>());
}

double weightDeviation(const at::Tensor& weight) {
    const at::NoGradGuard noGrad;
    const at::Tensor flat = groupsOf("weightDeviation", weight, 1)[0].flatten(1);
    at::Tensor gram = flat.size(0) > flat.size(1) ? flat.t().mm(flat) : flat.mm(flat.t());
    gram.diagonal().sub_(1.0);
    return gram.norm().item<double>();
}

SideDeviations sideDeviations(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    TORCH_CHECK(stride > 0, "sideDeviations: stride ", stride, "; expected a positive one");
    const at::NoGradGuard noGrad;
    SideDeviations squares;
    for (const at::Tensor& kernel : groupsOf("sideDeviations", weight, groups)) {
        const at::Tensor a = phases(kernel, stride);
        // Each additional zero eigenvalue of the larger side adds (0 - 1)^2.
        const auto more = static_cast<double>(a.size(0) - a.size(1));
        const double square = squareOfFirstSide(more <= 0 ? a : a.transpose(0, 1));
        squares.outputs += square + std::max(0.0, more);
        squares.inputs += square + std::max(0.0, -more);
    }
    return {std::sqrt(squares.outputs), std::sqrt(squares.inputs)};
}

}  // namespace isonet::model
