// The optimizer: published parameter groups, and the update against a reference.
#include <torch/types.h>

#include <QtTest>

#include "training/engine/optimizer/Sgd.h"
#include "training/engine/runtime/Precision.h"

using namespace isonet;
using namespace isonet::training;

class TestSgd : public QObject {
    Q_OBJECT
    static model::Network network() {
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.channels = 1;
        spec.height = spec.width = 8;
        spec.shortcut = true;
        spec.multiplier = spec::ResidualMultiplier::Scalar;
        torch::manual_seed(3);
        return model::Network(spec);
    }
    static const ParameterGroup* group(const Sgd& sgd, const std::string& name) {
        for (const auto& group : sgd.groups())
            if (group.name == name)
                return &group;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }
    void groupsEqualThePublishedOnes();
    void fixupBiasesAndScalesUseATenthOfTheRate();
    void frozenParametersAreSkipped();
    void layerRatesMultiplyTheRate();
    void stepsEqualTheFormula();
    void channelsLastParametersGetTheSameUpdate();
    void parametersWithoutGradientAreUnchanged();
    void zeroMomentumIsPlainGradientDescent();
    void overflowSkipsTheStep();
    void lossScalingLeavesTheUpdateUnchanged();
    void restoredStateContinuesExactly();
    void restoreRejectsOtherStateAndChangesNothing();
};

void TestSgd::groupsEqualThePublishedOnes() {
    auto net = network();
    config::OptimizerConfig config;
    config.weightDecay = 1e-3;
    config.multiplierLearningRateFactor = 0.1;
    const Sgd sgd(net, config);
    std::size_t all = 0;
    for (const auto& each : sgd.groups()) {
        all += each.parameters.size();
        for (const auto& name : each.names) {
            const bool offset = name.find("srelu") != std::string::npos;
            const bool shared = name.find("shared") != std::string::npos;
            QCOMPARE(each.name, std::string(offset ? "offsets" : shared ? "multipliers" : "weights"));
        }
    }
    QCOMPARE(all, net->parameters().size());
    QCOMPARE(group(sgd, "offsets")->weightDecay, 0.0);
    QCOMPARE(group(sgd, "offsets")->rateFactor, 1.0);
    QCOMPARE(group(sgd, "multipliers")->weightDecay, 1e-3);
    QCOMPARE(group(sgd, "multipliers")->rateFactor, 0.1);
    QCOMPARE(group(sgd, "multipliers")->parameters.size(), std::size_t{3});
    QCOMPARE(group(sgd, "weights")->weightDecay, 1e-3);
}

void TestSgd::layerRatesMultiplyTheRate() {
    auto net = network();
    config::OptimizerConfig config;
    config.weightDecay = 1e-3;
    config.layerRates = {{"s1", 0.5}, {"head", 4}};
    Sgd sgd(net, config);
    std::size_t all = 0;
    for (const auto& each : sgd.groups())
        for (const auto& name : each.names) {
            const double kind = name.find("shared") != std::string::npos ? config.multiplierLearningRateFactor : 1;
            QCOMPARE(each.rateFactor, kind * (name.starts_with("s1.") ? 0.5 : name.starts_with("head.") ? 4 : 1));
            QCOMPARE(each.weightDecay, name.find("srelu") != std::string::npos ? 0.0 : 1e-3);
            ++all;
        }
    QCOMPARE(all, net->parameters().size());
    // Momenta are stored by name, so that they continue with other groups, too.
    net->forward(at::ones({2, 1, 8, 8})).sum().backward();
    sgd.step(0.1);
    Sgd plain(net, {});
    plain.restore(sgd.state(), "test");
    for (const auto& [name, momentum] : plain.state())
        for (const auto& [other, expected] : sgd.state())
            QVERIFY2(name != other || at::equal(momentum, expected), name.c_str());
}

