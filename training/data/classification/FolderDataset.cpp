#include "training/data/classification/FolderDataset.h"

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/FolderParts.h"
#include "training/data/classification/Subset.h"
#include "training/data/classification/SuitableInput.h"
#include "training/data/classification/TarDataset.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

const config::DatasetInfo& folderInfo() {
    return *config::findDataset("folder");
}

// `count` of the positions (of the whole list if there are none).
std::vector<std::int64_t> limited(const FileList& files, std::vector<std::int64_t> positions, int classes,
                                  std::int64_t count, const char* key, const std::string& title) {
    std::vector<int> labels;
    if (positions.empty())
        labels = files.labels();
    for (const std::int64_t position : positions)
        labels.push_back(files.labels()[static_cast<std::size_t>(position)]);
    std::vector<std::int64_t> chosen = chosenImages(labels, classes, count, key, title);
    if (chosen.empty())
        return positions;
    if (!positions.empty())
        for (std::int64_t& index : chosen)
            index = positions[static_cast<std::size_t>(index)];
    return chosen;
}

}  // namespace

FolderDataset::FolderDataset(std::filesystem::path folder, std::shared_ptr<const FileList> files,
                             std::vector<std::string> classes, ImageTransform transform,
                             std::vector<std::int64_t> chosen)
    : folder_(std::move(folder)),
      files_(std::move(files)),
      classes_(std::move(classes)),
      transform_(std::move(transform)),
      chosen_(std::move(chosen)) {}

std::int64_t FolderDataset::size() const {
    return chosen_.empty() ? files_->size() : static_cast<std::int64_t>(chosen_.size());
}

std::int64_t FolderDataset::position(std::int64_t index) const {
    return chosen_.empty() ? index : chosen_[static_cast<std::size_t>(index)];
}

int FolderDataset::label(std::int64_t index) const {
    return files_->labels()[static_cast<std::size_t>(position(index))];
}

std::filesystem::path FolderDataset::file(std::int64_t index) const {
    return folder_ / files_->name(position(index));
}

Placed FolderDataset::loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const {
    return transform_.loadBytes(file(index), draw, out);
}

void FolderDataset::readStored(std::int64_t index, StoredImage& image) const {
    image.shape = {};
    readImageFile(file(index), image.bytes);
}

DatasetPair openFolder(const config::DataConfig& config, const spec::ModelSpec& model) {
    if (const auto tars = tarLayout(config.root))
        return openTars(*tars, config, model);
    FolderParts parts = folderParts(config);
    const auto classes = static_cast<int>(parts.classes.size());
    if (model.classes != classes)
        throw DataError("model.classes is " + std::to_string(model.classes) + ", but " + parts.source.string() +
                        " contains " + std::to_string(classes) + " classes. Set model.classes to " +
                        std::to_string(classes) + ".");
    const ImageTransform transform(config, model);
    const auto part = [&](FolderPart& images, std::int64_t count, const char* key) {
        return std::make_shared<FolderDataset>(
            images.folder, images.files, parts.classes, transform,
            limited(*images.files, std::move(images.chosen), classes, count, key, images.folder.string()));
    };
    DatasetPair pair;
    pair.train = part(parts.train, config.trainImages, "data.train_images");
    pair.validation = part(parts.validation, config.validationImages, "data.validation_images");
    if (config.testSplit && parts.test.files)
        pair.test = part(parts.test, 0, "");
    pair.notes = std::move(parts.notes);
    return pair;
}

DatasetStatus statusOfFolder(const config::DataConfig& config) {
    DatasetStatus status;
    status.info = folderInfo();
    status.where = config.root;
    if (config.root.empty()) {
        status.message = "Any folder of images in class folders: " + folderInfo().remedy;
        return status;
    }
    try {
        if (const auto tars = tarLayout(config.root)) {
            addTarStatus(*tars, config, status);
            return status;
        }
        const FolderParts parts = folderParts(config);
        status.found = true;
        status.trainImages = parts.train.size();
        status.validationImages = parts.validation.size();
        status.classes = static_cast<std::int64_t>(parts.classes.size());
        status.notes = parts.notes;
        status.testPart = parts.test.files != nullptr;
        setInput(status, suitableInput(parts.train.size(), [&](std::int64_t index, std::vector<std::uint8_t>& bytes) {
                     const std::filesystem::path file = parts.train.file(index);
                     readImageFile(file, bytes);
                     return file.string();
                 }));
        const std::string kept = parts.validationName.empty() ? " held out for validation (data.validation_fraction)"
                                                              : " validation images (" + parts.validationName + ")";
        status.message =
            std::to_string(status.trainImages) + " training and " + std::to_string(status.validationImages) + kept +
            (parts.test.files
                 ? ", " + std::to_string(parts.test.size()) + " test images (" + parts.testName + ", data.test_split)"
                 : "") +
            ", " + std::to_string(status.classes) + " classes: " + parts.classes.front() + " ... " +
            parts.classes.back();
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace isonet::training
