#include "model/layers/Normalization.h"

#include <torch/nn/modules/normalization.h>

#include <iterator>

#include "model/layers/BatchNormalization.h"

namespace isonet::model {
namespace {

torch::nn::AnyModule groupNorm(int channels, int groups) {
    return torch::nn::AnyModule(torch::nn::GroupNorm(groups, channels));
}

struct Maker {
    spec::Normalization value;
    torch::nn::AnyModule (*make)(int channels, int groups);
};

constexpr Maker makers[] = {
    {spec::Normalization::None, [](int, int) { return torch::nn::AnyModule(); }},
    {spec::Normalization::Batch, [](int channels, int) { return torch::nn::AnyModule(BatchNormalization(channels)); }},
    {spec::Normalization::Group, groupNorm},
    {spec::Normalization::Layer, [](int channels, int) { return groupNorm(channels, 1); }},
};
static_assert(spec::listsEveryValue(makers) && std::size(makers) == std::size(spec::normalizations));

}  // namespace

torch::nn::AnyModule makeNormalization(const spec::ConvolutionPlan& plan, double weight) {
    torch::nn::AnyModule layer =
        makers[static_cast<std::size_t>(plan.normalization)].make(plan.outputs, plan.normalizationGroups);
    if (!layer.is_empty()) {
        torch::NoGradGuard noGrad;
        layer.ptr()->named_parameters()["weight"].fill_(weight);
    }
    return layer;
}

std::string normalizationName(const spec::ConvolutionPlan& plan, const std::string& convolution) {
    const std::string module(spec::info(plan.normalization).module);
    return convolution.empty() ? module : convolution + "_" + module;
}

}  // namespace isonet::model
