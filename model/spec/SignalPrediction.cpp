#include "model/spec/SignalPrediction.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include "model/spec/ActivationTransform.h"
#include "model/spec/Architecture.h"
#include "model/spec/GaussianMaps.h"

namespace isonet::spec {

namespace {

// Mean fraction of the kernel's taps, in one direction, that lie inside the grid.
double insideFraction(int taps, int dilation, int stride, int before, int pixels, int outputs) {
    std::int64_t inside = 0;
    for (int out = 0; out < outputs; ++out)
        for (int tap = 0; tap < taps; ++tap) {
            const int at = out * stride - before + tap * dilation;
            inside += at >= 0 && at < pixels;
        }
    return double(inside) / (double(taps) * outputs);
}

bool isWideStem(const ConvolutionPlan& layer) {
    return layer.stage == 0 && layer.kernel == KernelSize{7, 7} && layer.stride == 2;
}

// Fixup's factor of a convolution's initial kernel (model/layers/Parts.cpp).
double fixupScale(const ConvolutionPlan& layer, const NetworkPlan& plan) {
    for (const BlockPlan& block : plan.blocks)
        if (layer.name.starts_with(block.name + ".f.")) {
            if (layer.name.back() == 'a' + block.convolutions - 1)
                return 0;
            return std::pow(double(plan.blocks.size()), -1 / (2.0 * block.convolutions - 2));
        }
    return 1;
}

// The forward pass over states. Convolutions and activations are taken in plan order.
class Prediction {
public:
    Prediction(const NetworkPlan& plan, const ModelSpec& spec) : plan_(plan), spec_(spec) {}
    // With the cosine map's slope and curvature at 1 of all transformed activations, which need not be solved yet.
    Prediction(const NetworkPlan& plan, const ModelSpec& spec, double slope, double curvature)
        : plan_(plan), spec_(spec), local_({slope, curvature}) {}

    // The largest of the network and of each branch alone.
    double largestSlope() const { return largestSlope_; }
    double largestCurvature() const { return largestCurvature_; }

    SignalPrediction run(double cosine) {
        SignalPrediction result;
        result.imageNorm = std::sqrt(double(spec_.channels) * spec_.height * spec_.width);
        SignalState at = convolution({1, cosine, 1}, 1);
        if (plan_.activations[activation_].name == "stem.relu") {
            inputActivation_ = &plan_.activations[activation_];
            at = activated(at);
        }
        for (const BlockPlan& each : plan_.blocks)
            at = block(each, at);
        result.features = at;
        result.activations = std::move(points_);
        result.largestCosine = std::max(branchCosine_, at.cosine);
        noteLargest(at);
        return result;
    }

private:
    SignalState convolution(SignalState at, double normWeight) {
        const ConvolutionPlan& layer = plan_.convolutions[convolution_++];
        if (layer.parameterization == Parameterization::ScaledStandardization)
            at = withoutMean(at);
        at.meanSquare *= meanSquareGain(layer, plan_, spec_);
        at.mean = 0;
        if (layer.normalization != Normalization::None && at.meanSquare > 0)
            at.meanSquare = normWeight * normWeight;
        return at;
    }

    void noteLargest(const SignalState& at) {
        largestSlope_ = std::max(largestSlope_, at.slope);
        largestCurvature_ = std::max(largestCurvature_, at.curvature);
    }

    SignalState through(const ActivationPlan& plan, SignalState at) const {
        if (local_ && plan.isTransformed()) {
            at.curvature = local_->curvature * at.slope * at.slope + local_->slope * at.curvature;
            at.slope *= local_->slope;
            at.meanSquare = at.meanSquare > 0 ? 1 : 0;
            return at;
        }
        const ScalarActivation f(plan);
        const double q = at.meanSquare;
        if (q > 0) {
            at.slope *= cosineSlopeAtOne(f, q);
            at.cosine = local_ ? 0 : cosineAfter(f, q, at.cosine);  // solving does not need it
        } else {
            at.cosine = 1;  // a constant
            at.slope = 0;
        }
        at.meanSquare = lengthAfter(f, q);
        at.mean = meanAfter(f, q);
        return at;
    }

