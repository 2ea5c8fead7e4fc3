#include "training/engine/tasks/DetectionBatch.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace isonet::training {
namespace {

at::Tensor counts(const std::vector<DetectionSample>& samples, at::Tensor DetectionSample::*list) {
    std::vector<std::int64_t> sizes;
    for (const auto& sample : samples)
        sizes.push_back((sample.*list).size(0));
    return at::tensor(sizes, at::kLong);
}

at::Tensor joined(const std::vector<DetectionSample>& samples, at::Tensor DetectionSample::*list) {
    std::vector<at::Tensor> parts;
    for (const auto& sample : samples)
        parts.push_back(sample.*list);
    return at::cat(parts);
}

}  // namespace

TaskBatch detectionBatch(const std::vector<DetectionSample>& samples, bool pinned) {
    std::int64_t height = 0, width = 0;
    std::vector<std::int64_t> sizes;
    for (const auto& sample : samples) {
        height = std::max(height, sample.image.size(1));
        width = std::max(width, sample.image.size(2));
        sizes.insert(sizes.end(), {sample.image.size(1), sample.image.size(2)});
    }
    const auto count = static_cast<std::int64_t>(samples.size());
    const at::Tensor images = at::zeros({count, 3, height, width}, at::kFloat);
    const auto corner = [](const at::Tensor& whole, const at::Tensor& part) {
        return whole.slice(1, 0, part.size(1)).slice(2, 0, part.size(2));
    };
    for (std::int64_t i = 0; i < count; ++i) {
        const at::Tensor& image = samples[static_cast<std::size_t>(i)].image;
        corner(images[i], image).copy_(image);
    }
    TaskBatch batch{count,
                    {images, at::tensor(sizes, at::kLong).view({-1, 2}), joined(samples, &DetectionSample::boxes),
                     joined(samples, &DetectionSample::labels), counts(samples, &DetectionSample::boxes),
                     joined(samples, &DetectionSample::crowds), counts(samples, &DetectionSample::crowds)}};
    if (samples.front().masks.defined()) {
        const at::Tensor masks = at::zeros({batch.tensors[Labels].size(0), height, width}, at::kByte);
        std::int64_t first = 0;
        for (const auto& sample : samples) {
            corner(masks.slice(0, first, first + sample.masks.size(0)), sample.masks).copy_(sample.masks);
            first += sample.masks.size(0);
        }
        batch.tensors.push_back(masks);
    }
    if (pinned)
        for (auto& tensor : batch.tensors)
            tensor = tensor.pin_memory();
    return batch;
}

}  // namespace isonet::training
