#include "model/isometry/SignalMeasure.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <exception>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "model/isometry/EvaluationMode.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/LinearMap.h"
#include "model/isometry/PaddedOperator.h"

namespace isonet::model {
namespace {

struct Stopped : std::exception {};

// <x_i, x_j> of a batch in float64, on the CPU.
at::Tensor gram(const at::Tensor& batch) {
    const at::NoGradGuard noGrad;
    const at::Tensor flat = batch.detach().to(at::kDouble).flatten(1);
    return flat.mm(flat.t()).cpu();
}

double typicalNorm(const at::Tensor& gram) {
    return std::sqrt(gram.diagonal().mean().item<double>());
}

Passage passage(const at::Tensor& before, const at::Tensor& after) {
    Passage p{typicalNorm(before), typicalNorm(after), 0};
    const double size = before.norm().item<double>(), change = (after - before).norm().item<double>();
    p.deviation = size > 0 ? change / size : change > 0 ? std::numeric_limits<double>::infinity() : 0;
    return p;
}

class Measure : public SignalObserver {
public:
    Measure(const Network& network, const SignalOptions& options)
        : plan_(network->plan()), weights_(network->convolutions()), options_(options) {
        for (std::size_t i = 0; i < weights_.size(); ++i)
            biases_.push_back(network->biasOf(i));
        report_.convolutions.resize(plan_.convolutions.size());
        report_.activations.resize(plan_.activations.size());
        gradients_.resize(plan_.activations.size());
        all_ = static_cast<int>(2 * (report_.convolutions.size() + report_.activations.size()));
    }

    void convolution(std::size_t index, const at::Tensor& in, const at::Tensor& out) override {
        advance();
        ConvolutionReport& report = report_.convolutions[index];
        report.name = plan_.convolutions[index].name;
        report.stage = plan_.convolutions[index].stage;
        report.forward = passage(gram(in), gram(withoutBias(index, out)));
        const std::vector<std::int64_t> shape = in.sizes().vec();
        out.register_hook([this, index, shape](const at::Tensor& gradient) {
            if (!masking_ && count())
                report_.convolutions[index].backward = passage(gram(gradient), gram(adjoint(index, gradient, shape)));
        });
    }

    void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) override {
        advance();
        const spec::ActivationPlan& plan = plan_.activations[index];
        ActivationReport& report = report_.activations[index];
        report.name = plan.name;
        report.stage = plan.stage;
        report.channels = after.size(1);
        report.height = after.size(2);
        report.width = after.size(3);
        report.forward = passage(gram(before), gram(after));
        // Hooks on the same tensors would mistake this for a gradient of the network.
        masking_ = true;
        const at::Tensor mask = torch::autograd::grad({after}, {before}, {at::ones_like(after)}, true)[0];
        masking_ = false;
        const at::Tensor squares = mask.detach().to(at::kDouble).square();
        report.maskEnergy = squares.mean().item<double>();
        report.maskDeviation = std::sqrt((squares - 1).square().mean().item<double>());
        after.register_hook([this, index](const at::Tensor& gradient) { gradients_[index] = gram(gradient); });
        before.register_hook([this, index](const at::Tensor& gradient) {
            if (count() && gradients_[index].defined())
                report_.activations[index].backward = passage(gradients_[index], gram(gradient));
        });
    }

    SignalReport& report() { return report_; }

private:
    // False once a stop is requested.
    bool count() {
        if (options_.stop.stop_requested())
            return false;
        if (options_.progress)
            options_.progress(++done_, all_);
        return true;
    }

    // Forward, a stop aborts the pass; backward, it only ends measuring, because hooks may run on one of torch's
    // threads.
    void advance() {
        if (!count())
            throw Stopped();
    }

    // A in: an isometry is a property of the linear map, to which a bias does not belong.
    at::Tensor withoutBias(std::size_t index, const at::Tensor& out) const {
        const at::NoGradGuard noGrad;
        const at::Tensor& bias = biases_[index];
        return bias.defined() ? out.detach().to(at::kDouble) - bias.detach().to(at::kDouble).view({1, -1, 1, 1}) : out;
    }

    // A* gradient: (N, M, H', W') -> `shape`.
    at::Tensor adjoint(std::size_t index, const at::Tensor& gradient, const std::vector<std::int64_t>& shape) const {
        const at::NoGradGuard noGrad;
        const ConvolutionLayer& layer = weights_[index];
        const spec::ConvolutionPlan& plan = *layer.plan;
        if (plan.circular())
            return circularLayerAdjoint(layer, gradient.detach(), shape[2], shape[3]);
        return paddedAdjoint(gradient.detach(), appliedKernel(layer).detach(),
                             {shape[2], shape[3], plan.stride, plan.padding, plan.dilation, plan.groups});
    }

    const spec::NetworkPlan& plan_;
    std::vector<ConvolutionLayer> weights_;
    std::vector<at::Tensor> biases_;
    const SignalOptions& options_;
    SignalReport report_;
    std::vector<at::Tensor> gradients_;  // Gram matrices of dL/dx after each activation
    bool masking_ = false;
    int done_ = 0, all_ = 0;
};

void check(const at::Tensor& images, const at::Tensor& labels, std::int64_t classes) {
    if (!labels.defined())
        return;
    std::ostringstream message;
    if (labels.dim() != 1 || labels.size(0) != images.size(0) || labels.scalar_type() != at::kLong)
        message << "labels " << labels.sizes() << " of type " << labels.scalar_type() << " for " << images.size(0)
                << " images; expected one int64 per image";
    else if (labels.numel() > 0 &&
             (labels.min().item<std::int64_t>() < 0 || labels.max().item<std::int64_t>() >= classes))
        message << "labels up to " << labels.max().item<std::int64_t>() << " for " << classes << " classes";
    else
        return;
    throw std::invalid_argument("measureSignals: " + message.str());
}

}  // namespace

std::optional<SignalReport> measureSignals(Network network, const at::Tensor& images, const SignalOptions& options) {
    TORCH_CHECK(images.dim() == 4 && images.size(0) > 0, "measureSignals: images of shape ", images.sizes(),
                "; expected (N, C, H, W) with N > 0");
    check(images, options.labels, network->spec().classes);
    const EvaluationMode mode(network);
    const at::AutoGradMode withGradients(true);
    const FullPrecision fullPrecision(images.device());
    const at::Tensor input = images.detach().clone().requires_grad_();
    Measure measure(network, options);
    try {
        network->observe(&measure);
        const at::Tensor logits = network->forward(input);
        network->observe(nullptr);
        at::Tensor start;
        if (options.labels.defined()) {
            const at::Tensor loss =
                at::cross_entropy_loss(logits, options.labels.to(logits.device()), {}, at::Reduction::Sum);
            start = torch::autograd::grad({loss}, {logits}, {}, true)[0];
        } else {
            start = gaussianVectors(logits.size(0), logits.size(1), options.seed);
            start = start.div_(start.norm(2, 1, true)).to(logits.options());
        }
        const at::Tensor gradient = torch::autograd::grad({logits}, {input}, {start})[0];
        if (options.stop.stop_requested())
            return std::nullopt;
        SignalReport& report = measure.report();
        report.images = images.size(0);
        report.imageNorm = typicalNorm(gram(input));
        report.logitsNorm = typicalNorm(gram(logits));
        report.logitsGradient = typicalNorm(gram(start));
        report.imageGradient = typicalNorm(gram(gradient));
        return std::move(report);
    } catch (const Stopped&) {
        return std::nullopt;
    }
}

}  // namespace isonet::model