    // What kernels whose weights sum to 0 see of a signal.
    static SignalState withoutMean(const SignalState& at) {
        const double square = at.mean * at.mean, q = at.meanSquare - square;
        if (q <= 0)
            return {0, 1, 0};
        return {q, (at.meanSquare * at.cosine - square) / q, at.meanSquare * at.slope / q};
    }

    SignalState activated(SignalState at) {
        const ActivationPlan& plan = plan_.activations[activation_++];
        at = through(plan, at);
        points_.push_back({plan.name, plan.shape, at});
        return at;
    }

    SignalState block(const BlockPlan& block, const SignalState& in) {
        std::optional<SignalState> skip;
        if (block.shortcut)
            skip = block.projection ? convolution(in, 1) : in;
        const bool closedByMultiplier = block.multiplier != ResidualMultiplier::None && block.multiplierStart == 0;
        const double lastWeight = block.shortcut && !closedByMultiplier ? 0 : 1;
        SignalState branch = in, alone{in.meanSquare, 0, 1};
        for (int i = 0; i < block.convolutions; ++i) {
            const bool last = i == block.convolutions - 1;
            branch = convolution(branch, last ? lastWeight : 1);
            alone.meanSquare = branch.meanSquare;
            if (!last) {
                alone = through(plan_.activations[activation_], alone);
                branch = activated(branch);
            }
        }
        branchCosine_ = std::max(branchCosine_, alone.cosine);
        noteLargest(alone);
        const double m = spec_.fixup ? 1 : block.multiplier == ResidualMultiplier::None ? 1 : block.multiplierStart;
        branch.meanSquare *= m * m;
        branch.mean *= m;
        const ActivationPlan& last = plan_.activations[activation_];
        const bool same = skip && !block.projection && branch.meanSquare == 0 && isRepeated(last);
        inputActivation_ = &last;
        if (!same)
            return activated(skip ? sum(*skip, branch) : branch);
        ++activation_;
        points_.push_back({last.name, last.shape, in});
        return in;
    }

    // Whether the activation changes nothing that has passed through the one before the block: max(max(y, b), b).
    bool isRepeated(const ActivationPlan& next) const {
        return inputActivation_ && inputActivation_->kind == next.kind &&
               (next.kind == Activation::ReLU ||
                (next.kind == Activation::SReLU && next.offset <= inputActivation_->offset));
    }

    static SignalState sum(const SignalState& a, const SignalState& b) {
        const double q = a.meanSquare + b.meanSquare;
        if (q <= 0)
            return {0, 1, 0};
        return {q, (a.meanSquare * a.cosine + b.meanSquare * b.cosine) / q,
                (a.meanSquare * a.slope + b.meanSquare * b.slope) / q, a.mean + b.mean,
                (a.meanSquare * a.curvature + b.meanSquare * b.curvature) / q};
    }

