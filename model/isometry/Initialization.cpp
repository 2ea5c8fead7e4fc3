#include "model/isometry/Initialization.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace isonet::model {

namespace {

// The (M, C) matrix at the kernel's centre.
at::Tensor centre(const at::Tensor& kernel) {
    return kernel.select(3, kernel.size(3) / 2).select(2, kernel.size(2) / 2);
}

// Rows (or columns, where there are more rows) orthonormal, uniformly distributed: the Q of a Gaussian matrix with the
// signs of R's diagonal (Mezzadri, 2007). In float64 and on the CPU, so that a float32 kernel is orthogonal to its last
// digit.
at::Tensor orthonormal(std::int64_t rows, std::int64_t columns) {
    const bool wide = rows < columns;
    const auto gaussian = at::randn({std::max(rows, columns), std::min(rows, columns)}, at::kDouble);
    const auto [q, r] = at::linalg_qr(gaussian);
    const auto signs = at::where(r.diagonal() < 0, -1.0, 1.0);
    const auto result = q * signs;
    return wide ? result.t() : result;
}

}  // namespace

bool isIsometric(spec::Initialization kind) {
    switch (kind) {
        case spec::Initialization::Delta:
        case spec::Initialization::DeltaOrthogonal:
        case spec::Initialization::Orthogonal:
            return true;
        default:
            return false;
    }
}

void initializeKernel(const at::Tensor& weight, spec::Initialization kind, std::int64_t groups) {
    TORCH_CHECK(weight.dim() == 4, "initializeKernel: kernel of shape ", weight.sizes(), "; expected (M, C, k, k)");
    TORCH_CHECK(groups > 0 && weight.size(0) % groups == 0, "initializeKernel: ", weight.size(0),
                " outputs do not divide into ", groups, " groups");
    torch::NoGradGuard noGrad;
    for (at::Tensor kernel : weight.chunk(groups, 0)) {
        const double area = static_cast<double>(kernel.size(2) * kernel.size(3));
        const double outputs = static_cast<double>(kernel.size(0)), inputs = static_cast<double>(kernel.size(1));
        switch (kind) {
            case spec::Initialization::Delta:
                kernel.zero_();
                centre(kernel).diagonal().fill_(1.0);
                break;
            case spec::Initialization::DeltaOrthogonal:
                kernel.zero_();
                centre(kernel).copy_(orthonormal(kernel.size(0), kernel.size(1)));
                break;
            case spec::Initialization::Orthogonal:
                kernel.copy_(orthonormal(kernel.size(0), kernel.numel() / kernel.size(0)).reshape(kernel.sizes()));
                break;
            case spec::Initialization::Kaiming:
                kernel.normal_(0.0, std::sqrt(2.0 / (area * outputs)));
                break;
            case spec::Initialization::Xavier: {
                const double bound = std::sqrt(6.0 / (area * (inputs + outputs)));
                kernel.uniform_(-bound, bound);
                break;
            }
        }
    }
}

}  // namespace isonet::model
