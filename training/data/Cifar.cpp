#include "training/data/Cifar.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <tuple>

#include "training/data/Archive.h"
#include "training/data/ByteImageDataset.h"
#include "training/data/CifarNames.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t imageBytes = 3 * 32 * 32;

struct Kind {
    const config::DatasetFacts* facts;
    std::string archive, folder;  // as published
    std::vector<std::string> trainFiles;
    std::string testFile;
    std::uint64_t labelBytes;          // before each image; the last is the label
    std::vector<std::string> foreign;  // the other versions' archives and folders
    std::vector<std::string> classNames;

    std::uint64_t recordBytes() const { return labelBytes + imageBytes; }
    std::vector<std::string> files() const {
        std::vector<std::string> all = trainFiles;
        all.push_back(testFile);
        return all;
    }
};

Kind kindOf(const config::DataConfig& config) {
    const config::DatasetFacts* facts = config::findDataset(config.dataset);
    if (config.dataset == "cifar100")
        return {facts,
                "cifar-100-binary.tar.gz",
                "cifar-100-binary",
                {"train.bin"},
                "test.bin",
                2,
                {"cifar-100-python.tar.gz", "cifar-100-python", "cifar-100-matlab.tar.gz", "cifar-100-matlab"},
                cifar100Names()};
    return {facts,
            "cifar-10-binary.tar.gz",
            "cifar-10-batches-bin",
            {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
            "test_batch.bin",
            1,
            {"cifar-10-python.tar.gz", "cifar-10-batches-py", "cifar-10-matlab.tar.gz", "cifar-10-batches-mat"},
            cifar10Names()};
}

std::string remedyOf(const Kind& kind) {
    return "To get " + kind.facts->title + ": " + kind.facts->remedy + ".";
}

fs::path rootOf(const Kind& kind, const config::DataConfig& config) {
    return config.root.empty() ? fs::path(kind.facts->defaultRoot) : fs::path(config.root);
}

bool holdsFiles(const Kind& kind, const fs::path& folder) {
    const auto all = kind.files();
    std::error_code error;
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& name) { return fs::exists(folder / name, error); });
}

[[noreturn]] void failForeign(const Kind& kind, const fs::path& found) {
    throw DataError(found.string() + " is another version of " + kind.facts->title +
                    " (for Python or Matlab); only the binary version is read. " + remedyOf(kind));
}

// The archive, or the folder of the unpacked files.
fs::path locate(const Kind& kind, const fs::path& root) {
    std::error_code error;
    if (!fs::exists(root, error))
        throw DataError(root.string() + " does not exist. " + remedyOf(kind));
    if (!fs::is_directory(root, error)) {
        if (std::find(kind.foreign.begin(), kind.foreign.end(), root.filename()) != kind.foreign.end())
            failForeign(kind, root);
        return root;
    }
    for (const fs::path& folder : {root, root / kind.folder})
        if (holdsFiles(kind, folder))
            return folder;
    for (const std::string& name : {kind.archive, fs::path(kind.archive).stem().string()})
        if (fs::is_regular_file(root / name, error))
            return root / name;
    for (const std::string& name : kind.foreign)
        if (fs::exists(root / name, error))
            failForeign(kind, root / name);
    if (std::find(kind.foreign.begin(), kind.foreign.end(), root.filename()) != kind.foreign.end())
        failForeign(kind, root);
    throw DataError(root.string() + " holds neither " + kind.archive + " nor the folder " + kind.folder + ". " +
                    remedyOf(kind));
}

std::vector<std::uint8_t> readWhole(const fs::path& file, const std::string& remedy) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code error;
    std::vector<std::uint8_t> bytes(stream ? fs::file_size(file, error) : 0);
    if (!stream || error)
        throw DataError(file.string() + " cannot be read. " + remedy);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(stream.gcount()) != bytes.size())
        throw DataError(file.string() + " cannot be read to its end. " + remedy);
    return bytes;
}

// Images in a file of that size.
std::int64_t countIn(const Kind& kind, const std::string& name, std::uint64_t size) {
    if (size == 0 || size % kind.recordBytes() != 0)
        throw DataError(name + " has " + std::to_string(size) + " bytes, which is no whole number of images of " +
                        std::to_string(kind.recordBytes()) + " bytes: it is cut short or no file of " +
                        kind.facts->title + ". " + remedyOf(kind));
    return static_cast<std::int64_t>(size / kind.recordBytes());
}

[[noreturn]] void failMissing(const Kind& kind, const fs::path& source, const std::string& name, bool foreign) {
    if (foreign)
        failForeign(kind, source);
    throw DataError((source / name).string() + " is missing. " + remedyOf(kind));
}

bool looksForeign(const std::string& path) {
    return path.find("-py/") != std::string::npos || path.find("-python/") != std::string::npos ||
           path.ends_with(".mat");
}

