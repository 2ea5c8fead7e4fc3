#include "training/data/classification/ByteImageDataset.h"

#include <algorithm>
#include <span>
#include <stdexcept>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/Subset.h"
#include "training/data/images/PixelNormalization.h"

namespace isonet::training {
namespace {

std::string sizeText(const ImageShape& shape) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width);
}

}  // namespace

void ByteImages::setNormalization(const config::DatasetInfo& info, const config::DataConfig& config) {
    const auto perChannel = [this](const std::vector<double>& chosen, const std::vector<double>& own) {
        const std::vector<double>& values = chosen.empty() ? own : chosen;
        std::vector<float> result;
        for (int channel = 0; channel < shape.channels; ++channel)
            result.push_back(
                static_cast<float>(values.size() == 1 ? values[0] : values.at(static_cast<std::size_t>(channel))));
        return result;
    };
    mean = perChannel(config.mean, info.mean);
    deviation = perChannel(config.deviation, info.deviation);
}

ByteImageDataset::ByteImageDataset(std::shared_ptr<const ByteImages> images, Placement placement,
                                   std::vector<std::int64_t> chosen)
    : images_(std::move(images)), placement_(placement), chosen_(std::move(chosen)) {
    const ImageShape& from = images_->shape;
    const ImageShape& to = placement_.canvas;
    const bool channelsFit = to.channels == from.channels || from.channels == 1;
    if (!channelsFit || to.height < from.height || to.width < from.width)
        throw DataError("Images of " + sizeText(from) + " do not fit the network's input of " + sizeText(to) +
                        " (channels x height x width). Set model.channels to " + std::to_string(from.channels) +
                        ", model.height to " + std::to_string(from.height) + " or more and model.width to " +
                        std::to_string(from.width) + " or more.");
    if (placement_.cropPadding < 0)
        throw DataError("data.crop_padding is " + std::to_string(placement_.cropPadding) + "; accepted: 0 or more.");
    const auto channels = static_cast<std::size_t>(from.channels);
    if (images_->mean.size() < channels || images_->deviation.size() < channels)
        throw std::invalid_argument("ByteImageDataset: " + std::to_string(images_->mean.size()) + " means and " +
                                    std::to_string(images_->deviation.size()) + " deviations for " +
                                    std::to_string(channels) + " channels");
    pixels_ = {from,
               byteValues(std::span(images_->mean).first(channels), std::span(images_->deviation).first(channels))};
}

std::int64_t ByteImageDataset::size() const {
    return chosen_.empty() ? images_->size() : static_cast<std::int64_t>(chosen_.size());
}

std::int64_t ByteImageDataset::position(std::int64_t index) const {
    return chosen_.empty() ? index : chosen_[static_cast<std::size_t>(index)];
}

int ByteImageDataset::label(std::int64_t index) const {
    return images_->labels[static_cast<std::size_t>(position(index))];
}

Placed ByteImageDataset::loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const {
    const ImageShape& shape = images_->shape;
    const std::size_t bytes = bytesOf(shape);
    std::copy_n(images_->pixels.data() + static_cast<std::size_t>(position(index)) * bytes, bytes, out);
    return placed(shape, placement_, draw);
}

DatasetPair byteImagePair(std::shared_ptr<const ByteImages> train, std::shared_ptr<const ByteImages> validation,
                          const config::DatasetInfo& info, const config::DataConfig& config,
                          const spec::ModelSpec& model) {
    if (model.classes != info.classes)
        throw DataError("model.classes is " + std::to_string(model.classes) + ", but " + info.title + " has " +
                        std::to_string(info.classes) + " classes. Set model.classes to " +
                        std::to_string(info.classes) + ".");
    const ImageShape canvas{model.channels, model.height, model.width};
    auto choose = [&](std::shared_ptr<const ByteImages> images, const Placement& placement, std::int64_t count,
                      const char* key) {
        auto chosen = chosenImages(images->labels, info.classes, count, key, info.title);
        return std::make_shared<ByteImageDataset>(std::move(images), placement, std::move(chosen));
    };
    DatasetPair pair;
    pair.train = choose(std::move(train), Placement{canvas, config.cropPadding, config.flip}, config.trainImages,
                        "data.train_images");
    pair.validation =
        choose(std::move(validation), Placement{canvas, 0, false}, config.validationImages, "data.validation_images");
    return pair;
}

}  // namespace isonet::training
