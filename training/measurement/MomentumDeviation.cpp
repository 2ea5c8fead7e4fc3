#include "training/measurement/MomentumDeviation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "model/isometry/Deviation.h"

namespace isonet::training {

std::optional<double> momentumDeviation(const at::Tensor& momentum, std::int64_t stride, std::int64_t groups,
                                        std::int64_t dilation) {
    const at::Tensor exact = momentum.to(at::kDouble);
    const auto norm = exact.norm().item<double>();
    if (!(norm > 0) || !std::isfinite(norm))
        return std::nullopt;
    const double root = std::sqrt(static_cast<double>(std::min(exact.size(0), exact.size(1) * groups)));
    return model::isometryDeviation(exact * (root / norm), stride, groups, dilation) / root;
}

}  // namespace isonet::training
