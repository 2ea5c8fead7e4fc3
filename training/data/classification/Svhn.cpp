// SVHN, Street View House Numbers (Netzer et al., 2011), format 2: 73,257 + 26,032 color images of 32x32 of digits,
// from train_32x32.mat and test_32x32.mat: X of shape 32 x 32 x 3 x images, stored by columns, and y with a 10 for the
// digit 0. The dataset svhn-extra also trains on the 531,131 easier images of extra_32x32.mat.
#include <filesystem>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/DatasetPlaces.h"
#include "training/data/classification/MatFile.h"
#include "training/data/classification/Planes.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int svhnSide = 32;
const char* const svhnTrainFile = "train_32x32.mat";
const char* const svhnTestFile = "test_32x32.mat";

const char* const svhnExtraFile = "extra_32x32.mat";

const config::DatasetInfo& svhnInfo(bool extra) {
    return *config::findDataset(extra ? "svhn-extra" : "svhn");
}

// The folder of the files: data.root, a folder SVHN in it, or that of the file which data.root names.
fs::path locateSvhn(const config::DataConfig& config, bool extra) {
    const fs::path root = rootOf(svhnInfo(extra), config);
    const std::string remedy = remedyFor(svhnInfo(extra));
    std::error_code error;
    if (const std::string why = base::whyNotFound(root, "does not exist"); !why.empty())
        throw DataError(root.string() + " " + why + ". " + remedy);
    for (const char* name : {svhnTrainFile, svhnTestFile, svhnExtraFile})
        if (root.filename() == name)
            return root.parent_path();
    for (const fs::path& place : placesBelow(root, {"SVHN"}))
        if (fs::exists(place / svhnTrainFile, error) || fs::exists(place / svhnTestFile, error))
            return place;
    throw DataError(root.string() + " contains neither " + svhnTrainFile + " nor " + svhnTestFile +
                    ", and no folder called SVHN with them" + base::unreadableNote(root) + ". " + remedy);
}

// The number of images, after checking the shapes.
std::int64_t svhnCount(const MatFile& file) {
    const MatFile::Array& images = file.array("X");
    const auto& shape = images.shape;
    const bool one = shape.size() == 3;  // MATLAB drops a last axis of length 1
    if ((!one && shape.size() != 4) || shape[0] != svhnSide || shape[1] != svhnSide || shape[2] != 3) {
        std::string text;
        for (const std::int64_t extent : shape)
            text += (text.empty() ? "" : "x") + std::to_string(extent);
        file.fail("has images X of shape " + text + "; expected 32x32x3x(images)");
    }
    const std::int64_t count = one ? 1 : shape[3], labels = file.array("y").count();
    if (count != labels)
        file.fail("has " + std::to_string(count) + " images, but " + std::to_string(labels) + " labels");
    if (count == 0)
        file.fail("has no images");
    return count;
}

// Adds the images of a file to those of the part.
void addSvhn(ByteImages& part, const fs::path& path, const std::string& remedy) {
    const MatFile file(path, remedy);
    svhnCount(file);
    std::vector<int> labels;
    for (const std::int64_t label : file.integers(file.array("y"))) {
        if (label < 0 || label > 10)
            file.fail("has label " + std::to_string(label) + " for image " + std::to_string(labels.size()) +
                      "; accepted: 1 to 10, where 10 stands for the digit 0");
        labels.push_back(static_cast<int>(label % 10));
    }
    std::vector<std::uint8_t> pixels = file.bytes(file.array("X"));
    transposePlanes(pixels, svhnSide);
    part.labels.insert(part.labels.end(), labels.begin(), labels.end());
    if (part.pixels.empty())
        part.pixels = std::move(pixels);
    else
        part.pixels.insert(part.pixels.end(), pixels.begin(), pixels.end());
}

std::shared_ptr<const ByteImages> readSvhn(const fs::path& folder, const std::vector<const char*>& files,
                                           const config::DataConfig& config, const config::DatasetInfo& info) {
    auto part = std::make_shared<ByteImages>();
    part->shape = {3, svhnSide, svhnSide};
    part->classNames = info.classNames;
    part->setNormalization(info, config);
    for (const char* file : files)
        addSvhn(*part, folder / file, remedyFor(info));
    return part;
}

std::vector<const char*> trainingFiles(bool extra) {
    return extra ? std::vector{svhnTrainFile, svhnExtraFile} : std::vector{svhnTrainFile};
}

DatasetPair openSvhnParts(const config::DataConfig& config, const spec::ModelSpec& model, bool extra) {
    const config::DatasetInfo& info = svhnInfo(extra);
    const fs::path folder = locateSvhn(config, extra);
    auto train = readSvhn(folder, trainingFiles(extra), config, info);
    auto test = readSvhn(folder, {svhnTestFile}, config, info);
    return byteImagePair(std::move(train), std::move(test), info, config, model);
}

DatasetStatus statusOfSvhnParts(const config::DataConfig& config, bool extra) {
    const config::DatasetInfo& info = svhnInfo(extra);
    return fixedSizeStatus(info, config, [&](DatasetStatus& status) {
        const fs::path folder = locateSvhn(config, extra);
        std::error_code error;
        status.where = folder.string();
        status.present = !extra || fs::exists(folder / svhnExtraFile, error);
        for (const char* file : trainingFiles(extra))
            status.trainImages += svhnCount(MatFile(folder / file, remedyFor(info)));
        status.validationImages = svhnCount(MatFile(folder / svhnTestFile, remedyFor(info)));
    });
}

}  // namespace

DatasetPair openSvhn(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openSvhnParts(config, model, false);
}

DatasetStatus statusOfSvhn(const config::DataConfig& config) {
    return statusOfSvhnParts(config, false);
}

DatasetPair openSvhnExtra(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openSvhnParts(config, model, true);
}

DatasetStatus statusOfSvhnExtra(const config::DataConfig& config) {
    return statusOfSvhnParts(config, true);
}

}  // namespace isonet::training
