#include "training/data/classification/Cifar.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <tuple>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/images/Archive.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t imageBytes = 3 * 32 * 32;

// CIFAR-10 or CIFAR-100 as published.
struct Variant {
    const config::DatasetInfo* info;
    std::string archive, folder;
    std::vector<std::string> trainFiles;
    std::string testFile;
    std::uint64_t labelBytes;          // before each image; the last one is the label
    std::vector<std::string> foreign;  // archives and folders of the other versions

    std::uint64_t recordBytes() const { return labelBytes + imageBytes; }
    std::vector<std::string> files() const {
        std::vector<std::string> all = trainFiles;
        all.push_back(testFile);
        return all;
    }
};

Variant variantOf(const config::DataConfig& config) {
    const config::DatasetInfo* info = config::findDataset(config.dataset);
    if (config.dataset == "cifar100")
        return {info,
                "cifar-100-binary.tar.gz",
                "cifar-100-binary",
                {"train.bin"},
                "test.bin",
                2,
                {"cifar-100-python.tar.gz", "cifar-100-python", "cifar-100-matlab.tar.gz", "cifar-100-matlab"}};
    return {info,
            "cifar-10-binary.tar.gz",
            "cifar-10-batches-bin",
            {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
            "test_batch.bin",
            1,
            {"cifar-10-python.tar.gz", "cifar-10-batches-py", "cifar-10-matlab.tar.gz", "cifar-10-batches-mat"}};
}

std::string remedyOf(const Variant& variant) {
    return "To get " + variant.info->title + ": " + variant.info->remedy + ".";
}

fs::path rootOf(const Variant& variant, const config::DataConfig& config) {
    return config.root.empty() ? fs::path(variant.info->defaultRoot) : fs::path(config.root);
}

bool holdsFiles(const Variant& variant, const fs::path& folder) {
    const auto all = variant.files();
    std::error_code error;
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& name) { return fs::exists(folder / name, error); });
}

[[noreturn]] void failForeign(const Variant& variant, const fs::path& found) {
    throw DataError(found.string() + " is the Python or Matlab version of " + variant.info->title +
                    "; only the binary version is supported. " + remedyOf(variant));
}

// The archive or the folder of the unpacked files.
fs::path locate(const Variant& variant, const fs::path& root) {
    std::error_code error;
    if (!fs::exists(root, error))
        throw DataError(root.string() + " does not exist. " + remedyOf(variant));
    if (!fs::is_directory(root, error)) {
        if (std::find(variant.foreign.begin(), variant.foreign.end(), root.filename()) != variant.foreign.end())
            failForeign(variant, root);
        return root;
    }
    for (const fs::path& folder : {root, root / variant.folder})
        if (holdsFiles(variant, folder))
            return folder;
    for (const std::string& name : {variant.archive, fs::path(variant.archive).stem().string()})
        if (fs::is_regular_file(root / name, error))
            return root / name;
    for (const std::string& name : variant.foreign)
        if (fs::exists(root / name, error))
            failForeign(variant, root / name);
    if (std::find(variant.foreign.begin(), variant.foreign.end(), root.filename()) != variant.foreign.end())
        failForeign(variant, root);
    throw DataError(root.string() + " contains neither " + variant.archive + " nor the folder " + variant.folder +
                    ". " + remedyOf(variant));
}

std::vector<std::uint8_t> readWhole(const fs::path& file, const std::string& remedy) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code error;
    std::vector<std::uint8_t> bytes(stream ? fs::file_size(file, error) : 0);
    if (!stream || error)
        throw DataError(file.string() + " cannot be read. " + remedy);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(stream.gcount()) != bytes.size())
        throw DataError(file.string() + " is truncated. " + remedy);
    return bytes;
}

// Number of images in a file of this size.
std::int64_t countIn(const Variant& variant, const std::string& name, std::uint64_t size) {
    if (size == 0 || size % variant.recordBytes() != 0)
        throw DataError(name + " has " + std::to_string(size) + " bytes, not a multiple of the " +
                        std::to_string(variant.recordBytes()) + " bytes per image: it is truncated or not a " +
                        variant.info->title + " file. " + remedyOf(variant));
    return static_cast<std::int64_t>(size / variant.recordBytes());
}

[[noreturn]] void failMissing(const Variant& variant, const fs::path& source, const std::string& name, bool foreign) {
    if (foreign)
        failForeign(variant, source);
    throw DataError((source / name).string() + " is missing. " + remedyOf(variant));
}

bool looksForeign(const std::string& path) {
    return path.find("-py/") != std::string::npos || path.find("-python/") != std::string::npos ||
           path.ends_with(".mat");
}

// File sizes by name.
std::map<std::string, std::uint64_t> sizesIn(const Variant& variant, const fs::path& source) {
    std::map<std::string, std::uint64_t> sizes;
    const auto all = variant.files();
    std::error_code error;
    bool foreign = false;
    if (fs::is_directory(source, error)) {
        for (const std::string& name : all)
            if (const auto size = fs::file_size(source / name, error); !error)
                sizes[name] = size;
    } else {
        readArchive(source, remedyOf(variant), [&](const ArchiveEntry& entry) -> std::vector<std::uint8_t>* {
            foreign = foreign || looksForeign(entry.path);
            const std::string name = fs::path(entry.path).filename().string();
            if (std::find(all.begin(), all.end(), name) != all.end())
                sizes[name] = entry.size;
            return nullptr;
        });
    }
    for (const std::string& name : all)
        if (!sizes.contains(name))
            failMissing(variant, source, name, foreign);
    return sizes;
}

