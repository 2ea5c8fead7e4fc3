#include "training/data/classification/FolderDataset.h"

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/Subset.h"

namespace isonet::training {
namespace {

const config::DatasetInfo& folderInfo() {
    return *config::findDataset("folder");
}

// Both parts, as positions in lists of files.
struct Parts {
    FolderLayout layout;
    std::vector<std::string> classes;
    std::shared_ptr<const FileList> trainFiles, validationFiles;
    std::vector<std::int64_t> train, validation;  // empty: the whole list
    std::int64_t trainSize() const {
        return train.empty() ? trainFiles->size() : static_cast<std::int64_t>(train.size());
    }
    std::int64_t validationSize() const {
        return validation.empty() ? validationFiles->size() : static_cast<std::int64_t>(validation.size());
    }
};

Parts partsOf(const config::DataConfig& config) {
    Parts parts;
    parts.layout = folderLayout(config.root);
    const FolderLayout& layout = parts.layout;
    parts.classes = classFolders(layout.train);
    parts.trainFiles = std::make_shared<FileList>(imagesIn(layout.train, parts.classes));
    if (!layout.validation.empty()) {
        parts.validationFiles = std::make_shared<FileList>(imagesIn(layout.validation, parts.classes));
        return parts;
    }
    FolderSplit split = splitImages(*parts.trainFiles, parts.classes, layout.train, config.validationFraction);
    parts.validationFiles = parts.trainFiles;
    parts.train = std::move(split.train);
    parts.validation = std::move(split.validation);
    return parts;
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

void FolderDataset::load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const {
    transform_.load(file(index), draw, order, out);
}

DatasetPair openFolder(const config::DataConfig& config, const spec::ModelSpec& model) {
    Parts parts = partsOf(config);
    const auto classes = static_cast<int>(parts.classes.size());
    if (model.classes != classes)
        throw DataError("model.classes is " + std::to_string(model.classes) + ", but " + parts.layout.train.string() +
                        " contains " + std::to_string(classes) + " class folders. Set model.classes to " +
                        std::to_string(classes) + ".");
    const ImageTransform transform(config, model);
    const auto part = [&](const std::filesystem::path& folder, const std::shared_ptr<const FileList>& files,
                          std::vector<std::int64_t> positions, std::int64_t count, const char* key) {
        return std::make_shared<FolderDataset>(
            folder, files, parts.classes, transform,
            limited(*files, std::move(positions), classes, count, key, folder.string()));
    };
    DatasetPair pair;
    pair.train =
        part(parts.layout.train, parts.trainFiles, std::move(parts.train), config.trainImages, "data.train_images");
    const auto& validation = parts.layout.validation.empty() ? parts.layout.train : parts.layout.validation;
    pair.validation = part(validation, parts.validationFiles, std::move(parts.validation), config.validationImages,
                           "data.validation_images");
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
        const Parts parts = partsOf(config);
        status.found = true;
        status.trainImages = parts.trainSize();
        status.validationImages = parts.validationSize();
        status.classes = static_cast<std::int64_t>(parts.classes.size());
        const std::string kept = parts.layout.validation.empty()
                                     ? " held out for validation (data.validation_fraction)"
                                     : " validation images (" + parts.layout.validation.filename().string() + "/)";
        status.message = std::to_string(status.trainImages) + " training and " +
                         std::to_string(status.validationImages) + kept + ", " + std::to_string(status.classes) +
                         " classes: " + parts.classes.front() + " ... " + parts.classes.back();
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace isonet::training
