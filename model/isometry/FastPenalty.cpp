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
#include "model/kernels/GroupedPenalty.h"
#include "model/kernels/StridedCopies.h"
#include "model/kernels/cpu/ShiftPenalty.h"

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

// A layer's kernel as one kernel per group.
struct Layer {
    at::Tensor kernels;  // (groups, M / groups, C / groups, kh, kw)
    std::int64_t stride;

    std::int64_t groups() const { return kernels.size(0); }
    bool transposed() const { return kernels.size(2) < kernels.size(1); }
    // Of groups first .. first + count, tap by tap, (kh, kw, count, n, d): for channels-last kernels, as in training,
    // whole rows are copied.
    at::Tensor taps(const at::Tensor& of, std::int64_t first, std::int64_t count) const {
        const at::Tensor some = of.narrow(0, first, count);
        return transposed() ? some.permute({3, 4, 0, 2, 1}) : some.permute({3, 4, 0, 1, 2});
    }
};

// Groups of a layer that are computed together with others.
struct Piece {
    size_t layer;
    std::int64_t first, count;
};

// Layers of small groups, which need no batches of one shape.
struct SmallLayers {
    std::vector<size_t> layers;
    std::vector<at::Tensor> kernels, gradients;
    std::vector<std::int64_t> strides;

    void add(size_t layer, const at::Tensor& kernel, std::int64_t stride, const at::Tensor& gradient) {
        layers.push_back(layer);
        kernels.push_back(kernel);
        strides.push_back(stride);
        if (gradient.defined())
            gradients.push_back(gradient);
    }
};

// Properties shared by kernels of one batch.
using Shape = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, at::ScalarType>;

Shape shapeOf(const Layer& layer) {
    const at::Tensor& k = layer.kernels;
    const std::int64_t n = std::min(k.size(1), k.size(2)), d = std::max(k.size(1), k.size(2));
    return {n, d, k.size(3), k.size(4), layer.stride, k.scalar_type()};
}

std::int64_t kernelsTogether(const at::Tensor& k) {
    const std::int64_t shifts = (2 * k.size(3) - 1) * (2 * k.size(4) - 1);
    const std::int64_t bytes = 6 * shifts * k.size(1) * k.size(2) * k.element_size();
    return std::max<std::int64_t>(1, (k.is_cpu() ? batchBytesCpu : batchBytesGpu) / bytes);
}

// Layers of one shape, cut into batches of at most `together` kernels.
std::vector<std::vector<Piece>> batchesOf(const std::vector<Layer>& layers, const std::vector<size_t>& members,
                                          std::int64_t together) {
    std::vector<std::vector<Piece>> batches;
    std::int64_t room = 0;
    for (const size_t i : members)
        for (std::int64_t first = 0; first < layers[i].groups();) {
            if (room == 0) {
                batches.emplace_back();
                room = together;
            }
            const std::int64_t count = std::min(room, layers[i].groups() - first);
            batches.back().push_back({i, first, count});
            first += count;
            room -= count;
        }
    return batches;
}

// Adds the values and writes the gradients of kernels of one shape to `result`, whose gradients are one per group.
void computeBatch(const std::vector<Layer>& layers, const std::vector<Piece>& batch, std::int64_t stride,
                  bool wantsGradient, GramWorkspace& workspace, Result& result) {
    const at::Tensor& one = layers[batch[0].layer].kernels;
    std::int64_t all = 0;
    for (const Piece& piece : batch)
        all += piece.count;
    const std::int64_t n = std::min(one.size(1), one.size(2)), d = std::max(one.size(1), one.size(2));
    at::Tensor taps = at::empty({one.size(3), one.size(4), all, n, d}, one.options());
    std::vector<at::Tensor> own, together;
    std::int64_t place = 0;
    for (const Piece& piece : batch) {
        const Layer& layer = layers[piece.layer];
        own.push_back(layer.taps(layer.kernels, piece.first, piece.count));
        together.push_back(taps.narrow(2, place, piece.count));
        place += piece.count;
    }
    copyAll(own, together);
    const GramPenalty part = gramPenalty(taps, stride, wantsGradient, workspace);
    own.clear();
    together.clear();
    place = 0;
    for (const Piece& piece : batch) {
        at::Tensor& value = result.values[piece.layer];
        const at::Tensor more = piece.count == 1 ? part.values[place] : part.values.narrow(0, place, piece.count).sum();
        value = value.defined() ? value + more : more;
        if (wantsGradient) {
            own.push_back(layers[piece.layer].taps(result.gradients[piece.layer], piece.first, piece.count));
            together.push_back(part.gradients.narrow(2, place, piece.count));
        }
        place += piece.count;
    }
    if (wantsGradient)
        copyAll(together, own);
}

