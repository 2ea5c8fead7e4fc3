// Detections of a run's detector in its validation images together with the ground truth, as plain data for the window.
// No torch header.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/coco/Results.h"

namespace isonet::training {

struct PreviewObject {
    std::size_t category = 0;  // index in DetectionPreviews::categories()
    double score = 1;          // 1 for ground truth
    coco::Box box;             // pixels of the image as stored
    coco::RunLength mask;      // of the image size; 0 x 0 without a mask branch
    bool crowd = false;
};

struct DetectionPreview {
    std::int64_t imageId = 0;
    std::filesystem::path file;
    int height = 0, width = 0;
    std::vector<PreviewObject> found;  // by decreasing score, above the run's score threshold
    std::vector<PreviewObject> truth;
};

// A detector and its validation images. Not thread-safe, and too slow for the GUI thread: preview() runs the detector.
class DetectionPreviews {
public:
    // Loads the run's best checkpoint, or the latest. `device`: auto, cpu, cuda or cuda:N. Throws DataError,
    // interop::FormatError, config::ConfigError and std::invalid_argument.
    explicit DetectionPreviews(const std::string& run, bool preferLatest = false, const std::string& device = "auto");
    ~DetectionPreviews();

    std::int64_t size() const;  // images
    const std::vector<std::string>& categories() const;
    std::int64_t step() const;                   // of the checkpoint
    const config::RunConfig& config() const;     // of the run, from the checkpoint
    std::string name(std::int64_t index) const;  // "9: 000000000009.jpg": id and file of the image
    std::filesystem::path file(std::int64_t index) const;
    DetectionPreview preview(std::int64_t index);  // throws DataError if the image cannot be read

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isonet::training
