// Image classification: cross entropy (with label smoothing and mixup if configured), top-1 and top-5.
#pragma once

#include "training/data/classification/Loader.h"
#include "training/engine/tasks/Evaluation.h"
#include "training/engine/tasks/NetworkInput.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// Moves a network to a device with channels-last kernels, the fastest layout for convolutions.
void placeNetwork(model::Network& network, const at::Device& device);

// A batch for Classification::loss(): {images, labels}, with mixing {images, labels, partner (n) int64, share (1)};
// then the places of images that come as bytes (Loader.h).
class Classification : public Task {
public:
    // The network must already be placed; it is shared, not copied. Without data there are no batches, only losses.
    Classification(model::Network network, const config::RunConfig& config, const at::Device& device,
                   DatasetPair data = {}, distributed::Group* group = nullptr,
                   std::optional<WeightsOrigin> weights = {});

    torch::nn::Module& module() override { return *network_; }
    model::Network network() override { return network_; }
    std::int64_t imagesPerEvaluation() const override { return data_.validation ? data_.validation->size() : 0; }
    std::int64_t batchesPerEpoch() const override { return loader_ ? loader_->batches() : 0; }
    void startEpoch(std::int64_t epoch, std::int64_t firstBatch) override;
    std::optional<TaskBatch> next() override;
    TaskLoss loss(const std::vector<at::Tensor>& tensors) override;
    std::vector<std::vector<at::Tensor>> passes(std::vector<at::Tensor> tensors) const override;
    const std::vector<std::string>& trainingTags() const override;  // cross entropy, top-1
    std::vector<std::string> classNames() const override;
    std::optional<WeightsOrigin> weightsOrigin() const override { return weights_; }
    std::vector<std::string> takeNotices() override;
    TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) override;
    std::int64_t testImages() const override { return data_.test ? data_.test->size() : 0; }
    TaskEvaluation test(std::stop_token stop, const std::function<void()>& progress) override;

private:
    // Tags of the results, and the name of the part for messages.
    struct PartTags {
        const std::string &top1, &top5, &crossEntropy;
        const char* name;
    };
    TaskEvaluation evaluated(const Dataset& part, const PartTags& tags, std::stop_token stop,
                             const std::function<void()>& progress);

    model::Network network_;
    const config::RunConfig config_;
    const at::Device device_;
    distributed::Group* const group_;  // null: single process
    const std::int64_t imagesPerPass_;
    std::vector<std::string> notes_;  // about the data, not yet reported
    const DatasetPair data_;
    const NetworkInput input_;
    const std::optional<WeightsOrigin> weights_;
    std::unique_ptr<Loader> loader_;
    std::int64_t epoch_ = 0;
};

// Whether a top-1 of `top1` percent over `images` images is at chance level: at most three standard deviations above
// guessing among `classes`.
bool isChanceLevel(double top1, std::int64_t images, int classes);

}  // namespace isonet::training
