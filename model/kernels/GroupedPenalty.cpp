#include "model/kernels/GroupedPenalty.h"

#include <ATen/ATen.h>

#include "model/kernels/cpu/GroupedPenalty.h"

namespace isonet::model {

double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    TORCH_CHECK(kernels.is_cpu() && kernels.dim() == 5 && kernels.numel() > 0 &&
                    (kernels.scalar_type() == at::kFloat || kernels.scalar_type() == at::kDouble),
                "groupedPenalty: kernels of shape ", kernels.sizes(), ", type ", kernels.scalar_type(), " on ",
                kernels.device(), "; expected float32 or float64 (L, n, d, kh, kw) on the CPU");
    TORCH_CHECK(stride > 0, "groupedPenalty: stride ", stride, "; expected a positive one");
    TORCH_CHECK(!gradients.defined() || (gradients.sizes() == kernels.sizes() && gradients.is_cpu() &&
                                         gradients.scalar_type() == kernels.scalar_type()),
                "groupedPenalty: gradients of shape ", gradients.defined() ? gradients.sizes() : at::IntArrayRef{},
                " for kernels of shape ", kernels.sizes());
    return cpu::groupedPenalty(kernels, stride, gradients);
}

bool prefersGroupedPenalty(const at::Tensor& kernels) {
    constexpr std::int64_t mostChannels = 16, fewest = 4;  // fewer kernels leave most lanes empty
    const std::int64_t n = kernels.size(1), d = kernels.size(2), taps = kernels.size(3) * kernels.size(4);
    const std::int64_t bytes = (n * n + 2 * n * d * taps) * cpu::groupedPenaltyBytes;
    constexpr std::int64_t cache = std::int64_t{256} << 10;
    return kernels.is_cpu() && kernels.size(0) >= fewest && n <= mostChannels && bytes <= cache;
}

}  // namespace isonet::model
