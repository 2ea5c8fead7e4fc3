#include "app/workbench/StoredPicture.h"

#include "training/data/ImageDecoder.h"

namespace isonet::workbench {
namespace {

// At 1 / 8, 1 / 4 or 1 / 2 of its size, as long as it stays as large as `least`.
QImage decoded(const std::filesystem::path& file, const std::optional<QSize>& least) {
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

QImage storedPicture(const std::filesystem::path& file) {
    return decoded(file, std::nullopt);
}

QImage thumbnailOf(const std::filesystem::path& file, const QSize& size) {
    const QImage whole = decoded(file, size);
    QRect middle(QPoint(), size.scaled(whole.size(), Qt::KeepAspectRatio));
    middle.moveCenter(whole.rect().center());
    return whole.copy(middle).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}  // namespace isonet::workbench
