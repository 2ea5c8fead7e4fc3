// Registers the penalty's CUDA kernels with torch's dispatcher when the plug-in is opened.
#include <ATen/cuda/CUDAContext.h>
#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/library.h>

#include <algorithm>
#include <optional>

#include "model/kernels/cuda/GroupedPenalty.h"
#include "model/kernels/cuda/HermitianResidual.h"
#include "model/kernels/cuda/StridedCopies.h"

namespace isonet::model::cuda {
namespace {

bool isDouble(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kDouble;
}

void hermitianResidualOut(const at::Tensor& mixed, const at::Tensor& even, std::int64_t layers,
                          std::optional<at::Tensor> factors, at::Tensor squares) {
    const c10::cuda::CUDAGuard guard(even.device());
    const ResidualLayout layout{mixed.size(0), layers, even.size(1)};
    const at::Tensor partial = at::empty({residualParts(layout)}, squares.options());
    hermitianResidual(isDouble(even), mixed.const_data_ptr(), even.const_data_ptr(),
                      factors ? factors->mutable_data_ptr() : nullptr, partial.mutable_data_ptr<double>(),
                      squares.mutable_data_ptr<double>(), layout, at::cuda::getCurrentCUDAStream());
}

GroupedLayer layerOf(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    GroupedLayer layer;
    layer.from = kernels.const_data_ptr();
    std::copy_n(kernels.strides().begin(), 5, layer.fromStrides);
    if (gradients.defined()) {
        layer.to = gradients.mutable_data_ptr();
        std::copy_n(gradients.strides().begin(), 5, layer.toStrides);
    }
    layer.kernels = static_cast<int>(kernels.size(0));
    layer.n = static_cast<int>(kernels.size(1));
    layer.d = static_cast<int>(kernels.size(2));
    layer.height = static_cast<int>(kernels.size(3));
    layer.width = static_cast<int>(kernels.size(4));
    // Beyond the kernel all strides are alike.
    layer.stride = static_cast<int>(std::min(stride, std::max(kernels.size(3), kernels.size(4))));
    return layer;
}

// All of one type.
void groupedPenaltyOut(at::TensorList kernels, at::IntArrayRef strides, at::TensorList gradients, at::Tensor values) {
    const c10::cuda::CUDAGuard guard(values.device());
    const bool wide = isDouble(kernels[0]);
    for (std::size_t first = 0; first < kernels.size(); first += GroupedTable::capacity) {
        GroupedTable table;
        table.count = static_cast<int>(std::min<std::size_t>(GroupedTable::capacity, kernels.size() - first));
        for (int i = 0; i < table.count; ++i)
            table.layers[i] = layerOf(kernels[first + i], strides[first + i],
                                      gradients.empty() ? at::Tensor() : gradients[first + i]);
        const int blocks = arrangeBlocks(wide, table);
        const at::Tensor partial = at::empty({blocks}, values.options());
        groupedPenalty(wide, table, blocks, partial.mutable_data_ptr<double>(),
                       values.mutable_data_ptr<double>() + first, at::cuda::getCurrentCUDAStream());
    }
}

// All of one type, at most five dimensions.
void stridedCopiesOut(at::TensorList from, at::TensorList to) {
    const c10::cuda::CUDAGuard guard(to[0].device());
    for (std::size_t first = 0; first < from.size(); first += CopyTable::capacity) {
        CopyTable table;
        table.count = static_cast<int>(std::min<std::size_t>(CopyTable::capacity, from.size() - first));
        for (int i = 0; i < table.count; ++i) {
            const at::Tensor &source = from[first + i], &target = to[first + i];
            StridedCopy& copy = table.copies[i];
            copy.from = source.const_data_ptr();
            copy.to = target.mutable_data_ptr();
            copy.elements = target.numel();
            const std::int64_t missing = StridedCopy::dimensions - target.dim();
            for (std::int64_t d = 0; d < StridedCopy::dimensions; ++d) {
                copy.sizes[d] = d < missing ? 1 : target.size(d - missing);
                copy.fromStrides[d] = d < missing ? 0 : source.stride(d - missing);
                copy.toStrides[d] = d < missing ? 0 : target.stride(d - missing);
            }
        }
        copyStrided(isDouble(to[0]), table, at::cuda::getCurrentCUDAStream());
    }
}

}  // namespace
}  // namespace isonet::model::cuda

TORCH_LIBRARY_IMPL(isonet, CUDA, library) {
    library.impl("hermitian_residual_out", &isonet::model::cuda::hermitianResidualOut);
    library.impl("grouped_penalty_out", &isonet::model::cuda::groupedPenaltyOut);
    library.impl("strided_copies_out", &isonet::model::cuda::stridedCopiesOut);
}
