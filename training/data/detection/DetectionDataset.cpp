#include "training/data/detection/DetectionDataset.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/detection/DetectionShapes.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/Resample.h"
#include "training/data/images/Upright.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

fs::path within(const std::string& root, const std::string& path) {
    return fs::path(root) / path;  // an absolute path stays unchanged
}

// The resized pixels of a file. `choose` takes the pixels as stored and as displayed (EXIF orientation) and
// returns those that count.
template <typename Choose>
at::Tensor decoded(const fs::path& file, bool mirrored, int shortSide, int longSide, const Choose& choose) {
    thread_local std::vector<std::uint8_t> bytes, turned;
    readImageFile(file, bytes);
    const ImageHeader header = readImageHeader(bytes);
    const PixelBox whole{0, 0, header.width, header.height};
    const PixelView stored = decodeImage(bytes, header, whole, false, 1, file.string()).pixels;
    const PixelView pixels = choose(stored, upright(stored, header.orientation, turned));
    const ResizedSize size = resizedSize(pixels.height, pixels.width, shortSide, longSide);
    Resampling how;
    how.width = pixels.width;
    how.height = pixels.height;
    how.right = pixels.width;
    how.bottom = pixels.height;
    how.outWidth = size.width;
    how.outHeight = size.height;
    how.mirrorX = mirrored;
    at::Tensor image = at::empty({3, size.height, size.width}, at::kByte);
    resample(pixels, how, image.mutable_data_ptr<std::uint8_t>());
    return image;
}

}  // namespace

ResizedSize resizedSize(int height, int width, int shortSide, int longSide) {
    const int shorter = std::min(height, width), longer = std::max(height, width);
    double factor = static_cast<double>(shortSide) / shorter;
    if (factor * longer > longSide)
        factor = static_cast<double>(longSide) / longer;
    const auto side = [&](int length) { return std::max(1, static_cast<int>(length * factor + 0.5)); };
    return {side(height), side(width)};
}

DetectionDataset::DetectionDataset(const config::RunConfig& config, bool train)
    : train_(train),
      masks_(config.detection.detector.masks),
      shortSide_(config.detection.shortSide),
      longSide_(config.detection.longSide) {
    const auto& detection = config.detection;
    const std::string& root = config.data.root;
    const fs::path file = within(root, train ? detection.trainAnnotations : detection.validationAnnotations);
    if (const std::string why = base::whyNotFound(file); !why.empty())
        throw DataError(file.string() + " " + why + ". Put it there or set " +
                        (train ? "detection.train" : "detection.validation") + "_annotations (or data.root, " + root +
                        ") to its location.");
    annotations_ = coco::readAnnotations(file);
    folder_ = within(root, train ? detection.trainImages : detection.validationImages);
    std::error_code ignored;
    if (const std::string why = fs::is_regular_file(folder_, ignored) ? "is not a folder" : base::whyNotFound(folder_);
        !why.empty())
        throw DataError(folder_.string() + " " + why + ". Set detection." +
                        (train ? "train_images" : "validation_images") + " to the image folder of " +
                        annotations_.file.string() + ".");
    const auto categories = static_cast<int>(annotations_.categories.size());
    if (config.model.classes != categories)
        throw DataError("model.classes is " + std::to_string(config.model.classes) + ", but " +
                        annotations_.file.string() + " has " + std::to_string(categories) +
                        " categories. Set model.classes to " + std::to_string(categories) + ".");
    if (train)
        keepTrainable();
    for (std::size_t image = 0; image < annotations_.images.size(); ++image)
        if (!train || std::any_of(objects_[image].begin(), objects_[image].end(),
                                  [this](auto i) { return !annotations_.objects[i].crowd; }))
            images_.push_back(image);
    const std::int64_t most = train ? config.data.trainImages : config.data.validationImages;
    if (most > size())
        throw DataError(std::string(train ? "data.train_images" : "data.validation_images") + " is " +
                        std::to_string(most) + ", but " + annotations_.file.string() + " has " +
                        std::to_string(size()) + (train ? " images with objects" : " images") +
                        "; accepted: 0 (all) to " + std::to_string(size()) + ".");
    if (most > 0)
        images_.resize(static_cast<std::size_t>(most));
    if (most > 0 && !train)
        keepImages(images_.size());
    if (images_.empty())
        throw DataError(annotations_.file.string() + " has no image with a trainable object.");
}

