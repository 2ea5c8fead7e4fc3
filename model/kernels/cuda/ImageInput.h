// The kernel of isonet::image_input_out on raw device memory (ImageInput.h), launched on `stream` of the current
// device. The launch is not checked here.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "model/kernels/ImageInputLayout.h"

namespace isonet::model::cuda {

void imageInput(const std::uint8_t* bytes, const std::int32_t* places, const float* table, float* out,
                ImageInputLayout layout, cudaStream_t stream);

}  // namespace isonet::model::cuda
