#include "model/detection/RegionLosses.h"

#include <ATen/ATen.h>

#include "model/detection/Matching.h"
#include "model/detection/Operators.h"

namespace isonet::model {
namespace {

// Rows of values (R, C, ...) at the columns `index` (R).
at::Tensor ofOwnCategory(const at::Tensor& values, const at::Tensor& index) {
    return values.index({at::arange(index.size(0), index.options()), index});
}

}  // namespace

at::Tensor boxError(const at::Tensor& deltas, const at::Tensor& targets, double smoothing) {
    return smoothing > 0 ? at::smooth_l1_loss(deltas, targets, at::Reduction::Sum, smoothing)
                         : at::l1_loss(deltas, targets, at::Reduction::Sum);
}

void ignoreCrowds(at::Tensor& role, const at::Tensor& boxes, const at::Tensor& crowds, double cover) {
    if (!crowds.defined() || crowds.size(0) == 0)
        return;
    const at::Tensor inside = boxCover(boxes, crowds).amax(1) > cover;
    role.masked_fill_(inside & role.eq(BackgroundRole), NeitherRole);
}

at::Tensor categoryLoss(const at::Tensor& logits, const at::Tensor& labels) {
    return labels.size(0) > 0 ? at::cross_entropy_loss(logits, labels) : logits.sum();
}

at::Tensor regionBoxLoss(const at::Tensor& deltas, const at::Tensor& labels, const at::Tensor& regions,
                         const at::Tensor& targets, const BoxCoding& coding, double smoothing) {
    const std::int64_t count = labels.size(0), categories = deltas.size(1) / 4;
    const at::Tensor objects = labels.lt(categories).nonzero().flatten();
    if (objects.size(0) == 0)
        return deltas.sum() * 0;
    const at::Tensor chosen =
        ofOwnCategory(deltas.index_select(0, objects).view({-1, categories, 4}), labels.index_select(0, objects));
    const at::Tensor wanted = coding.encode(targets.index_select(0, objects), regions.index_select(0, objects));
    return boxError(chosen, wanted, smoothing) / static_cast<double>(count);
}

at::Tensor maskTargets(const at::Tensor& masks, const at::Tensor& regions, const at::Tensor& object,
                       std::int64_t size) {
    TORCH_CHECK(masks.dim() == 3, "maskTargets: masks of shape ", masks.sizes(), "; expected (M, H, W)");
    const at::NoGradGuard noGrad;
    const at::Tensor rows = at::cat({object.to(at::kFloat).unsqueeze(1), regions}, 1);
    return roiAlign(masks.unsqueeze(1).to(at::kFloat), rows, 1.0, size).squeeze(1).ge(0.5).to(at::kFloat);
}

at::Tensor maskLoss(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& targets) {
    if (labels.size(0) == 0)
        return logits.sum() * 0;
    return at::binary_cross_entropy_with_logits(ofOwnCategory(logits, labels), targets);
}

}  // namespace isonet::model
