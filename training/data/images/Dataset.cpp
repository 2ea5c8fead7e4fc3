#include "training/data/images/Dataset.h"

#include <stdexcept>

#include "training/data/images/CanvasPlacement.h"

namespace isonet::training {

std::size_t bytesOf(const ImageShape& shape) {
    return static_cast<std::size_t>(shape.channels) * static_cast<std::size_t>(shape.height) *
           static_cast<std::size_t>(shape.width);
}

Placed Dataset::loadBytes(std::int64_t, std::uint64_t, std::uint8_t*) const {
    throw std::logic_error("Dataset::loadBytes: the images of this dataset are not made of bytes; use load()");
}

void Dataset::load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const {
    const BytePixels* pixels = bytePixels();
    if (!pixels)
        throw std::logic_error("Dataset::load: this dataset says neither how its images become floats nor bytes");
    thread_local std::vector<std::uint8_t> image;
    image.resize(bytesOf(pixels->shape));
    const Placed place = loadBytes(index, draw, image.data());
    placePixels(image.data(), *pixels, place, shape(), order, out);
}

void Dataset::readStored(std::int64_t index, StoredImage& image) const {
    const BytePixels* pixels = bytePixels();
    if (!pixels)
        throw std::logic_error("Dataset::readStored: this dataset does not say how its images are stored");
    image.shape = pixels->shape;
    image.bytes.resize(bytesOf(image.shape));
    loadBytes(index, 0, image.bytes.data());
}

}  // namespace isonet::training
