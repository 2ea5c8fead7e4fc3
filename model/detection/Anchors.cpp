#include "model/detection/Anchors.h"

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

namespace isonet::model {

at::Tensor cellAnchors(const spec::DetectorSpec& spec) {
    std::vector<float> values;
    for (const double size : spec.anchorSizes)
        for (const double ratio : spec.anchorRatios) {
            const auto halfWidth = static_cast<float>(size / std::sqrt(ratio) / 2);
            const auto halfHeight = static_cast<float>(size * std::sqrt(ratio) / 2);
            values.insert(values.end(), {-halfWidth, -halfHeight, halfWidth, halfHeight});
        }
    return at::tensor(values, at::kFloat).view({-1, 4});
}

at::Tensor gridAnchors(const at::Tensor& cell, std::int64_t height, std::int64_t width, std::int64_t stride) {
    TORCH_CHECK(height > 0 && width > 0 && stride > 0, "gridAnchors: ", height, " x ", width, " features, stride ",
                stride, "; expected more than 0");
    const auto positions = [&](std::int64_t count) { return at::arange(count, cell.options()) * stride; };
    const at::Tensor x = positions(width).view({1, width}).expand({height, width});
    const at::Tensor y = positions(height).view({height, 1}).expand({height, width});
    const at::Tensor shift = at::stack({x, y, x, y}, 2).reshape({-1, 1, 4});
    return (shift + cell.unsqueeze(0)).reshape({-1, 4});
}

}  // namespace isonet::model
