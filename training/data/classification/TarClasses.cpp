#include "training/data/classification/TarClasses.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "training/data/classification/ImagenetLabels.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

// Whether the images have labels next to them: all or none.
bool haveNumbers(const TarSet& set, const std::vector<TarImage>& images) {
    const TarImage *with = nullptr, *without = nullptr;
    for (const TarImage& image : images)
        (set.listingOf(image).labeled ? with : without) = &image;
    if (with && without)
        throw DataError(tarImageName(set, *without) + " has no label beside it, but the images of " +
                        set.files.paths()[with->file].string() + " have. Add KEY.cls or KEY.json to each image.");
    return with != nullptr;
}

// One name a line; nothing without such a file.
std::optional<std::vector<std::string>> writtenNames(const fs::path& folder) {
    std::error_code error;
    for (const char* name : {"classes.txt", "labels.txt", "classnames.txt"}) {
        const fs::path file = folder / name;
        if (!fs::is_regular_file(file, error))
            continue;
        std::vector<std::string> names;
        try {
            std::string text = base::readFile(file, std::size_t{64} << 20);
            text.erase(0, text.starts_with("\xef\xbb\xbf") ? 3 : 0);
            for (std::size_t begin = 0; begin < text.size();) {
                const std::size_t end = std::min(text.find('\n', begin), text.size());
                names.push_back(text.substr(begin, end - begin));
                names.back().erase(names.back().find_last_not_of(" \t\r") + 1);
                begin = end + 1;
            }
        } catch (const std::system_error& failure) {
            throw DataError(failure.what() + std::string("."));
        }
        while (!names.empty() && names.back().empty())
            names.pop_back();
        return names;
    }
    return std::nullopt;
}

// Labels from 0, below `classes`; 0: any.
void takeNumbers(const TarSet& set, std::vector<TarImage>& images, std::size_t classes, const std::string& source) {
    for (TarImage& image : images) {
        image.label = set.listingOf(image).files.labels()[image.image];
        if (classes > 0 && static_cast<std::size_t>(image.label) >= classes)
            throw DataError(tarImageName(set, image) + " has label " + std::to_string(image.label) +
                            "; accepted: 0 to " + std::to_string(classes - 1) + ", " + source + ".");
    }
}

std::vector<std::string> numberedClasses(const TarSet& set, std::vector<TarImage>& images, const fs::path& folder) {
    if (auto names = writtenNames(folder)) {
        takeNumbers(set, images, std::max<std::size_t>(1, names->size()), "the lines of the list of classes");
        return *names;
    }
    takeNumbers(set, images, 0, "");
    const auto [least, most] = std::minmax_element(
        images.begin(), images.end(), [](const TarImage& a, const TarImage& b) { return a.label < b.label; });
    if (least->label > 0)
        throw DataError(set.files.paths()[least->file].string() + " and the others have labels from " +
                        std::to_string(least->label) + " to " + std::to_string(most->label) + " (" +
                        tarImageName(set, *most) + "), but labels count from 0. Change them, or put classes.txt with " +
                        "one name per line, the first for label 0, into " + folder.string() + ".");
    std::vector<std::string> names;
    for (int label = 0; label <= most->label; ++label)
        names.push_back(std::to_string(label));
    return names;
}

// Removes the images of which `labelOf` knows no class.
void setLabels(const TarSet& set, std::vector<TarImage>& images, IgnoredFiles& ignored,
               const std::function<std::optional<int>(const TarImage&)>& labelOf) {
    std::erase_if(images, [&](TarImage& image) {
        const auto label = labelOf(image);
        if (label)
            image.label = *label;
        else
            ignored.add(IgnoredFiles::Why::OutsideClasses, set.files.paths()[image.file].filename().string());
        return !label;
    });
}

int positionOf(const std::vector<std::string>& classes, std::string_view name) {
    const auto found = std::lower_bound(classes.begin(), classes.end(), name);
    return found != classes.end() && *found == name ? static_cast<int>(found - classes.begin()) : -1;
}

[[noreturn]] void failWithoutClasses(const TarSet& set, const std::vector<TarImage>& images, const fs::path& folder) {
    throw DataError(tarImageName(set, images[0]) +
                    " has no class: no label beside it (KEY.cls or KEY.json), no class folder, and " + folder.string() +
                    " has no " + imagenetLabelFiles() + ".");
}

