#include "training/data/classification/FlatLabels.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/classification/FolderEntries.h"
#include "training/data/classification/ImageList.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int foldersAbove = 3;

bool isFile(const fs::path& file) {
    std::error_code error;
    return fs::is_regular_file(file, error);
}

std::string stemOf(const std::string& name) {
    return fs::path(name).stem().string();
}

// The image's number ends its name: "ILSVRC2012_val_<i>".
FlatLabels numbered(const ValidationSynsets& synsets, const fs::path& part) {
    FlatLabels labels;
    labels.file = synsets.file;
    IgnoredFiles unused;
    for (const std::string& image : imagesBelow(part, "", unused)) {
        const std::string stem = stemOf(image);
        const auto digits = stem.find_last_not_of("0123456789") + 1;
        std::size_t number = 0;
        std::from_chars(stem.data() + digits, stem.data() + stem.size(), number);
        if (number < 1 || number > synsets.names.size())
            throw DataError((part / image).string() + " has no line in " + synsets.file.string() + ", which has " +
                            std::to_string(synsets.names.size()) + ".");
        labels.byStem[stem] = {synsets.names[number - 1], static_cast<std::int64_t>(number)};
    }
    return labels;
}

}  // namespace

std::vector<fs::path> foldersAround(const FolderLayout& layout, bool above) {
    std::vector<fs::path> folders;
    std::error_code error;
    const fs::path root = fs::absolute(layout.root, error).lexically_normal();
    fs::path folder = fs::absolute(layout.home, error).lexically_normal();
    for (int left = foldersAbove; !error;) {
        folders.push_back(folder);
        for (const char* devkit : {"devkit", "ILSVRC2012_devkit_t12", "ILSVRC2012_devkit_t3", "ILSVRC2014_devkit",
                                   "ILSVRC2015_devkit", "ILSVRC2017_devkit"})
            if (fs::is_directory(folder / devkit / "data", error))
                folders.push_back(folder / devkit / "data");
        error.clear();
        const fs::path rest = folder.lexically_relative(root);
        const bool below = !rest.empty() && rest != "." && *rest.begin() != "..";
        if ((!below && (!above || left-- == 0)) || folder.parent_path() == folder)
            break;
        folder = folder.parent_path();
    }
    return folders;
}

std::optional<FlatLabels> flatLabels(const FolderLayout& layout, const fs::path& part) {
    for (const fs::path& folder : {part, part.parent_path()})
        if (isFile(folder / "val_annotations.txt"))
            return annotatedImages(folder / "val_annotations.txt");
    const std::vector<fs::path> folders = foldersAround(layout, true);
    for (const fs::path& folder : folders)
        if (isFile(folder / "LOC_val_solution.csv"))
            return annotatedImages(folder / "LOC_val_solution.csv");
    if (const auto synsets = validationSynsets(folders))
        return numbered(*synsets, part);
    const Split split = splitName(part.filename().string()).split;
    for (const fs::path& folder : foldersAround(layout, false))
        for (const ListFile& list : listsIn(folder))
            if (list.split != Split::None && list.split == split)
                return annotatedImages(list.file);
    return {};
}

FileList imagesIn(const fs::path& part, const FlatLabels& labels, const std::vector<std::string>& classes,
                  IgnoredFiles& ignored) {
    FileList files;
    std::size_t used = 0;
    for (const std::string& image : imagesBelow(part, "", ignored)) {
        const auto label = labels.byStem.find(stemOf(image));
        if (label == labels.byStem.end()) {
            ignored.add(IgnoredFiles::Why::Unlabeled, part.filename().string());
            continue;
        }
        ++used;
        const auto at = std::lower_bound(classes.begin(), classes.end(), label->second.name);
        if (at == classes.end() || *at != label->second.name)
            ignored.add(IgnoredFiles::Why::UnknownClass, label->second.name);
        else
            files.add(image, static_cast<int>(at - classes.begin()));
    }
    if (used < labels.byStem.size()) {
        std::unordered_map<std::string, bool> there;
        IgnoredFiles unused;
        for (const std::string& image : imagesBelow(part, "", unused))
            there[stemOf(image)] = true;
        const std::pair<const std::string, FlatLabels::Label>* first = nullptr;
        for (const auto& entry : labels.byStem)
            if (!there.contains(entry.first) && (!first || entry.second.line < first->second.line))
                first = &entry;
        if (first)
            throw DataError(labels.file.string() + ", line " + std::to_string(first->second.line) + ": the image \"" +
                            first->first + "\" is missing in " + part.string() + ", with " +
                            std::to_string(labels.byStem.size() - used - 1) + " more.");
    }
    if (files.size() == 0)
        throw DataError(part.string() + " has no image of a training class by the labels in " + labels.file.string() +
                        ".");
    return files;
}

}  // namespace isonet::training
