// What all optimizers share, AdamW, Nesterov's momentum, clipped units and averages, against formulas in float64. Plain
// SGD: tst_sgd. Muon and orthogonal steps: tst_orthogonalsteps.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include <cmath>

#include "OptimizerNetwork.h"
#include "model/interop/StateDict.h"
#include "training/engine/optimizer/Clipping.h"
#include "training/engine/optimizer/WeightAverage.h"

using namespace isonet;
using namespace isonet::training;
using namespace isonet::test;
using config::OptimizerConfig;
using config::OptimizerKind;

class TestOptimizers : public QObject {
    Q_OBJECT
    static void addKinds();

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void nesterovStepsEqualTheFormula();
    void adamWStepsEqualTheFormula();
    void resumedStateContinuesExactly_data() { addKinds(); }
    void resumedStateContinuesExactly();
    void incompleteStateIsRefused_data() { addKinds(); }
    void incompleteStateIsRefused();
    void overflowSkipsTheStep_data() { addKinds(); }
    void overflowSkipsTheStep();
    void rateMayBeATensor_data() { addKinds(); }
    void rateMayBeATensor();
    void slopesAreNotDecayedIfSoConfigured();
    void unitsAreClippedByTheirWeights();
    void averageFollowsItsFormula();
};

void TestOptimizers::addKinds() {
    QTest::addColumn<int>("kind");
    for (const auto& info : config::optimizerKinds)
        QTest::newRow(std::string(info.name).c_str()) << static_cast<int>(info.value);
}

void TestOptimizers::nesterovStepsEqualTheFormula() {
    auto net = network();
    auto config = configOf(OptimizerKind::Sgd);
    config.nesterov = true;
    const auto sgd = made(net, config);
    const at::Tensor weight = net->convolutions()[1].weight;
    at::Tensor p = weight.detach().to(at::kDouble).clone(), v = at::zeros_like(p);
    for (int step = 0; step < 4; ++step) {
        setGradients(net, step);
        const at::Tensor g = weight.grad().to(at::kDouble) + 0.01 * p;
        v = 0.8 * v + g;
        p = p - 0.05 * (g + 0.8 * v);
        sgd->step(0.05);
    }
    QVERIFY(at::allclose(weight.detach().to(at::kDouble), p, 1e-5, 1e-6));
}

void TestOptimizers::adamWStepsEqualTheFormula() {
    auto net = network();
    auto config = configOf(OptimizerKind::AdamW);
    config.adamBeta1 = 0.7;
    config.adamBeta2 = 0.95;
    config.adamEpsilon = 1e-4;
    const auto adam = made(net, config);
    std::map<std::string, std::array<at::Tensor, 3>> expected;  // p, m, v
    for (const auto& item : net->named_parameters()) {
        const at::Tensor p = item.value().detach().to(at::kDouble).clone();
        expected[item.key()] = {p, at::zeros_like(p), at::zeros_like(p)};
    }
    for (int step = 1; step <= 5; ++step) {
        setGradients(net, step);
        const double rate = 0.02 / step;
        for (const auto& item : net->named_parameters()) {
            auto& [p, m, v] = expected[item.key()];
            const at::Tensor g = item.value().grad().to(at::kDouble);
            m = 0.7 * m + 0.3 * g;
            v = 0.95 * v + 0.05 * g * g;
            const double decay = item.key().find("srelu") == std::string::npos ? 0.01 : 0;
            const at::Tensor mean = m / (1 - std::pow(0.7, step)), square = v / (1 - std::pow(0.95, step));
            p = p * (1 - rate * decay) - rate * mean / (square.sqrt() + 1e-4);
        }
        adam->step(rate);
    }
    for (const auto& item : net->named_parameters())
        QVERIFY2(at::allclose(item.value().detach().to(at::kDouble), expected[item.key()][0], 1e-5, 1e-6),
                 item.key().c_str());
}

void TestOptimizers::resumedStateContinuesExactly() {
    QFETCH(int, kind);
    auto config = configOf(static_cast<OptimizerKind>(kind));
    config.stabilizeSteps = 2;
    auto net = network(), copy = network();
    const auto optimizer = made(net, config);
    const auto step = [](model::Network& trained, Optimizer& by, int seed) {
        setGradients(trained, seed);
        by.step(0.05);
    };
    for (int i = 0; i < 3; ++i)
        step(net, *optimizer, i);
    interop::loadStateDict(copy, interop::stateDict(net), "copy");
    const auto resumed = made(copy, config);
    resumed->restore(optimizer->state(), "state");
    for (int i = 3; i < 6; ++i) {
        step(net, *optimizer, i);
        step(copy, *resumed, i);
    }
    const auto expected = net->named_parameters();
    for (const auto& item : copy->named_parameters())
        QVERIFY2(at::equal(item.value(), expected[item.key()]), item.key().c_str());
}

void TestOptimizers::incompleteStateIsRefused() {
    QFETCH(int, kind);
    auto net = network();
    const auto optimizer = made(net, configOf(static_cast<OptimizerKind>(kind)));
    auto state = optimizer->state();
    QVERIFY(state.size() >= net->parameters().size());
    state.pop_back();
    QVERIFY_EXCEPTION_THROWN(optimizer->restore(state, "x"), interop::FormatError);
}

