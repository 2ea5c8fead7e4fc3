// The CPU loops of isonet::image_input_out (ImageInput.h). `out` is channels-last.
#pragma once

#include <ATen/core/Tensor.h>

namespace isonet::model::cpu {

void imageInputOut(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table, at::Tensor out);

}  // namespace isonet::model::cpu
