// Registers the CUDA kernels with torch's dispatcher when the plug-in is opened.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sum.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/library.h>

#include <optional>

#include "model/kernels/SReLUKernel.h"
#include "model/kernels/cuda/ImageInput.h"
#include "model/kernels/cuda/SReLU.h"

namespace isonet::model::cuda {
namespace {

ElementType elementType(const at::Tensor& x) {
    switch (x.scalar_type()) {
        case at::kFloat:
            return ElementType::Float;
        case at::kDouble:
            return ElementType::Double;
        case at::kBFloat16:
            return ElementType::BFloat16;
        case at::kHalf:
            return ElementType::Half;
        default:
            TORCH_CHECK(false, "srelu: no CUDA kernel for ", x.scalar_type());
    }
}

void sreluOut(const at::Tensor& y, const at::Tensor& b, at::Tensor x) {
    const c10::cuda::CUDAGuard guard(y.device());
    sreluForward(elementType(y), y.const_data_ptr(), b.const_data_ptr(), x.mutable_data_ptr(), sreluLayout(y, b),
                 at::cuda::getCurrentCUDAStream());
}

void sreluBackwardOut(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, std::optional<at::Tensor> dy,
                      std::optional<at::Tensor> db) {
    const c10::cuda::CUDAGuard guard(x.device());
    const SReLULayout layout = sreluLayout(x, b);
    const int splits = sreluSplits(elementType(x), layout, at::cuda::getCurrentDeviceProperties()->multiProcessorCount);
    const at::Tensor partial = db ? at::empty({splits, layout.channels}, db->options()) : at::Tensor();
    sreluBackward(elementType(x), g.const_data_ptr(), x.const_data_ptr(), b.const_data_ptr(),
                  dy ? dy->mutable_data_ptr() : nullptr, db ? partial.mutable_data_ptr() : nullptr, layout, splits,
                  at::cuda::getCurrentCUDAStream());
    if (db)
        at::sum_out(*db, partial, 0);
}

void imageInputOut(const at::Tensor& bytes, const at::Tensor& places, const at::Tensor& table, at::Tensor out) {
    const c10::cuda::CUDAGuard guard(bytes.device());
    imageInput(bytes.const_data_ptr<std::uint8_t>(), places.const_data_ptr<std::int32_t>(),
               table.const_data_ptr<float>(), out.mutable_data_ptr<float>(),
               {bytes.size(0), bytes.size(1), bytes.size(2), bytes.size(3), out.size(1), out.size(2), out.size(3)},
               at::cuda::getCurrentCUDAStream());
}

}  // namespace
}  // namespace isonet::model::cuda

TORCH_LIBRARY_IMPL(isonet, CUDA, library) {
    library.impl("image_input_out", &isonet::model::cuda::imageInputOut);
    library.impl("srelu_out", &isonet::model::cuda::sreluOut);
    library.impl("srelu_backward_out", &isonet::model::cuda::sreluBackwardOut);
}
