// |A x| of a convolution with a bias, against torch's convolution without one.
#include <torch/types.h>

#include <QtTest>

#include <map>

#include "model/isometry/SignalMeasure.h"

using namespace isonet;
using namespace isonet::model;

class TestConvolutionBias : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void biasesAreNoPartOfTheConvolution() {
        spec::ModelSpec spec = spec::ModelSpec();
        spec.depth = 8;
        spec.height = spec.width = 12;
        spec.activation = spec::Activation::LeakyReLU;
        spec.initialization = spec::Initialization::Kaiming;
        model::Network network(spec);
        const at::Tensor images = torch::randn({3, 3, spec.height, spec.width});
        const auto parameters = network->named_parameters();
        std::size_t biased = 0;
        {
            const at::NoGradGuard noGrad;
            for (const auto& layer : network->convolutions())
                if (const auto* bias = parameters.find(layer.plan->name + ".bias")) {
                    bias->add_(torch::randn_like(*bias));
                    ++biased;
                }
        }
        QVERIFY(biased > 0);
        struct Inputs : SignalObserver {
            std::map<std::size_t, at::Tensor> x;
            void convolution(std::size_t index, const at::Tensor& in, const at::Tensor&) override {
                x[index] = in.detach();
            }
            void activation(std::size_t, const at::Tensor&, const at::Tensor&) override {}
        } inputs;
        network->observe(&inputs);
        network(images);
        network->observe(nullptr);
        const auto report = measureSignals(network, images);
        const auto layers = network->convolutions();
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const spec::ConvolutionPlan& plan = *layers[i].plan;
            const at::Tensor x = inputs.x.at(i).to(at::kDouble);
            const at::Tensor y = torch::conv2d(x, layers[i].weight.detach().to(at::kDouble), {}, plan.stride,
                                               at::IntArrayRef({plan.padding.top, plan.padding.left}));
            const auto gram = [](const at::Tensor& batch) { return batch.flatten(1).mm(batch.flatten(1).t()); };
            const model::Passage& forward = report->convolutions[i].forward;
            const double norm = std::sqrt(gram(y).diagonal().mean().item<double>());
            const double deviation = ((gram(y) - gram(x)).norm() / gram(x).norm()).item<double>();
            QVERIFY2(std::abs(forward.after / norm - 1) < 1e-6, plan.name.c_str());
            QVERIFY2(std::abs(forward.deviation / deviation - 1) < 1e-5, plan.name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestConvolutionBias)
#include "tst_convolutionbias.moc"
