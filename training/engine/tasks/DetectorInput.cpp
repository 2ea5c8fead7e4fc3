#include "training/engine/tasks/DetectorInput.h"

#include <ATen/ATen.h>

#include "training/data/images/PixelNormalization.h"

namespace isonet::training {

DetectorInput::DetectorInput(const config::DataConfig& data, const at::Device& device) {
    const PixelNormalization known = knownNormalization(data, 3);
    const auto perChannel = [](const std::vector<double>& values) {
        return at::tensor(values, at::kDouble).view({3, 1, 1});
    };
    const at::Tensor mean = perChannel(known.mean), deviation = perChannel(known.deviation);
    scale_ = deviation.mul(255).reciprocal().to(device, at::kFloat);
    offset_ = mean.div(deviation).neg().to(device, at::kFloat);
}

at::Tensor DetectorInput::of(const at::Tensor& images, const std::vector<model::ImageSize>& sizes) const {
    TORCH_CHECK(images.dim() == 4 && images.size(1) == 3 && images.scalar_type() == at::kByte,
                "DetectorInput: images must be (N, 3, H, W) uint8; got ", images.sizes(), " ", images.scalar_type());
    TORCH_CHECK(static_cast<std::int64_t>(sizes.size()) == images.size(0), "DetectorInput: ", sizes.size(),
                " sizes for ", images.size(0), " images");
    const at::NoGradGuard noGrad;
    at::Tensor out = images.to(at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
    out.mul_(scale_).add_(offset_);
    for (std::int64_t i = 0; i < images.size(0); ++i) {
        const auto& [height, width] = sizes[static_cast<std::size_t>(i)];
        const at::Tensor image = out[i];
        image.narrow(1, height, image.size(1) - height).zero_();
        image.narrow(2, width, image.size(2) - width).zero_();
    }
    return out;
}

}  // namespace isonet::training
