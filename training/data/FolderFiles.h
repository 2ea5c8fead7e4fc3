// Which image files a folder of class folders holds: ROOT/<class>/**/<image>, classes in the order of their names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::training {

// Many files' names, compactly (ImageNet has 1.3 million): the paths below one folder.
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

// ROOT/train and ROOT/val (also training; validation, valid, test), or ROOT itself with class folders.
struct FolderLayout {
    std::filesystem::path root, train, validation;  // validation empty: a part of train serves
};
// Throws DataError: no such folder.
FolderLayout folderLayout(const std::filesystem::path& root);

// The names of the class folders in `part`, sorted; hidden ones are none. Throws DataError: fewer than two.
std::vector<std::string> classFolders(const std::filesystem::path& part);

// Every image below the class folders of `part`, class by class and sorted by name. Throws DataError: a class folder is
// missing, empty, or none of `classes`.
FileList imagesIn(const std::filesystem::path& part, const std::vector<std::string>& classes);

// The positions in `files` that stay for training and those set aside for validation: of each class the given part,
// rounded, at least one, those whose names hash lowest, so that an image's side does not depend on the others of its
// class much nor on the seed. Throws DataError: a class with fewer than two images.
struct FolderSplit {
    std::vector<std::int64_t> train, validation;
};
FolderSplit splitImages(const FileList& files, const std::vector<std::string>& classes,
                        const std::filesystem::path& part, double validationFraction);

}  // namespace isonet::training
