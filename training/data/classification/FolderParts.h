// The parts of a dataset of image files: class folders, with or without labels in lists, or a list alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/data/classification/FolderFiles.h"

namespace isonet::training {

struct FolderPart {
    std::filesystem::path folder;             // the files' names are relative to it
    std::shared_ptr<const FileList> files{};  // null: there is no such part
    std::vector<std::int64_t> chosen{};       // positions in `files`; empty: all
    std::int64_t size() const;
    int label(std::int64_t index) const;
    std::filesystem::path file(std::int64_t index) const;
};

struct FolderParts {
    std::filesystem::path source;      // of the classes: the folder or the list
    std::vector<std::string> classes;  // names, in the order of the labels
    FolderPart train, validation;
    FolderPart test;  // of labeled images, in addition to a validation part; not used for training or selection
    std::string validationName;      // "val/"; empty: held out of the training images by data.validation_fraction
    std::string testName;            // "test/"
    std::vector<std::string> notes;  // where the data were found and what was ignored, a line each
};

// Reads names and lists, no image. Throws DataError: the layout, a list or a class is invalid (FolderLayout.h,
// FolderFiles.h, ImageList.h, FlatLabels.h), or several layouts fit.
FolderParts folderParts(const config::DataConfig& config);

}  // namespace isonet::training
