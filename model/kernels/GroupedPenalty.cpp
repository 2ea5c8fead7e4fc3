#include "model/kernels/GroupedPenalty.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include "model/kernels/GroupedLimits.h"
#include "model/kernels/cpu/GroupedPenalty.h"

TORCH_LIBRARY_FRAGMENT(isonet, library) {
    library.def(
        "grouped_penalty_out(Tensor[] kernels, int[] strides, Tensor(a!)[] gradients, Tensor(b!) values) -> ()");
}

namespace isonet::model {
namespace {

void groupedOnDevice(const std::vector<at::Tensor>& kernels, const std::vector<std::int64_t>& strides,
                     const std::vector<at::Tensor>& gradients, const at::Tensor& values) {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("isonet::grouped_penalty_out", "")
                               .typed<void(at::TensorList, at::IntArrayRef, at::TensorList, at::Tensor)>();
    op.call(kernels, strides, gradients, values);
}

}  // namespace

double groupedPenalty(const at::Tensor& kernels, std::int64_t stride, const at::Tensor& gradients) {
    TORCH_CHECK(kernels.is_cpu() && kernels.dim() == 5 && kernels.numel() > 0 &&
                    (kernels.scalar_type() == at::kFloat || kernels.scalar_type() == at::kDouble),
                "groupedPenalty: kernels of shape ", kernels.sizes(), ", type ", kernels.scalar_type(), " on ",
                kernels.device(), "; expected float32 or float64 (L, n, d, kh, kw) on the CPU");
    TORCH_CHECK(stride > 0, "groupedPenalty: stride ", stride, "; expected a positive one");
    TORCH_CHECK(!gradients.defined() || (gradients.sizes() == kernels.sizes() && gradients.is_cpu() &&
                                         gradients.scalar_type() == kernels.scalar_type()),
                "groupedPenalty: gradients of shape ", gradients.defined() ? gradients.sizes() : at::IntArrayRef{},
                " for kernels of shape ", kernels.sizes());
    return cpu::groupedPenalty(kernels, stride, gradients);
}

at::Tensor groupedPenalties(const std::vector<at::Tensor>& kernels, const std::vector<std::int64_t>& strides,
                            const std::vector<at::Tensor>& gradients) {
    TORCH_CHECK(!kernels.empty() && kernels.size() == strides.size() &&
                    (gradients.empty() || gradients.size() == kernels.size()),
                "groupedPenalties: ", kernels.size(), " layers, ", strides.size(), " strides and ", gradients.size(),
                " gradients; expected equal numbers, at least one");
    at::Tensor values = at::empty({static_cast<std::int64_t>(kernels.size())}, kernels[0].options().dtype(at::kDouble));
    if (kernels[0].is_cuda()) {
        for (std::size_t i = 0; i < kernels.size(); ++i)
            TORCH_CHECK(kernels[i].scalar_type() == kernels[0].scalar_type() && kernels[i].dim() == 5 &&
                            kernels[i].device() == kernels[0].device() && prefersGroupedPenalty(kernels[i], strides[i]),
                        "groupedPenalties: layer ", i, " of shape ", kernels[i].sizes(), ", type ",
                        kernels[i].scalar_type(), ", stride ", strides[i], " on ", kernels[i].device(),
                        "; expected kernels that fit a block, of one type and device");
        groupedOnDevice(kernels, strides, gradients, values);
        return values;
    }
    for (std::size_t i = 0; i < kernels.size(); ++i)
        values.mutable_data_ptr<double>()[i] =
            groupedPenalty(kernels[i], strides[i], gradients.empty() ? at::Tensor() : gradients[i]);
    return values;
}

bool prefersGroupedPenalty(const at::Tensor& kernels, std::int64_t stride) {
    constexpr std::int64_t vectorBytes = 32, mostChannels = 16, fewest = 4;  // fewer kernels leave most lanes empty
    const std::int64_t n = kernels.size(1), d = kernels.size(2), taps = kernels.size(3) * kernels.size(4);
    if (kernels.size(0) < fewest || n > mostChannels)
        return false;
    if (kernels.is_cuda())
        return (kernels.scalar_type() == at::kFloat || kernels.scalar_type() == at::kDouble) &&
               GroupedLimits::together(kernels.element_size(), n, d, kernels.size(3), kernels.size(4), stride) > 0;
    constexpr std::int64_t cache = std::int64_t{256} << 10;
    return kernels.is_cpu() && (n * n + 2 * n * d * taps) * vectorBytes <= cache;
}

}  // namespace isonet::model
