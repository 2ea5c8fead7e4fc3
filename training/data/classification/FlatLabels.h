// Labels of a part whose images are in one folder, as ImageNet's and Tiny ImageNet's validation images do.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/data/classification/FolderFiles.h"
#include "training/data/classification/ImagenetLabels.h"

namespace isonet::training {

// Looks for, in this order: val_annotations.txt in `part` (Tiny ImageNet); LOC_val_solution.csv (Kaggle);
// ILSVRC*_validation_ground_truth.txt with the synset list of its devkit, map_clsloc.txt, synsets.txt, meta.txt or
// meta.mat (SynsetNumbers.h), or both in the packed devkit; a list named like the part (val.csv). They may be in HOME,
// in a devkit folder there, in the folders from HOME up to the root, and the first three also in the three folders
// above it. Empty: none of them. Throws DataError naming file and line.
std::optional<FlatLabels> flatLabels(const FolderLayout& layout, const std::filesystem::path& part);

// The images of `part` in the order of their names. Images without a label and those of other classes are ignored.
// Throws DataError: a line names a missing image, or no image has a label.
FileList imagesIn(const std::filesystem::path& part, const FlatLabels& labels, const std::vector<std::string>& classes,
                  IgnoredFiles& ignored);

// HOME, the folders above it up to the root and, if `above`, the next three; with each its devkit folders.
std::vector<std::filesystem::path> foldersAround(const FolderLayout& layout, bool above);

}  // namespace isonet::training
