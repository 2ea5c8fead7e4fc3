// Object detection and instance segmentation on the one training loop: the detector's five losses, COCO's AP at each
// evaluation.
#pragma once

#include "model/detection/Detector.h"
#include "training/data/DetectionLoader.h"
#include "training/data/DetectionSampler.h"
#include "training/data/coco/Results.h"
#include "training/engine/Task.h"

namespace isonet::training {

struct DetectionData {
    std::shared_ptr<const DetectionDataset> train, validation;
};

// Samples as one batch for Detection::loss(): images padded with zeros at the right and below to the largest.
//   {images (N, 3, H, W), sizes (N, 2), boxes (M, 4), labels (M), objects of each image (N), crowds (K, 4), crowds of
//   each image (N), [masks (M, H, W) uint8]}
TaskBatch detectionBatch(const std::vector<DetectionSample>& samples, bool pinned);

class Detection : public Task {
public:
    // The detector must be on the device already; it is shared, not copied.
    Detection(model::Detector detector, const config::RunConfig& config, const at::Device& device, DetectionData data);

    torch::nn::Module& module() override { return *detector_; }
    model::Network network() override { return detector_->backbone(); }
    std::int64_t imagesPerEvaluation() const override { return data_.validation->size(); }
    std::int64_t batchesPerEpoch() const override { return sampler_.batchesPerEpoch(); }
    void startEpoch(std::int64_t epoch, std::int64_t firstBatch) override;
    std::optional<TaskBatch> next() override;
    TaskLoss loss(const std::vector<at::Tensor>& tensors) override;
    const std::vector<std::string>& trainingTags() const override { return tags_; }
    TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) override;

private:
    model::Detector detector_;
    const config::RunConfig config_;
    const at::Device device_;
    const DetectionData data_;
    DetectionSampler sampler_;
    DetectionLoader loader_;
    std::vector<std::string> tags_;
};

// AP by tag, the score being that of boxes.
TaskEvaluation detectionEvaluation(const coco::Annotations& annotations, std::vector<coco::Detection> detections,
                                   bool masks);

std::unique_ptr<Task> makeDetection(const config::RunConfig& config, const at::Device& device);

}  // namespace isonet::training
