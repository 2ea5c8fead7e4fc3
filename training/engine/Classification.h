// Image classification: cross entropy (with label smoothing and mixup where asked), top-1 and top-5.
#pragma once

#include "training/data/Loader.h"
#include "training/engine/Evaluation.h"
#include "training/engine/Task.h"

namespace isonet::training {

// Puts a network on a device with its kernels channels-last, the layout the convolutions run fastest in.
void placeNetwork(model::Network& network, const at::Device& device);

// A batch for Classification::loss(): {images, labels}, with mixing {images, labels, partner (n) int64, share (1)}.
class Classification : public Task {
public:
    // The network must be placed already; it is shared, not copied. Without data there are no batches, only losses.
    Classification(model::Network network, const config::RunConfig& config, const at::Device& device,
                   DatasetPair data = {});

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
    std::vector<std::string> takeNotices() override;
    TaskEvaluation evaluate(std::stop_token stop, const std::function<void()>& progress) override;

private:
    model::Network network_;
    const config::RunConfig config_;
    const at::Device device_;
    const std::int64_t imagesPerPass_;
    const DatasetPair data_;
    std::unique_ptr<Loader> loader_;
    std::int64_t epoch_ = 0;
};

// Whether `top1` percent of `images` is what guessing among `classes` gives: at most three standard deviations above.
bool isChanceLevel(double top1, std::int64_t images, int classes);

}  // namespace isonet::training
