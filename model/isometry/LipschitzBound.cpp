#include "model/isometry/LipschitzBound.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "model/isometry/NormBounds.h"
#include "model/layers/Activation.h"
#include "model/layers/Linear.h"
#include "model/layers/Normalization.h"
#include "model/spec/Architecture.h"

namespace isonet::model {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Largest derivatives, from below rounded up.
constexpr double seluSlope = 1.0507009873554805 * 1.6732632423543772, geluSlope = 1.12905, siluSlope = 1.09984;

double roundedUp(std::int64_t value, std::int64_t divisor) {
    return static_cast<double>((value + divisor - 1) / divisor);
}

// Windows of `kernel` pixels every `stride` pixels that cover one pixel, in both directions.
double windows(int kernel, int stride) {
    const double one = roundedUp(kernel, stride);
    return one * one;
}

// Rounds of paddedNormBound() that take under about 0.1 s; 0 for wide kernels.
int affordableRounds(const at::Tensor& kernel, const spec::ConvolutionPlan& plan) {
    constexpr double mostProducts = 5e8;
    const double channels = std::min(plan.outputs, plan.inputs * plan.stride * plan.stride) / double(plan.groups);
    auto height = static_cast<double>(kernel.size(2)), width = static_cast<double>(kernel.size(3));
    double products = 0;
    int rounds = 0;
    while (rounds < mostPaddedRounds) {
        const double higher = 2 * height - 1, wider = 2 * width - 1;
        products += channels * channels * channels * higher * wider * height * width * plan.groups;
        if (products > mostProducts)
            break;
        height = higher;
        width = wider;
        ++rounds;
    }
    return rounds;
}

class Walk {
public:
    explicit Walk(const Network& network)
        : spec_(network->spec()), plan_(network->plan()), convolutions_(network->convolutions()) {
        for (const auto& item : network->named_parameters())
            values_[item.key()] = item.value().detach().to(at::kCPU, at::kDouble);
        for (const auto& item : network->named_buffers())
            if (item.value().is_floating_point())
                values_[item.key()] = item.value().detach().to(at::kCPU, at::kDouble);
    }

    LipschitzBound run() {
        double bound = resampling(plan_.stemResampling) * convolution("stem");
        if (plan_.activations[activation_].name == "stem.relu")
            bound *= activation();
        bound *= stemPooling();
        for (const spec::BlockPlan& each : plan_.blocks)
            bound *= block(each);
        bound *= head();
        result_.network = bound;
        return std::move(result_);
    }

private:
    const at::Tensor* find(const std::string& name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? nullptr : &found->second;
    }

    // The next convolution with its normalization. `parent`: the module that holds both.
    double convolution(const std::string& parent, const std::string& own = {}) {
        const ConvolutionLayer& layer = convolutions_[convolution_++];
        const spec::ConvolutionPlan& plan = *layer.plan;
        const at::Tensor kernel = appliedKernel(layer);
        LayerBound bound{plan.name};
        OperatorGrid grid{plan.in.height, plan.in.width, plan.stride, plan.groups, plan.dilation};
        if (!plan.circular()) {
            const auto enlarged = [&](int pixels, std::int64_t taps) {
                const std::int64_t reached = pixels + (taps - 1) * plan.dilation;
                return (reached + plan.stride - 1) / plan.stride * plan.stride;
            };
            grid.height = enlarged(plan.in.height, kernel.size(2));
            grid.width = enlarged(plan.in.width, kernel.size(3));
            if (const int rounds = affordableRounds(kernel, plan); rounds > 0)
                bound.padded = paddedNormBound(kernel, {plan.stride, plan.groups, plan.dilation}, rounds);
        }
        bound.grid = grid;
        bound.circular = circularNormBound(kernel, grid);
        bound.used = bound.padded > 0 ? std::min(bound.padded, bound.circular) : bound.circular;
        result_.layers.push_back(bound);
        return bound.used * normalization(plan, parent + "." + normalizationName(plan, own));
    }

