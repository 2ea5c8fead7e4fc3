#include "model/detection/Boxes.h"

#include <ATen/ATen.h>

namespace isonet::model {
namespace {

void checkBoxes(const at::Tensor& boxes, const char* operation) {
    TORCH_CHECK(boxes.dim() == 2 && boxes.size(1) == 4, operation, ": boxes of shape ", boxes.sizes(),
                "; expected (N, 4)");
}

at::Tensor common(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor left = at::max(a.slice(1, 0, 2).unsqueeze(1), b.slice(1, 0, 2).unsqueeze(0));
    const at::Tensor right = at::min(a.slice(1, 2, 4).unsqueeze(1), b.slice(1, 2, 4).unsqueeze(0));
    const at::Tensor sides = (right - left).clamp_min(0);
    return sides.select(2, 0) * sides.select(2, 1);
}

// 0 where the denominator is 0.
at::Tensor ratio(const at::Tensor& part, const at::Tensor& whole) {
    return at::where(part > 0, part / whole, at::zeros({}, part.options()));
}

}  // namespace

at::Tensor boxAreas(const at::Tensor& boxes) {
    checkBoxes(boxes, "boxAreas");
    return (boxes.select(1, 2) - boxes.select(1, 0)) * (boxes.select(1, 3) - boxes.select(1, 1));
}

at::Tensor boxOverlaps(const at::Tensor& a, const at::Tensor& b) {
    checkBoxes(a, "boxOverlaps");
    checkBoxes(b, "boxOverlaps");
    const at::Tensor shared = common(a, b);
    return ratio(shared, boxAreas(a).unsqueeze(1) + boxAreas(b).unsqueeze(0) - shared);
}

at::Tensor boxCover(const at::Tensor& a, const at::Tensor& b) {
    checkBoxes(a, "boxCover");
    checkBoxes(b, "boxCover");
    return ratio(common(a, b), boxAreas(a).unsqueeze(1));
}

at::Tensor clippedBoxes(const at::Tensor& boxes, const ImageSize& size) {
    const at::Tensor columns = boxes.slice(1, 0, 4, 2).clamp(0, static_cast<double>(size.width));
    const at::Tensor rows = boxes.slice(1, 1, 4, 2).clamp(0, static_cast<double>(size.height));
    return at::stack({columns, rows}, 2).flatten(1);
}

at::Tensor nonEmptyBoxes(const at::Tensor& boxes) {
    const at::Tensor whole = (boxes.select(1, 2) > boxes.select(1, 0)) & (boxes.select(1, 3) > boxes.select(1, 1));
    return whole.nonzero().flatten();
}

}  // namespace isonet::model
