// Where the splits of a folder of class folders are.
#pragma once

#include <filesystem>
#include <vector>

#include "training/data/classification/IgnoredFiles.h"

namespace isonet::training {

// HOME/train, HOME/val and HOME/test by any of their names (SplitNames.h), or HOME itself with class folders. HOME is
// the root, or is in it below folders that hold nothing else (ILSVRC/Data/CLS-LOC).
struct FolderLayout {
    std::filesystem::path root, home;
    std::filesystem::path train, validation, test;  // without splits `train` is HOME; empty: there is none
    IgnoredFiles ignored;                           // next to and above the parts
};

// The layouts that the folder can be read in: none, one, or several, among which the user has to choose. `why`: why
// there is none. Split folders are never classes, and class folders are not searched for classes.
std::vector<FolderLayout> layoutsOf(const std::filesystem::path& root, std::string& why);

// The only layout. Throws DataError: no such folder, no class folders, or several layouts; the message lists them and
// the data.root of each.
FolderLayout folderLayout(const std::filesystem::path& root);

// What the layout takes for classes and images, and the setting that chooses it, for a message.
std::string describe(const FolderLayout& layout);

// What is accepted as data.root, for messages; begins with a space.
std::string layoutHint();

}  // namespace isonet::training
