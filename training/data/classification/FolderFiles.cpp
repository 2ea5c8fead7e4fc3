#include "training/data/classification/FolderFiles.h"

#include <algorithm>
#include <cmath>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/classification/FolderEntries.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

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

std::vector<std::string> classFolders(const fs::path& part) {
    IgnoredFiles unused;
    std::vector<std::string> classes = foldersIn(part, unused);
    if (classes.empty())
        throw DataError(part.string() + " contains no class folders." + layoutHint());
    if (classes.size() == 1)
        throw DataError(part.string() + " contains only one class folder, \"" + classes[0] +
                        "\"; at least two classes are required." + layoutHint());
    return classes;
}

FileList imagesIn(const fs::path& part, const std::vector<std::string>& classes, IgnoredFiles* ignored) {
    IgnoredFiles found;
    for (const std::string& name : foldersIn(part, found))
        if (!std::binary_search(classes.begin(), classes.end(), name))
            throw DataError((part / name).string() +
                            " is a class without training images. Remove it or add images of this class to train/.");
    FileList files;
    for (std::size_t label = 0; label < classes.size(); ++label) {
        const fs::path folder = part / classes[label];
        if (const std::string why = base::whyNotFound(folder); why == "is missing")
            throw DataError(folder.string() + " is missing, but class \"" + classes[label] +
                            "\" has training images. Add this folder or remove the class from train/.");
        else if (!why.empty())
            throw DataError(folder.string() + " " + why + ".");
        const std::vector<std::string> names = imagesBelow(folder, classes[label] + "/", found);
        if (names.empty())
            throw DataError(folder.string() + " contains no images (" + imageEndings() +
                            "). Add images or remove the class folder.");
        for (const std::string& name : names)
            files.add(name, static_cast<int>(label));
    }
    if (ignored)
        ignored->add(found);
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
