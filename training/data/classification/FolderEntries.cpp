#include "training/data/classification/FolderEntries.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "model/base/DataError.h"
#include "training/data/classification/SplitNames.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int mostNested = 8;       // nested folders in a class folder
constexpr int mostLookedAt = 4000;  // entries before holdsImages() gives up

constexpr std::array<std::string_view, 17> leftovers{"__macosx",
                                                     "__pycache__",
                                                     "lost+found",
                                                     "thumbs.db",
                                                     "ehthumbs.db",
                                                     "desktop.ini",
                                                     "icon\r",
                                                     "@eadir",
                                                     "@recycle",
                                                     "@tmp",
                                                     "#recycle",
                                                     "#snapshot",
                                                     "recycler",
                                                     "$recycle.bin",
                                                     "recycled",
                                                     "network trash folder",
                                                     "system volume information"};

EntryKind entryKind(const fs::directory_entry& entry, const std::string& name) {
    if (isLeftover(name))
        return EntryKind::Leftover;
    std::error_code error;
    if (entry.is_directory(error))
        return EntryKind::Folder;
    return isImageName(name) ? EntryKind::Image : EntryKind::Other;
}

// A symbolic link to a parent folder: following it would find the same images again.
bool linksToParent(const fs::directory_entry& entry) {
    std::error_code error;
    if (!entry.is_symlink(error))
        return false;
    const std::string target = (fs::canonical(entry.path(), error) / "").string();
    return !error && (fs::canonical(entry.path().parent_path(), error) / "").string().starts_with(target);
}

bool findsImage(const fs::path& folder, int depth, int& left) {
    bool found = false;
    visitEntries(folder, [&](const fs::directory_entry& entry, EntryKind kind) {
        if (kind == EntryKind::Folder)
            found = depth < mostNested && !linksToParent(entry) && findsImage(entry.path(), depth + 1, left);
        else
            found = kind == EntryKind::Image;
        return !found && --left > 0;
    });
    return found;
}

// Returns why `folder` cannot be read.
std::error_code collectImages(const fs::path& folder, int depth, const std::string& prefix,
                              std::vector<std::string>& images, IgnoredFiles& ignored) {
    using Why = IgnoredFiles::Why;
    return visitEntries(folder, [&](const fs::directory_entry& entry, EntryKind kind) {
        const std::string name = entry.path().filename().string();
        if (kind == EntryKind::Folder) {
            if (depth >= mostNested || linksToParent(entry))
                ignored.add(Why::OtherFolder, name);
            else if (collectImages(entry.path(), depth + 1, prefix + name + "/", images, ignored))
                ignored.add(Why::Unreadable, prefix + name);
        } else if (kind == EntryKind::Image) {
            images.push_back(prefix + name);
        } else if (kind == EntryKind::Leftover) {
            ignored.add(Why::Leftover, name);
        } else {
            ignored.addFile(name);
        }
        return true;
    });
}

[[noreturn]] void cannotRead(const fs::path& folder, const std::error_code& error) {
    throw DataError(folder.string() + " cannot be read: " + error.message() + ".");
}

}  // namespace

bool isLeftover(std::string_view name) {
    if (name.starts_with('.') || name.starts_with("~$"))
        return true;
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(leftovers.begin(), leftovers.end(), lower) != leftovers.end();
}

std::error_code visitEntries(const fs::path& folder,
                             const std::function<bool(const fs::directory_entry&, EntryKind)>& visit) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error))
        if (!visit(*entry, entryKind(*entry, entry->path().filename().string())))
            break;
    return error;
}

std::vector<std::string> foldersIn(const fs::path& part, IgnoredFiles& ignored) {
    std::vector<std::string> names;
    const std::error_code error = visitEntries(part, [&](const fs::directory_entry& entry, EntryKind kind) {
        const std::string name = entry.path().filename().string();
        if (kind == EntryKind::Leftover)
            ignored.add(IgnoredFiles::Why::Leftover, name);
        else if (kind == EntryKind::Image)
            ignored.add(IgnoredFiles::Why::OutsideClasses, part.filename().string());
        else if (kind == EntryKind::Folder) {
            const std::error_code closed = visitEntries(entry.path(), [](const auto&, EntryKind) { return false; });
            if (closed && splitOf(name) != Split::None)
                cannotRead(entry.path(), closed);  // without it, training images would validate
            if (closed)
                ignored.add(IgnoredFiles::Why::Unreadable, name);
            else
                names.push_back(name);
        }
        return true;
    });
    if (error)
        cannotRead(part, error);
    std::sort(names.begin(), names.end());
    return names;
}

bool holdsImages(const fs::path& folder) {
    int left = mostLookedAt;
    return findsImage(folder, 0, left);
}

std::vector<std::string> imagesBelow(const fs::path& folder, const std::string& prefix, IgnoredFiles& ignored) {
    std::vector<std::string> images;
    if (const std::error_code error = collectImages(folder, 0, prefix, images, ignored))
        cannotRead(folder, error);
    std::sort(images.begin(), images.end());
    return images;
}

}  // namespace isonet::training
