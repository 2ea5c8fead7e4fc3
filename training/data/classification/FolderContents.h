// What the folders in a folder hold, to tell class folders, split folders and folders around them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/data/classification/IgnoredFiles.h"
#include "training/data/classification/SplitNames.h"

namespace isonet::training {

// A folder by what it holds: images; folders with images; neither. A folder named as a split that has both counts as
// one of folders.
enum class Content { Images, Folders, Nothing };

struct FolderContents {
    struct Child {
        std::string name;
        Content content;
        // None if the name says more than the split. An additional word is accepted if no folder here is named by a
        // split alone and another split's folder has the same word: seg_train and seg_test.
        SplitName split;
    };
    std::vector<Child> children;  // the folders that can be read, sorted
    bool images = false;          // directly in the folder
    IgnoredFiles ignored;
};

// Throws DataError if `folder` cannot be read.
FolderContents listFolder(const std::filesystem::path& folder);

}  // namespace isonet::training
