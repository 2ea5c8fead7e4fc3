#include "training/engine/optimizer/Stiefel.h"

#include <ATen/ATen.h>

namespace isonet::training {
namespace {

// Per group (M', C', taps), and the order of its dimensions with the fewer channels first.
bool hasMoreOutputs(const at::Tensor& weight, std::int64_t groups) {
    return weight.size(0) / groups > weight.size(1);
}

}  // namespace

at::Tensor kernelRows(const at::Tensor& weight, std::int64_t groups) {
    const at::Tensor split = weight.reshape({groups, weight.size(0) / groups, weight.size(1), -1});
    return (hasMoreOutputs(weight, groups) ? split.transpose(1, 2) : split).flatten(2);
}

at::Tensor kernelOfRows(const at::Tensor& rows, const at::Tensor& like, std::int64_t groups) {
    const std::int64_t outputs = like.size(0) / groups, inputs = like.size(1);
    if (hasMoreOutputs(like, groups))
        return rows.reshape({groups, inputs, outputs, -1}).transpose(1, 2).reshape(like.sizes());
    return rows.reshape(like.sizes());
}

at::Tensor tangent(const at::Tensor& rows, const at::Tensor& gradient) {
    const at::Tensor product = at::matmul(gradient, rows.mT());
    return gradient - at::matmul((product + product.mT()) / 2, rows);
}

at::Tensor retracted(const at::Tensor& rows, config::Retraction retraction) {
    if (retraction == config::Retraction::Polar) {
        const auto [u, s, vh] = at::linalg_svd(rows, /*full_matrices=*/false);
        return at::matmul(u, vh);
    }
    const auto [q, r] = at::linalg_qr(rows.mT());
    const at::Tensor signs = at::where(r.diagonal(0, -2, -1) < 0, -1.0, 1.0).to(q.scalar_type());
    return (q * signs.unsqueeze(-2)).mT();
}

}  // namespace isonet::training