bool DetectionDataset::wide(std::int64_t index) const {
    const coco::Image& image = annotations_.images[this->image(index)];
    return image.width > image.height;
}

fs::path DetectionDataset::file(std::int64_t index) const {
    return folder_ / annotations_.images[image(index)].file;
}

// Objects that cannot be used for training are skipped and recorded in problems().
void DetectionDataset::keepTrainable() {
    objects_.resize(annotations_.images.size());
    for (std::size_t i = 0; i < annotations_.objects.size(); ++i) {
        const coco::Object& object = annotations_.objects[i];
        const coco::Image& image = annotations_.images[object.image];
        const std::string reason = untrainableReason(object, image);
        if (reason.empty())
            objects_[object.image].push_back(i);
        else
            annotations_.problem("annotation " + std::to_string(object.id) + " of image " + std::to_string(image.id) +
                                 ": " + reason);
    }
}

// Keeps the first images only, so that objects of the others do not count as missed.
void DetectionDataset::keepImages(std::size_t count) {
    annotations_.images.resize(count);
    std::erase_if(annotations_.objects, [count](const coco::Object& object) { return object.image >= count; });
}

DetectionSample DetectionDataset::load(std::int64_t index, bool mirrored) const {
    const coco::Image& annotated = annotations_.images[image(index)];
    const auto named = [&](const std::string& what) {
        return "Image " + std::to_string(annotated.id) + " of " + annotations_.file.string() + ": " + what;
    };
    if (annotated.file.empty())
        throw DataError(named("it has neither a \"file_name\" nor a \"coco_url\"") + ".");
    DetectionSample sample;
    try {
        const auto fits = [&](const PixelView& pixels) {
            return pixels.height == annotated.height && pixels.width == annotated.width;
        };
        const auto choose = [&](const PixelView& stored, const PixelView& shown) {
            if (!fits(shown) && !fits(stored))
                throw ImageError(file(index).string() + " is " + std::to_string(shown.width) + " x " +
                                 std::to_string(shown.height) + " pixels, but the annotations say " +
                                 std::to_string(annotated.width) + " x " + std::to_string(annotated.height));
            return fits(shown) ? shown : stored;
        };
        sample.image = decoded(file(index), mirrored, shortSide_, longSide_, choose);
    } catch (const ImageError& error) {
        throw ImageError(named(error.what()), error.fault());
    }
    if (train_)
        addObjects(sample, image(index),
                   {static_cast<int>(sample.image.size(1)), static_cast<int>(sample.image.size(2))}, mirrored);
    return sample;
}

void DetectionDataset::addObjects(DetectionSample& sample, std::size_t image, const ResizedSize& size,
                                  bool mirrored) const {
    const coco::Image& annotated = annotations_.images[image];
    const ShapeTransform transform{annotated.height, annotated.width, size.height, size.width, mirrored};
    std::vector<float> boxes, crowds;
    std::vector<std::int64_t> labels;
    std::vector<const coco::Object*> kept;
    for (const std::size_t i : objects_[image]) {
        const coco::Object& object = annotations_.objects[i];
        const auto corners = transform.box(object.box);
        auto& list = object.crowd ? crowds : boxes;
        list.insert(list.end(), corners.begin(), corners.end());
        if (object.crowd)
            continue;
        labels.push_back(static_cast<std::int64_t>(object.category));
        kept.push_back(&object);
    }
    sample.boxes = at::tensor(boxes, at::kFloat).view({-1, 4});
    sample.crowds = at::tensor(crowds, at::kFloat).view({-1, 4});
    sample.labels = at::tensor(labels, at::kLong);
    if (!masks_)
        return;
    sample.masks = at::zeros({static_cast<std::int64_t>(kept.size()), size.height, size.width}, at::kByte);
    for (std::size_t i = 0; i < kept.size(); ++i)
        transform.mask(*kept[i], sample.masks[static_cast<std::int64_t>(i)].mutable_data_ptr<std::uint8_t>());
}

DetectorImage loadForDetector(const fs::path& file, const config::RunConfig& config) {
    DetectorImage result;
    result.image = decoded(file, false, config.detection.shortSide, config.detection.longSide,
                           [&](const PixelView&, const PixelView& shown) {
                               result.height = shown.height;
                               result.width = shown.width;
                               return shown;
                           });
    return result;
}

}  // namespace isonet::training
