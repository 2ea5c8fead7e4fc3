#include "training/engine/tasks/DetectionResults.h"

#include <ATen/ATen.h>

#include "model/detection/MaskPasting.h"
#include "training/data/detection/DetectionLoader.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/DetectionGather.h"

namespace isonet::training {

void placeDetector(model::Detector& detector, const at::Device& device) {
    const at::NoGradGuard noGrad;
    detector->to(device);
    for (auto& parameter : detector->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
}

std::vector<coco::Detection> inImage(const model::Found& found, const model::ImageSize& seen, int height, int width,
                                     double maskThreshold) {
    const double x = static_cast<double>(width) / static_cast<double>(seen.width);
    const double y = static_cast<double>(height) / static_cast<double>(seen.height);
    const at::Tensor boxes =
        found.boxes.to(at::kCPU, at::kDouble).mul(at::tensor({x, y, x, y}, at::kDouble)).contiguous();
    const at::Tensor scores = found.scores.to(at::kCPU, at::kDouble).contiguous();
    const at::Tensor labels = found.labels.to(at::kCPU).contiguous();
    const at::Tensor masks = found.masks.defined() ? found.masks.to(at::kCPU, at::kFloat).contiguous() : at::Tensor();
    std::vector<coco::Detection> detections;
    for (std::int64_t i = 0; i < boxes.size(0); ++i) {
        const double* corner = boxes.const_data_ptr<double>() + 4 * i;
        coco::Detection detection;
        detection.category = static_cast<std::size_t>(labels.const_data_ptr<std::int64_t>()[i]);
        detection.score = scores.const_data_ptr<double>()[i];
        detection.box = coco::Box{corner[0], corner[1], corner[2] - corner[0], corner[3] - corner[1]};
        detection.area = detection.box->area();
        if (masks.defined()) {
            const at::Tensor pixels = model::pastedMask(masks[i], boxes[i], {height, width}, maskThreshold);
            detection.mask = coco::encoded(pixels.const_data_ptr<std::uint8_t>(), height, width);
            detection.area = static_cast<double>(coco::area(*detection.mask));
        }
        detections.push_back(std::move(detection));
    }
    return detections;
}

std::vector<coco::Detection> detectIn(model::Detector& detector, const DetectorInput& input, const at::Tensor& image,
                                      int height, int width, const config::RunConfig& config,
                                      const at::Device& device) {
    const at::NoGradGuard noGrad;
    const model::ImageSize seen{image.size(1), image.size(2)};
    const at::Tensor batch = input.of(image.unsqueeze(0).to(device), {seen});
    std::vector<model::Found> found;
    {
        const PrecisionScope scope(config.run.precision, device);
        found = detector->detect(batch, {seen});
    }
    return inImage(found.front(), seen, height, width, detector->spec().maskThreshold);
}

DetectedSet detectAll(model::Detector& detector, const std::shared_ptr<const DetectionDataset>& data,
                      const config::RunConfig& config, const at::Device& device, std::stop_token stop,
                      const std::function<void()>& progress, distributed::Group* group) {
    // Of each group->size() consecutive images every rank takes one.
    const std::int64_t first = group ? group->rank() : 0, step = group ? group->size() : 1;
    DetectedSet set;
    const DetectorInput input(config.data, device);
    DetectionLoader loader(data, config.data.workers, device);
    loader.start(
        [=](std::int64_t batch) {
            return std::vector<DetectionLoader::Item>{{first + batch * step, false}};
        },
        0, (data->size() - first + step - 1) / step);
    for (std::int64_t i = first; auto samples = loader.next(); i += step) {
        if (stop.stop_requested()) {
            set.complete = false;
            break;
        }
        if (samples->empty()) {
            set.skipped.insert(data->image(i));
            continue;
        }
        const coco::Image& info = data->annotations().images[data->image(i)];
        for (auto& detection :
             detectIn(detector, input, samples->front().image, info.height, info.width, config, device)) {
            detection.image = data->image(i);
            set.detections.push_back(std::move(detection));
        }
        if (progress)
            progress();
    }
    if (group) {
        set.complete = !group->any(!set.complete);
        if (set.complete) {
            set.detections = gathered(std::move(set.detections), *group, device);
            set.skipped = gathered(set.skipped, *group);
        }
    }
    return set;
}

}  // namespace isonet::training