Result compute(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
               const std::vector<std::int64_t>& groups, bool wantsGradient) {
    const FullPrecision guard(weights.front().device());
    std::map<Shape, std::vector<size_t>> shapes;
    std::map<Shape, SmallLayers> shifted;
    std::map<at::ScalarType, SmallLayers> small;
    std::vector<Layer> layers;
    Result result{std::vector<at::Tensor>(weights.size()), std::vector<at::Tensor>(weights.size())};
    for (size_t i = 0; i < weights.size(); ++i) {
        const at::Tensor weight = atLeastFloat(weights[i].detach());
        const auto byGroup = [&](const at::Tensor& tensor) {
            return tensor.unflatten(0, {groups[i], weight.size(0) / groups[i]});
        };
        layers.push_back({byGroup(weight), strides[i]});
        if (wantsGradient)
            result.gradients[i] = byGroup(at::empty_like(weight, weight.suggest_memory_format()));
        const auto sides = [&](const at::Tensor& kernels) {
            return !kernels.defined() || !layers[i].transposed() ? kernels : kernels.transpose(1, 2);
        };
        const at::Tensor kernels = sides(layers[i].kernels);
        if (prefersShiftPenalty(kernels, strides[i]))
            shifted[shapeOf(layers[i])].add(i, kernels, strides[i], sides(result.gradients[i]));
        else if (prefersGroupedPenalty(kernels, strides[i]))
            small[kernels.scalar_type()].add(i, kernels, strides[i], sides(result.gradients[i]));
        else
            shapes[shapeOf(layers[i])].push_back(i);
    }
    for (const auto& [shape, together] : shifted) {
        const auto values = cpu::shiftPenalties(together.kernels, together.strides[0], together.gradients);
        for (std::size_t k = 0; k < values.size(); ++k)
            result.values[together.layers[k]] =  // beyond the type's range: infinity
                at::scalar_tensor(values[k], at::kDouble).to(together.kernels[k].scalar_type());
    }
    for (const auto& [type, together] : small) {
        const at::Tensor values = groupedPenalties(together.kernels, together.strides, together.gradients).to(type);
        for (std::size_t k = 0; k < together.layers.size(); ++k)
            result.values[together.layers[k]] = values[static_cast<std::int64_t>(k)];
    }
    GramWorkspace workspace;
    for (const auto& [shape, members] : shapes) {
        const Layer& one = layers[members[0]];
        for (const std::vector<Piece>& batch : batchesOf(layers, members, kernelsTogether(one.kernels)))
            computeBatch(layers, batch, one.stride, wantsGradient, workspace, result);
    }
    if (wantsGradient)
        for (at::Tensor& gradient : result.gradients)
            gradient = gradient.flatten(0, 1);
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

// Whether one factor is expanded to all layers, as by the gradient of their sum, on a GPU: there one launch scales all.
bool allEqual(const at::Tensor& factors) {
    return factors.is_cuda() && factors.size(0) > 1 && factors.stride(0) == 0;
}

// kept: the kernels, then their gradients. Undefined for kernels that need none.
variable_list scaledTogether(const AutogradContext& context, const variable_list& kept, const at::Tensor& factor) {
    const size_t layers = kept.size() / 2;
    std::vector<at::Tensor> gradients;
    for (size_t i = 0; i < layers; ++i)
        if (context.needs_input_grad(i))
            gradients.push_back(kept[layers + i]);
    variable_list out(layers + 2);
    if (gradients.empty())
        return out;
    const std::vector<at::Tensor> scaled = at::_foreach_mul(gradients, factor);
    for (size_t i = 0, next = 0; i < layers; ++i)
        if (context.needs_input_grad(i))
            out[i] = scaled[next++];
    return out;
}

struct ConvolutionPenaltyFunction : torch::autograd::Function<ConvolutionPenaltyFunction> {
    static at::Tensor forward(AutogradContext* context, at::TensorList weights,
                              const std::vector<std::int64_t>& strides, const std::vector<std::int64_t>& groups) {
        const Result result = compute(weights.vec(), strides, groups, true);
        variable_list kept = weights.vec(), gradients;
        for (size_t i = 0; i < kept.size(); ++i)
            gradients.push_back(result.gradients[i].to(kept[i].scalar_type()));
        kept.insert(kept.end(), gradients.begin(), gradients.end());
        context->save_for_backward(kept);
        context->saved_data["strides"] = strides;
        context->saved_data["groups"] = groups;
        return stackedValues(result.values);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list kept = context->get_saved_variables();
        const size_t layers = kept.size() / 2;
        const at::Tensor& g = gradients[0];
        variable_list out(layers + 2);
        if (g.defined() && allEqual(g) && !at::GradMode::is_enabled())
            return scaledTogether(*context, kept, g[0]);
        for (size_t i = 0; i < layers && g.defined(); ++i) {
            if (!context->needs_input_grad(i))
                continue;
            const at::Tensor own = g[static_cast<std::int64_t>(i)];
            if (at::GradMode::is_enabled()) {  // a second derivative is requested
                const auto stride = context->saved_data["strides"].toIntVector()[i];
                const auto groups = context->saved_data["groups"].toIntVector()[i];
                const at::Tensor value = convolutionPenaltyReference(kept[i], stride, groups);
                out[i] = torch::autograd::grad({value}, {kept[i]}, {own.to(value.scalar_type())}, true, true)[0];
            } else {
                out[i] = kept[layers + i] * own;
            }
        }
        return out;
    }
};

}  // namespace

