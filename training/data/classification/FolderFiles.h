// The image files in a folder of class folders: ROOT/<class>/**/<image>, classes sorted by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "training/data/classification/FolderLayout.h"

namespace isonet::training {

// A compact list of file names (ImageNet has 1.3 million): paths relative to one folder.
class FileList {
public:
    void add(std::string_view path, int label);
    std::int64_t size() const { return static_cast<std::int64_t>(labels_.size()); }
    std::string_view name(std::int64_t index) const;  // relative to the folder: "n01440764/x.jpg"
    const std::vector<int>& labels() const { return labels_; }

private:
    std::string text_;
    std::vector<std::uint64_t> ends_;
    std::vector<int> labels_;
};

// Sorted names of the class folders in `part`, without hidden ones and those of systems (FolderEntries.h). Throws
// DataError: fewer than two.
std::vector<std::string> classFolders(const std::filesystem::path& part);

// Every image below the class folders of `part`, by class and sorted by name. Throws DataError: a class folder is
// missing, empty, or not in `classes`.
FileList imagesIn(const std::filesystem::path& part, const std::vector<std::string>& classes,
                  IgnoredFiles* ignored = nullptr);

// Positions in `files` for training and for validation. Validation gets the given fraction of each class (rounded, at
// least one): the images with the lowest name hashes, so that the split hardly depends on the other images and not on
// the seed. Throws DataError: a class with fewer than two images.
struct FolderSplit {
    std::vector<std::int64_t> train, validation;
};
FolderSplit splitImages(const FileList& files, const std::vector<std::string>& classes,
                        const std::filesystem::path& part, double validationFraction);

}  // namespace isonet::training
