#include "training/data/classification/MnistFamily.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/DatasetPlaces.h"
#include "training/data/classification/IdxFile.h"
#include "training/data/classification/Planes.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int mnistSide = 28;

// Datasets whose files have the same names.
struct Twin {
    const char* dataset;
    std::vector<std::string> folders;
    std::vector<std::uint8_t> labels;  // the first ones of the published training set; empty: not used
};

const std::vector<Twin>& twins() {
    static const std::vector<Twin> all = {
        {"mnist", {"mnist"}, {5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7}},
        {"fashion-mnist", {"fashionmnist", "fmnist"}, {9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9}},
        {"kmnist", {"kmnist", "kuzushijimnist"}, {}}};
    return all;
}

const config::DatasetInfo& mnistInfo(const std::string& dataset) {
    return *config::findDataset(dataset);
}

std::string remedyAt(const MnistSet& set, const config::DataConfig& config) {
    const config::DatasetInfo& info = mnistInfo(set.dataset);
    if (info.defaultRoot == config::defaultDataFolder())
        return remedyFor(info);
    std::string remedy = "Install " + info.title + " with: " + info.remedy;  // a package
    if (!config.root.empty())
        remedy += "; then clear data.root (" + config.root + ") or set it to a folder with the four files";
    return remedy + ".";
}

// The compressed file or the plain one, by either name; the first of these if there is none.
fs::path idxFileOf(const fs::path& folder, const std::string& part, const std::string& content, int axes) {
    const std::string ending = "idx" + std::to_string(axes) + "-ubyte";
    for (const std::string& name : {part + "-" + content + "-" + ending, part + "-" + content + "." + ending})
        for (const std::string& file : {name + ".gz", name})
            if (idxFileExists(folder / file))
                return folder / file;
    return folder / (part + "-" + content + "-" + ending + ".gz");
}

fs::path imageFileOf(const fs::path& folder, const std::string& part) {
    return idxFileOf(folder, part, "images", 3);
}

fs::path labelFileOf(const fs::path& folder, const std::string& part) {
    return idxFileOf(folder, part, "labels", 1);
}

bool holdsIdxFiles(const MnistSet& set, const fs::path& folder) {
    std::error_code error;
    const std::string name = folder.filename().string();
    if (fs::is_regular_file(folder, error) && std::ranges::find(set.archives, name) == set.archives.end())
        return false;  // another archive may have millions of names
    return std::ranges::any_of(std::array{set.trainPart, set.testPart}, [&](const std::string& part) {
        return idxFileExists(imageFileOf(folder, part)) || idxFileExists(labelFileOf(folder, part));
    });
}

struct Evidence {
    const Twin* twin = nullptr;  // null: none
    const char* reason = "";
};

// Which of the datasets of these file names a folder holds.
Evidence evidenceIn(const fs::path& folder) {
    try {
        const IdxArray labels = readIdxStart(labelFileOf(folder, "train"), 1, 16, {});
        for (const Twin& twin : twins())
            if (!twin.labels.empty() && twin.labels == labels.values)
                return {&twin, "by its labels"};
    } catch (const DataError&) {
        // Reported when the files are read.
    }
    std::error_code error;
    fs::path named = fs::weakly_canonical(folder, error);
    while (named.filename() == "raw" || named.filename() == "gzip" || named.filename().empty()) {
        if (named == named.parent_path())
            return {};
        named = named.parent_path();
    }
    const std::string plain = plainName(named.filename().string());
    for (const Twin& twin : twins())
        if (std::find(twin.folders.begin(), twin.folders.end(), plain) != twin.folders.end())
            return {&twin, "by the name of its folder"};
    return {};
}

struct MnistPlace {
    fs::path folder;
    bool certain = true;  // false: the files may be those of a twin
};

// The first folder with files of the set. `foreign`: set to a message about files of a twin.
std::optional<MnistPlace> placeIn(const MnistSet& set, const fs::path& root, std::string& foreign) {
    auto places = placesBelow(root, set.folders);
    std::rotate(places.begin(), places.begin() + 1, places.end());  // the root itself is the last one
    const bool hasTwins =
        std::any_of(twins().begin(), twins().end(), [&](const Twin& twin) { return twin.dataset == set.dataset; });
    std::vector<std::string> belowPlace{"", "raw", "gzip", "raw/gzip"};
    for (const std::string& archive : set.archives)
        belowPlace.insert(belowPlace.end(), {archive, "raw/" + archive});
    for (const fs::path& place : places)
        for (const std::string& below : belowPlace) {
            const fs::path folder = below.empty() ? place : place / below;
            if (!holdsIdxFiles(set, folder))
                continue;
            const Evidence evidence = hasTwins ? evidenceIn(folder) : Evidence{};
            if (!evidence.twin || evidence.twin->dataset == set.dataset)
                return MnistPlace{folder, !hasTwins || evidence.twin};
            const std::string other = mnistInfo(evidence.twin->dataset).title;
            foreign = folder.string() + " holds " + other + ", " + evidence.reason + ", not " +
                      mnistInfo(set.dataset).title + ". Set data.dataset to " + evidence.twin->dataset +
                      ", or data.root to another folder. ";
        }
    return std::nullopt;
}