    double normalization(const spec::ConvolutionPlan& plan, const std::string& name) {
        constexpr double epsilon = 1e-5;
        if (plan.normalization == spec::Normalization::None)
            return 1;
        const at::Tensor *weight = find(name + ".weight"), *variance = find(name + ".running_var");
        if (plan.normalization == spec::Normalization::Batch && weight && variance)
            return (weight->abs() / (*variance + epsilon).sqrt()).max().item<double>();
        if (result_.unbounded.empty())
            result_.unbounded = name;
        return infinite;
    }

    double activation() {
        const spec::ActivationPlan& plan = plan_.activations[activation_++];
        switch (plan.kind) {
            case spec::Activation::SELU:
                return seluSlope;
            case spec::Activation::GELU:
                return geluSlope;
            case spec::Activation::SiLU:
                return siluSlope;
            case spec::Activation::TailoredReLU:
                return plan.scale * std::max(1.0, std::abs(plan.slope));
            case spec::Activation::TransformedTanh:
            case spec::Activation::TransformedSoftplus:
                return plan.scale * plan.inputScale;
            case spec::Activation::TransformedSiLU:
                return plan.scale * plan.inputScale * siluSlope;
            case spec::Activation::PReLU:
                return std::max(1.0, find(plan.name + ".weight")->abs().max().item<double>());
            case spec::Activation::PELU:
                return std::max(peluFloor, find(plan.name + ".pelu_a")->item<double>()) /
                       std::max(peluFloor, find(plan.name + ".pelu_b")->item<double>());
            default:
                return 1;
        }
    }

    static double resampling(const spec::ResamplingPlan& plan) {
        return plan.active() && plan.kind == spec::Downsampling::AveragePool ? 1.0 / plan.factor : 1;
    }

    double stemPooling() const {
        const spec::StemSpec stem = spec::architecture(spec_).stem;
        if (stem.pool == spec::StemPooling::None)
            return 1;

        const double covering = windows(stem.poolKernel, stem.poolStride);
        const double inside = stem.poolKernel - spec::poolPadding(stem.poolKernel);
        return std::sqrt(stem.pool == spec::StemPooling::Max ? covering : covering / (inside * inside));
    }

    double block(const spec::BlockPlan& block) {
        double skip = 0;
        if (block.shortcut) {
            skip = resampling(block.resampling);
            if (block.projection)
                skip *= projection(block);
        }
        double branch = 1;
        for (int i = 0; i < block.convolutions; ++i) {
            if (i == block.downsampleAt)
                branch *= resampling(block.resampling);
            branch *= convolution(block.name + ".f", std::string(1, static_cast<char>('a' + i)));
            if (i < block.convolutions - 1)
                branch *= activation();
        }
        if (const at::Tensor* scale = find(block.name + ".f.shared_scalar.scale"))
            branch *= scale->abs().max().item<double>();
        return (skip + branch) * activation();
    }

    double projection(const spec::BlockPlan& block) { return convolution(block.name); }

    double head() {
        double bound = 1;
        if (spec_.head.pool == spec::HeadPooling::Average)
            bound /= std::sqrt(static_cast<double>(plan_.features.height) * plan_.features.width);
        for (const spec::LinearPlan& layer : plan_.linear) {
            LayerBound linear{layer.name};
            linear.used = at::linalg_matrix_norm(appliedWeight(*find(layer.name + ".weight"), layer), 2).item<double>();
            result_.layers.push_back(linear);
            bound *= linear.used;
            if (layer.name != "head.fc")
                bound *= activation();
        }
        return bound;
    }

    const spec::ModelSpec& spec_;
    const spec::NetworkPlan& plan_;
    std::vector<ConvolutionLayer> convolutions_;
    std::map<std::string, at::Tensor> values_;
    std::size_t convolution_ = 0, activation_ = 0;
    LipschitzBound result_;
};

}  // namespace

LipschitzBound lipschitzBound(const Network& network) {
    return Walk(network).run();
}

}  // namespace isonet::model
