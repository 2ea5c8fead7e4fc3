// Image files as displayed: rotated by their EXIF orientation. Any thread.
#pragma once

#include <QImage>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {
class Dataset;
}

namespace isonet::workbench {

// Throws training::ImageError.
QImage loadImage(const std::filesystem::path& file);

// The center of the image, cropped to the aspect ratio of `size` and scaled to it. Large JPEG files are decoded at a
// reduced size. Throws training::ImageError.
QImage loadThumbnail(const std::filesystem::path& file, const QSize& size);

// The same for the bytes of an image file; `name` is for errors.
QImage thumbnailOf(const std::vector<std::uint8_t>& bytes, const std::string& name, const QSize& size);

// An image of a dataset as it is stored, in a file, an archive or as pixels. Throws training::ImageError.
QImage storedImage(const training::Dataset& data, std::int64_t index);

}  // namespace isonet::workbench
