#include "training/data/CocoSource.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <tuple>

#include "training/data/coco/JsonFile.h"

namespace isonet::training {

namespace fs = std::filesystem;

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
                        "; expected are COCO's annotations: {\"images\": [...], \"annotations\": [...], "
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

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

// What is missing, and which key could name it elsewhere; empty: nothing.
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
        if (folder ? fs::is_directory(path, error) : fs::is_regular_file(path, error))
            continue;
        const config::DetectionConfig usual;
        return path.string() + " is missing. Put it there, or name " + (folder ? "the folder" : "the file") +
               " with detection." + key + ". COCO's own layout: " + usual.trainAnnotations + ", " + usual.trainImages +
               "/, " + usual.validationAnnotations + ", " + usual.validationImages + "/ in one folder.";
    }
    return {};
}

// `classes`: of the model; 0: any.
DatasetStatus statusOf(const config::DataConfig& config, const config::DetectionConfig& detection, int classes) {
    DatasetStatus status;
    status.facts = *config::findDataset("coco");
    status.where = config.root;
    status.classes = status.facts.classes;
    if (config.root.empty()) {
        status.message = "any folder in COCO's format: " + status.facts.remedy;
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
        "data.dataset is coco, whose images have objects, not classes: it is for detectors (isonet detect). A "
        "classifier takes a folder of images in class folders: data.dataset folder.");
}

DatasetStatus cocoStatus(const config::DataConfig& config) {
    return statusOf(config, {}, 0);
}

DatasetStatus cocoStatus(const config::RunConfig& config) {
    return statusOf(config.data, config.detection, config.model.classes);
}

}  // namespace isonet::training