// The class of each image by ImageNet's list.
std::vector<std::string> listedClasses(const TarSet& set, const std::vector<TarImage>& images, const fs::path& folder) {
    const auto labels = imagenetLabels(folder);
    if (!labels)
        failWithoutClasses(set, images, folder);
    std::vector<std::string> found;
    for (const TarImage& image : images) {
        const std::string stem = fs::path(set.listingOf(image).files.name(image.image)).stem().string();
        const auto known = labels->byStem.find(stem);
        if (known == labels->byStem.end())
            throw DataError(tarImageName(set, image) + " is not listed in " + labels->file.string() + ".");
        found.push_back(known->second.name);
    }
    return found;
}

void setListed(const TarSet& set, std::vector<TarImage>& images, const std::vector<std::string>& listed,
               const std::vector<std::string>& classes) {
    for (std::size_t i = 0; i < images.size(); ++i) {
        images[i].label = positionOf(classes, listed[i]);
        if (images[i].label < 0)
            throw DataError(tarImageName(set, images[i]) + " is of class \"" + listed[i] +
                            "\", which has no training images.");
    }
}

}  // namespace

std::vector<std::string> labelTrainingImages(const TarSet& set, std::vector<TarImage>& images, const fs::path& folder,
                                             IgnoredFiles& ignored) {
    if (haveNumbers(set, images))
        return numberedClasses(set, images, folder);
    const bool byFile = areClassTars(set, images);
    const int depth = firstDifferentDepth(set, images, byFile);
    std::set<std::string, std::less<>> names;
    for (const TarImage& image : images) {
        const std::string path = tarImagePath(set, image, byFile);
        if (const std::string_view name = folderAt(path, depth); !name.empty() && !names.contains(name))
            names.emplace(name);
    }
    std::vector<std::string> listed;
    if (names.empty()) {
        listed = listedClasses(set, images, folder);
        names.insert(listed.begin(), listed.end());
    }
    std::vector<std::string> classes(names.begin(), names.end());
    if (classes.size() == 1)
        throw DataError(tarImageName(set, images[0]) + ": all training images are of the class \"" + classes[0] +
                        "\"; at least two classes are required.");
    if (!listed.empty())
        setListed(set, images, listed, classes);
    else
        setLabels(set, images, ignored, [&](const TarImage& image) -> std::optional<int> {
            const int label = positionOf(classes, folderAt(tarImagePath(set, image, byFile), depth));
            return label < 0 ? std::nullopt : std::optional(label);
        });
    return classes;
}

void labelValidationImages(const TarSet& set, std::vector<TarImage>& images, const std::vector<TarImage>& training,
                           const std::vector<std::string>& classes, const fs::path& folder, IgnoredFiles& ignored) {
    const bool numbers = haveNumbers(set, images);
    if (numbers != haveNumbers(set, training))
        throw DataError(tarImageName(set, numbers ? images[0] : training[0]) + " has a number as its label, but " +
                        tarImageName(set, numbers ? training[0] : images[0]) +
                        " has none, so its class is unknown. Label both splits in the same way.");
    if (numbers)
        return takeNumbers(set, images, classes.size(), "the labels of the training images");
    const bool byFile = areClassTars(set, images);
    bool folders = false;
    for (int depth = 0; depth < deepestFolder; ++depth) {
        const auto isClass = [&](const TarImage& image) {
            return positionOf(classes, folderAt(tarImagePath(set, image, byFile), depth)) >= 0;
        };
        folders = folders || std::any_of(images.begin(), images.end(), [&](const TarImage& image) {
                      return !folderAt(tarImagePath(set, image, byFile), depth).empty();
                  });
        if (std::none_of(images.begin(), images.end(), isClass))
            continue;
        return setLabels(set, images, ignored, [&](const TarImage& image) -> std::optional<int> {
            const std::string path = tarImagePath(set, image, byFile);
            const std::string_view name = folderAt(path, depth);
            const int label = positionOf(classes, name);
            if (label < 0 && !name.empty())
                throw DataError(tarImageName(set, image) + " is of class \"" + std::string(name) +
                                "\", which has no training images. Remove it or add training images of this class.");
            return label < 0 ? std::nullopt : std::optional(label);
        });
    }
    if (folders && !imagenetLabels(folder))
        throw DataError(tarImageName(set, images[0]) + " is in none of the " + std::to_string(classes.size()) +
                        " class folders of the training images (" + classes.front() + " ... " + classes.back() + ").");
    setListed(set, images, listedClasses(set, images, folder), classes);
}

}  // namespace isonet::training
