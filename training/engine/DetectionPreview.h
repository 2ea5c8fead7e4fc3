// What a run's detector finds in its validation images, beside the truth, as plain data for a window. No torch header.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/coco/Results.h"

namespace isonet::training {

struct PreviewObject {
    std::size_t category = 0;  // of DetectionPreviews::categories()
    double score = 1;          // 1 for the truth
    coco::Box box;             // pixels of the image as stored
    coco::RunLength mask;      // of its size; empty (0 x 0) without the mask branch
    bool crowd = false;
};

struct DetectionPreview {
    std::int64_t imageId = 0;
    std::filesystem::path file;
    int height = 0, width = 0;
    std::vector<PreviewObject> found;  // by falling score, from the run's score threshold on
    std::vector<PreviewObject> truth;
};

// Holds a detector and the list of its validation images; one thread at a time, and not the GUI's: a preview takes as
// long as the detector does.
class DetectionPreviews {
public:
    // The run's best checkpoint, or its latest. `device`: auto, cpu, cuda or cuda:N. Throws DataError,
    // interop::FormatError, config::ConfigError and std::invalid_argument.
    explicit DetectionPreviews(const std::string& run, bool preferLatest = false, const std::string& device = "auto");
    ~DetectionPreviews();

    std::int64_t size() const;  // images
    const std::vector<std::string>& categories() const;
    std::int64_t step() const;                   // of the checkpoint
    const config::RunConfig& config() const;     // of the run, as the checkpoint has it
    std::string name(std::int64_t index) const;  // "9: 000000000009.jpg", the image's id and file
    std::filesystem::path file(std::int64_t index) const;
    DetectionPreview preview(std::int64_t index);  // throws DataError where the image cannot be read

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isonet::training
