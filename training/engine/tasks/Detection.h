// Object detection and instance segmentation as a training task: the detector's five losses, COCO AP at each
// evaluation.
#pragma once

#include "model/detection/Detector.h"
#include "training/data/detection/DetectionLoader.h"
#include "training/data/detection/DetectionSampler.h"
#include "training/engine/tasks/DetectorInput.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

struct DetectionData {
    std::shared_ptr<const DetectionDataset> train, validation;
};

class Detection : public Task {
public:
    // The detector must already be on the device; it is shared, not copied.
    Detection(model::Detector detector, const config::RunConfig& config, const at::Device& device, DetectionData data,
              distributed::Group* group = nullptr, std::optional<WeightsOrigin> weights = {});

    torch::nn::Module& module() override { return *detector_; }
    model::Network network() override { return detector_->backbone(); }
    std::int64_t imagesPerEvaluation() const override { return data_.validation->size(); }
    std::int64_t batchesPerEpoch() const override { return sampler_.batchesPerEpoch(); }
    void startEpoch(std::int64_t epoch, std::int64_t firstBatch) override;
    std::optional<TaskBatch> next() override;
    bool readsOnHost(std::size_t tensor) const override;
    TaskLoss loss(const std::vector<at::Tensor>& tensors) override;
    const std::vector<std::string>& trainingTags() const override { return tags_; }
    std::vector<std::string> takeNotices() override;  // about the annotations; once
    std::optional<WeightsOrigin> weightsOrigin() const override { return weights_; }
    TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) override;

private:
    model::Detector detector_;
    const config::RunConfig config_;
    const at::Device device_;
    distributed::Group* const group_;  // null: single process
    const DetectionData data_;
    const DetectorInput input_;
    DetectionSampler sampler_;
    DetectionLoader loader_;
    std::vector<std::string> tags_;
    bool told_ = false;
    const std::optional<WeightsOrigin> weights_;
};

std::unique_ptr<Task> makeDetection(const config::RunConfig& config, const at::Device& device,
                                    distributed::Group* group = nullptr);

}  // namespace isonet::training
