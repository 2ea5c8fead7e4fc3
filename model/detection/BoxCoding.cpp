#include "model/detection/BoxCoding.h"

#include <ATen/ATen.h>

#include <cmath>

namespace isonet::model {
namespace {

struct Centered {
    at::Tensor x, y, width, height;  // (N)
};

Centered centered(const at::Tensor& boxes) {
    const at::Tensor width = boxes.select(1, 2) - boxes.select(1, 0);
    const at::Tensor height = boxes.select(1, 3) - boxes.select(1, 1);
    return {boxes.select(1, 0) + 0.5 * width, boxes.select(1, 1) + 0.5 * height, width, height};
}

void check(const std::vector<double>& weights) {
    TORCH_CHECK(weights.size() == 4, "BoxCoding: ", weights.size(), " weights; expected 4, for dx, dy, dw and dh");
}

}  // namespace

at::Tensor BoxCoding::encode(const at::Tensor& boxes, const at::Tensor& references) const {
    TORCH_CHECK(boxes.sizes() == references.sizes() && boxes.dim() == 2 && boxes.size(1) == 4,
                "BoxCoding::encode: boxes of shape ", boxes.sizes(), " and references of shape ", references.sizes(),
                "; expected (N, 4) each");
    check(weights);
    const Centered box = centered(boxes), reference = centered(references);
    return at::stack(
        {weights[0] * (box.x - reference.x) / reference.width, weights[1] * (box.y - reference.y) / reference.height,
         weights[2] * at::log(box.width / reference.width), weights[3] * at::log(box.height / reference.height)},
        1);
}

at::Tensor BoxCoding::decode(const at::Tensor& deltas, const at::Tensor& references) const {
    TORCH_CHECK(deltas.dim() == 2 && deltas.size(1) % 4 == 0 && references.dim() == 2 && references.size(1) == 4 &&
                    deltas.size(0) == references.size(0),
                "BoxCoding::decode: deltas of shape ", deltas.sizes(), " and references of shape ", references.sizes(),
                "; expected (N, 4 K) and (N, 4)");
    check(weights);
    static const double maxLog = std::log(1000.0 / 16);
    const Centered reference = centered(references);
    const auto part = [&](std::int64_t i) {
        return deltas.slice(1, i, deltas.size(1), 4) / weights[static_cast<std::size_t>(i)];
    };
    const auto column = [](const at::Tensor& values) { return values.unsqueeze(1); };
    const at::Tensor x = part(0) * column(reference.width) + column(reference.x);
    const at::Tensor y = part(1) * column(reference.height) + column(reference.y);
    const at::Tensor halfWidth = 0.5 * at::exp(part(2).clamp_max(maxLog)) * column(reference.width);
    const at::Tensor halfHeight = 0.5 * at::exp(part(3).clamp_max(maxLog)) * column(reference.height);
    return at::stack({x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight}, 2).flatten(1);
}

}  // namespace isonet::model
