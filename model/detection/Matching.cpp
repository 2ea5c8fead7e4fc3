#include "model/detection/Matching.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace isonet::model {

BoxMatch matchBoxes(const at::Tensor& overlaps, double positive, double negative, bool bestToo) {
    TORCH_CHECK(overlaps.dim() == 2, "matchBoxes: overlaps of shape ", overlaps.sizes(), "; expected (objects, boxes)");
    TORCH_CHECK(negative <= positive, "matchBoxes: background below ", negative, ", objects from ", positive,
                "; expected the first to be at most the second");
    const std::int64_t boxes = overlaps.size(1);
    const at::TensorOptions integers = overlaps.options().dtype(at::kLong);
    if (overlaps.size(0) == 0)
        return {at::zeros({boxes}, integers), at::zeros({boxes}, overlaps.options()), at::zeros({boxes}, integers)};
    BoxMatch match;
    std::tie(match.overlap, match.object) = overlaps.max(0);
    match.role = at::full({boxes}, NeitherRole, integers);
    match.role.masked_fill_(match.overlap < negative, BackgroundRole);
    match.role.masked_fill_(match.overlap >= positive, ObjectRole);
    if (bestToo && boxes > 0) {
        const at::Tensor best = overlaps.amax(1, true);
        match.role.masked_fill_(((overlaps == best) & (best > 0)).any(0), ObjectRole);
    }
    return match;
}

at::Tensor BoxSample::all() const {
    return at::cat({objects, background});
}

BoxSample sampleBoxes(const at::Tensor& role, std::int64_t count, double share) {
    const auto choose = [&](BoxRole wanted, std::int64_t most) {
        const at::Tensor candidates = role.eq(wanted).nonzero().flatten();
        if (candidates.size(0) <= most)
            return candidates;
        const at::Tensor order = at::randperm(candidates.size(0), candidates.options());
        return candidates.index_select(0, std::get<0>(order.slice(0, 0, most).sort()));
    };
    BoxSample sample;
    sample.objects = choose(ObjectRole, static_cast<std::int64_t>(static_cast<double>(count) * share));
    sample.background = choose(BackgroundRole, count - sample.objects.size(0));
    return sample;
}

}  // namespace isonet::model
