// SVHN, Street View House Numbers (Netzer et al., 2011), format 2: 73,257 + 26,032 color images of 32x32 of digits,
// from train_32x32.mat and test_32x32.mat: X of shape 32 x 32 x 3 x images, stored by columns, and y with a 10 for the
// digit 0. The additional images of extra_32x32.mat are not used.
#include <filesystem>

#include "model/base/DataError.h"
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

const config::DatasetInfo& svhnInfo() {
    return *config::findDataset("svhn");
}

// The folder of the two files: data.root, a folder SVHN in it, or that of the file which data.root names.
fs::path locateSvhn(const config::DataConfig& config) {
    const fs::path root = rootOf(svhnInfo(), config);
    const std::string remedy = remedyFor(svhnInfo());
    std::error_code error;
    if (!fs::exists(root, error))
        throw DataError(root.string() + " does not exist. " + remedy);
    if (root.filename() == svhnTrainFile || root.filename() == svhnTestFile)
        return root.parent_path();
    for (const fs::path& place : placesBelow(root, {"SVHN"}))
        if (fs::exists(place / svhnTrainFile, error) || fs::exists(place / svhnTestFile, error))
            return place;
    throw DataError(root.string() + " contains neither " + svhnTrainFile + " nor " + svhnTestFile +
                    ", and no folder called SVHN with them. " + remedy);
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

std::shared_ptr<const ByteImages> readSvhn(const fs::path& path, const config::DataConfig& config) {
    const MatFile file(path, remedyFor(svhnInfo()));
    svhnCount(file);
    auto result = std::make_shared<ByteImages>();
    result->shape = {3, svhnSide, svhnSide};
    result->classNames = svhnInfo().classNames;
    result->setNormalization(svhnInfo(), config);
    for (const std::int64_t label : file.integers(file.array("y"))) {
        if (label < 0 || label > 10)
            file.fail("has label " + std::to_string(label) + " for image " + std::to_string(result->labels.size()) +
                      "; accepted: 1 to 10, where 10 stands for the digit 0");
        result->labels.push_back(static_cast<int>(label % 10));
    }
    result->pixels = file.bytes(file.array("X"));
    transposePlanes(result->pixels, svhnSide);
    return result;
}

}  // namespace

DatasetPair openSvhn(const config::DataConfig& config, const spec::ModelSpec& model) {
    const fs::path folder = locateSvhn(config);
    auto train = readSvhn(folder / svhnTrainFile, config);
    auto test = readSvhn(folder / svhnTestFile, config);
    return byteImagePair(std::move(train), std::move(test), svhnInfo(), config, model);
}

DatasetStatus statusOfSvhn(const config::DataConfig& config) {
    return fixedSizeStatus(svhnInfo(), config, [&](DatasetStatus& status) {
        const fs::path folder = locateSvhn(config);
        const std::string remedy = remedyFor(svhnInfo());
        status.where = folder.string();
        status.present = true;
        status.trainImages = svhnCount(MatFile(folder / svhnTrainFile, remedy));
        status.validationImages = svhnCount(MatFile(folder / svhnTestFile, remedy));
    });
}

}  // namespace isonet::training
