#include "training/data/classification/FolderContents.h"

#include <algorithm>

#include "training/data/classification/FolderEntries.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;
using Child = FolderContents::Child;

bool holdsFoldersOfImages(const fs::path& folder) {
    bool found = false;
    visitEntries(folder, [&](const fs::directory_entry& entry, EntryKind kind) {
        found = kind == EntryKind::Folder && holdsImages(entry.path());
        return !found;
    });
    return found;
}

// A split folder counts as one of class folders even if there is an image next to them.
Content folderContent(const fs::path& folder, bool split) {
    bool images = false;
    visitEntries(folder, [&](const fs::directory_entry&, EntryKind kind) {
        images = kind == EntryKind::Image;
        return !images;
    });
    if (images && !(split && holdsFoldersOfImages(folder)))
        return Content::Images;
    return images || holdsImages(folder) ? Content::Folders : Content::Nothing;
}

void keepSplits(std::vector<Child>& children) {
    const bool plain = std::any_of(children.begin(), children.end(), [](const Child& child) {
        return child.split.split != Split::None && child.split.rest.empty();
    });
    const std::vector<Child> all = children;
    for (Child& child : children) {
        const bool shared = !plain && std::any_of(all.begin(), all.end(), [&](const Child& other) {
            return other.split.rest == child.split.rest && other.split.split != Split::None &&
                   other.split.split != child.split.split;
        });
        if (!child.split.rest.empty() && !shared)
            child.split = {};
    }
}

}  // namespace

FolderContents listFolder(const fs::path& folder) {
    FolderContents contents;
    for (std::string& name : foldersIn(folder, contents.ignored)) {
        const SplitName split = splitName(name);
        const Content content = folderContent(folder / name, split.split != Split::None);
        contents.children.push_back({std::move(name), content, split});
    }
    keepSplits(contents.children);
    visitEntries(folder, [&](const fs::directory_entry&, EntryKind kind) {
        contents.images = kind == EntryKind::Image;
        return !contents.images;
    });
    return contents;
}

}  // namespace isonet::training
