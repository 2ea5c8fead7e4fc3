// Datasets of image files in tests: the settings that name a folder, its parts, and why it is refused.
#pragma once

#include <QString>
#include <filesystem>

#include "model/base/DataError.h"
#include "training/data/classification/FolderParts.h"

namespace isonet::test {

inline config::DataConfig folderData(const std::filesystem::path& root) {
    config::DataConfig data;
    data.dataset = "folder";
    data.root = root.string();
    return data;
}

inline training::FolderParts partsAt(const std::filesystem::path& root) {
    return training::folderParts(folderData(root));
}

// The message of the refusal; empty if the folder is accepted.
inline QString errorAt(const std::filesystem::path& root) {
    try {
        partsAt(root);
    } catch (const training::DataError& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

}  // namespace isonet::test
