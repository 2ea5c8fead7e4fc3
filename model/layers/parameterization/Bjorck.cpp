#include "model/layers/parameterization/Bjorck.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/utils.h>

#include <algorithm>
#include <limits>

namespace isonet::model {
namespace {

constexpr double tiny = 1e-30;  // keeps gradients of roots finite at 0

at::Tensor squaredNorm(const at::Tensor& matrices) {
    const at::Tensor squares = matrices.is_complex() ? at::view_as_real(matrices).square().sum(-1) : matrices.square();
    return squares.sum({-2, -1}, true);
}

bool isWide(const at::Tensor& matrices) {
    return matrices.size(-2) <= matrices.size(-1);
}

at::Tensor smallerGram(const at::Tensor& w) {
    return isWide(w) ? w.matmul(w.mH()) : w.mH().matmul(w);
}

// The steps of the header on a batch (b, n, m). Recorded, each keeps three matrices for the backward pass.
at::Tensor orthogonalBySteps(const at::Tensor& batch) {
    const std::int64_t smaller = std::min(batch.size(1), batch.size(2)),
                       larger = std::max(batch.size(1), batch.size(2));
    const bool wide = isWide(batch);
    const int quintic = 2 * smaller <= larger ? 4 : 10;
    at::Tensor divisor;
    {
        const at::NoGradGuard noGrad;
        divisor = normBound(batch);
    }
    at::Tensor w = batch / divisor;
    const auto scaledPlusProduct = [wide](double scale, double factor, const at::Tensor& gram, const at::Tensor& x) {
        return wide ? at::baddbmm(x, gram, x, scale, factor) : at::baddbmm(x, x, gram, scale, factor);
    };
    for (int i = 0; i < quintic; ++i) {
        const at::Tensor gram = smallerGram(w);
        w = scaledPlusProduct(3.4445, 1, at::baddbmm(gram, gram, gram, -4.7750, 2.0315), w);
    }
    for (int i = 0; i < 8; ++i)
        w = scaledPlusProduct(1.5, -0.5, smallerGram(w), w);
    return w;
}

// The gradient for wide W = H Y from that for Y. H = (W W*)^(1/2) = V S V*; a turn Y* dY of Y solves a Sylvester
// equation with H, which V makes diagonal, and what leaves the rows' span is divided by H.
at::Tensor gradientOfWide(const at::Tensor& w, const at::Tensor& y, const at::Tensor& gradient) {
    const at::Tensor product = y.matmul(w.mH());
    const auto [values, vectors] = at::linalg_eigh((product + product.mH()) / 2);
    const double epsilon = values.scalar_type() == at::kDouble ? std::numeric_limits<double>::epsilon()
                                                               : std::numeric_limits<float>::epsilon();
    const at::Tensor least = (10 * epsilon * values.narrow(-1, values.size(-1) - 1, 1)).clamp_min(tiny);
    const at::Tensor s = at::maximum(values, least);
    const at::Tensor inner = gradient.matmul(y.mH());
    const at::Tensor turned =
        vectors.mH().matmul(inner - inner.mH()).matmul(vectors) / (s.unsqueeze(-1) + s.unsqueeze(-2));
    at::Tensor result = vectors.matmul(turned).matmul(vectors.mH()).matmul(y);
    if (w.size(-2) < w.size(-1))
        result = result + (vectors / s.unsqueeze(-2)).matmul(vectors.mH().matmul(gradient - inner.matmul(y)));
    return result;
}

// The steps without recording them: the backward pass differentiates their limit.
class PolarFactor : public torch::autograd::Function<PolarFactor> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& batch) {
        const at::Tensor result = orthogonalBySteps(batch);
        context->save_for_backward({batch, result});
        return result;
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor &w = saved[0], &y = saved[1], gradient = gradients[0].contiguous();
        if (isWide(w))
            return {gradientOfWide(w, y, gradient)};
        return {gradientOfWide(w.mH(), y.mH(), gradient.mH()).mH()};
    }
};

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
    if (matrices.numel() == 0)
        return matrices;
    // Products copy matrices that are not contiguous.
    const at::Tensor batch = matrices.contiguous().view({-1, matrices.size(-2), matrices.size(-1)});
    // Other devices would wait for the eigenvalues.
    const at::Tensor result = batch.is_cpu() ? PolarFactor::apply(batch) : orthogonalBySteps(batch);
    return result.view(matrices.sizes());
}

}  // namespace isonet::model
