#include "training/data/classification/TarDataset.h"

#include <algorithm>
#include <chrono>

#include "model/base/DataError.h"
#include "training/data/classification/Subset.h"
#include "training/data/classification/SuitableInput.h"
#include "training/data/classification/TarParts.h"

namespace isonet::training {
namespace {

constexpr std::uint64_t blockBytes = std::uint64_t{16} << 20;
constexpr int mostOfOneClass = 8;
constexpr std::int64_t forgottenAfter = 60;  // seconds: the block's bytes may have left the page cache

std::vector<std::int64_t> blocksOf(const TarSet& set, const std::vector<TarImage>& images) {
    std::vector<std::int64_t> blocks;
    std::uint64_t begin = 0;
    int ofOneClass = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const TarImage& image = images[i];
        const TarListing& listing = set.listingOf(image);
        const std::uint64_t offset = listing.offsets[image.image];
        ofOneClass = i > 0 && images[i - 1].label == image.label ? ofOneClass + 1 : 1;
        if (i > 0 && images[i - 1].file == image.file && ofOneClass <= mostOfOneClass &&
            offset + listing.sizes[image.image] - begin <= blockBytes)
            continue;
        blocks.push_back(static_cast<std::int64_t>(i));
        begin = offset;
        ofOneClass = 1;
    }
    return blocks;
}

// `count` of the images (0: all), for data.train_images or data.validation_images.
std::vector<TarImage> limitedImages(std::vector<TarImage> images, int classes, std::int64_t count, const char* key,
                                    const std::string& title) {
    std::vector<int> labels;
    for (const TarImage& image : images)
        labels.push_back(image.label);
    const std::vector<std::int64_t> chosen = chosenImages(labels, classes, count, key, title);
    if (chosen.empty())
        return images;
    std::vector<TarImage> kept;
    for (const std::int64_t i : chosen)
        kept.push_back(images[static_cast<std::size_t>(i)]);
    return kept;
}

}  // namespace

TarDataset::TarDataset(std::shared_ptr<const TarSet> set, std::vector<TarImage> images,
                       std::vector<std::string> classes, ImageTransform transform)
    : set_(std::move(set)),
      images_(std::move(images)),
      classes_(std::move(classes)),
      transform_(std::move(transform)),
      blocks_(blocksOf(*set_, images_)),
      lastRead_(std::make_unique<std::atomic<std::int64_t>[]>(blocks_.size())) {}

std::string TarDataset::name(std::int64_t index) const {
    return tarImageName(*set_, images_[static_cast<std::size_t>(index)]);
}

// The first read in a block asks for all of it, so that the disk reads on while others are decoded.
void TarDataset::expectBlock(std::int64_t index, const InputFile& file) const {
    const auto next = std::upper_bound(blocks_.begin(), blocks_.end(), index);
    const auto block = static_cast<std::size_t>(next - blocks_.begin()) - 1;
    const std::int64_t now =
        1 +
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    const std::int64_t before = lastRead_[block].exchange(now, std::memory_order_relaxed);
    if (before != 0 && now - before < forgottenAfter)
        return;
    const std::int64_t end = next == blocks_.end() ? size() : *next;
    // Image by image: the system caps the size of one request.
    for (std::int64_t i = blocks_[block]; i < end; ++i) {
        const TarImage& image = images_[static_cast<std::size_t>(i)];
        const TarListing& listing = set_->listingOf(image);
        file.expect(listing.offsets[image.image], listing.sizes[image.image]);
    }
}

void TarDataset::read(std::int64_t index, const std::string& named, std::vector<std::uint8_t>& bytes) const {
    const TarImage& image = images_[static_cast<std::size_t>(index)];
    try {
        expectBlock(index, *set_->files.at(image.file));
    } catch (const DataError&) {
        // The read reports the error.
    }
    readTarImage(*set_, image, named, bytes);
}

Placed TarDataset::loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const {
    thread_local std::vector<std::uint8_t> bytes;
    if (bytes.capacity() > (std::size_t{64} << 20))
        bytes = {};
    const std::string named = name(index);
    read(index, named, bytes);
    return transform_.applyBytes(bytes, named, draw, out);
}

void TarDataset::readStored(std::int64_t index, StoredImage& image) const {
    image.shape = {};
    read(index, name(index), image.bytes);
}

DatasetPair openTars(const TarLayout& layout, const config::DataConfig& config, const spec::ModelSpec& model) {
    TarParts parts = tarParts(layout, config);
    const auto classes = static_cast<int>(parts.classes.size());
    if (model.classes != classes)
        throw DataError("model.classes is " + std::to_string(model.classes) + ", but " + layout.named().string() +
                        " has " + std::to_string(classes) + " classes: " + parts.classes.front() + " ... " +
                        parts.classes.back() + ". Set model.classes to " + std::to_string(classes) + ".");
    const ImageTransform transform(config, model);
    const auto part = [&](std::vector<TarImage> images, std::int64_t count, const char* key) {
        return std::make_shared<TarDataset>(
            parts.set, limitedImages(std::move(images), classes, count, key, layout.named().string()), parts.classes,
            transform);
    };
    DatasetPair pair;
    pair.train = part(std::move(parts.train), config.trainImages, "data.train_images");
    pair.validation = part(std::move(parts.validation), config.validationImages, "data.validation_images");
    pair.notes = parts.ignored.lines();
    return pair;
}

void addTarStatus(const TarLayout& layout, const config::DataConfig& config, DatasetStatus& status) {
    const TarParts parts = tarParts(layout, config);
    status.found = true;
    status.trainImages = static_cast<std::int64_t>(parts.train.size());
    status.validationImages = static_cast<std::int64_t>(parts.validation.size());
    status.classes = static_cast<std::int64_t>(parts.classes.size());
    setInput(status, suitableInput(status.trainImages, [&](std::int64_t index, std::vector<std::uint8_t>& bytes) {
                 const TarImage& image = parts.train[static_cast<std::size_t>(index)];
                 std::string named = tarImageName(*parts.set, image);
                 readTarImage(*parts.set, image, named, bytes);
                 return named;
             }));
    const std::size_t files = parts.set->files.paths().size();
    status.message = std::to_string(status.trainImages) + " training and " + std::to_string(status.validationImages) +
                     (parts.validationFrom.starts_with('(') ? " validation images " : " ") + parts.validationFrom +
                     ", " + std::to_string(status.classes) + " classes: " + parts.classes.front() + " ... " +
                     parts.classes.back() + ", in " + std::to_string(files) + (files == 1 ? " tar file" : " tar files");
    status.notes = parts.ignored.lines();
}

}  // namespace isonet::training
