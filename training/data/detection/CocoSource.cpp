#include "training/data/detection/CocoSource.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <tuple>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "model/base/NumberText.h"
#include "training/config/DatasetInfo.h"
#include "training/data/coco/JsonFile.h"

namespace isonet::training {

namespace fs = std::filesystem;

using base::grouped;

namespace {

struct Counts {
    std::int64_t images = 0, objects = 0, categories = 0;
};

Counts counted(const fs::path& file) {
    Counts counts;
    coco::readElements(file, [&](const std::string& list, std::size_t, const coco::Json&) {
        counts.images += list == "images";
        counts.objects += list == "annotations";
        counts.categories += list == "categories";
    });
    if (counts.images == 0 || counts.categories == 0)
        throw DataError(file.string() + " has no " + (counts.images == 0 ? "images" : "categories") +
                        "; expected COCO annotations: {\"images\": [...], \"annotations\": [...], "
                        "\"categories\": [...]}.");
    return counts;
}

Counts countsIn(const fs::path& file) {
    static std::mutex mutex;
    static std::map<fs::path, std::tuple<fs::file_time_type, std::uintmax_t, Counts>> known;
    const std::lock_guard lock(mutex);
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    const auto size = fs::file_size(file, error);
    const auto found = known.find(file);
    if (found != known.end() && std::get<0>(found->second) == time && std::get<1>(found->second) == size)
        return std::get<2>(found->second);
    const Counts counts = counted(file);
    known[file] = {time, size, counts};
    return counts;
}

// Message about the first missing file or folder and its key; empty: none.
std::string missingIn(const std::string& root, const config::DetectionConfig& detection) {
    const struct {
        const std::string& part;
        const char* key;
        bool folder;
    } parts[] = {{detection.trainAnnotations, "train_annotations", false},
                 {detection.trainImages, "train_images", true},
                 {detection.validationAnnotations, "validation_annotations", false},
                 {detection.validationImages, "validation_images", true}};
    for (const auto& [part, key, folder] : parts) {
        std::error_code error;
        const fs::path path = fs::path(root) / part;
        std::string why = base::whyNotFound(path);
        if (why.empty() && (folder ? !fs::is_directory(path, error) : fs::is_directory(path, error)))
            why = folder ? "is not a folder" : "is a folder";
        if (why.empty())
            continue;
        if (why != "is missing")
            return path.string() + " " + why + ". Detection needs this " + (folder ? "folder" : "file") +
                   "; detection." + key + " names it.";
        const config::DetectionConfig defaults;
        return path.string() + " is missing. Put the " + (folder ? "folder" : "file") + " there or set detection." +
               key + ". COCO's layout: " + defaults.trainAnnotations + ", " + defaults.trainImages + "/, " +
               defaults.validationAnnotations + ", " + defaults.validationImages + "/ in one folder.";
    }
    return {};
}

// `classes`: model.classes; 0: any.
DatasetStatus statusOf(const config::DataConfig& config, const config::DetectionConfig& detection, int classes) {
    DatasetStatus status;
    status.info = *config::findDataset("coco");
    status.where = config.root;
    status.classes = status.info.classes;
    if (config.root.empty()) {
        status.message = "Any folder in COCO's format: " + status.info.remedy;
        return status;
    }
    status.message = missingIn(config.root, detection);
    if (!status.message.empty())
        return status;
    Counts train, validation;
    try {
        train = countsIn(fs::path(config.root) / detection.trainAnnotations);
        validation = countsIn(fs::path(config.root) / detection.validationAnnotations);
    } catch (const DataError& error) {
        status.message = error.what();
        return status;
    }
    status.trainImages = train.images;
    status.validationImages = validation.images;
    status.classes = train.categories;
    status.message = grouped(train.images) + " training images with " + grouped(train.objects) + " objects and " +
                     grouped(validation.images) + " validation images of " + grouped(train.categories) +
                     (train.categories == 1 ? " category" : " categories");
    status.found = classes == 0 || classes == train.categories;
    if (!status.found)
        status.message +=
            "; model.classes is " + std::to_string(classes) + ": set it to " + std::to_string(train.categories);
    return status;
}

}  // namespace

DatasetPair openCoco(const config::DataConfig&, const spec::ModelSpec&) {
    throw DataError(
        "data.dataset is coco, a detection dataset without image classes; use it with isonet detect. For a classifier "
        "use images in class folders: data.dataset folder.");
}

DatasetStatus statusOfCoco(const config::DataConfig& config) {
    return statusOf(config, {}, 0);
}

DatasetStatus cocoStatus(const config::RunConfig& config) {
    return statusOf(config.data, config.detection, config.model.classes);
}

}  // namespace isonet::training