at::Tensor convolutionPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
                              const std::vector<std::int64_t>& groups) {
    const std::vector<std::int64_t> each = groups.empty() ? std::vector<std::int64_t>(weights.size(), 1) : groups;
    TORCH_CHECK(!weights.empty() && weights.size() == strides.size() && weights.size() == each.size(),
                "convolutionPenalty: ", weights.size(), " kernels, ", strides.size(), " strides and ", each.size(),
                " numbers of groups; expected equal numbers, at least one");
    for (size_t i = 0; i < weights.size(); ++i) {
        TORCH_CHECK(
            weights[i].defined() && weights[i].dim() == 4 && weights[i].numel() > 0 && weights[i].is_floating_point(),
            "convolutionPenalty: kernel ", i, " of shape ",
            weights[i].defined() ? weights[i].sizes() : at::IntArrayRef{},
            "; expected a floating-point (M, C / groups, k, k)");
        TORCH_CHECK(strides[i] > 0, "convolutionPenalty: stride ", strides[i], " of kernel ", i,
                    "; expected a positive one");
        TORCH_CHECK(each[i] > 0 && weights[i].size(0) % each[i] == 0, "convolutionPenalty: ", weights[i].size(0),
                    " outputs of kernel ", i, " are not divisible by ", each[i], " groups");
        TORCH_CHECK(weights[i].device() == weights[0].device(), "convolutionPenalty: kernels on ", weights[0].device(),
                    " and ", weights[i].device());
    }
    const bool wantsGradient =
        at::GradMode::is_enabled() &&
        std::any_of(weights.begin(), weights.end(), [](const at::Tensor& weight) { return weight.requires_grad(); });
    if (!wantsGradient)
        return stackedValues(compute(weights, strides, each, false).values);
    return ConvolutionPenaltyFunction::apply(at::TensorList(weights), strides, each);
}

}  // namespace isonet::model
