#include "training/data/classification/FolderLayout.h"

#include <algorithm>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/classification/FolderContents.h"
#include "training/data/classification/FolderEntries.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;
using Why = IgnoredFiles::Why;
using FolderNames = std::vector<std::string>;

constexpr int mostWrappers = 6;           // folders around the data
constexpr std::size_t mostDatasets = 20;  // side by side; more folders than that are classes
constexpr int mostSearched = 200;         // folders that are looked through for layouts

std::string shownNames(const FolderNames& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 4; ++i)
        text += (i > 0 ? ", " : "") + names[i];
    return names.size() > 4 ? text + ", ..., " + names.back() : text;
}

class Search {
public:
    Search(const fs::path& root, std::string& why) : root_(root), why_(why) {}
    std::vector<FolderLayout> in(const fs::path& folder, int depth);

private:
    std::vector<FolderLayout> splitsIn(const fs::path& folder, const FolderContents& contents, int depth);
    std::vector<FolderLayout> wrappersIn(const fs::path& folder, const FolderContents& contents,
                                         const FolderNames& wrappers, int depth);
    std::vector<FolderLayout> nothing(std::string why) {
        why_ = std::move(why);
        return {};
    }
    FolderLayout layoutAt(const fs::path& folder) const { return {root_, folder, folder, {}, {}, {}}; }

    const fs::path& root_;
    std::string& why_;
    int searched_ = 0;
};

bool hasSplits(const FolderLayout& layout) {
    return layout.train != layout.home;
}

FolderNames namesOf(const FolderContents& contents, Content content, bool split) {
    FolderNames names;
    for (const FolderContents::Child& child : contents.children)
        if (child.content == content && (child.split.split != Split::None) == split)
            names.push_back(child.name);
    return names;
}

// Both lists as one, sorted.
FolderNames joinedNames(FolderNames names, const FolderNames& more) {
    names.insert(names.end(), more.begin(), more.end());
    std::sort(names.begin(), names.end());
    return names;
}

void ignoreRest(IgnoredFiles& ignored, const FolderContents& contents, const FolderNames& used) {
    for (const FolderContents::Child& child : contents.children)
        if (std::find(used.begin(), used.end(), child.name) == used.end())
            ignored.add(Why::OtherFolder, child.name);
}

// Archives often unpack a folder into one of its name: train/train/<class>.
void unwrap(fs::path& part) {
    for (int depth = 0; depth < mostWrappers; ++depth) {
        const FolderContents contents = listFolder(part);
        if (contents.children.size() != 1 || contents.children[0].content != Content::Folders || contents.images)
            return;
        part /= contents.children[0].name;
    }
}

// The folder has at least one split folder with images.
std::vector<FolderLayout> Search::splitsIn(const fs::path& folder, const FolderContents& contents, int depth) {
    FolderLayout layout = layoutAt(folder);
    FolderNames used, flat,
        others = joinedNames(namesOf(contents, Content::Images, false), namesOf(contents, Content::Folders, false));
    layout.train.clear();
    layout.ignored = contents.ignored;
    for (const FolderContents::Child& child : contents.children) {
        if (child.split.split == Split::None || child.content == Content::Nothing)
            continue;
        fs::path& part = child.split.split == Split::Train        ? layout.train
                         : child.split.split == Split::Validation ? layout.validation
                                                                  : layout.test;
        if (child.content == Content::Images)
            flat.push_back(child.name);
        if (!part.empty())
            throw DataError(folder.string() + " can be read in two ways: " + part.filename().string() + "/ and " +
                            child.name +
                            "/ are both names of the same split. Rename or move one of them, or set data.root to a "
                            "list (CSV) with the columns path, label and split.");
        part = folder / child.name;
        used.push_back(child.name);
    }
    const bool trainHasClasses =
        !layout.train.empty() && std::find(flat.begin(), flat.end(), layout.train.filename().string()) == flat.end();
    if (!trainHasClasses && used.size() == 1 && flat.size() == 1 && !others.empty())
        return {layoutAt(folder)};  // a class named "train" or "test"
    if (layout.train.empty())
        return nothing(folder.string() + " has " + shownNames(used) + "/ but no train/; a split is not a class." +
                       (used.size() == 1
                            ? " To hold out a part of its images, set data.root to " + (folder / used[0]).string() + "."
                            : ""));
    if (!trainHasClasses)
        return nothing(layout.train.string() +
                       " contains images but no class folders, and a split is not a class. Sort the images into a "
                       "folder for each class, or set data.root to a list (CSV) with the columns path and label.");
    for (fs::path* part : {&layout.train, &layout.validation, &layout.test})
        if (!part->empty())
            unwrap(*part);
    const FolderContents inside = listFolder(layout.train);
    for (const FolderContents::Child& child : inside.children)
        if (child.split.split != Split::None && child.content == Content::Folders) {  // train/train and train/val
            if (used.size() == 1)
                return in(layout.train, depth + 1);
            return nothing(layout.train.string() + " contains the split folder " + child.name + "/, beside " +
                           shownNames(used) + "/ in " + folder.string() + ". Set data.root to " +
                           layout.train.string() + " for the inner splits, or move them.");
        }
    std::vector<FolderLayout> found{layout};
    if (used.size() == 1 && !others.empty())
        found.push_back(layoutAt(folder));
    ignoreRest(found[0].ignored, contents, used);
    return found;
}

