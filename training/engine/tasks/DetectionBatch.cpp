#include "training/engine/tasks/DetectionBatch.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>

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

// Copies (n, h, w) bytes into the upper left corners of (n, H, W), and zeros into the rest.
void copyPadded(const at::Tensor& whole, const at::Tensor& part) {
    const at::Tensor from = part.contiguous();
    const std::int64_t height = whole.size(1), width = whole.size(2), rows = from.size(1), columns = from.size(2);
    const std::uint8_t* source = from.const_data_ptr<std::uint8_t>();
    std::uint8_t* to = whole.mutable_data_ptr<std::uint8_t>();
    for (std::int64_t plane = 0; plane < from.size(0); ++plane)
        for (std::int64_t y = 0; y < height; ++y, to += width) {
            const std::int64_t given = y < rows ? columns : 0;
            std::copy_n(source, given, to);
            std::fill(to + given, to + width, std::uint8_t{0});
            source += given;
        }
}

}  // namespace

std::vector<at::Tensor> detectionBatch(const std::vector<DetectionSample>& samples, bool pinned) {
    std::int64_t height = 0, width = 0;
    std::vector<std::int64_t> sizes;
    for (const auto& sample : samples) {
        height = std::max(height, sample.image.size(1));
        width = std::max(width, sample.image.size(2));
        sizes.insert(sizes.end(), {sample.image.size(1), sample.image.size(2)});
    }
    const auto count = static_cast<std::int64_t>(samples.size());
    const auto memory = at::TensorOptions().pinned_memory(pinned);
    const at::Tensor images = at::empty({count, 3, height, width}, memory.dtype(at::kByte));
    for (std::int64_t i = 0; i < count; ++i)
        copyPadded(images[i], samples[static_cast<std::size_t>(i)].image);
    std::vector<at::Tensor> tensors{images,
                                    at::tensor(sizes, at::kLong).view({-1, 2}),
                                    joined(samples, &DetectionSample::boxes),
                                    joined(samples, &DetectionSample::labels),
                                    counts(samples, &DetectionSample::boxes),
                                    joined(samples, &DetectionSample::crowds),
                                    counts(samples, &DetectionSample::crowds)};
    if (pinned)
        for (const DetectionPart part : {Boxes, Labels, Crowds})
            tensors[part] = tensors[part].pin_memory();
    if (samples.front().masks.defined()) {
        const at::Tensor masks = at::empty({tensors[Labels].size(0), height, width}, memory.dtype(at::kByte));
        std::int64_t first = 0;
        for (const auto& sample : samples) {
            copyPadded(masks.slice(0, first, first + sample.masks.size(0)), sample.masks);
            first += sample.masks.size(0);
        }
        tensors.push_back(masks);
    }
    return tensors;
}

}  // namespace isonet::training
