#include "model/detection/MaskPasting.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace isonet::model {

at::Tensor pastedMask(const at::Tensor& probability, const at::Tensor& box, const ImageSize& size, double threshold) {
    TORCH_CHECK(probability.dim() == 2 && box.numel() == 4, "pastedMask: a mask of shape ", probability.sizes(),
                " and a box of shape ", box.sizes(), "; expected (S, S) and (4)");
    const at::Tensor corners = box.to(at::kCPU, at::kDouble).contiguous();
    const double* corner = corners.const_data_ptr<double>();
    at::Tensor mask = at::zeros({size.height, size.width}, at::kByte);
    const double width = corner[2] - corner[0], height = corner[3] - corner[1];
    if (!(width > 0 && height > 0))
        return mask;
    // Interpolation extends half a mask cell beyond the box.
    const double cell = 0.5 / static_cast<double>(probability.size(0));
    const auto first = [](double value) {
        return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(value)));
    };
    const auto last = [](double value, std::int64_t most) {
        return std::min(most, static_cast<std::int64_t>(std::ceil(value)));
    };
    const std::int64_t left = first(corner[0] - cell * width), top = first(corner[1] - cell * height);
    const std::int64_t right = last(corner[2] + cell * width, size.width);
    const std::int64_t bottom = last(corner[3] + cell * height, size.height);
    if (left >= right || top >= bottom)
        return mask;
    // Pixel centers in grid_sampler coordinates: -1 and 1 are the borders of the box.
    const auto centers = [](std::int64_t from, std::int64_t to, double start, double length) {
        return (at::arange(from, to, at::kFloat) + (0.5 - start)) * (2 / length) - 1;
    };
    const at::Tensor x = centers(left, right, corner[0], width).view({1, -1}).expand({bottom - top, right - left});
    const at::Tensor y = centers(top, bottom, corner[1], height).view({-1, 1}).expand({bottom - top, right - left});
    constexpr std::int64_t bilinear = 0, zeros = 0;
    const at::Tensor sampled = at::grid_sampler(probability.view({1, 1, probability.size(0), probability.size(1)}),
                                                at::stack({x, y}, 2).unsqueeze(0), bilinear, zeros, false);
    mask.slice(0, top, bottom).slice(1, left, right).copy_(sampled[0][0].ge(threshold));
    return mask;
}

}  // namespace isonet::model
