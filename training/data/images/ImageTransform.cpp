#include "training/data/images/ImageTransform.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/images/CanvasPlacement.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/PixelNormalization.h"
#include "training/data/images/Resample.h"

namespace isonet::training {
namespace {

constexpr double narrowest = 3.0 / 4, widest = 4.0 / 3;  // aspect ratios of random crops
constexpr int attempts = 10;

// The fraction of its size at which to decode a JPEG. Training uses the smallest that need not be enlarged again;
// evaluation one with twice the resolution, which gives nearly the same values as the full image.
int denominatorFor(const ImageHeader& header, const Resampling& how, bool training) {
    if (header.format != ImageHeader::Format::Jpeg)
        return 1;
    const int spare = training ? 1 : 2;
    for (const int denominator : {8, 4, 2})
        if (how.width >= spare * denominator * how.outWidth && how.height >= spare * denominator * how.outHeight)
            return denominator;
    return 1;
}

// out[x][y] from in[y][x], plane by plane.
void transposeAxes(const std::uint8_t* in, int width, int height, int planes, std::uint8_t* out) {
    for (int plane = 0; plane < planes; ++plane, out += std::ptrdiff_t{width} * height)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                out[std::ptrdiff_t{height} * x + y] = *in++;
}

// In memory of the thread, until its next call.
std::span<const std::uint8_t> fileBytes(const std::filesystem::path& file) {
    thread_local std::vector<std::uint8_t> bytes;
    if (bytes.capacity() > (std::size_t{64} << 20))
        bytes = {};
    readImageFile(file, bytes);
    return bytes;
}

bool mirrored(RandomStream& random) {
    return (random.next() & 1) != 0;
}

}  // namespace

ImageTransform::ImageTransform(const config::DataConfig& data, const spec::ModelSpec& model)
    : data_(data),
      canvas_{model.channels, model.height, model.width},
      image_(canvas_),
      resize_(config::resizeInForce(data, model)),
      resizedCrop_(config::cropInForce(data) == config::CropKind::Resized) {
    if (canvas_.channels != 1 && canvas_.channels != 3)
        throw DataError("model.channels is " + std::to_string(canvas_.channels) +
                        "; accepted for image files: 3 (color) and 1 (gray).");
    const config::DatasetInfo* info = config::findDataset(data.dataset);
    if (info && !info->anyShape) {
        image_.height = std::min(info->height, canvas_.height);
        image_.width = std::min(info->width, canvas_.width);
        resize_ = std::max(image_.height, image_.width);
    }
    resize_ = std::max({resize_, image_.height, image_.width});
    const PixelNormalization normalization = knownNormalization(data, canvas_.channels);
    if (normalization.mean.size() != static_cast<std::size_t>(canvas_.channels))
        throw DataError("data.mean has " + std::to_string(normalization.mean.size()) + " values for " +
                        std::to_string(canvas_.channels) + " channels; accepted: one, or one for each channel.");
    const std::vector<float> mean(normalization.mean.begin(), normalization.mean.end());
    const std::vector<float> deviation(normalization.deviation.begin(), normalization.deviation.end());
    pixels_ = {image_, byteValues(mean, deviation)};
}

ImageTransform::Box ImageTransform::randomBox(double width, double height, std::uint64_t draw, bool& mirror) const {
    RandomStream random(draw);
    const double logNarrowest = std::log(narrowest), logWidest = std::log(widest);
    Box box{0, 0, 0, 0, true};
    for (int i = 0; i < attempts && box.width == 0; ++i) {
        const double area = width * height * (data_.cropArea + (1 - data_.cropArea) * random.uniform());
        const double ratio = std::exp(logNarrowest + (logWidest - logNarrowest) * random.uniform());
        const double w = std::nearbyint(std::sqrt(area * ratio)), h = std::nearbyint(std::sqrt(area / ratio));
        if (w < 1 || h < 1 || w > width || h > height)
            continue;
        box.width = w;
        box.height = h;
        box.x = static_cast<double>(random.below(static_cast<std::uint64_t>(width - w) + 1));
        box.y = static_cast<double>(random.below(static_cast<std::uint64_t>(height - h) + 1));
    }
    if (box.width == 0) {
        box.width = std::min(width, std::max(1.0, std::nearbyint(height * widest)));
        box.height = std::min(height, std::max(1.0, std::nearbyint(width / narrowest)));
        box.x = std::floor((width - box.width) / 2);
        box.y = std::floor((height - box.height) / 2);
    }
    mirror = data_.flip && mirrored(random);
    return box;
}

ImageTransform::Box ImageTransform::centralBox(double width, double height) const {
    const bool wide = width >= height;
    const double shorter = std::min(width, height), longer = std::max(width, height);
    const double resizedLonger = std::floor(resize_ * longer / shorter);
    const double resizedWidth = wide ? resizedLonger : resize_, resizedHeight = wide ? resize_ : resizedLonger;
    const double scaleX = width / resizedWidth, scaleY = height / resizedHeight;
    return {std::nearbyint((resizedWidth - image_.width) / 2) * scaleX,
            std::nearbyint((resizedHeight - image_.height) / 2) * scaleY, image_.width * scaleX, image_.height * scaleY,
            false};
}

Placed ImageTransform::applyBytes(std::span<const std::uint8_t> bytes, const std::string& name, std::uint64_t draw,
                                  std::uint8_t* out) const {
    thread_local std::vector<std::uint8_t> transposed;
    const ImageHeader header = readImageHeader(bytes);
    const Turn turn = turnOf(header.orientation);
    const bool gray = canvas_.channels == 1;
    const bool jpeg = header.format == ImageHeader::Format::Jpeg;
    requireDecodable(bytes, header, name);  // else its size may be unknown
    if (jpeg && (header.width < 1 || header.height < 1))
        throw ImageError(name + " cannot be decoded: its header has no size");
    // Of a JPEG, the crop determines which part to decode and at what scale.
    DecodedPart decoded;
    double width = header.width, height = header.height;
    if (!jpeg) {
        decoded = decodeImage(bytes, header, {}, gray, 1, name);
        width = decoded.pixels.width;
        height = decoded.pixels.height;
    }
    const double shownWidth = turn.transpose ? height : width, shownHeight = turn.transpose ? width : height;
    bool mirror = false;
    const bool random = draw != 0 && resizedCrop_;
    const Box box = random ? randomBox(shownWidth, shownHeight, draw, mirror) : centralBox(shownWidth, shownHeight);

    // From displayed to stored coordinates.
    Resampling how;
    how.outWidth = turn.transpose ? image_.height : image_.width;
    how.outHeight = turn.transpose ? image_.width : image_.height;
    how.width = turn.transpose ? box.height : box.width;
    how.height = turn.transpose ? box.width : box.height;
    const double x = turn.transpose ? box.y : box.x, y = turn.transpose ? box.x : box.y;
    how.x = turn.mirrorX ? width - x - how.width : x;
    how.y = turn.mirrorY ? height - y - how.height : y;
    how.mirrorX = turn.mirrorX != (mirror && !turn.transpose);
    how.mirrorY = turn.mirrorY != (mirror && turn.transpose);

    const int denominator = denominatorFor(header, how, draw != 0);
    how.right = static_cast<int>(width);
    how.bottom = static_cast<int>(height);
    if (box.strict) {
        how.left = static_cast<int>(how.x);
        how.top = static_cast<int>(how.y);
        how.right = static_cast<int>(how.x + how.width);
        how.bottom = static_cast<int>(how.y + how.height);
    }
    if (!decoded.pixels.data) {
        // The filter extends beyond the box by its support, unless the box is strict.
        const int reachX = box.strict ? 0 : static_cast<int>(std::ceil(std::max(1.0, how.width / how.outWidth))) + 1;
        const int reachY = box.strict ? 0 : static_cast<int>(std::ceil(std::max(1.0, how.height / how.outHeight))) + 1;
        const int x0 = static_cast<int>(std::floor(how.x)), y0 = static_cast<int>(std::floor(how.y));
        const int x1 = static_cast<int>(std::ceil(how.x + how.width)),
                  y1 = static_cast<int>(std::ceil(how.y + how.height));
        decoded =
            decodeImage(bytes, header, {x0 - reachX, y0 - reachY, x1 + reachX, y1 + reachY}, gray, denominator, name);
    }
    // Into the coordinates of the decoded part.
    const PixelView& pixels = decoded.pixels;
    const auto limit = [denominator](int value, int origin, int least, int most, bool up) {
        return std::clamp((value + (up ? denominator - 1 : 0)) / denominator - origin, least, most);
    };
    how.x = how.x / denominator - decoded.left;
    how.y = how.y / denominator - decoded.top;
    how.width /= denominator;
    how.height /= denominator;
    how.left = limit(how.left, decoded.left, 0, pixels.width - 1, false);
    how.top = limit(how.top, decoded.top, 0, pixels.height - 1, false);
    how.right = limit(how.right, decoded.left, how.left + 1, pixels.width, true);
    how.bottom = limit(how.bottom, decoded.top, how.top + 1, pixels.height, true);

    if (turn.transpose) {
        transposed.resize(bytesOf(image_));
        resample(pixels, how, transposed.data());
        transposeAxes(transposed.data(), how.outWidth, how.outHeight, image_.channels, out);
    } else {
        resample(pixels, how, out);
    }
    // A resized crop has its place and mirroring already.
    return placed(image_, {canvas_, data_.cropPadding, data_.flip}, resizedCrop_ ? 0 : draw);
}

void ImageTransform::apply(std::span<const std::uint8_t> bytes, const std::string& name, std::uint64_t draw,
                           PixelOrder order, float* out) const {
    thread_local std::vector<std::uint8_t> image;
    image.resize(bytesOf(image_));
    const Placed place = applyBytes(bytes, name, draw, image.data());
    placePixels(image.data(), pixels_, place, canvas_, order, out);
}

Placed ImageTransform::loadBytes(const std::filesystem::path& file, std::uint64_t draw, std::uint8_t* out) const {
    return applyBytes(fileBytes(file), file.string(), draw, out);
}

void ImageTransform::load(const std::filesystem::path& file, std::uint64_t draw, PixelOrder order, float* out) const {
    apply(fileBytes(file), file.string(), draw, order, out);
}

}  // namespace isonet::training
