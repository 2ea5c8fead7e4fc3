// The two heads on region features: category and box, and mask.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/spec/DetectorSpec.h"

namespace isonet::model {

inline constexpr std::int64_t boxGrid = 7;    // features per side for the box branch
inline constexpr std::int64_t maskGrid = 14;  // for the mask branch
inline constexpr std::int64_t maskSize = 28;  // size of a predicted mask

// Two fully connected layers, then categories (background last) and a box per category.
class BoxHeadImpl : public torch::nn::Module {
public:
    BoxHeadImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t categories);

    struct Answer {
        at::Tensor logits;  // (R, C + 1) float32
        at::Tensor deltas;  // (R, 4 C) float32
    };
    Answer forward(const at::Tensor& regions);  // (R, channels, 7, 7)

private:
    torch::nn::Linear first_{nullptr}, second_{nullptr}, category_{nullptr}, delta_{nullptr};
};
TORCH_MODULE(BoxHead);

// Four 3x3 convolutions, a transposed convolution that doubles the size, and a 1x1 convolution with a mask per
// category.
class MaskHeadImpl : public torch::nn::Module {
public:
    MaskHeadImpl(const spec::DetectorSpec& spec, std::int64_t channels, std::int64_t categories);
    at::Tensor forward(at::Tensor regions);  // (R, channels, 14, 14) -> logits (R, C, 28, 28) float32

private:
    std::vector<torch::nn::Conv2d> convolutions_;
    torch::nn::ConvTranspose2d enlarging_{nullptr};
    torch::nn::Conv2d predictor_{nullptr};
};
TORCH_MODULE(MaskHead);

}  // namespace isonet::model
