#include "training/data/ByteImageDataset.h"

#include <algorithm>
#include <numeric>

#include "training/data/Random.h"

namespace isonet::training {
namespace {

std::string sizeText(const ImageShape& shape) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" + std::to_string(shape.width);
}

}  // namespace

ByteImageDataset::ByteImageDataset(std::shared_ptr<const ByteImages> images, Placement placement,
                                   std::vector<std::int64_t> chosen)
    : images_(std::move(images)), placement_(placement), chosen_(std::move(chosen)) {
    const ImageShape& from = images_->shape;
    const ImageShape& to = placement_.canvas;
    const bool channelsFit = to.channels == from.channels || from.channels == 1;
    if (!channelsFit || to.height < from.height || to.width < from.width)
        throw DataError("Images of " + sizeText(from) + " do not fit a network that takes " + sizeText(to) +
                        " (channels x height x width). Set model.channels to " + std::to_string(from.channels) +
                        ", model.height to " + std::to_string(from.height) + " or more and model.width to " +
                        std::to_string(from.width) + " or more.");
    if (placement_.cropPadding < 0)
        throw DataError("data.crop_padding is " + std::to_string(placement_.cropPadding) + "; accepted: 0 or more.");
    for (int channel = 0; channel < from.channels; ++channel) {
        const float mean = images_->mean.at(channel);
        const float deviation = images_->deviation.at(channel);
        for (int byte = 0; byte < 256; ++byte)
            values_.push_back((static_cast<float>(byte) / 255.0f - mean) / deviation);
    }
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

void ByteImageDataset::load(std::int64_t index, std::uint64_t draw, float* out) const {
    const ImageShape& from = images_->shape;
    const ImageShape& to = placement_.canvas;
    // Source row of output row y is y - top; a random crop moves it.
    int top = (to.height - from.height) / 2;
    int left = (to.width - from.width) / 2;
    bool mirror = false;
    if (draw != 0) {
        RandomStream random(draw);
        const int reach = placement_.cropPadding;
        const auto choices = static_cast<std::uint64_t>(2 * reach + 1);
        top -= static_cast<int>(random.below(choices)) - reach;
        left -= static_cast<int>(random.below(choices)) - reach;
        mirror = placement_.flip && (random.next() & 1) != 0;
    }
    const std::int64_t area = std::int64_t{from.height} * from.width;
    const std::uint8_t* image = images_->pixels.data() + position(index) * from.channels * area;
    const int first = std::clamp(left, 0, to.width);
    const int last = std::clamp(left + from.width, first, to.width);
    for (int channel = 0; channel < to.channels; ++channel) {
        const int source = from.channels == 1 ? 0 : channel;
        const float* value = values_.data() + std::size_t{256} * source;
        const std::uint8_t* plane = image + source * area;
        for (int y = 0; y < to.height; ++y, out += to.width) {
            const int row = y - top;
            if (row < 0 || row >= from.height) {
                std::fill(out, out + to.width, value[0]);
                continue;
            }
            const std::uint8_t* pixels = plane + std::int64_t{row} * from.width;
            std::fill(out, out + first, value[0]);
            for (int x = first; x < last; ++x)
                out[x] = value[pixels[x - left]];
            std::fill(out + last, out + to.width, value[0]);
            if (mirror)
                std::reverse(out, out + to.width);
        }
    }
}

std::vector<std::int64_t> balancedChoice(const std::vector<std::uint8_t>& labels, int classes, std::int64_t count,
                                         std::uint64_t seed) {
    const auto size = static_cast<std::int64_t>(labels.size());
    std::vector<std::int64_t> chosen;
    if (count <= 0 || count >= size) {
        chosen.resize(labels.size());
        std::iota(chosen.begin(), chosen.end(), std::int64_t{0});
        return chosen;
    }
    std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(classes));
    for (std::int64_t i = 0; i < size; ++i)
        members.at(labels[static_cast<std::size_t>(i)]).push_back(i);
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order, mixKeys({seed, 0}));  // which classes get one more when count is no multiple of their number
    for (std::size_t c = 0; c < members.size(); ++c)
        shuffle(members[c], mixKeys({seed, c + 1}));
    // Round after round one image of each class, so that a class that runs out leaves its share to the others.
    for (std::size_t round = 0; static_cast<std::int64_t>(chosen.size()) < count; ++round)
        for (const std::size_t c : order)
            if (round < members[c].size() && static_cast<std::int64_t>(chosen.size()) < count)
                chosen.push_back(members[c][round]);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

}  // namespace isonet::training
