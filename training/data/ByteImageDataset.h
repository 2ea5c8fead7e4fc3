// Small images kept in memory as bytes (Fashion-MNIST, CIFAR): shared pixels, a choice of them, and how they are shown
// to the network: placed centrally on a black canvas of the network's size, shifted and mirrored at random in training,
// scaled to [0, 1] and normalised per channel.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "training/data/Dataset.h"

namespace isonet::training {

// As read from the files; shared between data sets, never changed.
struct ByteImages {
    ImageShape shape;                  // of one image
    std::vector<std::uint8_t> pixels;  // images x channels x height x width
    std::vector<std::uint8_t> labels;
    std::vector<std::string> classNames;
    std::vector<float> mean, deviation;  // per channel, of values in [0, 1]
    std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
};

struct Placement {
    ImageShape canvas;    // channels equal to the images', or 3 for gray ones (repeated); at least as large as them
    int cropPadding = 0;  // random crop of the canvas padded by this many black pixels
    bool flip = false;    // random mirror image
};

class ByteImageDataset : public Dataset {
public:
    // `chosen`: positions in `images`, in the order of this data set; empty: all. Throws DataError where the canvas
    // does not fit.
    ByteImageDataset(std::shared_ptr<const ByteImages> images, Placement placement,
                     std::vector<std::int64_t> chosen = {});

    std::int64_t size() const override;
    int classes() const override { return static_cast<int>(images_->classNames.size()); }
    const std::vector<std::string>& classNames() const override { return images_->classNames; }
    ImageShape shape() const override { return placement_.canvas; }
    int label(std::int64_t index) const override;
    void load(std::int64_t index, std::uint64_t draw, float* out) const override;

private:
    std::int64_t position(std::int64_t index) const;
    std::shared_ptr<const ByteImages> images_;
    Placement placement_;
    std::vector<std::int64_t> chosen_;
    std::vector<float> values_;  // channels x 256: the normalised value of each byte
};

// `count` positions with classes as even as they can be, chosen by `seed`, in rising order. count 0 or size: all.
std::vector<std::int64_t> balancedChoice(const std::vector<std::uint8_t>& labels, int classes, std::int64_t count,
                                         std::uint64_t seed);

}  // namespace isonet::training
