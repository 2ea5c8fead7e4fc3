// Images with the boxes and masks of their objects, in COCO's format, prepared for a detector: resized, optionally
// mirrored. Thread-safe to read.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/coco/Annotations.h"
#include "training/data/images/CorruptImageLog.h"

namespace isonet::training {

// One image with its objects.
struct DetectionSample {
    at::Tensor image;   // (3, h, w) uint8, red first
    at::Tensor boxes;   // (M, 4) float32: x1, y1, x2, y2 in pixels, clipped to `image`
    at::Tensor labels;  // (M) int64: indices into the categories
    at::Tensor masks;   // (M, h, w) uint8; undefined without a mask branch
    at::Tensor crowds;  // (K, 4) float32: boxes of crowds
};

// Size after resizing: the shorter side becomes `shortSide`, but the longer side at most `longSide`.
struct ResizedSize {
    int height = 0, width = 0;
};
ResizedSize resizedSize(int height, int width, int shortSide, int longSide);

class DetectionDataset {
public:
    // `train`: images with objects, loaded with their objects; otherwise all images, without objects. Reads the
    // annotations; images are opened by load(). Throws DataError.
    DetectionDataset(const config::RunConfig& config, bool train);

    std::int64_t size() const { return static_cast<std::int64_t>(images_.size()); }
    const coco::Annotations& annotations() const { return annotations_; }
    std::size_t image(std::int64_t index) const {
        return images_[static_cast<std::size_t>(index)];
    }                                     // index in annotations().images
    bool wide(std::int64_t index) const;  // wider than tall
    // Skipped annotations: "annotation 17 of image 42: its box lies outside the image".
    const std::vector<std::string>& problems() const { return annotations_.problems; }
    std::int64_t skipped() const { return annotations_.skipped; }

    bool forTraining() const { return train_; }
    // Images that load() refused, as its callers count them.
    CorruptImageLog& corruptImages() const { return corrupt_; }

    // As displayed (EXIF orientation), unless only the stored size is the annotated one. Throws ImageError naming the
    // image's id and file: missing, corrupt, or not of the annotated size; DataError: the annotations name no file.
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
    mutable CorruptImageLog corrupt_;
    std::vector<std::size_t> images_;                // positions in annotations_.images
    std::vector<std::vector<std::size_t>> objects_;  // per annotated image; training only
};

// An image file of any size, prepared for prediction. `width`, `height`: of the file, as displayed. Throws ImageError.
struct DetectorImage {
    at::Tensor image;  // (3, h, w) uint8, red first
    int height = 0, width = 0;
};
DetectorImage loadForDetector(const std::filesystem::path& file, const config::RunConfig& config);

}  // namespace isonet::training
