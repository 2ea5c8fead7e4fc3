// What a detector finds, in COCO's terms.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "model/detection/Detector.h"
#include "training/data/DetectionDataset.h"
#include "training/data/coco/Results.h"

namespace isonet::training {

// Puts a detector on a device with its kernels channels-last, the layout the convolutions run fastest in.
void placeDetector(model::Detector& detector, const at::Device& device);

// Boxes and masks in the pixels of the image as it is stored, height x width, `seen` by the detector at another size.
// Detection::image is left 0; `area` is the mask's where there is one, else the box's.
std::vector<coco::Detection> inImage(const model::Found& found, const model::ImageSize& seen, int height, int width,
                                     double maskThreshold);

// Runs the detector over one image of any device's (3, h, w).
std::vector<coco::Detection> detectIn(model::Detector& detector, const at::Tensor& image, int height, int width,
                                      const config::RunConfig& config, const at::Device& device);

// All images of a data set, shared out among the processes that train together; Detection::image is the place in its
// annotations. Fewer where a stop was asked for: `complete` is then false. `progress` is called after each image.
struct DetectedSet {
    std::vector<coco::Detection> detections;
    bool complete = true;
};
DetectedSet detectAll(model::Detector& detector, const std::shared_ptr<const DetectionDataset>& data,
                      const config::RunConfig& config, const at::Device& device, std::stop_token stop,
                      const std::function<void()>& progress);

}  // namespace isonet::training
