#include "training/data/classification/ImagenetLabels.h"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <vector>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "training/data/classification/ImagenetMeta.h"
#include "training/data/images/Archive.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* solutionName = "LOC_val_solution.csv";
constexpr const char* truthName = "ILSVRC2012_validation_ground_truth.txt";
constexpr const char* metaName = "meta.mat";
constexpr const char* kitName = "ILSVRC2012_devkit_t12";
constexpr std::size_t largestList = std::size_t{256} << 20;

std::string listContent(const fs::path& file) {
    try {
        return base::readFile(file, largestList);
    } catch (const std::system_error& error) {
        throw DataError(error.what() + std::string("."));
    }
}

// Calls `use` with the number from 1 and the text of each line that is not blank.
template <typename Use>
void forLines(std::string_view text, const Use& use) {
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (!line.empty())
            use(number, line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// "ILSVRC2012_val_00048981,n03995372 85 1 499 272" below the line "ImageId,PredictionString": class and boxes.
ImagenetLabels fromSolution(const fs::path& file) {
    ImagenetLabels labels{file, {}};
    forLines(listContent(file), [&](int number, std::string_view line) {
        const std::size_t comma = line.find(',');
        if (comma == line.npos || comma == 0)
            throw DataError(file.string() + ", line " + std::to_string(number) + ": \"" + std::string(line) +
                            "\"; accepted: IMAGE,CLASS and boxes.");
        std::string_view found = line.substr(comma + 1);
        found = found.substr(0, found.find(' '));
        if (number > 1 || line.substr(0, comma) != "ImageId")
            labels.classes[std::string(line.substr(0, comma))] = found;
    });
    return labels;
}

ImagenetLabels fromTruth(const fs::path& file, const std::string& truth, std::span<const std::uint8_t> meta,
                         const std::string& metaFile) {
    const auto classes = imagenetClasses(meta, metaFile);
    ImagenetLabels labels{file, {}};
    std::size_t image = 0;
    forLines(truth, [&](int number, std::string_view line) {
        int id = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), id);
        const auto known = classes.find(id);
        if (error != std::errc() || end != line.data() + line.size() || known == classes.end())
            throw DataError(file.string() + ", line " + std::to_string(number) + ": \"" + std::string(line) +
                            "\"; accepted: an ILSVRC2012_ID of " + metaFile + ".");
        char name[40];
        std::snprintf(name, sizeof name, "ILSVRC2012_val_%08zu", ++image);
        labels.classes[name] = known->second;
    });
    return labels;
}

ImagenetLabels fromKit(const fs::path& archive) {
    const std::string remedy = "Download it again.";
    std::vector<std::uint8_t> truth, meta;
    readArchive(archive, remedy, [&](const ArchiveEntry& entry) -> std::vector<std::uint8_t>* {
        const std::string name = fs::path(entry.path).filename().string();
        return entry.size > largestList ? nullptr : name == truthName ? &truth : name == metaName ? &meta : nullptr;
    });
    if (truth.empty() || meta.empty())
        throw DataError(archive.string() + " has no " + (truth.empty() ? truthName : metaName) + ". " + remedy);
    return fromTruth(archive, std::string(truth.begin(), truth.end()), meta, (archive / metaName).string());
}

}  // namespace

std::optional<ImagenetLabels> imagenetLabels(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder / solutionName, error))
        return fromSolution(folder / solutionName);
    for (const fs::path& place : {folder, folder / kitName / "data"}) {
        if (!fs::exists(place / truthName, error))
            continue;
        const fs::path meta = place / metaName;
        if (!fs::exists(meta, error))
            throw DataError(meta.string() + " is missing; " + truthName + " means nothing without it.");
        const std::string bytes = listContent(meta);
        return fromTruth(place / truthName, listContent(place / truthName),
                         {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, meta.string());
    }
    const fs::path archive = folder / (std::string(kitName) + ".tar.gz");
    if (fs::exists(archive, error))
        return fromKit(archive);
    return std::nullopt;
}

std::string imagenetLabelFiles() {
    return std::string(solutionName) + " (Kaggle) or " + kitName + ".tar.gz, packed or unpacked (image-net.org)";
}

}  // namespace isonet::training
