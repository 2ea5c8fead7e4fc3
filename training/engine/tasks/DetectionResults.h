// Runs a detector and returns COCO detections.
#pragma once

#include <functional>
#include <set>
#include <stop_token>
#include <vector>

#include "model/detection/Detector.h"
#include "training/data/coco/Results.h"
#include "training/data/detection/DetectionDataset.h"
#include "training/engine/tasks/DetectorInput.h"

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

// Moves a detector to a device with channels-last kernels, the fastest layout for convolutions.
void placeDetector(model::Detector& detector, const at::Device& device);

// Boxes and masks in pixels of the stored image, height x width, which the detector was given at size `seen`.
// Detection::image is 0; `area` is that of the mask, or of the box without a mask.
std::vector<coco::Detection> inImage(const model::Found& found, const model::ImageSize& seen, int height, int width,
                                     double maskThreshold);

// Runs the detector on one image (3, h, w) uint8, on any device. `input`: for the detector's device.
std::vector<coco::Detection> detectIn(model::Detector& detector, const DetectorInput& input, const at::Tensor& image,
                                      int height, int width, const config::RunConfig& config, const at::Device& device);

// Runs the detector on all images of a dataset, divided among the ranks of `group`; Detection::image is the index in
// the annotations. Images that cannot be used are skipped. After a stop request `complete` is false and images are
// missing. Calls `progress` after each image.
struct DetectedSet {
    std::vector<coco::Detection> detections;
    std::set<std::size_t> skipped;  // images, by index in the annotations
    bool complete = true;
};
DetectedSet detectAll(model::Detector& detector, const std::shared_ptr<const DetectionDataset>& data,
                      const config::RunConfig& config, const at::Device& device, std::stop_token stop,
                      const std::function<void()>& progress, distributed::Group* group = nullptr);

}  // namespace isonet::training
