#include "training/engine/tasks/NetworkInput.h"

#include <ATen/ATen.h>

#include "model/kernels/ImageInput.h"

namespace isonet::training {

NetworkInput::NetworkInput(const Dataset& data, const at::Device& device) : shape_(data.shape()) {
    if (const BytePixels* pixels = data.bytePixels())
        table_ = at::tensor(pixels->values, at::kFloat).view({pixels->shape.channels, 256}).to(device);
}

at::Tensor NetworkInput::of(const at::Tensor& images, const at::Tensor& places) const {
    if (images.scalar_type() != at::kByte)
        return images.contiguous(at::MemoryFormat::ChannelsLast);
    TORCH_CHECK(table_.defined(), "NetworkInput: images of uint8 ", images.sizes(),
                "; expected float32, because the dataset has no images of bytes");
    return model::imageInput(images, places, table_, shape_.channels, shape_.height, shape_.width);
}

}  // namespace isonet::training
