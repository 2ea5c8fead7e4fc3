#include "model/isometry/DominantValue.h"

#include <ATen/ATen.h>

#include "model/isometry/PreciseProduct.h"

namespace isonet::model {
namespace {

at::Tensor unit(const at::Tensor& vectors) {
    return vectors / (at::linalg_vector_norm(vectors, 2, at::IntArrayRef{1}, true) + 1e-12);
}

// Vectors without symmetry, made on the device.
at::Tensor start(const at::Tensor& matrices) {
    const at::Tensor places = at::arange(1, matrices.size(1) + 1, matrices.options().requires_grad(false));
    return places.square().mul_(0.618).sin_().view({1, -1, 1}).expand({matrices.size(0), -1, 1});
}

}  // namespace

at::Tensor dominantValue(const at::Tensor& symmetric) {
    constexpr int squarings = 6, products = 40;
    at::Tensor u;
    {
        const at::NoGradGuard noGrad;
        at::Tensor power = symmetric.detach();
        const auto scaled = [](const at::Tensor& matrices) {
            return matrices / (at::linalg_vector_norm(matrices, 2, at::IntArrayRef{1, 2}, true) + 1e-12);
        };
        for (int i = 0; i < squarings; ++i) {
            power = scaled(power);
            power = preciseProduct(power, power);
        }
        u = unit(start(symmetric));
        for (int i = 0; i < products; ++i)
            u = unit(preciseProduct(power, u));
    }
    return at::linalg_vector_norm(preciseProduct(symmetric, u), 2, at::IntArrayRef{1, 2});
}

}  // namespace isonet::model
