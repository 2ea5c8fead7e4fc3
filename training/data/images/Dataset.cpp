#include "training/data/images/Dataset.h"

#include <stdexcept>

namespace isonet::training {

Placed Dataset::loadBytes(std::int64_t, std::uint64_t, std::uint8_t*) const {
    throw std::logic_error("Dataset::loadBytes: the images of this dataset are not made of bytes; use load()");
}

void Dataset::readStored(std::int64_t index, StoredImage& image) const {
    const BytePixels* pixels = bytePixels();
    if (!pixels)
        throw std::logic_error("Dataset::readStored: this dataset does not say how its images are stored");
    image.shape = pixels->shape;
    image.bytes.resize(static_cast<std::size_t>(image.shape.channels) * static_cast<std::size_t>(image.shape.height) *
                       static_cast<std::size_t>(image.shape.width));
    loadBytes(index, 0, image.bytes.data());
}

}  // namespace isonet::training
