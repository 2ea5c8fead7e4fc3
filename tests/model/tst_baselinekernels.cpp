// DiracNet's kernels and scaled weight standardization against loops over their definitions.
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <numbers>

#include "model/interop/PlainKernels.h"
#include "model/interop/StateDict.h"
#include "model/layers/Network.h"
#include "model/layers/parameterization/Parameterization.h"
#include "model/spec/SignalPrediction.h"

using namespace isonet;
using spec::Parameterization;

namespace {

constexpr Parameterization baselines[] = {Parameterization::Dirac, Parameterization::ScaledStandardization};

spec::ConvolutionPlan planOf(Parameterization kind, int inputs, int outputs, spec::KernelSize kernel, int groups) {
    spec::ConvolutionPlan plan;
    plan.name = "layer";
    plan.inputs = inputs;
    plan.outputs = outputs;
    plan.kernel = kernel;
    plan.groups = groups;
    plan.parameterization = kind;
    plan.initialization = spec::Initialization::Kaiming;
    plan.gain = 1.5;
    return plan;
}

// One weight of the kernel, from the definition.
double expected(const spec::ConvolutionPlan& plan, const model::RawKernel& raw, int m, int c, int y, int x) {
    const auto filter = raw.weight[m];
    const double weight = filter[c][y][x].item<double>();
    if (plan.parameterization == Parameterization::Dirac) {
        double squares = 0;
        for (int i = 0; i < filter.numel(); ++i)
            squares += std::pow(filter.reshape(-1)[i].item<double>(), 2);
        const bool one =
            y == plan.kernel.height / 2 && x == plan.kernel.width / 2 && c == m % (plan.outputs / plan.groups);
        return raw.scale[0][m].item<double>() * one + raw.scale[1][m].item<double>() * weight / std::sqrt(squares);
    }
    const double count = double(filter.numel()), mean = filter.sum().item<double>() / count;
    double variance = 0;
    for (int i = 0; i < filter.numel(); ++i)
        variance += std::pow(filter.reshape(-1)[i].item<double>() - mean, 2) / count;
    return raw.scale[m].item<double>() * (weight - mean) / std::sqrt(variance * count);
}

spec::ModelSpec small(Parameterization kind) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 8;
    spec.activation = spec::Activation::ReLU;
    spec.initialization = spec::Initialization::Kaiming;
    spec.parameterization = kind;
    return spec;
}

}  // namespace

class TestBaselineKernels : public QObject {
    Q_OBJECT

    static void kindRows() {
        QTest::addColumn<int>("kind");
        for (const auto kind : baselines)
            QTest::newRow(spec::name(kind).data()) << static_cast<int>(kind);
    }

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void init() { torch::manual_seed(5); }

    void kernelsFollowTheirDefinition_data() { kindRows(); }
    void kernelsFollowTheirDefinition() {
        QFETCH(int, kind);
        const at::NoGradGuard noGrad;
        for (const auto& [inputs, outputs, kernel, groups] : {std::tuple{3, 5, spec::KernelSize{3, 3}, 1},
                                                              {6, 4, spec::KernelSize{2, 5}, 2},
                                                              {4, 8, spec::KernelSize{1, 1}, 2}}) {
            const auto plan = planOf(static_cast<Parameterization>(kind), inputs, outputs, kernel, groups);
            auto raw = model::emptyRawKernel(plan);
            model::initializeRawKernel(raw, plan);
            raw = {raw.weight.to(at::kDouble), {}, (raw.scale + at::rand_like(raw.scale)).to(at::kDouble)};
            const auto applied = model::parameterizedKernel(raw, plan);
            QCOMPARE(applied.sizes(), raw.weight.sizes());
            for (int m = 0; m < outputs; ++m)
                for (int c = 0; c < inputs / groups; ++c)
                    for (int y = 0; y < kernel.height; ++y)
                        for (int x = 0; x < kernel.width; ++x)
                            QVERIFY(std::abs(applied[m][c][y][x].item<double>() - expected(plan, raw, m, c, y, x)) <
                                    1e-12);
        }
    }

