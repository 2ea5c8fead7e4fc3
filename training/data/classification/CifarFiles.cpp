#include "training/data/classification/CifarFiles.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/classification/DatasetPlaces.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> batchFiles(const std::string& ending) {
    std::vector<std::string> names;
    for (int i = 1; i <= 5; ++i)
        names.push_back("data_batch_" + std::to_string(i) + ending);
    return names;
}

// The Python version of CIFAR-100 has files called train and test, names that other files may have, too.
bool isFileOf(const CifarForm& form, const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return false;
    std::ifstream stream(file, std::ios::binary);
    return !form.python || !stream || stream.get() == 0x80;  // a pickle starts with its protocol
}

bool holdsFiles(const CifarForm& form, const fs::path& folder) {
    const auto all = form.files();
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& name) { return name != form.meta && isFileOf(form, folder / name); });
}

bool isMatlab(const CifarVariant& variant, const fs::path& path) {
    return std::find(variant.matlab.begin(), variant.matlab.end(), path.filename()) != variant.matlab.end();
}

[[noreturn]] void failMatlab(const CifarVariant& variant, const fs::path& found) {
    throw DataError(found.string() + " is the Matlab version of " + variant.info->title +
                    "; only the binary and the Python version are supported. " + variant.remedy());
}

// Empty: nothing there.
fs::path locateIn(const CifarVariant& variant, const fs::path& place) {
    for (const CifarForm& form : variant.forms)
        for (const fs::path& folder : {place, place / form.folder})
            if (holdsFiles(form, folder))
                return folder;
    std::error_code error;
    for (const CifarForm& form : variant.forms)
        for (const std::string& name : {form.archive, fs::path(form.archive).stem().string()})
            if (fs::is_regular_file(place / name, error))
                return place / name;
    for (const CifarForm& form : variant.forms)  // empty: the message names the missing file
        if (fs::is_directory(place / form.folder, error))
            return place / form.folder;
    return {};
}

}  // namespace

std::vector<std::string> CifarForm::files() const {
    std::vector<std::string> all = train;
    all.push_back(test);
    if (!meta.empty())
        all.push_back(meta);
    return all;
}

std::uint64_t CifarVariant::recordBytes() const {
    return labelBytes + 3 * 32 * 32;
}

std::string CifarVariant::remedy() const {
    return remedyFor(*info);
}

CifarVariant cifarVariant(const std::string& dataset) {
    const config::DatasetInfo* info = config::findDataset(dataset);
    if (dataset == "cifar100")
        return {info,
                {CifarForm{false, "cifar-100-binary.tar.gz", "cifar-100-binary", {"train.bin"}, "test.bin", ""},
                 CifarForm{true, "cifar-100-python.tar.gz", "cifar-100-python", {"train"}, "test", "meta"}},
                2,
                "fine_labels",
                "fine_label_names",
                {"cifar-100-matlab.tar.gz", "cifar-100-matlab"}};
    return {
        info,
        {CifarForm{false, "cifar-10-binary.tar.gz", "cifar-10-batches-bin", batchFiles(".bin"), "test_batch.bin", ""},
         CifarForm{true, "cifar-10-python.tar.gz", "cifar-10-batches-py", batchFiles(""), "test_batch",
                   "batches.meta"}},
        1,
        "labels",
        "label_names",
        {"cifar-10-matlab.tar.gz", "cifar-10-batches-mat"}};
}

fs::path locateCifar(const CifarVariant& variant, const config::DataConfig& config) {
    const fs::path root = rootOf(*variant.info, config);
    std::error_code error;
    if (const std::string why = base::whyNotFound(root, "does not exist"); !why.empty())
        throw DataError(root.string() + " " + why + ". " + variant.remedy());
    if (!fs::is_directory(root, error)) {
        if (isMatlab(variant, root))
            failMatlab(variant, root);
        return root;
    }
    const auto places = placesBelow(root, {variant.info->name});
    for (const fs::path& place : places)
        if (const fs::path found = locateIn(variant, place); !found.empty())
            return found;
    for (const fs::path& place : places)
        for (const std::string& name : variant.matlab)
            if (fs::exists(place / name, error))
                failMatlab(variant, place / name);
    if (isMatlab(variant, root))
        failMatlab(variant, root);
    const auto& [binary, python] = variant.forms;
    throw DataError(root.string() + " contains neither " + binary.archive + " nor the folder " + binary.folder +
                    ", neither " + python.archive + " nor the folder " + python.folder + base::unreadableNote(root) +
                    ". " + variant.remedy());
}

const CifarForm& cifarForm(const CifarVariant& variant, const fs::path& place, const std::vector<std::string>& found) {
    for (const CifarForm& form : variant.forms)
        for (const std::string& name : form.files())
            if (name != form.meta && std::find(found.begin(), found.end(), name) != found.end())
                return form;
    const std::string name = place.filename().string();
    const bool python = name.ends_with("-py") || name.find("-python") != std::string::npos;
    return variant.forms[python ? 1 : 0];
}

}  // namespace isonet::training
