// Image files as the network sees them: decoded, cropped, resized, mirrored and normalised.
//
// Training, resized crop (Szegedy et al., 2015, as torchvision's RandomResizedCrop): a part of the picture of uniformly
// drawn area (data.crop_area to 1) and log-uniform aspect ratio (3/4 to 4/3), resized to the network's input; ten
// draws, then the central part of the nearest allowed ratio. Training, padded crop: the picture at the data set's own
// size (shorter side resized, centre cropped), shifted by up to data.crop_padding pixels over black. Both: mirrored or
// not. Evaluation: shorter side resized to data.resize, centre cropped, as torchvision's Resize and CenterCrop round
// it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "training/data/ImageHeader.h"
#include "training/data/Resample.h"

namespace isonet::training {

// The values of a data set's bytes: data.mean and data.deviation, else the data set's own; of 1 or 3 channels.
PixelScale pixelScale(const config::DataConfig& data, int channels);

// Thread-safe.
class ImageTransform {
public:
    ImageTransform(const config::DataConfig& data, const spec::ModelSpec& model);

    ImageShape shape() const { return canvas_; }
    // Writes the picture as shape() floats. `draw` seeds crop and mirror; 0: evaluation. Throws ImageError naming
    // `name`.
    void apply(std::span<const std::uint8_t> bytes, const std::string& name, std::uint64_t draw, PixelOrder order,
               float* out) const;
    void load(const std::filesystem::path& file, std::uint64_t draw, PixelOrder order, float* out) const;

private:
    struct Box {  // of the picture as shown (turned)
        double x = 0, y = 0, width = 0, height = 0;
        bool strict = false;  // no pixel outside of it is read
    };
    Box randomBox(double width, double height, std::uint64_t draw, bool& mirror) const;
    Box centralBox(double width, double height) const;
    void place(const float* picture, std::uint64_t draw, PixelOrder order, float* out) const;

    config::DataConfig data_;
    ImageShape canvas_;   // the network's input
    ImageShape picture_;  // what lies on it: the same, but for data sets of smaller images
    int resize_;          // shorter side before the central crop
    bool resizedCrop_;
    PixelScale values_;
};

}  // namespace isonet::training
