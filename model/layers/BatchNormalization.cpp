#include "model/layers/BatchNormalization.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/utils.h>

#include <vector>

#include "model/kernels/cpu/ChannelMoments.h"

namespace isonet::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// A float32 batch with its channels side by side, as a (pixels, channels) matrix.
struct Pixels {
    explicit Pixels(const at::Tensor& batch)
        : data(batch.const_data_ptr<float>()), channels(batch.size(1)), count(batch.numel() / channels) {}
    const float* data;
    std::int64_t channels, count;
};

// The mean over the pixels, (C) in float64, of what `add(first pixel, pixels, sums)` adds. In parts that do not depend
// on the number of threads.
template <typename Add>
at::Tensor meanOf(const Pixels& x, Add add) {
    constexpr std::int64_t parts = 64;
    std::vector<double> sums(static_cast<std::size_t>(parts * x.channels), 0.0);
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t part = begin; part < end; ++part) {
            const std::int64_t first = x.count * part / parts, last = x.count * (part + 1) / parts;
            add(first, last - first, sums.data() + part * x.channels);
        }
    });
    return at::from_blob(sums.data(), {parts, x.channels}, at::kDouble).sum(0).div_(x.count);
}

at::Tensor meanOf(const Pixels& x) {
    return meanOf(x, [&](std::int64_t first, std::int64_t count, double* sums) {
        cpu::addChannelSums(x.data + first * x.channels, count, x.channels, sums);
    });
}

at::Tensor varianceOf(const Pixels& x, const at::Tensor& mean) {
    return meanOf(x, [&, center = mean.const_data_ptr<float>()](std::int64_t first, std::int64_t count, double* sums) {
        cpu::addCenteredSquares(x.data + first * x.channels, center, count, x.channels, sums);
    });
}

// The mean of (x - mean) y.
at::Tensor covarianceOf(const Pixels& x, const at::Tensor& mean, const Pixels& y) {
    return meanOf(x, [&, center = mean.const_data_ptr<float>()](std::int64_t first, std::int64_t count, double* sums) {
        const std::int64_t at = first * x.channels;
        cpu::addCenteredProducts(x.data + at, center, y.data + at, count, x.channels, sums);
    });
}

// a x + b y + c by channel, (C) each.
at::Tensor combined(const at::Tensor& batch, const at::Tensor& other, const at::Tensor& a, const at::Tensor& b,
                    const at::Tensor& c) {
    at::Tensor out = at::empty_like(batch, at::MemoryFormat::ChannelsLast);
    const Pixels x(batch), y(other);
    const at::Tensor factors = at::stack({a, b, c}).to(at::kFloat);
    const float* f = factors.const_data_ptr<float>();
    float* result = out.mutable_data_ptr<float>();
    const std::int64_t grain = 1 + 16384 / x.channels;
    at::parallel_for(0, x.count, grain, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t at = begin * x.channels;
        cpu::combineChannels(x.data + at, y.data + at, f, f + x.channels, f + 2 * x.channels, end - begin, x.channels,
                             result + at);
    });
    return out;
}

// Normalizes by the moments of the batch; mean in float32, scale = 1 / sqrt(variance + eps) in float64.
class ByMoments : public torch::autograd::Function<ByMoments> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                              const at::Tensor& bias, const at::Tensor& mean, const at::Tensor& scale) {
        context->save_for_backward({input, weight, mean, scale});
        const at::Tensor a = scale * weight;
        return combined(input, input, a, at::zeros_like(a), bias - a * mean);
    }
    // With x' = (x - mean) scale: dL/dx = w scale (g - mean(g) - x' mean(g x')).
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0], &weight = saved[1], &mean = saved[2], &scale = saved[3];
        const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        const Pixels x(input), g(gradient);
        const at::Tensor average = meanOf(g), projection = covarianceOf(x, mean, g) * scale;
        const at::Tensor a = weight * scale, b = -a * scale * projection;
        return {combined(gradient, input, a, b, -a * average - b * mean),
                (projection * x.count).to(at::kFloat),
                (average * x.count).to(at::kFloat),
                {},
                {}};
    }
};

}  // namespace

at::Tensor BatchNormalizationImpl::forward(const at::Tensor& input) {
    if (!is_training() || !input.is_cpu() || input.scalar_type() != at::kFloat || input.dim() != 4 ||
        !input.is_contiguous(at::MemoryFormat::ChannelsLast) || input.numel() < 2 * input.size(1))
        return torch::nn::BatchNorm2dImpl::forward(input);
    at::Tensor mean, scale;
    {
        const at::NoGradGuard noGrad;
        const Pixels x(input);
        mean = meanOf(x).to(at::kFloat);
        const at::Tensor variance = varianceOf(x, mean);
        scale = (variance + options.eps()).rsqrt_();
        if (options.track_running_stats()) {
            num_batches_tracked += 1;
            const double share = options.momentum().value_or(1.0 / num_batches_tracked.item<double>());
            running_mean.mul_(1 - share).add_(mean, share);
            running_var.mul_(1 - share).add_(variance * (share * x.count / (x.count - 1)));
        }
    }
    return ByMoments::apply(input, weight, bias, mean, scale);
}

}  // namespace isonet::model
