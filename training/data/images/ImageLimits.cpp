#include "training/data/images/ImageLimits.h"

#include "model/base/NumberText.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {

void checkImageSize(std::int64_t width, std::int64_t height, const std::string& name) {
    if (width < 1 || height < 1 || width <= mostImagePixels / height)
        return;
    throw ImageError(name + " is " + std::to_string(width) + " x " + std::to_string(height) +
                         " pixels; accepted: at most " + base::grouped(mostImagePixels) +
                         " pixels. Scale it down, or cut it into tiles",
                     ImageFault::TooLarge);
}

}  // namespace isonet::training
