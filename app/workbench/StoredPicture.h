// An image file as stored, the way a detector sees it: not turned. Any thread.
#pragma once

#include <QImage>
#include <filesystem>

namespace isonet::workbench {

// Throws training::ImageError.
QImage storedPicture(const std::filesystem::path& file);

// Its middle, as large as `size` in both directions; a large JPEG is not decoded whole. Throws training::ImageError.
QImage thumbnailOf(const std::filesystem::path& file, const QSize& size);

}  // namespace isonet::workbench
