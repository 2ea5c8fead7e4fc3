// A network input that suits images of many sizes.
#pragma once

#include "training/data/classification/FolderParts.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

// From up to 16 images of the part, spread evenly: 1 channel if all of them are gray, else 3; height and width 32, 64,
// 128 or 224 pixels, the largest that the median of the shorter sides reaches to three quarters (at least 32). Images
// that cannot be decoded do not count; if none can, all values are 0.
ImageShape suitedInput(const FolderPart& part);

}  // namespace isonet::training