void TestOptimizers::overflowSkipsTheStep() {
    QFETCH(int, kind);
    auto net = network();
    auto config = configOf(static_cast<OptimizerKind>(kind));
    const auto optimizer = made(net, config);
    setGradients(net, 1);
    optimizer->step(0.05, at::zeros({1}));
    const auto weights = interop::stateDict(net), state = optimizer->state();
    for (auto& parameter : net->parameters())
        parameter.mutable_grad().fill_(std::numeric_limits<double>::quiet_NaN());
    optimizer->step(0.05, at::ones({1}));
    const auto after = interop::stateDict(net), stateAfter = optimizer->state();
    for (std::size_t i = 0; i < weights.size(); ++i)
        QVERIFY2(at::equal(weights[i].second, after[i].second), weights[i].first.c_str());
    for (std::size_t i = 0; i < state.size(); ++i)
        QVERIFY2(at::equal(state[i].second, stateAfter[i].second), state[i].first.c_str());
}

void TestOptimizers::rateMayBeATensor() {
    QFETCH(int, kind);
    const auto config = configOf(static_cast<OptimizerKind>(kind));
    auto first = network(), second = network();
    const auto number = made(first, config), tensor = made(second, config);
    for (int i = 0; i < 2; ++i) {
        setGradients(first, i);
        setGradients(second, i);
        number->step(0.05);
        tensor->step(at::scalar_tensor(0.05));
    }
    const auto expected = first->named_parameters();
    for (const auto& item : second->named_parameters())
        QVERIFY2(at::allclose(item.value(), expected[item.key()], 1e-5, 1e-6), item.key().c_str());
}

void TestOptimizers::slopesAreNotDecayedIfSoConfigured() {
    auto spec = smallSpec();
    spec.activation = spec::Activation::PReLU;
    for (const bool decayed : {true, false}) {
        auto net = network(spec);
        auto config = configOf(OptimizerKind::Sgd);
        config.decaySlopes = decayed;
        const auto optimizer = made(net, config);
        for (auto& parameter : net->parameters())
            parameter.mutable_grad() = at::zeros_like(parameter);
        optimizer->step(1.0);
        std::size_t slopes = 0;
        for (const auto& group : optimizer->groups())
            for (const at::Tensor& parameter : group.parameters)
                if (parameter.dim() == 1 && parameter.min().item<double>() > 0.2) {  // all slopes start at 0.25
                    ++slopes;
                    QVERIFY(at::allclose(parameter, at::full_like(parameter, decayed ? 0.2475 : 0.25), 0, 1e-7));
                }
        QVERIFY(slopes >= 5);
    }
}

void TestOptimizers::unitsAreClippedByTheirWeights() {
    const at::Tensor weight = at::tensor({3.0, 4.0, 0.0, 0.0, 30.0, 40.0}).reshape({3, 2});
    const at::Tensor gradient = at::tensor({0.6, 0.8, 0.6, 0.8, 0.3, 0.4}).reshape({3, 2});
    clipUnits(weight, gradient, 0.01);
    // Limits: 0.01 * 5, 0.01 * 0.001, and 0.01 * 50, which the last gradient is at.
    const at::Tensor expected = at::tensor({0.03, 0.04, 6e-6, 8e-6, 0.3, 0.4}).reshape({3, 2});
    QVERIFY(at::allclose(gradient, expected, 1e-6, 0));
    const at::Tensor vector = at::tensor({3.0, 4.0}), slope = at::tensor({6.0, 8.0});
    clipUnits(vector, slope, 0.1);
    QVERIFY(at::allclose(slope, at::tensor({0.3, 0.4})));
    auto net = network();
    const auto optimizer = made(net, configOf(OptimizerKind::Sgd));
    setGradients(net, 1);
    const at::Tensor head = net->named_parameters()["head.fc.weight"].grad().clone();
    clipUnits(optimizer->groups(), 1e-4, isDetector(*net));
    QVERIFY(at::equal(net->named_parameters()["head.fc.weight"].grad(), head));
    const at::Tensor kernel = net->convolutions()[1].weight;
    const at::Tensor ratios =
        kernel.grad().contiguous().flatten(1).norm(2, 1) / kernel.detach().contiguous().flatten(1).norm(2, 1);
    QVERIFY(ratios.max().item<double>() < 1.0001e-4);
}

void TestOptimizers::averageFollowsItsFormula() {
    auto net = network();
    WeightAverage average(*net, 0.15);
    const at::Tensor weight = net->convolutions()[1].weight.detach();
    at::Tensor expected;
    for (int n = 0; n < 5; ++n) {
        weight.add_(at::full_like(weight, n + 1.0));
        average.add(n);
        const at::Tensor exact = weight.to(at::kDouble);
        const double kept = std::min(0.15, (1.0 + n) / (10.0 + n));
        expected = n == 0 ? exact.clone() : kept * expected + (1 - kept) * exact;
    }
    const at::Tensor own = weight.clone();
    {
        const WeightAverage::Applied applied(average);
        QVERIFY(at::allclose(weight.to(at::kDouble), expected, 1e-6, 1e-6));
        WeightAverage restored(*net, 0.15);
        restored.restore();
        weight.zero_();
        const WeightAverage::Applied again(restored);
        QVERIFY(at::allclose(weight.to(at::kDouble), expected, 1e-6, 1e-6));
    }
    QVERIFY(at::equal(weight, own));
    WeightAverage none(*net, 0);
    none.add(0);
    QVERIFY(!none.exists());
}

QTEST_GUILESS_MAIN(TestOptimizers)
#include "tst_optimizers.moc"
