#include "model/kernels/HermitianResidual.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <optional>

#include "model/kernels/cpu/HermitianResidual.h"

TORCH_LIBRARY_FRAGMENT(isonet, library) {
    library.def(
        "hermitian_residual_out(Tensor mixed, Tensor even, int layers, Tensor(a!)? factors, Tensor(b!) squares) -> ()");
}

namespace isonet::model {
namespace {

void check(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers, const at::Tensor& factors) {
    TORCH_CHECK(layers > 0 && mixed.dim() == 3 && mixed.size(1) == mixed.size(2) && mixed.size(0) % layers == 0,
                "hermitianResidual: products of shape ", mixed.sizes(), " for ", layers, " layers");
    const auto fits = [&](const at::Tensor& other, std::int64_t matrices) {
        return other.dim() == 3 && other.size(0) == matrices && other.size(1) == mixed.size(1) &&
               other.size(2) == mixed.size(2) && other.scalar_type() == mixed.scalar_type() && other.is_contiguous();
    };
    TORCH_CHECK(mixed.is_contiguous() && fits(even, mixed.size(0) + layers), "hermitianResidual: products of shapes ",
                mixed.sizes(), " and ", even.sizes());
    TORCH_CHECK(!factors.defined() || fits(factors, 3 * mixed.size(0) + layers), "hermitianResidual: factors of shape ",
                factors.defined() ? factors.sizes() : at::IntArrayRef{}, " for products ", mixed.sizes());
}

void residualOnDevice(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers, const at::Tensor& factors,
                      const at::Tensor& squares) {
    static const auto op =
        c10::Dispatcher::singleton()
            .findSchemaOrThrow("isonet::hermitian_residual_out", "")
            .typed<void(const at::Tensor&, const at::Tensor&, std::int64_t, std::optional<at::Tensor>, at::Tensor)>();
    op.call(mixed, even, layers, factors.defined() ? std::optional(factors) : std::nullopt, squares);
}

at::Tensor layerSquares(const at::Tensor& matrices, std::int64_t layers) {
    return matrices.square().sum({1, 2}, false, at::kDouble).view({-1, layers}).sum(0);
}

at::Tensor byTensorOperations(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers,
                              const at::Tensor& factors) {
    const at::Tensor transposed = mixed.transpose(1, 2);
    const at::Tensor imaginary = (mixed - transposed).mul_(0.5);
    at::Tensor real = (mixed + transposed).mul_(0.5).add_(even.narrow(0, layers, mixed.size(0)), 2.0);
    at::Tensor alone = even.narrow(0, 0, layers).clone();
    real.diagonal(0, 1, 2).sub_(1.0);
    alone.diagonal(0, 1, 2).sub_(1.0);
    if (factors.defined()) {
        at::Tensor out = factors;
        at::cat_out(out, {imaginary, real, real + imaginary, alone});
    }
    return layerSquares(alone, layers) / 2 + layerSquares(real, layers) + layerSquares(imaginary, layers);
}

}  // namespace

at::Tensor hermitianResidual(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers,
                             const at::Tensor& factors) {
    check(mixed, even, layers, factors);
    if (mixed.is_cuda() && (mixed.scalar_type() == at::kFloat || mixed.scalar_type() == at::kDouble)) {
        const at::Tensor squares = at::empty({layers}, mixed.options().dtype(at::kDouble));
        residualOnDevice(mixed, even, layers, factors, squares);
        return squares;
    }
    if (!mixed.is_cpu())
        return byTensorOperations(mixed, even, layers, factors);
    at::Tensor squares = at::empty({layers}, at::kDouble);
    cpu::hermitianResidual(mixed, even, layers, squares, factors);
    return squares;
}

}  // namespace isonet::model