// As in Fixup's published code, including the bias of the classifier.
void TestSgd::fixupBiasesAndScalesUseATenthOfTheRate() {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 8;
    spec.shortcut = true;
    spec.fixup = true;
    spec.activation = spec::Activation::ReLU;
    spec.initialization = spec::Initialization::Kaiming;
    model::Network net(spec);
    const Sgd sgd(net, {});
    const ParameterGroup* slow = group(sgd, "multipliers");
    QVERIFY(slow && slow->rateFactor == 0.1);
    std::size_t expected = 0;
    for (const auto& item : net->named_parameters())
        expected += item.key().ends_with("bias") || item.key().ends_with("scale");
    QCOMPARE(slow->names.size(), expected);
    QVERIFY(std::find(slow->names.begin(), slow->names.end(), "head.fc.bias") != slow->names.end());
    for (const auto& name : group(sgd, "weights")->names)
        QVERIFY2(name.ends_with(".weight"), name.c_str());
}

void TestSgd::frozenParametersAreSkipped() {
    auto net = network();
    const std::size_t all = net->parameters().size();
    net->convolutions()[0].weight.set_requires_grad(false);
    const Sgd sgd(net, {});
    std::size_t kept = 0;
    for (const auto& each : sgd.groups())
        kept += each.parameters.size();
    QCOMPARE(kept, all - 1);
    QCOMPARE(sgd.state().size(), all - 1);
}

void TestSgd::stepsEqualTheFormula() {
    auto net = network();
    config::OptimizerConfig config;
    config.weightDecay = 0.01;
    config.momentum = 0.8;
    Sgd sgd(net, config);
    std::map<std::string, at::Tensor> weights, velocity;
    for (const auto& item : net->named_parameters()) {
        weights[item.key()] = item.value().detach().to(at::kDouble).clone();
        velocity[item.key()] = at::zeros_like(weights[item.key()]);
    }
    for (int step = 0; step < 4; ++step) {
        const double rate = 0.1 / (step + 1);
        for (auto& item : net->named_parameters()) {
            const std::string& name = item.key();
            item.value().mutable_grad() = at::randn_like(item.value());
            const bool offset = name.find("srelu") != std::string::npos;
            const bool shared = name.find("shared") != std::string::npos;
            const at::Tensor gradient = item.value().grad().to(at::kDouble) + (offset ? 0.0 : 0.01) * weights[name];
            velocity[name] = 0.8 * velocity[name] + gradient;
            weights[name] = weights[name] - rate * (shared ? 0.1 : 1.0) * velocity[name];
        }
        sgd.step(rate);
        for (const auto& item : net->named_parameters())
            QVERIFY2(at::allclose(item.value().to(at::kDouble), weights[item.key()], 1e-5, 1e-6), item.key().c_str());
    }
}

