#include "training/data/classification/TestSplit.h"

#include <algorithm>
#include <cmath>

#include "model/base/DataError.h"
#include "training/data/classification/Subset.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/DatasetView.h"

namespace isonet::training {
namespace {

// Distinct from the streams of Subset.cpp, so that data.train_images does not draw the same images.
constexpr std::uint64_t splitStream = 7;

std::vector<int> labelsOf(const Dataset& data) {
    std::vector<int> labels;
    for (std::int64_t i = 0; i < data.size(); ++i)
        labels.push_back(data.label(i));
    return labels;
}

struct Halves {
    std::vector<std::int64_t> kept, heldOut;  // ascending
};

Halves splitByClass(const Dataset& data, double fraction, std::uint64_t seed) {
    std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(data.classes()));
    for (std::int64_t i = 0; i < data.size(); ++i)
        members.at(static_cast<std::size_t>(data.label(i))).push_back(i);
    Halves halves;
    for (std::size_t c = 0; c < members.size(); ++c) {
        auto& images = members[c];
        if (images.empty())
            continue;
        if (images.size() == 1)
            throw DataError("Class \"" + data.classNames()[c] +
                            "\" has only one training image; data.test_split takes some images of every class for "
                            "validation. Add images, or set data.test_split to false.");
        shuffle(images, mixKeys({seed, splitStream, c}));
        const auto wanted = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(images.size())));
        const std::size_t count = std::clamp<std::size_t>(wanted, 1, images.size() - 1);
        for (std::size_t i = 0; i < images.size(); ++i)
            (i < count ? halves.heldOut : halves.kept).push_back(images[i]);
    }
    std::ranges::sort(halves.kept);
    std::ranges::sort(halves.heldOut);
    return halves;
}

}  // namespace

std::shared_ptr<const Dataset> limitedPart(std::shared_ptr<const Dataset> part, std::int64_t count,
                                           std::string_view key, const std::string& title) {
    auto chosen = chosenImages(labelsOf(*part), part->classes(), count, key, title);
    if (chosen.empty())
        return part;
    return std::make_shared<DatasetView>(std::move(part), std::move(chosen));
}

DatasetPair withTestSplit(DatasetPair whole, const config::DataConfig& config) {
    DatasetPair parts = whole;
    if (!whole.test) {
        const Halves halves =
            splitByClass(*whole.train, config.validationFraction, static_cast<std::uint64_t>(config.splitSeed));
        parts.train = std::make_shared<DatasetView>(whole.train, halves.kept);
        parts.validation = std::make_shared<DatasetView>(whole.train, halves.heldOut);
        parts.test = whole.validation;
    }
    parts.train = limitedPart(std::move(parts.train), config.trainImages, "data.train_images",
                              "the training split of " + config.dataset);
    parts.validation = limitedPart(std::move(parts.validation), config.validationImages, "data.validation_images",
                                   "the validation split of " + config.dataset);
    return parts;
}

}  // namespace isonet::training
