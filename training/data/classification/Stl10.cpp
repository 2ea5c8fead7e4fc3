// STL-10 (Coates, Lee and Ng, 2011): 5,000 + 8,000 color images of 96x96 in ten classes, from the binary version,
// packed or unpacked: train_X.bin and test_X.bin with a red, green and blue plane for each image, stored by columns;
// train_y.bin and test_y.bin with labels from 1; class_names.txt. The unlabeled images and the folds are not used.
#include <filesystem>
#include <map>
#include <sstream>
#include <tuple>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/DatasetFiles.h"
#include "training/data/classification/DatasetPlaces.h"
#include "training/data/classification/Planes.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int stlSide = 96;
constexpr std::uint64_t stlImageBytes = std::uint64_t{3} * stlSide * stlSide;
const char* const stlArchive = "stl10_binary.tar.gz";
const char* const stlFolder = "stl10_binary";
const char* const stlNames = "class_names.txt";

const config::DatasetInfo& stlInfo() {
    return *config::findDataset("stl10");
}

bool holdsStl(const fs::path& folder) {
    std::error_code error;
    for (const char* name : {"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin"})
        if (fs::is_regular_file(folder / name, error))
            return true;
    return false;
}

fs::path locateStl(const config::DataConfig& config) {
    const fs::path root = rootOf(stlInfo(), config);
    const std::string remedy = remedyFor(stlInfo());
    std::error_code error;
    if (const std::string why = base::whyNotFound(root, "does not exist"); !why.empty())
        throw DataError(root.string() + " " + why + ". " + remedy);
    if (!fs::is_directory(root, error))
        return root;
    for (const fs::path& place : placesBelow(root, {"STL10"})) {
        for (const fs::path& folder : {place, place / stlFolder})
            if (holdsStl(folder))
                return folder;
        for (const std::string& name : {std::string(stlArchive), fs::path(stlArchive).stem().string()})
            if (fs::is_regular_file(place / name, error))
                return place / name;
    }
    throw DataError(root.string() + " contains neither " + stlArchive + " nor the folder " + stlFolder +
                    base::unreadableNote(root) + ". " + remedy);
}

DatasetFiles stlFiles(const fs::path& place) {
    return {place,
            {"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin", stlNames},
            remedyFor(stlInfo()),
            "unlabeled_X.bin",
            1};
}

// The number of images of a part, from the sizes of its files.
std::int64_t stlCount(const DatasetFiles& files, const std::map<std::string, std::uint64_t>& sizes,
                      const std::string& part) {
    const std::string images = part + "_X.bin", labels = part + "_y.bin", remedy = remedyFor(stlInfo());
    for (const std::string& name : {images, labels})
        if (!sizes.contains(name))
            throw DataError(files.pathOf(name) + " " + files.whyAbsent(name) + ". " + remedy);
    const std::uint64_t size = sizes.at(images);
    if (size == 0 || size % stlImageBytes != 0)
        throw DataError(files.pathOf(images) + " has " + std::to_string(size) + " bytes, not a multiple of the " +
                        std::to_string(stlImageBytes) + " bytes per image: it is truncated or not an STL-10 file. " +
                        remedy);
    if (size / stlImageBytes != sizes.at(labels))
        throw DataError(files.pathOf(images) + " has " + std::to_string(size / stlImageBytes) + " images, but " +
                        files.pathOf(labels) + " has " + std::to_string(sizes.at(labels)) + " labels. " + remedy);
    return static_cast<std::int64_t>(size / stlImageBytes);
}

std::vector<std::string> stlClassNames(const DatasetFiles& files,
                                       const std::map<std::string, std::vector<std::uint8_t>>& content) {
    const auto found = content.find(stlNames);
    if (found == content.end())
        return stlInfo().classNames;
    std::vector<std::string> names;
    std::istringstream lines(std::string(found->second.begin(), found->second.end()));
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (!line.empty())
            names.push_back(line);
    }
    if (names.size() != stlInfo().classNames.size())
        throw DataError(files.pathOf(stlNames) + " has " + std::to_string(names.size()) +
                        " names; STL-10 has 10 classes. " + remedyFor(stlInfo()));
    return names;
}

std::shared_ptr<const ByteImages> readStl(const DatasetFiles& files, const std::string& part,
                                          std::map<std::string, std::vector<std::uint8_t>>& content,
                                          const config::DataConfig& config) {
    std::map<std::string, std::uint64_t> sizes;
    for (const auto& [name, bytes] : content)
        sizes[name] = bytes.size();
    stlCount(files, sizes, part);
    auto result = std::make_shared<ByteImages>();
    result->shape = {3, stlSide, stlSide};
    result->classNames = stlClassNames(files, content);
    result->setNormalization(stlInfo(), config);
    for (const std::uint8_t label : content.at(part + "_y.bin")) {
        if (label < 1 || label > stlInfo().classes)
            throw DataError(files.pathOf(part + "_y.bin") + ": image " + std::to_string(result->labels.size()) +
                            " has label " + std::to_string(label) + "; accepted: 1 to 10. " + remedyFor(stlInfo()));
        result->labels.push_back(label - 1);
    }
    result->pixels = std::move(content.at(part + "_X.bin"));
    transposePlanes(result->pixels, stlSide);
    return result;
}

}  // namespace

DatasetPair openStl10(const config::DataConfig& config, const spec::ModelSpec& model) {
    const DatasetFiles files = stlFiles(locateStl(config));
    auto content = files.contents();
    auto train = readStl(files, "train", content, config);
    auto test = readStl(files, "test", content, config);
    return byteImagePair(std::move(train), std::move(test), stlInfo(), config, model);
}

DatasetStatus statusOfStl10(const config::DataConfig& config) {
    return fixedSizeStatus(stlInfo(), config, [&](DatasetStatus& status) {
        const DatasetFiles files = stlFiles(locateStl(config));
        status.where = files.place().string();
        std::tie(status.trainImages, status.validationImages) = files.counts("stl10", [&] {
            const auto sizes = files.sizes();
            status.present = !sizes.empty();
            return std::pair(stlCount(files, sizes, "train"), stlCount(files, sizes, "test"));
        });
    });
}

}  // namespace isonet::training
