#include "model/layers/parameterization/Bjorck.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>

namespace isonet::model {
namespace {

constexpr double tiny = 1e-30;  // keeps gradients of roots finite at 0

at::Tensor squaredNorm(const at::Tensor& matrices) {
    const at::Tensor squares = matrices.is_complex() ? at::view_as_real(matrices).square().sum(-1) : matrices.square();
    return squares.sum({-2, -1}, true);
}

at::Tensor smallerGram(const at::Tensor& w) {
    return w.size(-2) <= w.size(-1) ? w.matmul(w.mH()) : w.mH().matmul(w);
}

}  // namespace

at::Tensor normBound(const at::Tensor& matrices) {
    const at::Tensor gram = smallerGram(matrices);
    const at::Tensor size = (squaredNorm(gram) + tiny).sqrt();
    at::Tensor power = gram / size;
    power = power.matmul(power);
    power = power.matmul(power);
    return size.sqrt() * (squaredNorm(power) + tiny).pow(1.0 / 16);
}

at::Tensor nearestOrthogonal(const at::Tensor& matrices) {
    TORCH_CHECK(matrices.dim() >= 2, "nearestOrthogonal: shape ", matrices.sizes(), "; expected (..., n, m)");
    const std::int64_t rows = matrices.size(-2), columns = matrices.size(-1);
    if (matrices.numel() == 0)
        return matrices;
    const bool wide = rows <= columns;
    const int quintic = 2 * std::min(rows, columns) <= std::max(rows, columns) ? 4 : 10;
    at::Tensor divisor;
    {
        const at::NoGradGuard noGrad;
        divisor = normBound(matrices);
    }
    at::Tensor w = matrices / divisor;
    const auto times = [wide](const at::Tensor& gram, const at::Tensor& x) {
        return wide ? gram.matmul(x) : x.matmul(gram);
    };
    for (int i = 0; i < quintic; ++i) {
        const at::Tensor gram = smallerGram(w);
        w = 3.4445 * w + times(2.0315 * gram.matmul(gram) - 4.7750 * gram, w);
    }
    for (int i = 0; i < 8; ++i)
        w = 1.5 * w - 0.5 * times(smallerGram(w), w);
    return w;
}

}  // namespace isonet::model
