// Image files as a detector sees them: decoded as stored, EXIF orientation ignored. Any thread.
#pragma once

#include <QImage>
#include <filesystem>

namespace isonet::workbench {

// Throws training::ImageError.
QImage loadImage(const std::filesystem::path& file);

// The center of the image, cropped to the aspect ratio of `size` and scaled to it. Large JPEG files are decoded at a
// reduced size. Throws training::ImageError.
QImage loadThumbnail(const std::filesystem::path& file, const QSize& size);

}  // namespace isonet::workbench
