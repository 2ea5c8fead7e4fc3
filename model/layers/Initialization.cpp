#include "model/layers/Initialization.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace isonet::model {

// Rows (or columns, if there are more rows) orthonormal, uniformly distributed: the Q of a Gaussian matrix with the
// signs of R's diagonal (Mezzadri, 2007). In float64 on the CPU, so that a float32 kernel is orthogonal to full
// precision.
at::Tensor orthonormalMatrix(std::int64_t rows, std::int64_t columns) {
    const bool wide = rows < columns;
    const auto gaussian = at::randn({std::max(rows, columns), std::min(rows, columns)}, at::kDouble);
    const auto [q, r] = at::linalg_qr(gaussian);
    const auto signs = at::where(r.diagonal() < 0, -1.0, 1.0);
    const auto result = q * signs;
    return wide ? result.t() : result;
}

namespace {

// The (M, C) matrix at the kernel's center.
at::Tensor center(const at::Tensor& kernel) {
    return kernel.select(3, kernel.size(3) / 2).select(2, kernel.size(2) / 2);
}

void delta(at::Tensor& kernel) {
    kernel.zero_();
    center(kernel).diagonal().fill_(1.0);
}

void deltaOrthogonal(at::Tensor& kernel) {
    kernel.zero_();
    center(kernel).copy_(orthonormalMatrix(kernel.size(0), kernel.size(1)));
}

void scaledDeltaOrthogonal(at::Tensor& kernel) {
    deltaOrthogonal(kernel);
    const double outputs = static_cast<double>(kernel.size(0)), inputs = static_cast<double>(kernel.size(1));
    kernel.mul_(std::max(std::sqrt(outputs / inputs), 1.0));
}

void orthogonal(at::Tensor& kernel) {
    kernel.copy_(orthonormalMatrix(kernel.size(0), kernel.numel() / kernel.size(0)).reshape(kernel.sizes()));
}

double area(const at::Tensor& kernel) {
    return static_cast<double>(kernel.size(2) * kernel.size(3));
}

void kaiming(at::Tensor& kernel) {
    kernel.normal_(0.0, std::sqrt(2.0 / (area(kernel) * static_cast<double>(kernel.size(0)))));
}

void xavier(at::Tensor& kernel) {
    const double outputs = static_cast<double>(kernel.size(0)), inputs = static_cast<double>(kernel.size(1));
    const double bound = std::sqrt(6.0 / (area(kernel) * (inputs + outputs)));
    kernel.uniform_(-bound, bound);
}

struct Initializer {
    spec::Initialization value;
    void (*fill)(at::Tensor& kernel);  // of one group
};

constexpr Initializer initializers[] = {
    {spec::Initialization::Delta, delta},
    {spec::Initialization::DeltaOrthogonal, deltaOrthogonal},
    {spec::Initialization::Orthogonal, orthogonal},
    {spec::Initialization::Kaiming, kaiming},
    {spec::Initialization::Xavier, xavier},
    {spec::Initialization::ScaledDeltaOrthogonal, scaledDeltaOrthogonal},
};
static_assert(spec::listsEveryValue(initializers) && std::size(initializers) == std::size(spec::initializations));

}  // namespace

void initializeKernel(const at::Tensor& weight, spec::Initialization kind, std::int64_t groups) {
    TORCH_CHECK(weight.dim() == 4, "initializeKernel: kernel of shape ", weight.sizes(), "; expected (M, C, k, k)");
    TORCH_CHECK(groups > 0 && weight.size(0) % groups == 0, "initializeKernel: ", weight.size(0),
                " outputs are not divisible by ", groups, " groups");
    const auto index = static_cast<std::size_t>(kind);
    TORCH_CHECK(index < std::size(initializers), "initializeKernel: unknown initialization ", index);
    torch::NoGradGuard noGrad;
    for (at::Tensor kernel : weight.chunk(groups, 0))
        initializers[index].fill(kernel);
}

}  // namespace isonet::model
