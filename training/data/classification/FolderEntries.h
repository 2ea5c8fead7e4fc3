// The entries of a folder as a reader of images sees them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "training/data/classification/IgnoredFiles.h"

namespace isonet::training {

// Hidden, or made by an operating system, a file server or an editor: .DS_Store, __MACOSX, Thumbs.db, lost+found,
// @eaDir, $RECYCLE.BIN, .ipynb_checkpoints. Ignores case.
bool isLeftover(std::string_view name);

enum class EntryKind { Folder, Image, Leftover, Other };

// Calls `visit` for the entries of `folder`, in any order, until it returns false. Never throws because of what is on
// the disk: the result says why reading ended early (permission, no such folder).
std::error_code visitEntries(const std::filesystem::path& folder,
                             const std::function<bool(const std::filesystem::directory_entry&, EntryKind)>& visit);

// Sorted names of the folders in `part` that can be read. Files next to them, such as lists, do not count. Throws
// DataError if `part` itself cannot be read.
std::vector<std::string> foldersIn(const std::filesystem::path& part, IgnoredFiles& ignored);

// Whether there is an image in the folder or below it. Gives up after a few thousand entries, so that a large tree of
// other files takes little time.
bool holdsImages(const std::filesystem::path& folder);

// Sorted paths of the images in `folder` and below it, each relative to `folder` after `prefix`. Links to a parent
// folder are not followed. Throws DataError if `folder` itself cannot be read.
std::vector<std::string> imagesBelow(const std::filesystem::path& folder, const std::string& prefix,
                                     IgnoredFiles& ignored);

}  // namespace isonet::training
