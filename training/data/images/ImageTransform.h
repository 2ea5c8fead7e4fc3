// Prepares image files for the network: decoding, cropping, resizing to bytes, mirroring and normalization.
//
// Training, resized crop (Szegedy et al., 2015, like torchvision's RandomResizedCrop): a crop of uniform random area
// (data.crop_area to 1) and log-uniform aspect ratio (3/4 to 4/3), resized to the network's input; after ten failed
// draws the center crop of the nearest allowed ratio. Training, padded crop: the image at the dataset's size (shorter
// side resized, center cropped), shifted by up to data.crop_padding pixels over black. Both are mirrored at random if
// data.flip is set. Evaluation: shorter side resized to data.resize, center cropped, with the rounding of torchvision's
// Resize and CenterCrop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"

namespace isonet::training {

// Thread-safe.
class ImageTransform {
public:
    ImageTransform(const config::DataConfig& data, const spec::ModelSpec& model);

    ImageShape shape() const { return canvas_; }
    // Of the bytes that an image becomes before it is placed.
    const BytePixels& pixels() const { return pixels_; }

    // Writes the image as pixels().shape bytes, one channel after another, and returns their place. `draw` seeds crop
    // and mirroring; 0: evaluation. Throws ImageError naming `name`.
    Placed applyBytes(std::span<const std::uint8_t> bytes, const std::string& name, std::uint64_t draw,
                      std::uint8_t* out) const;
    Placed loadBytes(const std::filesystem::path& file, std::uint64_t draw, std::uint8_t* out) const;
    // The same image placed and normalized, as shape() floats.
    void apply(std::span<const std::uint8_t> bytes, const std::string& name, std::uint64_t draw, PixelOrder order,
               float* out) const;
    void load(const std::filesystem::path& file, std::uint64_t draw, PixelOrder order, float* out) const;

private:
    struct Box {  // in displayed coordinates
        double x = 0, y = 0, width = 0, height = 0;
        bool strict = false;  // no pixel outside is read
    };
    Box randomBox(double width, double height, std::uint64_t draw, bool& mirror) const;
    Box centralBox(double width, double height) const;

    config::DataConfig data_;
    ImageShape canvas_;  // the network's input
    ImageShape image_;   // the image on the canvas: the same size, or smaller for datasets of small images
    int resize_;         // shorter side before the center crop
    bool resizedCrop_;
    BytePixels pixels_;
};

}  // namespace isonet::training
