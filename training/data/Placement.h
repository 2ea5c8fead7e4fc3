// A picture on a black canvas: centred, and in training shifted and mirrored at random.
#pragma once

#include <cstdint>

#include "training/data/Dataset.h"

namespace isonet::training {

struct Placement {
    ImageShape canvas;    // channels equal to the images', or 3 for gray ones (repeated); at least as large as them
    int cropPadding = 0;  // random crop of the canvas padded by this many black pixels
    bool flip = false;    // random mirror image
};

// Canvas row y shows the picture's row y - top, columns likewise; then the whole canvas is mirrored, or not.
struct Placed {
    int top = 0, left = 0;
    bool mirror = false;
};
// `draw` 0: centred and not mirrored.
Placed placed(const ImageShape& picture, const Placement& placement, std::uint64_t draw);

}  // namespace isonet::training
