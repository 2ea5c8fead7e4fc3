// Small images held in memory as bytes (Fashion-MNIST, CIFAR). Each image is centered on a black canvas of the
// network's input size, randomly shifted and flipped in training, scaled to [0, 1] and normalized per channel.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "training/config/DatasetInfo.h"
#include "training/config/RunConfig.h"
#include "training/data/images/CanvasPlacement.h"

namespace isonet::training {

// As read from the files; shared between datasets and immutable.
struct ByteImages {
    ImageShape shape;                  // of one image
    std::vector<std::uint8_t> pixels;  // images x channels x height x width
    std::vector<int> labels;
    std::vector<std::string> classNames;
    std::vector<float> mean, deviation;  // per channel, of values in [0, 1]
    std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
    // Mean and deviation of the configuration, or else of the dataset.
    void setNormalization(const config::DatasetInfo& info, const config::DataConfig& config);
};

class ByteImageDataset : public Dataset {
public:
    // `chosen`: positions in `images`, in the order of this dataset; empty: all. Throws DataError if the canvas does
    // not fit.
    ByteImageDataset(std::shared_ptr<const ByteImages> images, Placement placement,
                     std::vector<std::int64_t> chosen = {});

    std::int64_t size() const override;
    int classes() const override { return static_cast<int>(images_->classNames.size()); }
    const std::vector<std::string>& classNames() const override { return images_->classNames; }
    ImageShape shape() const override { return placement_.canvas; }
    int label(std::int64_t index) const override;
    bool inMemory() const override { return true; }
    std::int64_t number(std::int64_t index) const override { return position(index); }
    const BytePixels* bytePixels() const override { return &pixels_; }
    Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override;

private:
    std::int64_t position(std::int64_t index) const;
    std::shared_ptr<const ByteImages> images_;
    Placement placement_;
    std::vector<std::int64_t> chosen_;
    BytePixels pixels_;
};

// The training and test parts for a configuration. Throws DataError: model.classes or the input shape does not fit.
DatasetPair byteImagePair(std::shared_ptr<const ByteImages> train, std::shared_ptr<const ByteImages> validation,
                          const config::DatasetInfo& info, const config::DataConfig& config,
                          const spec::ModelSpec& model);

}  // namespace isonet::training
