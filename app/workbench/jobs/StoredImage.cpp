#include "app/workbench/jobs/StoredImage.h"

#include "training/data/images/Dataset.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/Upright.h"

namespace isonet::workbench {
namespace {

// As displayed. Decodes at the smallest of full, 1/2, 1/4 and 1/8 size that is at least `least`.
QImage decode(const std::vector<std::uint8_t>& bytes, const std::string& name, const std::optional<QSize>& least) {
    const auto header = training::readImageHeader(bytes);
    QSize whole(header.width, header.height);
    if (training::turnOf(header.orientation).transpose)
        whole.transpose();
    int denominator = 1;
    while (least && denominator < 8 && whole.width() / (2 * denominator) >= least->width() &&
           whole.height() / (2 * denominator) >= least->height())
        denominator *= 2;
    const auto stored =
        training::decodeImage(bytes, header, {0, 0, header.width, header.height}, false, denominator, name).pixels;
    std::vector<std::uint8_t> buffer;
    const auto pixels = training::upright(stored, header.orientation, buffer);
    return QImage(pixels.data, pixels.width, pixels.height, qsizetype(pixels.stride), QImage::Format_BGR888)
        .convertToFormat(QImage::Format_RGB32);
}

std::vector<std::uint8_t> bytesOf(const std::filesystem::path& file) {
    std::vector<std::uint8_t> bytes;
    training::readImageFile(file, bytes);
    return bytes;
}

}  // namespace

QImage loadImage(const std::filesystem::path& file) {
    return decode(bytesOf(file), file.string(), std::nullopt);
}

QImage loadThumbnail(const std::filesystem::path& file, const QSize& size) {
    return thumbnailOf(bytesOf(file), file.string(), size);
}

QImage thumbnailOf(const std::vector<std::uint8_t>& bytes, const std::string& name, const QSize& size) {
    const QImage whole = decode(bytes, name, size);
    QRect center(QPoint(), size.scaled(whole.size(), Qt::KeepAspectRatio));
    center.moveCenter(whole.rect().center());
    return whole.copy(center).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

QImage storedImage(const training::Dataset& data, std::int64_t index) {
    training::StoredImage image;
    data.readStored(index, image);
    if (image.shape.channels == 0)
        return decode(image.bytes, data.file(index).string(), std::nullopt);
    const auto [channels, height, width] = image.shape;
    const auto area = std::size_t(width) * std::size_t(height);
    QImage picture(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::uint8_t* pixel = image.bytes.data() + std::ptrdiff_t(y) * width + x;
            picture.setPixel(x, y,
                             qRgb(pixel[0], pixel[channels == 3 ? area : 0], pixel[channels == 3 ? 2 * area : 0]));
        }
    return picture;
}

}  // namespace isonet::workbench