// Each file's size, by name.
std::map<std::string, std::uint64_t> sizesIn(const Kind& kind, const fs::path& source) {
    std::map<std::string, std::uint64_t> sizes;
    const auto all = kind.files();
    std::error_code error;
    bool foreign = false;
    if (fs::is_directory(source, error)) {
        for (const std::string& name : all)
            if (const auto size = fs::file_size(source / name, error); !error)
                sizes[name] = size;
    } else {
        readArchive(source, remedyOf(kind), [&](const ArchiveEntry& entry) -> std::vector<std::uint8_t>* {
            foreign = foreign || looksForeign(entry.path);
            const std::string name = fs::path(entry.path).filename().string();
            if (std::find(all.begin(), all.end(), name) != all.end())
                sizes[name] = entry.size;
            return nullptr;
        });
    }
    for (const std::string& name : all)
        if (!sizes.contains(name))
            failMissing(kind, source, name, foreign);
    return sizes;
}

std::map<std::string, std::vector<std::uint8_t>> contentOf(const Kind& kind, const fs::path& source) {
    std::map<std::string, std::vector<std::uint8_t>> content;
    const auto all = kind.files();
    std::error_code error;
    bool foreign = false;
    if (fs::is_directory(source, error)) {
        for (const std::string& name : all)
            if (fs::exists(source / name, error))
                content[name] = readWhole(source / name, remedyOf(kind));
    } else {
        readArchive(source, remedyOf(kind), [&](const ArchiveEntry& entry) {
            foreign = foreign || looksForeign(entry.path);
            const std::string name = fs::path(entry.path).filename().string();
            return std::find(all.begin(), all.end(), name) != all.end() ? &content[name] : nullptr;
        });
    }
    for (const std::string& name : all)
        if (!content.contains(name))
            failMissing(kind, source, name, foreign);
    return content;
}

std::shared_ptr<const ByteImages> images(const Kind& kind, const fs::path& source,
                                         std::map<std::string, std::vector<std::uint8_t>>& content,
                                         const std::vector<std::string>& names, const config::DataConfig& config) {
    auto result = std::make_shared<ByteImages>();
    result->shape = {3, 32, 32};
    result->classNames = kind.classNames;
    result->setNumbers(*kind.facts, config);
    std::size_t total = 0;
    for (const std::string& name : names)
        total += content.at(name).size() / kind.recordBytes();
    result->pixels.reserve(total * imageBytes);
    result->labels.reserve(total);
    for (const std::string& name : names) {
        const std::string file = (source / name).string();
        std::vector<std::uint8_t> bytes = std::move(content.at(name));
        const std::int64_t count = countIn(kind, file, bytes.size());
        for (std::int64_t i = 0; i < count; ++i) {
            const std::uint8_t* record = bytes.data() + static_cast<std::uint64_t>(i) * kind.recordBytes();
            const int label = record[kind.labelBytes - 1];
            if (label >= kind.facts->classes)
                throw DataError(file + " gives image " + std::to_string(i) + " the label " + std::to_string(label) +
                                "; accepted: 0 to " + std::to_string(kind.facts->classes - 1) + ". " + remedyOf(kind));
            result->labels.push_back(label);
            result->pixels.insert(result->pixels.end(), record + kind.labelBytes, record + kind.recordBytes());
        }
    }
    return result;
}

// Counts of training and test images, kept for archives as long as the file stays the same.
std::pair<std::int64_t, std::int64_t> countsIn(const Kind& kind, const fs::path& source) {
    using Key = std::tuple<std::string, std::uintmax_t, fs::file_time_type>;
    static std::mutex mutex;
    static std::map<Key, std::map<std::string, std::uint64_t>> known;
    std::map<std::string, std::uint64_t> sizes;
    std::error_code error;
    if (fs::is_directory(source, error)) {
        sizes = sizesIn(kind, source);
    } else {
        const Key key{kind.facts->name + ":" + source.string(), fs::file_size(source, error),
                      fs::last_write_time(source, error)};
        const std::lock_guard lock(mutex);
        if (!known.contains(key))
            known[key] = sizesIn(kind, source);
        sizes = known[key];
    }
    std::int64_t train = 0;
    for (const std::string& name : kind.trainFiles)
        train += countIn(kind, (source / name).string(), sizes.at(name));
    return {train, countIn(kind, (source / kind.testFile).string(), sizes.at(kind.testFile))};
}

}  // namespace

DatasetPair openCifar(const config::DataConfig& config, const spec::ModelSpec& model) {
    const Kind kind = kindOf(config);
    const fs::path source = locate(kind, rootOf(kind, config));
    auto content = contentOf(kind, source);
    auto train = images(kind, source, content, kind.trainFiles, config);
    auto test = images(kind, source, content, {kind.testFile}, config);
    return byteImagePair(std::move(train), std::move(test), *kind.facts, config, model);
}

DatasetStatus cifarStatus(const config::DataConfig& config) {
    const Kind kind = kindOf(config);
    DatasetStatus status;
    status.facts = *kind.facts;
    status.where = rootOf(kind, config).string();
    try {
        const fs::path source = locate(kind, status.where);
        status.where = source.string();
        std::tie(status.trainImages, status.validationImages) = countsIn(kind, source);
        status.classes = kind.facts->classes;
        status.found = true;
        status.message = std::to_string(status.trainImages) + " training and " +
                         std::to_string(status.validationImages) + " test images, 32x32, colour, " +
                         std::to_string(status.classes) + " classes";
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace isonet::training
