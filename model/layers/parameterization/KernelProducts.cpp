#include "model/layers/parameterization/KernelProducts.h"

#include <ATen/ATen.h>

#include <numbers>

namespace isonet::model {
namespace {

// exp(2 pi i f (t - origin) / size) for the first `frequencies` f: (frequencies, taps). Angles are reduced as integers.
at::Tensor waves(std::int64_t frequencies, std::int64_t taps, std::int64_t size, std::int64_t origin,
                 const at::TensorOptions& real) {
    const auto integers = real.dtype(at::kLong);
    const at::Tensor turns =
        at::outer(at::arange(frequencies, integers), at::arange(taps, integers) - origin).remainder(size);
    const at::Tensor angle = turns.to(at::kDouble) * (2 * std::numbers::pi / static_cast<double>(size));
    const at::ScalarType type = at::typeMetaToScalarType(real.dtype());
    return at::complex(angle.cos().to(type), angle.sin().to(type));
}

at::Tensor asComplex(const at::Tensor& real) {
    return at::complex(real, at::zeros_like(real));
}

at::Tensor transformed(const at::Tensor& x) {
    const at::Tensor real = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
    return at::fft_rfft2(real.contiguous());
}

// (N, G c, H, F) -> (H, F, G, c, N)
at::Tensor byFrequency(const at::Tensor& spectrum, std::int64_t groups) {
    return spectrum.unflatten(1, {groups, spectrum.size(1) / groups}).permute({3, 4, 1, 2, 0});
}

// By frequency. Products of permuted matrices are ten times slower, so those of the backward pass get copies as well.
at::Tensor product(const at::Tensor& matrices, const at::Tensor& columns) {
    at::Tensor result = matrices.matmul(columns.contiguous());
    if (result.requires_grad())
        result.register_hook([](const at::Tensor& gradient) { return gradient.contiguous(); });
    return result;
}

at::Tensor onGrid(const at::Tensor& columns, const GridSize& grid) {
    return at::fft_irfft2(columns.permute({4, 2, 3, 0, 1}).flatten(1, 2).contiguous(),
                          at::IntArrayRef{grid.height, grid.width});
}

}  // namespace

at::Tensor composed(const at::Tensor& outer, const at::Tensor& inner, std::int64_t groups) {
    // The inputs of `inner` as images with its outputs as channels, convolved with the reversed taps of `outer`.
    const std::int64_t height = outer.size(2), width = outer.size(3);
    const at::Tensor product = at::conv2d(inner.transpose(0, 1), outer.flip({2, 3}), {}, at::IntArrayRef{1, 1},
                                          at::IntArrayRef{height - 1, width - 1}, at::IntArrayRef{1, 1}, groups);
    return product.transpose(0, 1);
}

at::Tensor adjointKernel(const at::Tensor& kernel, std::int64_t groups) {
    return kernel.unflatten(0, {groups, kernel.size(0) / groups}).transpose(1, 2).flatten(0, 1).flip({2, 3});
}

at::Tensor responseOf(const at::Tensor& kernel, std::int64_t groups, const GridSize& grid, std::int64_t originY,
                      std::int64_t originX) {
    const auto real = kernel.options().requires_grad(false);
    const at::Tensor y = waves(grid.height, kernel.size(2), grid.height, originY, real);
    const at::Tensor x = waves(grid.width / 2 + 1, kernel.size(3), grid.width, originX, real);
    return y.matmul(asComplex(kernel))
        .matmul(x.t())
        .unflatten(0, {groups, kernel.size(0) / groups})
        .permute({3, 4, 0, 1, 2})
        .contiguous();
}

at::Tensor kernelOf(const at::Tensor& response, const GridSize& grid) {
    const at::Tensor kernel =
        at::fft_irfft2(response.conj().permute({2, 3, 4, 0, 1}).contiguous(), at::IntArrayRef{grid.height, grid.width});
    return kernel.flatten(0, 1).roll({grid.height / 2, grid.width / 2}, {2, 3});
}

at::Tensor circularConvolution(const at::Tensor& x, const at::Tensor& response, std::int64_t stride) {
    at::Tensor out = onGrid(product(response, byFrequency(transformed(x), response.size(2))), {x.size(2), x.size(3)});
    if (stride > 1)
        out = out.slice(2, 0, {}, stride).slice(3, 0, {}, stride).contiguous();  // may be overwritten: not a view
    return out.to(x.scalar_type());
}

at::Tensor circularAdjoint(const at::Tensor& y, const at::Tensor& response, std::int64_t stride, const GridSize& grid) {
    at::Tensor spread = at::zeros({y.size(0), y.size(1), grid.height, grid.width}, y.options());
    spread.slice(2, 0, {}, stride).slice(3, 0, {}, stride).copy_(y);
    return onGrid(product(response.mH(), byFrequency(transformed(spread), response.size(2))), grid).to(y.scalar_type());
}

}  // namespace isonet::model
