#include "model/layers/Resampling.h"

#include <ATen/ATen.h>

#include <iterator>

namespace isonet::model {
namespace {

struct Resampler {
    spec::Downsampling value;
    at::Tensor (*apply)(const at::Tensor& x, std::int64_t s);
};

// [1, 2, 1] / 4 is the mean of two neighbors, twice.
at::Tensor blurPool(const at::Tensor& x, std::int64_t s) {
    const at::Tensor padded = at::reflection_pad2d(x, {1, 1, 1, 1});
    return at::avg_pool2d(at::avg_pool2d(padded, {2, 2}, {1, 1}), {2, 2}, {s, s});
}

constexpr Resampler resamplers[] = {
    {spec::Downsampling::Stride, [](const at::Tensor& x, std::int64_t) { return x; }},
    {spec::Downsampling::MaxPool,
     [](const at::Tensor& x, std::int64_t s) {
         return at::max_pool2d(x, {s, s});
     }},
    {spec::Downsampling::AveragePool,
     [](const at::Tensor& x, std::int64_t s) {
         return at::avg_pool2d(x, {s, s});
     }},
    {spec::Downsampling::BlurPool, blurPool},
    {spec::Downsampling::SpaceToDepth, [](const at::Tensor& x, std::int64_t s) { return at::pixel_unshuffle(x, s); }},
};
static_assert(spec::listsEveryValue(resamplers) && std::size(resamplers) == std::size(spec::downsamplings));

}  // namespace

at::Tensor resampled(const at::Tensor& x, const spec::ResamplingPlan& plan) {
    return plan.active() ? resamplers[static_cast<std::size_t>(plan.kind)].apply(x, plan.factor) : x;
}

}  // namespace isonet::model
