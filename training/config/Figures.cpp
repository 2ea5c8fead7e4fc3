#include "training/config/Figures.h"

#include <array>

namespace isonet::config {

std::span<const Figure> figuresOf(const RunConfig& config) {
    static constexpr std::array<Figure, 1> classification{Figure{"top-1", "top1", "accuracy/val_top1", 2}};
    static constexpr std::array<Figure, 2> detection{Figure{"box AP", "box_ap", "ap/box", 1},
                                                     Figure{"mask AP", "mask_ap", "ap/mask", 1}};
    if (!isDetection(config))
        return classification;
    return std::span(detection).first(config.detection.detector.masks ? 2 : 1);
}

}  // namespace isonet::config