std::map<std::string, std::vector<std::uint8_t>> contentOf(const Variant& variant, const fs::path& source) {
    std::map<std::string, std::vector<std::uint8_t>> content;
    const auto all = variant.files();
    std::error_code error;
    bool foreign = false;
    if (fs::is_directory(source, error)) {
        for (const std::string& name : all)
            if (fs::exists(source / name, error))
                content[name] = readWhole(source / name, remedyOf(variant));
    } else {
        readArchive(source, remedyOf(variant), [&](const ArchiveEntry& entry) {
            foreign = foreign || looksForeign(entry.path);
            const std::string name = fs::path(entry.path).filename().string();
            return std::find(all.begin(), all.end(), name) != all.end() ? &content[name] : nullptr;
        });
    }
    for (const std::string& name : all)
        if (!content.contains(name))
            failMissing(variant, source, name, foreign);
    return content;
}

std::shared_ptr<const ByteImages> images(const Variant& variant, const fs::path& source,
                                         std::map<std::string, std::vector<std::uint8_t>>& content,
                                         const std::vector<std::string>& names, const config::DataConfig& config) {
    auto result = std::make_shared<ByteImages>();
    result->shape = {3, 32, 32};
    result->classNames = variant.info->classNames;
    result->setNormalization(*variant.info, config);
    std::size_t total = 0;
    for (const std::string& name : names)
        total += content.at(name).size() / variant.recordBytes();
    result->pixels.reserve(total * imageBytes);
    result->labels.reserve(total);
    for (const std::string& name : names) {
        const std::string file = (source / name).string();
        std::vector<std::uint8_t> bytes = std::move(content.at(name));
        const std::int64_t count = countIn(variant, file, bytes.size());
        for (std::int64_t i = 0; i < count; ++i) {
            const std::uint8_t* record = bytes.data() + static_cast<std::uint64_t>(i) * variant.recordBytes();
            const int label = record[variant.labelBytes - 1];
            if (label >= variant.info->classes)
                throw DataError(file + ": image " + std::to_string(i) + " has label " + std::to_string(label) +
                                "; accepted: 0 to " + std::to_string(variant.info->classes - 1) + ". " +
                                remedyOf(variant));
            result->labels.push_back(label);
            result->pixels.insert(result->pixels.end(), record + variant.labelBytes, record + variant.recordBytes());
        }
    }
    return result;
}

// Number of training and test images, cached for archives until the file changes.
std::pair<std::int64_t, std::int64_t> countsIn(const Variant& variant, const fs::path& source) {
    using Key = std::tuple<std::string, std::uintmax_t, fs::file_time_type>;
    static std::mutex mutex;
    static std::map<Key, std::map<std::string, std::uint64_t>> known;
    std::map<std::string, std::uint64_t> sizes;
    std::error_code error;
    if (fs::is_directory(source, error)) {
        sizes = sizesIn(variant, source);
    } else {
        const Key key{variant.info->name + ":" + source.string(), fs::file_size(source, error),
                      fs::last_write_time(source, error)};
        const std::lock_guard lock(mutex);
        if (!known.contains(key))
            known[key] = sizesIn(variant, source);
        sizes = known[key];
    }
    std::int64_t train = 0;
    for (const std::string& name : variant.trainFiles)
        train += countIn(variant, (source / name).string(), sizes.at(name));
    return {train, countIn(variant, (source / variant.testFile).string(), sizes.at(variant.testFile))};
}

DatasetPair openVariant(const config::DataConfig& config, const spec::ModelSpec& model) {
    const Variant variant = variantOf(config);
    const fs::path source = locate(variant, rootOf(variant, config));
    auto content = contentOf(variant, source);
    auto train = images(variant, source, content, variant.trainFiles, config);
    auto test = images(variant, source, content, {variant.testFile}, config);
    return byteImagePair(std::move(train), std::move(test), *variant.info, config, model);
}

DatasetStatus statusOfVariant(const config::DataConfig& config) {
    const Variant variant = variantOf(config);
    DatasetStatus status;
    status.info = *variant.info;
    status.where = rootOf(variant, config).string();
    try {
        const fs::path source = locate(variant, status.where);
        status.where = source.string();
        std::tie(status.trainImages, status.validationImages) = countsIn(variant, source);
        status.classes = variant.info->classes;
        status.found = true;
        status.message = std::to_string(status.trainImages) + " training and " +
                         std::to_string(status.validationImages) + " test images, 32x32, color, " +
                         std::to_string(status.classes) + " classes";
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace

DatasetPair openCifar10(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openVariant(config, model);
}

DatasetPair openCifar100(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openVariant(config, model);
}

DatasetStatus statusOfCifar10(const config::DataConfig& config) {
    return statusOfVariant(config);
}

DatasetStatus statusOfCifar100(const config::DataConfig& config) {
    return statusOfVariant(config);
}

}  // namespace isonet::training
