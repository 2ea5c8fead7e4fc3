#include "model/isometry/FastPenalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "model/isometry/FullPrecision.h"
#include "model/isometry/GramPenalty.h"
#include "model/isometry/Penalty.h"

namespace isonet::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Memory limit for the products of one batch. More would not fit the CPU's cache; a GPU needs larger batches.
constexpr std::int64_t batchBytesCpu = std::int64_t{4} << 20, batchBytesGpu = std::int64_t{256} << 20;

struct Result {
    std::vector<at::Tensor> values;     // scalars
    std::vector<at::Tensor> gradients;  // like the kernels; undefined if not requested
};

bool transposed(const at::Tensor& kernel) {
    return kernel.size(1) < kernel.size(0);
}

// Properties shared by kernels of one batch.
using Shape = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, at::ScalarType>;

Shape shapeOf(const at::Tensor& kernel, std::int64_t stride) {
    const std::int64_t n = std::min(kernel.size(0), kernel.size(1)), d = std::max(kernel.size(0), kernel.size(1));
    return {n, d, kernel.size(2), kernel.size(3), stride, kernel.scalar_type()};
}

size_t kernelsTogether(const at::Tensor& kernel) {
    const std::int64_t shifts = (2 * kernel.size(2) - 1) * (2 * kernel.size(3) - 1);
    const std::int64_t bytes = 6 * shifts * kernel.size(0) * kernel.size(1) * kernel.element_size();
    return static_cast<size_t>(std::max<std::int64_t>(1, (kernel.is_cpu() ? batchBytesCpu : batchBytesGpu) / bytes));
}

// Kernels members[0 .. ) of one shape; writes their values and gradients to `result`.
void computeBatch(const std::vector<at::Tensor>& kernels, at::ArrayRef<size_t> members, std::int64_t stride,
                  bool wantsGradient, GramWorkspace& workspace, Result& result) {
    // Tap by tap, (kh, kw, n, d): for channels-last kernels, as in training, whole rows are copied.
    std::vector<at::Tensor> batch;
    for (const size_t i : members)
        batch.push_back(transposed(kernels[i]) ? kernels[i].permute({2, 3, 1, 0}) : kernels[i].permute({2, 3, 0, 1}));
    const at::Tensor stacked = at::stack(batch, 2);
    const bool pointwise = stacked.size(0) * stacked.size(1) == 1;
    const GramPenalty part = stride == 1 && !pointwise ? gramPenaltyByFrequency(stacked, wantsGradient, workspace)
                                                       : gramPenaltyByShift(stacked, stride, wantsGradient);
    for (size_t j = 0; j < members.size(); ++j) {
        const size_t i = members[j];
        result.values[i] = part.values[static_cast<std::int64_t>(j)];
        if (!wantsGradient)
            continue;
        const at::Tensor taps = part.gradients.select(2, static_cast<std::int64_t>(j));
        result.gradients[i] = (transposed(kernels[i]) ? taps.permute({3, 2, 0, 1}) : taps.permute({2, 3, 0, 1}))
                                  .contiguous(kernels[i].suggest_memory_format());
    }
}

Result compute(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides, bool wantsGradient) {
    const FullPrecision guard;
    std::map<Shape, std::vector<size_t>> groups;
    std::vector<at::Tensor> kernels;
    for (size_t i = 0; i < weights.size(); ++i) {
        kernels.push_back(atLeastFloat(weights[i].detach()));
        groups[shapeOf(kernels[i], strides[i])].push_back(i);
    }
    Result result{std::vector<at::Tensor>(weights.size()), std::vector<at::Tensor>(weights.size())};
    GramWorkspace workspace;
    for (const auto& [shape, members] : groups) {
        const size_t together = kernelsTogether(kernels[members[0]]);
        for (size_t first = 0; first < members.size(); first += together)
            computeBatch(kernels,
                         at::ArrayRef<size_t>(members).slice(first, std::min(together, members.size() - first)),
                         strides[members[0]], wantsGradient, workspace, result);
    }
    return result;
}

// One tensor of the widest type.
at::Tensor stackedValues(std::vector<at::Tensor> values) {
    const bool anyDouble = std::any_of(values.begin(), values.end(),
                                       [](const at::Tensor& value) { return value.scalar_type() == at::kDouble; });
    for (at::Tensor& value : values)
        value = value.to(anyDouble ? at::kDouble : at::kFloat);
    return at::stack(values);
}

struct ConvolutionPenaltyFunction : torch::autograd::Function<ConvolutionPenaltyFunction> {
    static at::Tensor forward(AutogradContext* context, at::TensorList weights,
                              const std::vector<std::int64_t>& strides) {
        const Result result = compute(weights.vec(), strides, true);
        variable_list kept = weights.vec(), gradients;
        for (size_t i = 0; i < kept.size(); ++i)
            gradients.push_back(result.gradients[i].to(kept[i].scalar_type()));
        kept.insert(kept.end(), gradients.begin(), gradients.end());
        context->save_for_backward(kept);
        context->saved_data["strides"] = strides;
        return stackedValues(result.values);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list kept = context->get_saved_variables();
        const size_t layers = kept.size() / 2;
        const at::Tensor& g = gradients[0];
        variable_list out(layers + 1);
        for (size_t i = 0; i < layers && g.defined(); ++i) {
            if (!context->needs_input_grad(i))
                continue;
            const at::Tensor own = g[static_cast<std::int64_t>(i)];
            if (at::GradMode::is_enabled()) {  // a second derivative is requested
                const auto stride = context->saved_data["strides"].toIntVector()[i];
                const at::Tensor value = convolutionPenaltyReference(kept[i], stride);
                out[i] = torch::autograd::grad({value}, {kept[i]}, {own.to(value.scalar_type())}, true, true)[0];
            } else {
                out[i] = kept[layers + i] * own;
            }
        }
        return out;
    }
};

}  // namespace

at::Tensor convolutionPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides) {
    TORCH_CHECK(!weights.empty() && weights.size() == strides.size(), "convolutionPenalty: ", weights.size(),
                " kernels and ", strides.size(), " strides; expected equal numbers, at least one");
    for (size_t i = 0; i < weights.size(); ++i) {
        TORCH_CHECK(
            weights[i].defined() && weights[i].dim() == 4 && weights[i].numel() > 0 && weights[i].is_floating_point(),
            "convolutionPenalty: kernel ", i, " of shape ",
            weights[i].defined() ? weights[i].sizes() : at::IntArrayRef{}, "; expected a floating-point (M, C, k, k)");
        TORCH_CHECK(strides[i] > 0, "convolutionPenalty: stride ", strides[i], " of kernel ", i,
                    "; expected a positive one");
        TORCH_CHECK(weights[i].device() == weights[0].device(), "convolutionPenalty: kernels on ", weights[0].device(),
                    " and ", weights[i].device());
    }
    const bool wantsGradient =
        at::GradMode::is_enabled() &&
        std::any_of(weights.begin(), weights.end(), [](const at::Tensor& weight) { return weight.requires_grad(); });
    if (!wantsGradient)
        return stackedValues(compute(weights, strides, false).values);
    return ConvolutionPenaltyFunction::apply(at::TensorList(weights), strides);
}

}  // namespace isonet::model
