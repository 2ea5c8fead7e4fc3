#include "training/engine/tasks/DetectionPreview.h"

#include <ATen/ATen.h>

#include "model/kernels/CudaPlugin.h"
#include "training/engine/tasks/DetectionResults.h"
#include "training/engine/tasks/DetectionWeights.h"

namespace isonet::training {

struct DetectionPreviews::Parts {
    at::Device device{at::kCPU};
    LoadedDetector loaded;
    std::shared_ptr<const DetectionDataset> data;
    std::vector<std::string> categories;
};

DetectionPreviews::DetectionPreviews(const std::string& run, bool preferLatest, const std::string& device)
    : parts_(std::make_unique<Parts>()) {
    parts_->device = at::Device(model::resolveDevice(device));
    parts_->loaded = loadDetector(run, preferLatest);
    placeDetector(parts_->loaded.detector, parts_->device);
    parts_->data = std::make_shared<DetectionDataset>(parts_->loaded.config, false);
    for (const auto& category : parts_->data->annotations().categories)
        parts_->categories.push_back(category.name);
}

DetectionPreviews::~DetectionPreviews() = default;

std::int64_t DetectionPreviews::size() const {
    return parts_->data->size();
}

const std::vector<std::string>& DetectionPreviews::categories() const {
    return parts_->categories;
}

std::int64_t DetectionPreviews::step() const {
    return parts_->loaded.step;
}

const config::RunConfig& DetectionPreviews::config() const {
    return parts_->loaded.config;
}

std::string DetectionPreviews::name(std::int64_t index) const {
    const coco::Image& image = parts_->data->annotations().images[parts_->data->image(index)];
    return std::to_string(image.id) + ": " + image.file;
}

std::filesystem::path DetectionPreviews::file(std::int64_t index) const {
    return parts_->data->file(index);
}

DetectionPreview DetectionPreviews::preview(std::int64_t index) {
    TORCH_CHECK(index >= 0 && index < size(), "DetectionPreviews: image ", index, " of ", size());
    const auto& annotations = parts_->data->annotations();
    const std::size_t place = parts_->data->image(index);
    const coco::Image& image = annotations.images[place];
    const bool masks = parts_->loaded.detector->spec().masks;
    DetectionPreview preview{image.id, file(index), image.height, image.width, {}, {}};
    const DetectionSample sample = parts_->data->load(index, false);
    const DetectorInput input(parts_->loaded.config.data, parts_->device);
    for (auto& detection : detectIn(parts_->loaded.detector, input, sample.image, image.height, image.width,
                                    parts_->loaded.config, parts_->device))
        preview.found.push_back({detection.category, detection.score, *detection.box,
                                 detection.mask ? std::move(*detection.mask) : coco::RunLength{}, false});
    for (const coco::Object& object : annotations.objects)
        if (object.image == place)
            preview.truth.push_back(
                {object.category, 1, object.box, masks ? annotations.mask(object) : coco::RunLength{}, object.crowd});
    return preview;
}

}  // namespace isonet::training
