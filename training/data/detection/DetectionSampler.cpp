#include "training/data/detection/DetectionSampler.h"

#include <array>
#include <numeric>
#include <string>

#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"

namespace isonet::training {

DetectionSampler::DetectionSampler(std::vector<bool> wide, std::int64_t batchSize, std::uint64_t seed,
                                   std::int64_t epochBatches)
    : wide_(std::move(wide)), batchSize_(batchSize), seed_(seed) {
    const auto images = static_cast<std::int64_t>(wide_.size());
    if (batchSize_ < 1 || batchSize_ > images)
        throw DataError("run.batch_size is " + std::to_string(batchSize_) + "; accepted: 1 to " +
                        std::to_string(images) + ", the training images with objects.");
    passBatches_ = images / batchSize_;
    epochBatches_ = epochBatches > 0 ? epochBatches : passBatches_;
}

void DetectionSampler::preparePass(std::int64_t pass) {
    if (pass == pass_)
        return;
    std::vector<std::int64_t> images(wide_.size());
    std::iota(images.begin(), images.end(), std::int64_t{0});
    shuffle(images, mixKeys({seed_, orderStream, static_cast<std::uint64_t>(pass)}));
    order_.clear();
    std::array<std::vector<std::int64_t>, 2> waiting;
    for (const std::int64_t image : images) {
        auto& group = waiting[wide_[static_cast<std::size_t>(image)] ? 1 : 0];
        group.push_back(image);
        if (static_cast<std::int64_t>(group.size()) == batchSize_) {
            order_.insert(order_.end(), group.begin(), group.end());
            group.clear();
        }
    }
    for (const auto& group : waiting)
        order_.insert(order_.end(), group.begin(), group.end());
    pass_ = pass;
}

std::vector<std::int64_t> DetectionSampler::batch(std::int64_t epoch, std::int64_t batch) {
    const std::int64_t position = epoch * epochBatches_ + batch;
    preparePass(position / passBatches_);
    const auto first = order_.begin() + position % passBatches_ * batchSize_;
    return {first, first + batchSize_};
}

bool DetectionSampler::mirrored(std::int64_t epoch, std::int64_t batch, std::int64_t image) const {
    return (mixKeys({seed_, augmentationStream, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(batch),
                     static_cast<std::uint64_t>(image)}) &
            1) != 0;
}

}  // namespace isonet::training