void TestSgd::channelsLastParametersGetTheSameUpdate() {
    auto plain = network(), last = network();
    for (auto& parameter : last->parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
    const config::OptimizerConfig config;
    Sgd first(plain, config), second(last, config);
    const at::Tensor images = at::randn({4, 1, 8, 8});
    for (int step = 0; step < 3; ++step)
        for (auto [net, sgd] : {std::pair(&plain, &first), std::pair(&last, &second)}) {
            sgd->clearGradients();
            (*net)->forward(images).square().mean().backward();
            sgd->step(0.1);
        }
    const auto expected = plain->named_parameters();
    for (const auto& item : last->named_parameters())
        QVERIFY2(at::allclose(item.value(), expected[item.key()], 1e-4, 1e-6), item.key().c_str());
}

void TestSgd::parametersWithoutGradientAreUnchanged() {
    auto net = network();
    Sgd sgd(net, {});
    const at::Tensor before = net->parameters()[0].detach().clone();
    net->parameters()[1].mutable_grad() = at::ones_like(net->parameters()[1]);
    const at::Tensor other = net->parameters()[1].detach().clone();
    sgd.step(0.1);
    QVERIFY(at::equal(net->parameters()[0], before));
    QVERIFY(!at::equal(net->parameters()[1], other));
    sgd.clearGradients();
    QVERIFY(sgd.gradients().empty());
}

void TestSgd::zeroMomentumIsPlainGradientDescent() {
    auto net = network();
    config::OptimizerConfig config;
    config.momentum = 0;
    config.weightDecay = 0;
    Sgd sgd(net, config);
    at::Tensor weight = net->convolutions()[0].weight;
    const at::Tensor before = weight.detach().clone();
    for (int step = 0; step < 2; ++step) {
        weight.mutable_grad() = at::ones_like(weight);
        sgd.step(0.5);
    }
    QVERIFY(at::allclose(weight, before - 1.0));
    QVERIFY(sgd.state().empty());
}

void TestSgd::overflowSkipsTheStep() {
    auto net = network();
    Sgd sgd(net, {});
    LossScaler scaler(true, at::kCPU);
    scaler.restore(4, 7);
    at::Tensor weight = net->convolutions()[0].weight;
    const at::Tensor before = weight.detach().clone();
    weight.mutable_grad() = at::full_like(weight, std::numeric_limits<double>::infinity());
    auto gradients = sgd.gradients();
    const at::Tensor overflow = scaler.unscale(gradients);
    sgd.step(0.5, overflow);
    scaler.update(overflow);
    QVERIFY(at::equal(weight, before));
    QVERIFY(at::equal(sgd.groups()[0].momenta[0], at::zeros_like(sgd.groups()[0].momenta[0])));
    QCOMPARE(scaler.currentScale(), 2.0);
    QCOMPARE(scaler.growth(), 0);
}

void TestSgd::lossScalingLeavesTheUpdateUnchanged() {
    auto plain = network(), scaled = network();
    Sgd first(plain, {}), second(scaled, {});
    LossScaler off(false, at::kCPU), on(true, at::kCPU);
    QCOMPARE(off.currentScale(), 1.0);
    QCOMPARE(on.currentScale(), 65536.0);
    const at::Tensor images = at::randn({4, 1, 8, 8});
    const auto step = [&](model::Network& net, Sgd& sgd, LossScaler& scaler) {
        scaler.scale(net->forward(images).square().mean()).backward();
        auto gradients = sgd.gradients();
        const at::Tensor overflow = scaler.unscale(gradients);
        sgd.step(0.1, overflow);
        scaler.update(overflow);
    };
    step(plain, first, off);
    step(scaled, second, on);
    const auto expected = plain->named_parameters();
    for (const auto& item : scaled->named_parameters())
        QVERIFY2(at::allclose(item.value(), expected[item.key()], 1e-5, 1e-7), item.key().c_str());
    QCOMPARE(on.growth(), 1);
}

void TestSgd::restoredStateContinuesExactly() {
    auto net = network(), copy = network();
    Sgd sgd(net, {}), resumed(copy, {});
    const auto step = [](model::Network& network, Sgd& optimizer) {
        for (auto& parameter : network->parameters())
            parameter.mutable_grad() = at::ones_like(parameter);
        optimizer.step(0.1);
    };
    step(net, sgd);
    step(copy, resumed);
    Sgd fresh(copy, {});
    fresh.restore(sgd.state(), "state");
    step(net, sgd);
    step(copy, fresh);
    for (std::size_t i = 0; i < net->parameters().size(); ++i)
        QVERIFY(at::equal(net->parameters()[i], copy->parameters()[i]));
}

void TestSgd::restoreRejectsOtherStateAndChangesNothing() {
    auto net = network();
    Sgd sgd(net, {});
    auto state = sgd.state();
    for (auto& [name, tensor] : state)
        tensor = at::ones_like(tensor);
    auto missing = state;
    missing.pop_back();
    QVERIFY_EXCEPTION_THROWN(sgd.restore(missing, "x"), interop::FormatError);
    auto wrong = state;
    wrong.back().second = at::zeros({3, 3});
    QVERIFY_EXCEPTION_THROWN(sgd.restore(wrong, "x"), interop::FormatError);
    for (const auto& group : sgd.groups())
        for (const auto& momentum : group.momenta)
            QVERIFY(at::equal(momentum, at::zeros_like(momentum)));
}

QTEST_GUILESS_MAIN(TestSgd)
#include "tst_sgd.moc"
