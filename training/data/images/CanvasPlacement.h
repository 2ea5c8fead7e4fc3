// Placement of an image on a black canvas: centered; in training randomly shifted and mirrored.
#pragma once

#include <cstdint>

#include "training/data/images/Dataset.h"

namespace isonet::training {

struct Placement {
    ImageShape canvas;    // at least the image size; channels as in the image, or 3 for gray images (repeated)
    int cropPadding = 0;  // random crop after padding with this many black pixels
    bool flip = false;    // random horizontal flip
};

// `draw` 0: centered and not mirrored.
Placed placed(const ImageShape& image, const Placement& placement, std::uint64_t draw);

// Writes the normalized canvas as canvas.channels x height x width floats, black around the image. `image`:
// pixels.shape bytes, one channel after another; one channel may fill several. The same values as
// model/kernels/ImageInput.h.
void placePixels(const std::uint8_t* image, const BytePixels& pixels, const Placed& place, const ImageShape& canvas,
                 PixelOrder order, float* out);

}  // namespace isonet::training
