// The classes of ImageNet's validation images, which lie in one folder or tar file without classes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

namespace isonet::training {

struct ImagenetLabels {
    std::filesystem::path file;                            // the list
    std::unordered_map<std::string, std::string> classes;  // WordNet ids by image: "ILSVRC2012_val_00000001"
};

// The first that is in `folder`: LOC_val_solution.csv as Kaggle ships it; ILSVRC2012_validation_ground_truth.txt with
// meta.mat, as the organizers do, also in ILSVRC2012_devkit_t12/data or in ILSVRC2012_devkit_t12.tar.gz. Nothing if
// none is. Throws DataError naming file, line and value.
std::optional<ImagenetLabels> imagenetLabels(const std::filesystem::path& folder);

// What to put beside the images, for messages.
std::string imagenetLabelFiles();

}  // namespace isonet::training