    void gradientsEqualFiniteDifferences_data() { kindRows(); }
    void gradientsEqualFiniteDifferences() {
        QFETCH(int, kind);
        const auto plan = planOf(static_cast<Parameterization>(kind), 4, 6, {3, 3}, 2);
        auto raw = model::emptyRawKernel(plan);
        model::initializeRawKernel(raw, plan);
        raw = {raw.weight.to(at::kDouble), {}, raw.scale.to(at::kDouble)};
        const auto probe = at::randn_like(raw.weight);
        const auto value = [&] { return (model::parameterizedKernel(raw, plan) * probe).sum(); };
        for (const at::Tensor& parameter : {raw.weight, raw.scale}) {
            parameter.requires_grad_();
            const auto gradient = torch::autograd::grad({value()}, {parameter})[0];
            parameter.requires_grad_(false);
            const auto direction = at::randn_like(parameter);
            constexpr double h = 1e-6;
            parameter.add_(direction, h);
            const double above = value().item<double>();
            parameter.add_(direction, -2 * h);
            const double below = value().item<double>();
            parameter.add_(direction, h);
            const double slope = (gradient * direction).sum().item<double>();
            QVERIFY(std::abs(slope - (above - below) / (2 * h)) < 1e-6 * (1 + std::abs(slope)));
        }
    }

    // Constants of the papers: alpha 1, beta 0.1; gamma of ReLU sqrt(2 / (1 - 1 / pi)), of the stem 1.
    void parametersStartAsPublished() {
        const model::Network dirac(small(Parameterization::Dirac));
        const auto scale = dirac->named_parameters()["s1.b1.f.a.scale"];
        QCOMPARE(scale.sizes(), (at::IntArrayRef{2, 16}));
        QVERIFY(at::equal(scale[0], at::ones({16})) && at::equal(scale[1], at::full({16}, 0.1)));
        const model::Network standardized(small(Parameterization::ScaledStandardization));
        QCOMPARE(standardized->named_parameters()["s1.b1.f.a.scale"][3].item<float>(),
                 static_cast<float>(std::sqrt(2 / (1 - 1 / std::numbers::pi))));
        QCOMPARE(standardized->named_parameters()["stem.conv.scale"][3].item<double>(), 1.0);
    }

    void networksCountAndExportTheirParameters_data() { kindRows(); }
    void networksCountAndExportTheirParameters() {
        QFETCH(int, kind);
        const auto spec = small(static_cast<Parameterization>(kind));
        model::Network network(spec);
        std::int64_t parameters = 0;
        for (const auto& each : network->parameters())
            parameters += each.numel();
        QCOMPARE(parameters, network->plan().parameters);
        QVERIFY(!network->plan().linear.front().orthogonal);
        model::Network free(small(Parameterization::Free));
        interop::loadStateDict(free, interop::plainState(interop::stateDict(network), network->plan()), "test");
        const at::NoGradGuard noGrad;
        const auto x = torch::randn({2, 3, 8, 8});
        QVERIFY((free->forward(x) - network->forward(x)).abs().max().item<double>() < 1e-5);
    }

    // Scaled standardization keeps the variance of a plain ReLU network at 1, whatever its depth.
    void predictedVarianceStaysAtOne() {
        spec::ModelSpec spec = small(Parameterization::ScaledStandardization);
        spec.depth = 56;
        spec.height = spec.width = 512;  // zero padding takes little
        const auto prediction = spec::predictSignals(spec::plan(spec), spec);
        const double first = prediction.activations.front().state.meanSquare;
        for (const auto& each : prediction.activations)
            QVERIFY2(each.state.meanSquare > 0.6 * first && each.state.meanSquare < 1.05 * first, each.layer.c_str());
        QVERIFY(prediction.largestCosine < 1);
    }

    void oneWeightPerOutputIsRefused() {
        const auto plan = planOf(Parameterization::ScaledStandardization, 4, 4, {1, 1}, 4);
        QVERIFY(spec::parameterizationRefusal(plan).starts_with("has one weight per output"));
    }
};

QTEST_GUILESS_MAIN(TestBaselineKernels)
#include "tst_baselinekernels.moc"
