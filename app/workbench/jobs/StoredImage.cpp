#include "app/workbench/jobs/StoredImage.h"

#include "training/data/images/ImageDecoder.h"

namespace isonet::workbench {
namespace {

// Decodes at the smallest of full, 1/2, 1/4 and 1/8 size that is at least `least`.
QImage decode(const std::filesystem::path& file, const std::optional<QSize>& least) {
    std::vector<std::uint8_t> bytes;
    training::readImageFile(file, bytes);
    const auto header = training::readImageHeader(bytes);
    int denominator = 1;
    while (least && denominator < 8 && header.width / (2 * denominator) >= least->width() &&
           header.height / (2 * denominator) >= least->height())
        denominator *= 2;
    const auto pixels =
        training::decodeImage(bytes, header, {0, 0, header.width, header.height}, false, denominator, file.string())
            .pixels;
    return QImage(pixels.data, pixels.width, pixels.height, qsizetype(pixels.stride), QImage::Format_BGR888)
        .convertToFormat(QImage::Format_RGB32);
}

}  // namespace

QImage loadImage(const std::filesystem::path& file) {
    return decode(file, std::nullopt);
}

QImage loadThumbnail(const std::filesystem::path& file, const QSize& size) {
    const QImage whole = decode(file, size);
    QRect center(QPoint(), size.scaled(whole.size(), Qt::KeepAspectRatio));
    center.moveCenter(whole.rect().center());
    return whole.copy(center).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace isonet::workbench
