// The project's kernels on the device: SReLU against its formula, the fast penalty against the published one, spectra
// against what is known of them. All references are computed in float64 on the CPU.
#include <torch/utils.h>

#include "app/doctor/Check.h"
#include "app/doctor/checks/Agreement.h"
#include "model/isometry/Penalty.h"
#include "model/isometry/Spectrum.h"
#include "model/kernels/SReLU.h"
#include "model/layers/Network.h"

namespace isonet::doctor {
namespace {

struct Type {
    at::ScalarType type;
    const char* name;
    double rounding;  // half a unit in the last place
};

void compareSReLU(const at::Device& device, Agreement& agreement) {
    for (const Type& type :
         {Type{at::kFloat, "float32", 6e-8}, Type{at::kBFloat16, "bfloat16", 4e-3}, Type{at::kHalf, "float16", 5e-4}})
        for (const auto layout : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast})
            for (const std::int64_t channels : {1, 16}) {
                const std::string what = std::string("SReLU ") + type.name +
                                         (layout == at::MemoryFormat::Contiguous ? "" : " channels-last") +
                                         (channels == 1 ? " one b" : "");
                // Quarters: exact in every type, some equal to b.
                auto y = (at::randint(-8, 8, {4, 16, 13, 11}, at::kDouble) / 4).contiguous(layout);
                auto b = at::randint(-4, 4, {1, channels, 1, 1}, at::kDouble) / 4;
                const auto g = (at::randint(-8, 8, y.sizes(), at::kDouble) / 4).contiguous(layout);
                const auto kept = y > b;
                const auto expected = at::where(kept, y, b.expand_as(y));
                const auto below = at::where(kept, at::zeros({}, at::kDouble), g).sum({0, 2, 3}, true);
                const auto expectedB = channels == 1 ? below.sum(1, true) : below;
                y = y.to(device, type.type).requires_grad_();
                b = b.to(device, at::kFloat).requires_grad_();
                const auto x = model::srelu(y, b);
                x.backward(g.to(device, type.type));
                agreement.add(what, difference(x, expected), 0);
                agreement.add(what + ", gradient", difference(y.grad(), at::where(kept, g, at::zeros({}, at::kDouble))),
                              0);
                agreement.add(what + ", gradient of b", difference(b.grad(), expectedB), 4 * type.rounding);
            }
}

// A network whose convolutions have these shapes exercises the penalty as training does.
void comparePenalty(const at::Device& device, Agreement& agreement) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 16;
    for (const int groups : {1, 4, 16}) {
        spec.stages.clear();
        for (const int channels : {16, 32}) {
            spec::StageSpec stage;
            stage.channels = channels;
            stage.stride = channels / 16;
            stage.groups = groups;
            spec.stages.push_back(stage);
        }
        model::Network network(spec), exact(spec);
        exact->to(at::kDouble);
        {
            const at::NoGradGuard noGrad;
            auto to = exact->parameters();
            for (std::size_t i = 0; auto& parameter : network->parameters()) {
                parameter.add_(at::randn_like(parameter), 0.1);  // at the delta kernel the penalty is 0
                to[i++].copy_(parameter);
            }
        }
        network->to(device);
        const auto value = model::Penalty({}, network).evaluate().total;
        value.backward();
        at::Tensor expected = at::zeros({}, at::kDouble);
        for (const auto& layer : exact->convolutions())
            if (layer.plan->penalized)
                expected =
                    expected + model::convolutionPenaltyReference(layer.weight, layer.plan->stride, layer.plan->groups);
        expected.backward();
        const std::string what = "penalty, " + std::to_string(groups) + (groups == 1 ? " group" : " groups");
        agreement.add(what, difference(value, expected), 1e-5);
        const auto layers = network->convolutions(), exactLayers = exact->convolutions();
        for (std::size_t i = 0; i < layers.size(); ++i)
            if (layers[i].plan->penalized)
                agreement.add(what + ", gradient of " + layers[i].plan->name,
                              difference(layers[i].weight.grad(), exactLayers[i].weight.grad()), 1e-4);
    }
}

// sum of sigma^2 = (H / s)(W / s) ||K||^2, and the delta kernel has every sigma 1.
void compareSpectra(const at::Device& device, Agreement& agreement) {
    for (const std::int64_t stride : {1, 2}) {
        const model::OperatorGrid grid{8, 8, stride};
        const auto kernel = at::randn({12, 6, 3, 3});
        const auto values = model::singularValues(kernel.to(device), grid);
        const double squares =
            static_cast<double>(64 / (stride * stride)) * kernel.to(at::kDouble).square().sum().item<double>();
        agreement.add("spectrum, stride " + std::to_string(stride),
                      difference(values.square().sum(), at::full({}, squares, at::kDouble)), 1e-6);
    }
    auto delta = at::zeros({6, 6, 3, 3});
    delta.select(3, 1).select(2, 1).diagonal().fill_(1);
    const auto values = model::singularValues(delta.to(device), {8, 8});
    agreement.add("spectrum of the delta kernel", difference(values, at::ones_like(values)), 1e-6);
}

}  // namespace

Outcome checkKernels(const Subject& subject) {
    torch::manual_seed(7);
    const at::Device device(subject.device);
    Agreement agreement;
    compareSReLU(device, agreement);
    comparePenalty(device, agreement);
    compareSpectra(device, agreement);
    const std::string text =
        std::to_string(agreement.count()) + " comparisons of SReLU, penalty and spectra with float64";
    return agreement.holds() ? passed(text + "; largest relative difference " + brief(agreement.largest()))
                             : failed(agreement.exceeded());
}

}  // namespace isonet::doctor
