// Which tar files of a folder hold the training and the validation images.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace isonet::training {

struct TarLayout {
    std::filesystem::path folder;                   // that holds the tar files; lists of labels are in it
    std::vector<std::filesystem::path> train;       // by name
    std::vector<std::filesystem::path> validation;  // empty: in the files of `train`, or split off from them
    std::vector<std::filesystem::path> ignored;     // tar files of neither
    const std::filesystem::path& named() const { return train.size() == 1 ? train[0] : folder; }  // for messages
};

// Nothing if there is no tar file at `root`, or if it is a folder with images in class folders next to them.
//
// A tar file is the whole dataset, but ILSVRC2012_img_train.tar has its validation images in ILSVRC2012_img_val.tar
// next to it. In a folder, ILSVRC2012_img_train.tar; else the tar files in folders with the name of a split (train/,
// val/; SplitNames.h); else those in the folder itself, by a word of their names (imagenet-train-000017.tar), or all of
// them if no name has one. Test files serve for validation if there are no others. Throws DataError: two folders for
// one part, or files for validation without files for training.
std::optional<TarLayout> tarLayout(const std::filesystem::path& root);

}  // namespace isonet::training
