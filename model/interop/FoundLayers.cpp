#include "model/interop/FoundLayers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "model/base/Suggestion.h"
#include "model/interop/ResNetGeometry.h"

namespace isonet::interop {

namespace {

constexpr int assumedGrid = 14, imageSize = 224;
constexpr std::string_view weightSuffix = ".weight";

std::string sizesText(const at::Tensor& tensor) {
    std::string text;
    for (const auto size : tensor.sizes())
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    return "(" + text + ")";
}

// An embedding has the shape of a linear layer but is not one.
bool isEmbedding(std::string_view name) {
    return name.find("embed") != std::string_view::npos && name.find("patch") == std::string_view::npos;
}

// The stem of a vision transformer (timm, torchvision, Hugging Face) cuts the image into patches.
bool isPatchEmbedding(const std::string& name, const at::Tensor& kernel) {
    const bool named = std::ranges::any_of(
        std::array{"patch_embed.proj", "conv_proj", "patch_embeddings.projection"}, [&](std::string_view end) {
            return name.ends_with(end) && (name.size() == end.size() || name[name.size() - end.size() - 1] == '.');
        });
    return named && kernel.size(2) == kernel.size(3);
}

bool isMeasurable(const at::Tensor& tensor) {
    const auto most = std::numeric_limits<int>::max();
    constexpr std::int64_t mostRepeated = 1 << 24;  // values of a tensor of which the file has only a part
    const bool repeated = tensor.numel() > mostRepeated && tensor.nbytes() > tensor.storage().nbytes();
    return !repeated && tensor.is_floating_point() && tensor.numel() > 0 &&
           std::ranges::all_of(tensor.sizes(), [&](std::int64_t size) { return size <= most; });
}

std::string parentOf(const std::string& name) {
    const auto end = name.rfind('.');
    return end == std::string::npos ? "" : name.substr(0, end);
}

// The choice whose name or prefix fits; null if none. Marks it as used.
const int* chosen(const std::map<std::string, int>& choices, const std::string& name,
                  std::map<std::string, bool>& used) {
    const int* result = nullptr;
    for (const auto& [pattern, value] : choices) {
        const bool prefix = pattern.ends_with('*');
        if (!prefix ? name != pattern : !std::string_view(name).starts_with(pattern.substr(0, pattern.size() - 1)))
            continue;
        used[pattern] = true;
        if (!result || !prefix)
            result = &value;
    }
    return result;
}

void requireUsed(const std::map<std::string, int>& choices, std::map<std::string, bool>& used,
                 const std::vector<FoundLayer>& layers, const char* what) {
    std::vector<std::string_view> names;
    for (const FoundLayer& layer : layers)
        if (!layer.linear)
            names.push_back(layer.plan.name);
    for (const auto& [pattern, value] : choices) {
        if (!used[pattern])
            throw std::invalid_argument(std::string(what) + " of '" + pattern + "': no convolution has this name" +
                                        base::didYouMean(pattern, names));
        if (value < 1)
            throw std::invalid_argument(std::string(what) + " of '" + pattern + "': " + std::to_string(value) +
                                        " is not accepted; use 1 or more");
    }
}

// Groups by shape: depthwise kernels, and kernels that read a part of what the convolution before them writes.
int groupsByShape(const FoundLayer& layer, const FoundLayer* before) {
    const int outputs = layer.plan.outputs, inputs = static_cast<int>(layer.weight.size(1));
    if (!before || layer.plan.kernel.pointwise())
        return 1;
    const int given = before->plan.outputs;
    const bool near = parentOf(layer.plan.name) == parentOf(before->plan.name);
    if (inputs == 1 && outputs > 1)
        return given > 1 && outputs % given == 0 ? given : outputs;
    if (near && given > inputs && given % inputs == 0 && outputs % (given / inputs) == 0)
        return given / inputs;
    return 1;
}

FoundLayer layerOf(const std::string& name, const at::Tensor& tensor) {
    FoundLayer layer;
    layer.linear = tensor.dim() == 2;
    layer.weight = tensor.detach().to(at::kCPU);
    if (layer.weight.scalar_type() != at::kDouble)
        layer.weight = layer.weight.to(at::kFloat);
    if (layer.linear)
        layer.weight = layer.weight.unsqueeze(2).unsqueeze(3);
    spec::ConvolutionPlan& plan = layer.plan;
    plan.name = name;
    plan.outputs = static_cast<int>(layer.weight.size(0));
    plan.inputs = static_cast<int>(layer.weight.size(1));
    plan.kernel = {static_cast<int>(layer.weight.size(2)), static_cast<int>(layer.weight.size(3))};
    const int top = plan.kernel.height / 2, left = plan.kernel.width / 2;
    plan.padding = {top, plan.kernel.height - 1 - top, left, plan.kernel.width - 1 - left};
    return layer;
}

}  // namespace

const char* originName(Origin origin) {
    switch (origin) {
        case Origin::Given:
            return "given";
        case Origin::Names:
            return "names";
        case Origin::Shapes:
            return "shapes";
        case Origin::Assumed:
            break;
    }
    return "assumed";
}

FoundLayers findLayers(const StateDict& state, const LayerChoices& choices) {
    FoundLayers found;
    StateDict convolutions;
    for (const auto& [entry, tensor] : state) {
        if (tensor.dim() < 2 || entry == "weight_g" || !entry.ends_with("weight"))
            continue;
        const bool fits = (tensor.dim() == 4 || (tensor.dim() == 2 && !isEmbedding(entry))) && isMeasurable(tensor);
        if (!fits) {
            found.otherWeights.push_back(entry + " " + sizesText(tensor));
            continue;
        }
        const std::string name =
            entry.ends_with(weightSuffix) ? entry.substr(0, entry.size() - weightSuffix.size()) : entry;
        found.layers.push_back(layerOf(name, tensor));
        if (tensor.dim() == 4)
            convolutions.emplace_back(name, tensor);
    }
    const auto geometry = resNetGeometry(convolutions);
    std::map<std::string, bool> usedStrides, usedGroups;
    const FoundLayer* before = nullptr;
    for (FoundLayer& layer : found.layers) {
        spec::ConvolutionPlan& plan = layer.plan;
        if (layer.linear) {
            layer.stride = layer.groups = layer.grid = Origin::Shapes;
            plan.in = {plan.inputs, 1, 1};
            plan.out = {plan.outputs, 1, 1};
            continue;
        }
        plan.in = {0, assumedGrid, assumedGrid};
        if (geometry) {
            const LayerGeometry& known = geometry->at(plan.name);
            plan.stride = known.stride;
            plan.in = {0, known.size, known.size};
            layer.stride = layer.grid = Origin::Names;
        } else if (isPatchEmbedding(plan.name, layer.weight)) {
            plan.stride = plan.kernel.height;
            plan.in = {0, imageSize, imageSize};
            layer.stride = layer.grid = Origin::Names;
        }
        if (const int* stride = chosen(choices.strides, plan.name, usedStrides)) {
            plan.stride = *stride;
            layer.stride = Origin::Given;
        }
        if (choices.grid) {
            plan.in = *choices.grid;
            layer.grid = Origin::Given;
        }
        plan.groups = groupsByShape(layer, before);
        if (plan.groups > 1)
            layer.groups = Origin::Shapes;
        if (const int* groups = chosen(choices.groups, plan.name, usedGroups)) {
            if (*groups > 0 && plan.outputs % *groups != 0)
                throw std::invalid_argument("groups of '" + plan.name + "': " + std::to_string(*groups) +
                                            " does not divide its " + std::to_string(plan.outputs) + " outputs");
            plan.groups = *groups;
            layer.groups = Origin::Given;
        }
        plan.inputs = static_cast<int>(
            std::min<std::int64_t>(layer.weight.size(1) * plan.groups, std::numeric_limits<int>::max()));
        before = &layer;
    }
    requireUsed(choices.strides, usedStrides, found.layers, "stride");
    requireUsed(choices.groups, usedGroups, found.layers, "groups");
    for (FoundLayer& layer : found.layers) {
        spec::ConvolutionPlan& plan = layer.plan;
        if (layer.linear)
            continue;
        plan.in.channels = plan.inputs;
        plan.out = {plan.outputs, (plan.in.height - 1) / plan.stride + 1, (plan.in.width - 1) / plan.stride + 1};
    }
    return found;
}

}  // namespace isonet::interop