    const NetworkPlan& plan_;
    const ModelSpec& spec_;
    std::size_t convolution_ = 0, activation_ = 0;
    double branchCosine_ = 0, largestSlope_ = 1, largestCurvature_ = 0;
    struct LocalMap {
        double slope = 1, curvature = 0;
    };
    std::optional<LocalMap> local_;
    const ActivationPlan* inputActivation_ = nullptr;  // that the input of the current block has passed
    std::vector<PredictedSignal> points_;
};

}  // namespace

double PredictedSignal::norm() const {
    return std::sqrt(double(shape.channels) * shape.height * shape.width * state.meanSquare);
}

double meanSquareGain(const ConvolutionPlan& layer, const NetworkPlan& plan, const ModelSpec& spec) {
    const double taps = double(layer.kernel.height) * layer.kernel.width;
    const double in = double(layer.inputs) / layer.groups, out = double(layer.outputs) / layer.groups;
    const double inside = insideFraction(layer.kernel.height, layer.dilation, layer.stride, layer.padding.top,
                                         layer.in.height, layer.out.height) *
                          insideFraction(layer.kernel.width, layer.dilation, layer.stride, layer.padding.left,
                                         layer.in.width, layer.out.width);
    const double kept = std::min(in, out) / out;  // rows of a delta kernel that have their 1
    const bool centered = layer.initialization == Initialization::Delta ||
                          layer.initialization == Initialization::DeltaOrthogonal ||
                          layer.initialization == Initialization::ScaledDeltaOrthogonal;
    double gain = 1;
    if (layer.parameterization == Parameterization::Dirac)  // delta and, ten times smaller, a kernel of norm 1
        gain = (layer.initialization == Initialization::Delta ? 1.1 * 1.1 : 1 + 0.1 * 0.1 * inside) * kept;
    else if (layer.parameterization == Parameterization::ScaledStandardization)
        gain = layer.gain * layer.gain * (centered ? kept : inside);
    else if (layer.parameterization != Parameterization::Free)  // rows or columns orthonormal; inputs are the phases
        gain = std::min(1.0, in * layer.stride * layer.stride / out);
    else if (isWideStem(layer) && info(layer.initialization).isometric)
        gain = inside / 3;  // the framework's default: variance 1 / (3 fan-in)
    else if (layer.standardized)
        gain = in * taps * (layer.initialization == Initialization::Delta ? kept : 1) * inside;
    else if (layer.initialization == Initialization::ScaledDeltaOrthogonal)
        gain = 1;
    else if (centered)
        gain = kept;
    else if (layer.initialization == Initialization::Orthogonal)
        gain = std::min(1.0, in * taps / out) * inside;
    else if (layer.initialization == Initialization::Kaiming)
        gain = 2 * in / out * inside;
    else
        gain = 2 * in / (in + out) * inside;  // Xavier
    const double fixup = spec.fixup ? fixupScale(layer, plan) : 1;
    return gain * fixup * fixup;
}

SignalPrediction predictSignals(const NetworkPlan& plan, const ModelSpec& spec, double cosine) {
    return Prediction(plan, spec).run(cosine);
}

double standardizedGain(const ActivationPlan& activation) {
    if (info(activation.kind).pairs || info(activation.kind).transformed)  // a permutation; of length 1
        return 1;
    const ScalarActivation f(activation);
    const double mean = meanAfter(f, 1);
    return 1 / std::sqrt(lengthAfter(f, 1) - mean * mean);
}

void tailorSlopes(NetworkPlan& plan, const ModelSpec& spec, double target) {
    const auto set = [&](double a) {
        for (ActivationPlan& each : plan.activations)
            if (each.isTailored()) {
                each.slope = a;
                each.scale = std::sqrt(2 / (1 + a * a));
            }
    };
    const auto cosine = [&](double a) {
        set(a);
        return predictSignals(plan, spec).largestCosine;
    };
    double low = 0, high = 1;
    if (cosine(low) <= target)
        return;
    constexpr int halvings = 52;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (cosine(middle) > target ? low : high) = middle;
    }
    set(high);
}

void transformActivations(NetworkPlan& plan, const ModelSpec& spec) {
    const bool dks = spec.transformation == Transformation::DKS;
    const double target = dks ? spec.transformedSlope : spec.transformedCurvature;
    const auto largest = [&](double local) {
        Prediction prediction(plan, spec, dks ? local : 1, dks ? 0 : local);
        prediction.run(0);
        return dks ? prediction.largestSlope() : prediction.largestCurvature();
    };
    double low = dks ? 1 : 0, high = target;  // one activation alone has the target
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (largest(middle) > target ? high : low) = middle;
    }
    std::map<Activation, ActivationTransform> found;
    for (ActivationPlan& each : plan.activations)
        if (each.isTransformed()) {
            if (!found.contains(each.kind))
                found.emplace(each.kind, solveTransform(each.kind, spec.transformation, low));
            const ActivationTransform& solved = found.at(each.kind);
            each.inputScale = solved.inputScale;
            each.inputShift = solved.inputShift;
            each.shift = solved.shift;
            each.scale = solved.scale;
        }
}

}  // namespace isonet::spec
