#include "training/data/classification/ImagenetLabels.h"

#include <cstdio>
#include <sstream>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/classification/ImagenetMeta.h"
#include "training/data/classification/SynsetNumbers.h"
#include "training/data/classification/TextTable.h"
#include "training/data/images/Archive.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* solutionName = "LOC_val_solution.csv";
constexpr const char* truthName = "ILSVRC2012_validation_ground_truth.txt";
constexpr const char* metaName = "meta.mat";
constexpr const char* kitName = "ILSVRC2012_devkit_t12";
constexpr std::size_t largestList = std::size_t{256} << 20;

bool isLabelList(const fs::path& file) {
    std::error_code error;
    return fs::is_regular_file(file, error);
}

void addLabel(FlatLabels& labels, const TextRow& row, const std::string& image, const std::string& label) {
    const auto [known, fresh] = labels.byStem.emplace(image, FlatLabels::Label{label, row.line});
    if (!fresh && known->second.name != label)
        throw DataError(lineOf(labels.file, row) + ": \"" + image + "\" has the label \"" + label + "\", but \"" +
                        known->second.name + "\" in line " + std::to_string(known->second.line) + ".");
}

// Line i has the number of the synset of image i.
ValidationSynsets synsetsOf(const fs::path& file, const std::vector<std::string>& lines, const SynsetNumbers& synsets) {
    ValidationSynsets found{file, {}};
    for (const std::string& line : lines) {
        const auto name = synsets.names.find(line);
        if (name == synsets.names.end())
            throw DataError(file.string() + ", line " + std::to_string(found.names.size() + 1) + ": \"" + line +
                            "\" is no ID of " + synsets.file.string() + ".");
        found.names.push_back(name->second);
    }
    return found;
}

ValidationSynsets fromTruth(const fs::path& file, const std::vector<fs::path>& folders) {
    const SynsetNumbers synsets = synsetNumbers(folders);
    if (synsets.file.empty())
        throw DataError(file.string() +
                        " has numbers of synsets, but the list that names them is missing. Put map_clsloc.txt or "
                        "meta.mat of the devkit, or a synsets.txt with wnid and ID in each line, beside it.");
    return synsetsOf(file, readTextLines(file), synsets);
}

ValidationSynsets fromKit(const fs::path& archive) {
    const std::string remedy = "Download it again.";
    std::vector<std::uint8_t> truth, meta;
    readArchive(archive, remedy, [&](const ArchiveEntry& entry) -> std::vector<std::uint8_t>* {
        const std::string name = fs::path(entry.path).filename().string();
        return entry.size > largestList ? nullptr : name == truthName ? &truth : name == metaName ? &meta : nullptr;
    });
    if (truth.empty() || meta.empty())
        throw DataError(archive.string() + " has no " + (truth.empty() ? truthName : metaName) + ". " + remedy);
    SynsetNumbers synsets{archive / metaName, {}};
    for (const auto& [number, synset] : imagenetClasses(meta, synsets.file.string()))
        synsets.names.emplace(std::to_string(number), synset);
    std::vector<std::string> lines;
    std::istringstream text(std::string(truth.begin(), truth.end()));
    for (std::string line; std::getline(text, line);) {
        line.erase(line.find_last_not_of(" \t\r") + 1);
        if (!line.empty())
            lines.push_back(line);
    }
    return synsetsOf(archive, lines, synsets);
}

}  // namespace

FlatLabels annotatedImages(const fs::path& file) {
    FlatLabels labels;
    labels.file = file;
    const std::vector<TextRow> rows = readTextTable(file, true);
    for (const TextRow& row : rows) {
        if (row.cells.size() < 2)
            throw DataError(lineOf(file, row) + ": \"" + row.cells[0] + "\" has no label.");
        if (&row == &rows.front() && row.cells[0] == "ImageId")
            continue;
        addLabel(labels, row, fs::path(row.cells[0]).stem().string(), row.cells[1].substr(0, row.cells[1].find(' ')));
    }
    return labels;
}

std::optional<ValidationSynsets> validationSynsets(const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders)
        for (const char* name : {truthName, "ILSVRC2014_clsloc_validation_ground_truth.txt",
                                 "ILSVRC2015_clsloc_validation_ground_truth.txt"})
            if (isLabelList(folder / name))
                return fromTruth(folder / name, folders);
    for (const fs::path& folder : folders)
        if (const fs::path kit = folder / (std::string(kitName) + ".tar.gz"); isLabelList(kit))
            return fromKit(kit);
    return std::nullopt;
}

std::optional<FlatLabels> imagenetLabels(const fs::path& folder) {
    if (isLabelList(folder / solutionName))
        return annotatedImages(folder / solutionName);
    const auto synsets = validationSynsets({folder, folder / kitName / "data"});
    if (!synsets)
        return std::nullopt;
    FlatLabels labels{synsets->file, {}};
    for (std::size_t i = 0; i < synsets->names.size(); ++i) {
        char name[40];
        std::snprintf(name, sizeof name, "ILSVRC2012_val_%08zu", i + 1);
        labels.byStem[name] = {synsets->names[i], static_cast<std::int64_t>(i) + 1};
    }
    return labels;
}

std::string imagenetLabelFiles() {
    return std::string(solutionName) + " (Kaggle) or " + kitName + ".tar.gz, packed or unpacked (image-net.org)";
}

}  // namespace isonet::training