// All images are below `wrappers`, in folders of theirs.
std::vector<FolderLayout> Search::wrappersIn(const fs::path& folder, const FolderContents& contents,
                                             const FolderNames& wrappers, int depth) {
    std::vector<FolderLayout> found, splits;
    for (const std::string& name : wrappers.size() > mostDatasets ? FolderNames() : wrappers)
        for (FolderLayout& layout : in(folder / name, depth + 1)) {
            layout.ignored.add(contents.ignored);
            ignoreRest(layout.ignored, contents, {name});
            (hasSplits(layout) ? splits : found).push_back(std::move(layout));
        }
    if (!splits.empty() || wrappers.size() == 1)
        return splits.empty() ? found : splits;
    const bool splitsInClasses = std::any_of(wrappers.begin(), wrappers.end(), [&](const std::string& name) {
        const FolderContents inside = listFolder(folder / name);
        return std::any_of(inside.children.begin(), inside.children.end(), [](const FolderContents::Child& child) {
            return child.split.split != Split::None && child.content != Content::Nothing;
        });
    });
    if (splitsInClasses)
        return nothing("The folders " + shownNames(wrappers) + " in " + folder.string() +
                       " contain split folders, which are not classes. Move the classes into folders for the splits "
                       "(train/<class>), or set data.root to a list (CSV) with the columns path, label and split.");
    found.insert(found.begin(), layoutAt(folder));  // classes with folders in them
    return found;
}

std::vector<FolderLayout> Search::in(const fs::path& folder, int depth) {
    if (++searched_ > mostSearched)
        throw DataError(root_.string() +
                        " has too many folders to find a dataset among them. Set data.root to the folder that contains "
                        "the class folders or train/.");
    const FolderContents contents = listFolder(folder);
    const FolderNames flatSplits = namesOf(contents, Content::Images, true),
                      splits = namesOf(contents, Content::Folders, true);
    if (!flatSplits.empty() || !splits.empty())
        return splitsIn(folder, contents, depth);
    const FolderNames flat = namesOf(contents, Content::Images, false),
                      nested = namesOf(contents, Content::Folders, false);
    if (flat.empty() && nested.empty())
        return nothing(folder.string() + " contains " + (contents.images ? "images but " : "") + "no class folders.");
    if (depth >= mostWrappers)
        return nothing(
            folder.string() + " is nested too deeply: at most " + std::to_string(mostWrappers) +
            " folders around the data are looked through. Set data.root to the folder of the class folders.");
    if (flat.empty())
        return wrappersIn(folder, contents, nested, depth);
    if (flat.size() == 1 && nested.empty())
        return nothing(folder.string() + " contains only one class folder, \"" + flat[0] +
                       "\"; at least two classes are required.");
    // The data may be next to a folder of samples.
    std::vector<FolderLayout> inside;
    for (const std::string& name : nested.size() > mostDatasets ? FolderNames() : nested)
        for (FolderLayout& layout : in(folder / name, depth + 1))
            if (hasSplits(layout) || flat.size() == 1) {
                layout.ignored.add(contents.ignored);
                ignoreRest(layout.ignored, contents, {name});
                inside.push_back(std::move(layout));
            }
    const bool splitInside = std::any_of(inside.begin(), inside.end(), hasSplits);
    if (flat.size() > 1 || !splitInside)
        inside.insert(inside.begin(), layoutAt(folder));
    return inside;
}

std::string splitFolder(const fs::path& part, const fs::path& home) {
    return part.lexically_relative(home).string() + "/";
}

}  // namespace

std::string layoutHint() {
    return " Accepted: a folder with train/ and val/, each with one folder of images per class, a folder of class "
           "folders, or a list (CSV or TSV) with the columns path and label; image formats: " +
           imageEndings() + ".";
}

std::vector<FolderLayout> layoutsOf(const fs::path& root, std::string& why) {
    return Search(root, why).in(root, 0);
}

std::string describe(const FolderLayout& layout) {
    IgnoredFiles unused;
    const FolderNames classes = foldersIn(layout.train, unused);
    std::string text = "as " + std::to_string(classes.size()) + " classes (" + shownNames(classes) + ")";
    if (hasSplits(layout)) {
        text += " in " + splitFolder(layout.train, layout.home);
        for (const fs::path* part : {&layout.validation, &layout.test})
            if (!part->empty())
                text += " and " + splitFolder(*part, layout.home);
    }
    return text;
}

namespace {

// "; x cannot be read" as a sentence.
std::string withNote(const std::string& note) {
    return note.empty() ? note : " " + note.substr(2) + ".";
}

}  // namespace

FolderLayout folderLayout(const fs::path& root) {
    std::error_code error;
    if (root.empty())
        throw DataError("data.root is empty." + layoutHint());
    if (const std::string unread = base::whyNotFound(root, "does not exist"); !unread.empty())
        throw DataError("data.root: " + root.string() + " " + unread + "." + layoutHint());
    if (!fs::is_directory(root, error))
        throw DataError("data.root: " + root.string() + " is not a folder." + layoutHint());
    std::string why;
    std::vector<FolderLayout> found = layoutsOf(root, why);
    if (found.empty())
        throw DataError(why + withNote(base::unreadableNote(root)) + layoutHint());
    if (found.size() == 1)
        return found[0];
    std::string message = root.string() + " can be read in " + std::to_string(found.size()) + " ways:";
    for (const FolderLayout& layout : found) {
        const bool splits = hasSplits(layout);
        message += "\n- " + describe(layout) + ": ";
        if (layout.home != root)
            message += "set data.root to " + layout.home.string();
        else if (splits)  // a training split next to other folders
            message += "set data.root to " + layout.train.string();
        else
            message += "move these folders into " + (root / "train").string();
    }
    throw DataError(message + "\nA list (CSV) with the columns path and label as data.root decides, too.");
}

}  // namespace isonet::training
