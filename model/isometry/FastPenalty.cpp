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

// More at once would only push the products out of the processor's cache.
constexpr std::int64_t batchBytes = std::int64_t{4} << 20;

struct Result {
    at::Tensor values;                  // (L)
    std::vector<at::Tensor> gradients;  // as the weights; empty where none is wanted
};

bool transposed(const at::Tensor& weight) {
    return weight.size(1) < weight.size(0);
}

// What must agree for kernels to go through together.
using Shape = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, at::ScalarType>;

Shape shapeOf(const at::Tensor& weight, std::int64_t stride) {
    const std::int64_t n = std::min(weight.size(0), weight.size(1)), d = std::max(weight.size(0), weight.size(1));
    return {n, d, weight.size(2), weight.size(3), stride, weight.scalar_type()};
}

std::int64_t bytesPerKernel(const at::Tensor& weight) {
    const std::int64_t shifts = (2 * weight.size(2) - 1) * (2 * weight.size(3) - 1);
    return 6 * shifts * weight.size(0) * weight.size(1) * weight.element_size();
}

Result compute(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides, bool wantsGradient) {
    const FullPrecision guard;
    std::map<Shape, std::vector<size_t>> groups;
    std::vector<at::Tensor> kernels;
    for (size_t i = 0; i < weights.size(); ++i) {
        kernels.push_back(atLeastFloat(weights[i].detach()));
        groups[shapeOf(kernels[i], strides[i])].push_back(i);
    }
    Result result;
    GramWorkspace workspace;
    std::vector<at::Tensor> values(weights.size());
    if (wantsGradient)
        result.gradients.resize(weights.size());
    for (const auto& [shape, members] : groups) {
        const at::Tensor& one = kernels[members.front()];
        const std::int64_t stride = strides[members.front()];
        const auto together = one.is_cpu()
                                  ? static_cast<size_t>(std::max<std::int64_t>(1, batchBytes / bytesPerKernel(one)))
                                  : members.size();
        for (size_t first = 0; first < members.size(); first += together) {
            const size_t count = std::min(together, members.size() - first);
            std::vector<at::Tensor> batch;
            for (size_t j = first; j < first + count; ++j) {
                const at::Tensor& kernel = kernels[members[j]];
                batch.push_back(transposed(kernel) ? kernel.transpose(0, 1) : kernel);
            }
            const at::Tensor stacked = count == 1 ? batch[0].unsqueeze(0) : at::stack(batch);
            const bool pointwise = one.size(2) * one.size(3) == 1;
            const GramPenalty part = stride == 1 && !pointwise
                                         ? gramPenaltyByFrequency(stacked, wantsGradient, workspace)
                                         : gramPenaltyByShift(stacked, stride, wantsGradient);
            for (size_t j = 0; j < count; ++j) {
                const size_t i = members[first + j];
                values[i] = part.values[static_cast<std::int64_t>(j)];
                if (!wantsGradient)
                    continue;
                const at::Tensor taps = part.gradients.select(2, static_cast<std::int64_t>(j));  // (kh, kw, n, d)
                const at::Tensor gradient =
                    transposed(weights[i]) ? taps.permute({3, 2, 0, 1}) : taps.permute({2, 3, 0, 1});
                result.gradients[i] = gradient.to(weights[i].scalar_type()).contiguous();
            }
        }
    }
    const bool anyDouble = std::any_of(values.begin(), values.end(),
                                       [](const at::Tensor& value) { return value.scalar_type() == at::kDouble; });
    if (anyDouble)
        for (at::Tensor& value : values)
            value = value.to(at::kDouble);
    result.values = at::stack(values);
    return result;
}

struct ConvolutionPenaltyFunction : torch::autograd::Function<ConvolutionPenaltyFunction> {
    static at::Tensor forward(AutogradContext* context, at::TensorList weights,
                              const std::vector<std::int64_t>& strides) {
        const Result result = compute(weights.vec(), strides, true);
        variable_list kept = weights.vec();
        kept.insert(kept.end(), result.gradients.begin(), result.gradients.end());
        context->save_for_backward(kept);
        context->saved_data["strides"] = strides;
        return result.values;
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
            if (at::GradMode::is_enabled()) {  // a second derivative is wanted
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
                " kernels and ", strides.size(), " strides; expected as many of each and at least one");
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
        return compute(weights, strides, false).values;
    return ConvolutionPenaltyFunction::apply(at::TensorList(weights), strides);
}

}  // namespace isonet::model
