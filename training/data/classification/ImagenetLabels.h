// The classes of images that are in one folder or tar file without class folders, such as ImageNet's validation images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace isonet::training {

struct FlatLabels {
    struct Label {
        std::string name;  // the class's folder in the training part
        std::int64_t line = 0;
    };
    std::filesystem::path file;                     // where the labels come from
    std::unordered_map<std::string, Label> byStem;  // by the image's name without folder and ending
};

// Rows of image and label; only the label's first word counts: "n01440764 1 1 20 20". A first row that begins with
// ImageId is a header. Throws DataError naming file and line.
FlatLabels annotatedImages(const std::filesystem::path& file);

// The WordNet ids of ImageNet's validation images 1, 2, ... by the ground truth of a development kit.
struct ValidationSynsets {
    std::filesystem::path file;
    std::vector<std::string> names;
};

// From the first ILSVRC*_validation_ground_truth.txt in `folders`, whose numbers synsetNumbers() names; else from
// ILSVRC2012_devkit_t12.tar.gz there; nothing without either. Throws DataError naming file, line and value.
std::optional<ValidationSynsets> validationSynsets(const std::vector<std::filesystem::path>& folders);

// The first that is in `folder`: LOC_val_solution.csv as Kaggle ships it; the ground truth of a development kit, also
// in ILSVRC2012_devkit_t12/data, for images called ILSVRC2012_val_00000001. Nothing if none is. Throws DataError.
std::optional<FlatLabels> imagenetLabels(const std::filesystem::path& folder);

// What to put next to the images, for messages.
std::string imagenetLabelFiles();

}  // namespace isonet::training
