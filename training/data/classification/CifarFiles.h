// Which files hold CIFAR-10 and CIFAR-100, in the binary and in the Python version, and where they are.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "training/config/DatasetInfo.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

// One version of one of the datasets.
struct CifarForm {
    bool python = false;
    std::string archive, folder;
    std::vector<std::string> train;
    std::string test, meta;  // meta: class names; empty: none

    std::vector<std::string> files() const;  // meta last
};

struct CifarVariant {
    const config::DatasetInfo* info = nullptr;
    std::array<CifarForm, 2> forms;   // binary, Python
    std::uint64_t labelBytes = 1;     // binary: before each image; the last one is the label
    std::string labelKey, namesKey;   // Python
    std::vector<std::string> matlab;  // archive and folder of the version that is not supported

    std::uint64_t recordBytes() const;  // of an image in the binary version
    std::string remedy() const;
};

CifarVariant cifarVariant(const std::string& dataset);

// The folder or the archive with the files, by data.root: the archive, the unpacked folder, or a folder with either, as
// torchvision makes it. Throws DataError naming what was looked for where.
std::filesystem::path locateCifar(const CifarVariant& variant, const config::DataConfig& config);

// The version that these files belong to; if there are none, the one named by `place`.
const CifarForm& cifarForm(const CifarVariant& variant, const std::filesystem::path& place,
                           const std::vector<std::string>& found);

}  // namespace isonet::training
