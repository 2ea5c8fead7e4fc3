// Images with the boxes and outlines of their objects, in COCO's format, as a detector sees them: resized, perhaps
// mirrored, normalised. Thread-safe to read.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/Resample.h"
#include "training/data/coco/Annotations.h"

namespace isonet::training {

// One image.
struct DetectionSample {
    at::Tensor image;   // (3, h, w) float32
    at::Tensor boxes;   // (M, 4) float32: x1, y1, x2, y2 in pixels of `image`, within it
    at::Tensor labels;  // (M) int64: positions in the categories
    at::Tensor masks;   // (M, h, w) uint8; undefined where masks are not asked for
    at::Tensor crowds;  // (K, 4)
};

// How large an image of height x width becomes: its shorter side `shortSide`, but the longer at most `longSide`.
struct ResizedSize {
    int height = 0, width = 0;
};
ResizedSize resizedSize(int height, int width, int shortSide, int longSide);

class DetectionDataset {
public:
    // `train`: the images that show any object, and the objects as a training needs them; else all images, without
    // objects. Reads the annotations; images are opened when they are loaded. Throws DataError.
    DetectionDataset(const config::RunConfig& config, bool train);

    std::int64_t size() const { return static_cast<std::int64_t>(images_.size()); }
    const coco::Annotations& annotations() const { return annotations_; }
    std::size_t image(std::int64_t index) const { return images_[static_cast<std::size_t>(index)]; }  // there
    bool wide(std::int64_t index) const;                                                              // wider than high
    // What was left out on reading: "annotation 17 of image 42: its box lies outside of the image".
    const std::vector<std::string>& problems() const { return annotations_.problems; }
    std::int64_t skipped() const { return annotations_.skipped; }

    // Throws DataError naming the image's id and file: absent, damaged, of another size than the annotations say.
    DetectionSample load(std::int64_t index, bool mirrored) const;
    std::filesystem::path file(std::int64_t index) const;

private:
    void keepTrainable();
    void keepImages(std::size_t count);
    void addObjects(DetectionSample& sample, std::size_t image, const ResizedSize& size, bool mirrored) const;

    coco::Annotations annotations_;
    std::filesystem::path folder_;
    bool train_, masks_;
    int shortSide_, longSide_;
    PixelScale scale_;
    std::vector<std::size_t> images_;                // positions in annotations_.images
    std::vector<std::vector<std::size_t>> objects_;  // of each image of the annotations; training only
};

// A file of any size as the detector sees it, for predictions. `width`, `height`: of the file. Throws ImageError.
struct DetectorImage {
    at::Tensor image;  // (3, h, w) float32
    int height = 0, width = 0;
};
PixelScale detectorScale(const config::RunConfig& config);
DetectorImage loadForDetector(const std::filesystem::path& file, const config::RunConfig& config);

}  // namespace isonet::training
