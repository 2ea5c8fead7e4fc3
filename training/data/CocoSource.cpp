#include "training/data/CocoSource.h"

#include <filesystem>

namespace isonet::training {

namespace fs = std::filesystem;

DatasetPair openCoco(const config::DataConfig&, const spec::ModelSpec&) {
    throw DataError(
        "data.dataset is coco, whose images have objects, not classes: it is for detectors (isonet detect). A "
        "classifier takes a folder of images in class folders: data.dataset folder.");
}

DatasetStatus cocoStatus(const config::DataConfig& config) {
    DatasetStatus status;
    status.facts = *config::findDataset("coco");
    status.where = config.root;
    status.classes = status.facts.classes;
    if (config.root.empty()) {
        status.message = "any folder in COCO's format: " + status.facts.remedy;
        return status;
    }
    const config::DetectionConfig usual;
    for (const std::string& part :
         {usual.trainAnnotations, usual.trainImages, usual.validationAnnotations, usual.validationImages}) {
        std::error_code error;
        if (fs::exists(fs::path(config.root) / part, error))
            continue;
        status.message = (fs::path(config.root) / part).string() +
                         " is missing. Put it there, or name other files: detection.train_annotations, "
                         "detection.train_images, detection.validation_annotations, detection.validation_images.";
        return status;
    }
    status.found = true;
    status.message = "objects with boxes and outlines: " + usual.trainAnnotations + " and " +
                     usual.validationAnnotations + " with their images";
    return status;
}

}  // namespace isonet::training
