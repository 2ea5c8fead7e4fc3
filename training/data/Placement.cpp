#include "training/data/Placement.h"

#include "training/data/Random.h"

namespace isonet::training {

Placed placed(const ImageShape& picture, const Placement& placement, std::uint64_t draw) {
    Placed result{(placement.canvas.height - picture.height) / 2, (placement.canvas.width - picture.width) / 2, false};
    if (draw == 0)
        return result;
    RandomStream random(draw);
    const int reach = placement.cropPadding;
    const auto choices = static_cast<std::uint64_t>(2 * reach + 1);
    result.top -= static_cast<int>(random.below(choices)) - reach;
    result.left -= static_cast<int>(random.below(choices)) - reach;
    result.mirror = placement.flip && (random.next() & 1) != 0;
    return result;
}

}  // namespace isonet::training
