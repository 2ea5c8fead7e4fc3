#include "training/data/images/CanvasPlacement.h"

#include "training/data/images/CounterRandom.h"

namespace isonet::training {

Placed placed(const ImageShape& image, const Placement& placement, std::uint64_t draw) {
    Placed result{(placement.canvas.height - image.height) / 2, (placement.canvas.width - image.width) / 2, false};
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
