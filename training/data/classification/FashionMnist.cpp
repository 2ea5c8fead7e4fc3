#include "training/data/classification/FashionMnist.h"

#include <filesystem>

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/IdxFile.h"

namespace isonet::training {
namespace {

const config::DatasetInfo& fashionMnistInfo() {
    return *config::findDataset("fashion-mnist");
}

std::filesystem::path folderOf(const config::DataConfig& config) {
    if (!config.root.empty())
        return config.root;
    return fashionMnistInfo().defaultRoot;
}

std::string remedyFor(const config::DataConfig& config) {
    std::string remedy = "Install Fashion-MNIST with: " + fashionMnistInfo().remedy;
    if (!config.root.empty())
        remedy += "; then clear data.root (" + config.root + ") or set it to a folder with the four files";
    return remedy + ".";
}

// The compressed file, or the plain one if only that exists.
std::filesystem::path fileOf(const std::filesystem::path& folder, const std::string& name) {
    const std::filesystem::path packed = folder / (name + ".gz");
    std::error_code error;
    if (!std::filesystem::exists(packed, error) && std::filesystem::exists(folder / name, error))
        return folder / name;
    return packed;
}

void checkShapes(const IdxArray& images, const IdxArray& labels, const std::filesystem::path& imageFile,
                 const std::filesystem::path& labelFile, const std::string& remedy) {
    if (images.shape[1] != 28 || images.shape[2] != 28)
        throw DataError(imageFile.string() + " contains images of " + std::to_string(images.shape[1]) + "x" +
                        std::to_string(images.shape[2]) + "; Fashion-MNIST images are 28x28. " + remedy);
    if (images.shape[0] != labels.shape[0])
        throw DataError(imageFile.string() + " contains " + std::to_string(images.shape[0]) + " images, but " +
                        labelFile.string() + " contains " + std::to_string(labels.shape[0]) + " labels. " + remedy);
}

std::shared_ptr<const ByteImages> readPart(const std::filesystem::path& folder, const std::string& part,
                                           const std::string& remedy, const config::DataConfig& config) {
    const auto imageFile = fileOf(folder, part + "-images-idx3-ubyte");
    const auto labelFile = fileOf(folder, part + "-labels-idx1-ubyte");
    IdxArray images = readIdx(imageFile, 3, remedy);
    IdxArray labels = readIdx(labelFile, 1, remedy);
    checkShapes(images, labels, imageFile, labelFile, remedy);
    for (std::size_t i = 0; i < labels.values.size(); ++i)
        if (labels.values[i] >= fashionMnistInfo().classNames.size())
            throw DataError(labelFile.string() + ": image " + std::to_string(i) + " has label " +
                            std::to_string(labels.values[i]) + "; accepted: 0 to 9. " + remedy);
    auto result = std::make_shared<ByteImages>();
    result->shape = {1, 28, 28};
    result->pixels = std::move(images.values);
    result->labels.assign(labels.values.begin(), labels.values.end());
    result->classNames = fashionMnistInfo().classNames;
    result->setNormalization(fashionMnistInfo(), config);
    return result;
}

}  // namespace

DatasetPair openFashionMnist(const config::DataConfig& config, const spec::ModelSpec& model) {
    const auto folder = folderOf(config);
    const std::string remedy = remedyFor(config);
    // Training first: if both parts are missing, the message names it.
    auto train = readPart(folder, "train", remedy, config);
    auto test = readPart(folder, "t10k", remedy, config);
    return byteImagePair(std::move(train), std::move(test), fashionMnistInfo(), config, model);
}

DatasetStatus statusOfFashionMnist(const config::DataConfig& config) {
    DatasetStatus status;
    status.info = fashionMnistInfo();
    const auto folder = folderOf(config);
    const std::string remedy = remedyFor(config);
    status.where = folder.string();
    try {
        std::int64_t counts[2] = {0, 0};
        const char* parts[2] = {"train", "t10k"};
        for (int i = 0; i < 2; ++i) {
            const auto imageFile = fileOf(folder, std::string(parts[i]) + "-images-idx3-ubyte");
            const auto labelFile = fileOf(folder, std::string(parts[i]) + "-labels-idx1-ubyte");
            const IdxArray images = readIdxShape(imageFile, 3, remedy);
            checkShapes(images, readIdxShape(labelFile, 1, remedy), imageFile, labelFile, remedy);
            counts[i] = images.shape[0];
        }
        status.found = true;
        status.trainImages = counts[0];
        status.validationImages = counts[1];
        status.classes = status.info.classes;
        status.message = std::to_string(counts[0]) + " training and " + std::to_string(counts[1]) +
                         " test images, 28x28, gray, 10 classes";
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace isonet::training