// Throws DataError naming what was looked for where.
MnistPlace locateMnist(const MnistSet& set, const config::DataConfig& config) {
    const config::DatasetInfo& info = mnistInfo(set.dataset);
    const fs::path root = rootOf(info, config);
    const std::string remedy = remedyAt(set, config);
    std::string foreign;
    if (auto place = placeIn(set, root, foreign))
        return *place;
    if (config.root.empty())
        if (auto place = placeIn(set, config::defaultDataFolder(), foreign))
            return *place;
    if (!foreign.empty())
        throw DataError(foreign + remedy);
    std::error_code error;
    if (const std::string why = base::whyNotFound(root, "does not exist"); !why.empty())
        throw DataError(root.string() + " " + why + ". " + remedy);
    if (!fs::is_directory(root, error))
        throw DataError(root.string() + " is a file; " + info.title + " is read from a folder with its four files" +
                        (set.archives.empty() ? "" : " or from " + set.archives.front()) + ". " + remedy);
    throw DataError(imageFileOf(root, set.trainPart).string() + " is missing, as are its unpacked form and " +
                    set.trainPart + "-images.idx3-ubyte; they were looked for in " + root.string() +
                    ", in folders called " + set.folders.front() + " there, and in raw" +
                    (set.archives.empty() ? " and gzip" : ", gzip and " + set.archives.front()) + " in these" +
                    base::unreadableNote(root) + ". " + remedy);
}

void checkShapes(const MnistSet& set, const IdxArray& images, const IdxArray& labels, const fs::path& imageFile,
                 const fs::path& labelFile, const std::string& remedy) {
    if (images.shape[1] != mnistSide || images.shape[2] != mnistSide)
        throw DataError(imageFile.string() + " contains images of " + std::to_string(images.shape[1]) + "x" +
                        std::to_string(images.shape[2]) + "; " + mnistInfo(set.dataset).title + " images are 28x28. " +
                        remedy);
    if (images.shape[0] != labels.shape[0])
        throw DataError(imageFile.string() + " contains " + std::to_string(images.shape[0]) + " images, but " +
                        labelFile.string() + " contains " + std::to_string(labels.shape[0]) + " labels. " + remedy);
}

std::shared_ptr<const ByteImages> readMnistPart(const MnistSet& set, const fs::path& folder, const std::string& part,
                                                const config::DataConfig& config) {
    const config::DatasetInfo& info = mnistInfo(set.dataset);
    const std::string remedy = remedyAt(set, config);
    const fs::path imageFile = imageFileOf(folder, part), labelFile = labelFileOf(folder, part);
    IdxArray images = readIdx(imageFile, 3, remedy);
    const IdxArray labels = readIdx(labelFile, 1, remedy);
    checkShapes(set, images, labels, imageFile, labelFile, remedy);
    auto result = std::make_shared<ByteImages>();
    for (std::size_t i = 0; i < labels.values.size(); ++i) {
        const int label = labels.values[i] - set.firstLabel;
        if (label < 0 || label >= info.classes)
            throw DataError(labelFile.string() + ": image " + std::to_string(i) + " has label " +
                            std::to_string(labels.values[i]) + "; accepted: " + std::to_string(set.firstLabel) +
                            " to " + std::to_string(set.firstLabel + info.classes - 1) + ". " + remedy);
        result->labels.push_back(label);
    }
    result->shape = {1, mnistSide, mnistSide};
    result->pixels = std::move(images.values);
    if (set.transposed)
        transposePlanes(result->pixels, mnistSide);
    result->classNames = info.classNames;
    result->setNormalization(info, config);
    return result;
}

std::int64_t mnistCount(const MnistSet& set, const fs::path& folder, const std::string& part,
                        const config::DataConfig& config) {
    const std::string remedy = remedyAt(set, config);
    const fs::path imageFile = imageFileOf(folder, part), labelFile = labelFileOf(folder, part);
    const IdxArray images = readIdxShape(imageFile, 3, remedy);
    checkShapes(set, images, readIdxShape(labelFile, 1, remedy), imageFile, labelFile, remedy);
    return images.shape[0];
}

std::string otherTitles(const std::string& dataset) {
    std::string titles;
    for (const Twin& twin : twins())
        if (twin.dataset != dataset)
            titles += (titles.empty() ? "" : " or ") + mnistInfo(twin.dataset).title;
    return titles;
}

}  // namespace

DatasetPair openMnistSet(const MnistSet& set, const config::DataConfig& config, const spec::ModelSpec& model) {
    const fs::path folder = locateMnist(set, config).folder;
    // Training first: if both parts are missing, the message names it.
    auto train = readMnistPart(set, folder, set.trainPart, config);
    auto test = readMnistPart(set, folder, set.testPart, config);
    return byteImagePair(std::move(train), std::move(test), mnistInfo(set.dataset), config, model);
}

DatasetStatus statusOfMnistSet(const MnistSet& set, const config::DataConfig& config) {
    return fixedSizeStatus(mnistInfo(set.dataset), config, [&](DatasetStatus& status) {
        const MnistPlace place = locateMnist(set, config);
        status.where = place.folder.string();
        status.present = true;
        status.trainImages = mnistCount(set, place.folder, set.trainPart, config);
        status.validationImages = mnistCount(set, place.folder, set.testPart, config);
        if (!place.certain)
            status.alternatives = otherTitles(set.dataset);
    });
}

}  // namespace isonet::training
