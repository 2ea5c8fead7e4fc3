#include "training/data/classification/FolderFiles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int maxDepth = 8;  // nested folders in a class folder

bool isHidden(const fs::path& path) {
    return path.filename().native().starts_with('.');
}

fs::path firstFolder(const fs::path& root, std::initializer_list<const char*> names) {
    std::error_code error;
    for (const char* name : names)
        if (fs::is_directory(root / name, error))
            return root / name;
    return {};
}

std::vector<std::string> foldersIn(const fs::path& part) {
    std::vector<std::string> names;
    try {
        for (const auto& entry : fs::directory_iterator(part))
            if (!isHidden(entry.path()) && entry.is_directory())
                names.push_back(entry.path().filename().string());
    } catch (const fs::filesystem_error& error) {
        throw DataError(part.string() + " cannot be read: " + error.code().message() + ".");
    }
    std::sort(names.begin(), names.end());
    return names;
}

// A symbolic link to a parent folder: following it would find the same images again.
bool linksToParent(const fs::directory_entry& entry) {
    if (!entry.is_symlink())
        return false;
    const std::string target = (fs::canonical(entry.path()) / "").string();
    return (fs::canonical(entry.path().parent_path()) / "").string().starts_with(target);
}

void collect(const fs::path& folder, int depth, std::vector<std::string>& names, const std::string& prefix) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (isHidden(entry.path()))
            continue;
        const std::string name = entry.path().filename().string();
        if (entry.is_directory()) {
            if (depth < maxDepth && !linksToParent(entry))
                collect(entry.path(), depth + 1, names, prefix + name + "/");
        } else if (isImageName(name)) {
            names.push_back(prefix + name);
        }
    }
}

std::string layoutHint() {
    return " Accepted: a folder with train/ and val/, each with one folder of images per class, or a folder of class "
           "folders; image formats: " +
           imageEndings() + ".";
}

std::uint64_t hashOf(std::string_view text) {
    std::uint64_t state = 0;
    for (const char c : text)
        state = mixBits(state ^ static_cast<unsigned char>(c));
    return state;
}

}  // namespace

void FileList::add(std::string_view path, int label) {
    text_ += path;
    ends_.push_back(text_.size());
    labels_.push_back(label);
}

std::string_view FileList::name(std::int64_t index) const {
    const auto i = static_cast<std::size_t>(index);
    const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
}

FolderLayout folderLayout(const fs::path& root) {
    std::error_code error;
    if (root.empty())
        throw DataError("data.root is empty." + layoutHint());
    if (!fs::is_directory(root, error))
        throw DataError("data.root: " + root.string() +
                        (fs::exists(root, error) ? " is not a folder." : " does not exist.") + layoutHint());
    const fs::path train = firstFolder(root, {"train", "training"});
    if (train.empty())
        return {root, root, {}};
    return {root, train, firstFolder(root, {"val", "validation", "valid", "test"})};
}

std::vector<std::string> classFolders(const fs::path& part) {
    std::vector<std::string> classes = foldersIn(part);
    if (classes.empty())
        throw DataError(part.string() + " contains no class folders." + layoutHint());
    if (classes.size() == 1)
        throw DataError(part.string() + " contains only one class folder, \"" + classes[0] +
                        "\"; at least two classes are required." + layoutHint());
    return classes;
}

FileList imagesIn(const fs::path& part, const std::vector<std::string>& classes) {
    std::error_code error;
    for (const std::string& name : foldersIn(part))
        if (!std::binary_search(classes.begin(), classes.end(), name))
            throw DataError((part / name).string() +
                            " is a class without training images. Remove it or add images of this class to train/.");
    FileList files;
    for (std::size_t label = 0; label < classes.size(); ++label) {
        const fs::path folder = part / classes[label];
        if (!fs::is_directory(folder, error))
            throw DataError(folder.string() + " is missing, but class \"" + classes[label] +
                            "\" has training images. Add this folder or remove the class from train/.");
        std::vector<std::string> names;
        try {
            collect(folder, 0, names, classes[label] + "/");
        } catch (const fs::filesystem_error& failure) {
            throw DataError(failure.path1().string() + " cannot be read: " + failure.code().message() + ".");
        }
        if (names.empty())
            throw DataError(folder.string() + " contains no images (" + imageEndings() +
                            "). Add images or remove the class folder.");
        std::sort(names.begin(), names.end());
        for (const std::string& name : names)
            files.add(name, static_cast<int>(label));
    }
    return files;
}

FolderSplit splitImages(const FileList& files, const std::vector<std::string>& classes, const fs::path& part,
                        double validationFraction) {
    std::vector<std::vector<std::pair<std::uint64_t, std::int64_t>>> members(classes.size());
    for (std::int64_t i = 0; i < files.size(); ++i)
        members[static_cast<std::size_t>(files.labels()[static_cast<std::size_t>(i)])].emplace_back(
            hashOf(files.name(i)), i);
    FolderSplit split;
    for (std::size_t label = 0; label < classes.size(); ++label) {
        auto& images = members[label];
        if (images.size() < 2)
            throw DataError((part / classes[label]).string() +
                            " contains only one image; without a val/ folder every class needs at least two, one for "
                            "training and one for validation. Add images or a val/ folder, or remove the class.");
        std::sort(images.begin(), images.end());
        const auto wanted =
            static_cast<std::size_t>(std::llround(validationFraction * static_cast<double>(images.size())));
        const std::size_t heldOut = std::clamp<std::size_t>(wanted, 1, images.size() - 1);
        for (std::size_t i = 0; i < images.size(); ++i)
            (i < heldOut ? split.validation : split.train).push_back(images[i].second);
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.validation.begin(), split.validation.end());
    return split;
}

}  // namespace isonet::training
