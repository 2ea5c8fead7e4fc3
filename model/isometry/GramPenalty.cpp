#include "model/isometry/GramPenalty.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "model/isometry/MatrixProduct.h"
#include "model/isometry/TapTransform.h"
#include "model/kernels/HermitianResidual.h"

namespace isonet::model {
at::Tensor GramWorkspace::get(size_t index, at::IntArrayRef shape, const at::TensorOptions& options) {
    at::Tensor& buffer = buffers_[index];
    const std::int64_t size = c10::multiply_integers(shape);
    if (!buffer.defined() || buffer.numel() < size || buffer.scalar_type() != options.dtype().toScalarType() ||
        buffer.device() != options.device())
        buffer = at::empty({size}, options);
    return buffer.narrow(0, 0, size).view(shape);
}

double workByFrequency(std::int64_t kh, std::int64_t kw, std::int64_t n, std::int64_t d) {
    const auto pairs = static_cast<double>(((2 * kh - 1) * (2 * kw - 1) - 1) / 2);
    const auto rows = static_cast<double>(n * d);
    return rows * ((5 * pairs + 2) * static_cast<double>(n) + (7 * pairs + 2) * static_cast<double>(kh * kw));
}

double workByShift(std::int64_t kh, std::int64_t kw, std::int64_t n, std::int64_t d, std::int64_t stride) {
    const auto overlaps = [&](std::int64_t k) {  // pairs of taps on one axis
        std::int64_t sum = k;
        for (std::int64_t shift = stride; shift < k; shift += stride)
            sum += 2 * (k - shift);
        return static_cast<double>(sum);
    };
    return 1.5 * overlaps(kh) * overlaps(kw) * static_cast<double>(n * n * d);
}

bool prefersShiftPenalty(const at::Tensor& kernels, std::int64_t stride) {
    constexpr std::int64_t fewest = 8, most = 64;  // rows
    constexpr double faster = 2;
    const std::int64_t n = kernels.size(1), d = kernels.size(2), kh = kernels.size(3), kw = kernels.size(4);
    const bool fillsLanes = n <= fewest && kernels.size(0) >= 4;  // of GroupedPenalty.h
    if (!kernels.is_cpu() || n < fewest || n > most || fillsLanes)
        return false;
    return stride > 1 || kh * kw == 1 || workByShift(kh, kw, n, d, 1) < faster * workByFrequency(kh, kw, n, d);
}

GramPenalty gramPenalty(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient, GramWorkspace& workspace) {
    const std::int64_t kh = kernels.size(0), kw = kernels.size(1), n = kernels.size(3), d = kernels.size(4);
    if (!kernels.is_cpu() && kh * kw == 1)
        return gramPenaltyOfMatrices(kernels, wantsGradient);
    if (!kernels.is_cpu() && stride > 1)
        return gramPenaltyByPhases(kernels, stride, wantsGradient, workspace);
    const bool frequency =
        stride == 1 && kh * kw > 1 && workByFrequency(kh, kw, n, d) < workByShift(kh, kw, n, d, stride);
    return frequency ? gramPenaltyByFrequency(kernels, wantsGradient, workspace)
                     : gramPenaltyByShift(kernels, stride, wantsGradient);
}

GramPenalty gramPenaltyByFrequency(const at::Tensor& kernels, bool wantsGradient, GramWorkspace& workspace) {
    const std::int64_t kh = kernels.size(0), kw = kernels.size(1), layers = kernels.size(2);
    const std::int64_t n = kernels.size(3), d = kernels.size(4), entries = layers * n * d;
    const at::TensorOptions options = kernels.options();
    const TapTransform t = tapTransform(kh, kw, options);
    const std::int64_t h = t.pairs;

    at::Tensor spectrum = workspace.get(0, {4 * h + 1, entries}, options);
    at::mm_out(spectrum, t.analysis, kernels.view({kh * kw, entries}));
    const auto rows = [&](std::int64_t first, std::int64_t count) {
        return spectrum.narrow(0, first, count).view({count * layers, n, d});
    };
    at::Tensor mixed = workspace.get(1, {h * layers, n, n}, options);
    productOut(mixed, rows(0, h), rows(h, h).transpose(1, 2));
    at::Tensor even = workspace.get(2, {(h + 1) * layers, n, n}, options);
    productOut(even, rows(3 * h, h + 1), rows(3 * h, h + 1).transpose(1, 2));
    at::Tensor factors = wantsGradient ? workspace.get(3, {(3 * h + 1) * layers, n, n}, options) : at::Tensor();

    GramPenalty result;
    result.values =
        (hermitianResidual(mixed, even, layers, factors) / static_cast<double>(t.shifts)).to(kernels.scalar_type());
    if (wantsGradient) {
        at::Tensor products = workspace.get(4, {(3 * h + 1) * layers, n, d}, options);
        productOut(products, factors, rows(0, 3 * h + 1));
        result.gradients = at::mm(t.synthesis.t(), products.view({3 * h + 1, entries})).view(kernels.sizes());
    }
    return result;
}

GramPenalty gramPenaltyOfMatrices(const at::Tensor& kernels, bool wantsGradient) {
    const std::int64_t layers = kernels.size(2), n = kernels.size(3);
    const at::Tensor matrices = kernels.view({layers, n, kernels.size(4)});
    const at::Tensor gram = product(matrices, matrices.transpose(1, 2));
    const at::Tensor residual = wantsGradient ? at::empty_like(gram) : at::Tensor();
    GramPenalty result;
    result.values = hermitianResidual(gram.narrow(0, 0, 0), gram, layers, residual).to(kernels.scalar_type());
    if (wantsGradient)
        result.gradients = product(residual, matrices).mul_(2).view(kernels.sizes());
    return result;
}

GramPenalty gramPenaltyByPhases(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient,
                                GramWorkspace& workspace) {
    const std::int64_t kh = kernels.size(0), kw = kernels.size(1), layers = kernels.size(2), n = kernels.size(3);
    const std::int64_t d = kernels.size(4), height = (kh + stride - 1) / stride, width = (kw + stride - 1) / stride;
    // Tap stride y + a, stride x + b of column c becomes tap y, x of column (a, b, c).
    const at::Tensor parts =
        at::constant_pad_nd(kernels, {0, 0, 0, 0, 0, 0, 0, width * stride - kw, 0, height * stride - kh})
            .view({height, stride, width, stride, layers, n, d})
            .permute({0, 2, 4, 5, 1, 3, 6})
            .reshape({height, width, layers, n, stride * stride * d})
            .contiguous();
    GramPenalty result = height * width == 1 ? gramPenaltyOfMatrices(parts, wantsGradient)
                                             : gramPenaltyByFrequency(parts, wantsGradient, workspace);
    if (wantsGradient)
        result.gradients = result.gradients.view({height, width, layers, n, stride, stride, d})
                               .permute({0, 4, 1, 5, 2, 3, 6})
                               .reshape({height * stride, width * stride, layers, n, d})
                               .narrow(0, 0, kh)
                               .narrow(1, 0, kw)
                               .contiguous();
    return result;
}

GramPenalty gramPenaltyByShift(const at::Tensor& kernels, std::int64_t stride, bool wantsGradient) {
    const std::int64_t kh = kernels.size(0), kw = kernels.size(1), layers = kernels.size(2), n = kernels.size(3);
    GramPenalty result;
    result.values = at::zeros({layers}, kernels.options());
    if (wantsGradient)
        result.gradients = at::zeros_like(kernels);
    // The part of the kernels from tap (y, x) on, shortened by (dy, dx), as matrices (L, n, d taps).
    const auto window = [&](std::int64_t y, std::int64_t x, std::int64_t dy, std::int64_t dx) {
        return kernels.narrow(0, y, kh - dy).narrow(1, x, kw - dx).permute({2, 3, 0, 1, 4}).reshape({layers, n, -1});
    };
    const auto addGradient = [&](const at::Tensor& product, std::int64_t y, std::int64_t x, std::int64_t dy,
                                 std::int64_t dx) {
        const std::int64_t height = kh - dy, width = kw - dx;
        result.gradients.narrow(0, y, height)
            .narrow(1, x, width)
            .add_(product.view({layers, n, height, width, -1}).permute({2, 3, 0, 1, 4}), 2.0);
    };
    const std::int64_t farY = (kh - 1) / stride * stride, farX = (kw - 1) / stride * stride;
    for (std::int64_t dy = 0; dy <= farY; dy += stride) {
        for (std::int64_t dx = dy == 0 ? 0 : -farX; dx <= farX; dx += stride) {
            // sum over c, q of a[m, c, q + shift] a[m', c, q]; the opposite shift is its transpose.
            const std::int64_t right = std::max<std::int64_t>(dx, 0), left = std::max<std::int64_t>(-dx, 0);
            const std::int64_t cut = right + left;
            const at::Tensor ahead = window(dy, right, dy, cut), behind = window(0, left, dy, cut);
            at::Tensor gram = product(ahead, behind.transpose(1, 2));
            const bool center = dy == 0 && dx == 0;
            if (center)
                gram.diagonal(0, 1, 2).sub_(1.0);
            result.values.add_(gram.square().sum({1, 2}), center ? 0.5 : 1.0);
            if (!wantsGradient)
                continue;
            addGradient(product(gram, behind), dy, right, dy, cut);
            if (!center)
                addGradient(product(gram.transpose(1, 2), ahead), 0, left, dy, cut);
        }
    }
    return result;
}

}  // namespace isonet::model
