// Initial state of residual blocks: identity with a shortcut, active without one, Fixup's rules.
#include <torch/types.h>

#include <QtTest>

#include "model/layers/Network.h"

using namespace isonet;

namespace {

spec::ModelSpec small(int depth = 8) {
    spec::ModelSpec spec;
    spec.depth = depth;
    spec.height = spec.width = 16;
    return spec;
}

spec::ModelSpec fixup(spec::Family family, int depth) {
    spec::ModelSpec spec = small(depth);
    spec.family = family;
    spec.height = spec.width = 32;
    spec.shortcut = spec.fixup = true;
    spec.activation = spec::Activation::ReLU;
    spec.initialization = spec::Initialization::Kaiming;
    return spec;
}

at::Tensor images(const spec::ModelSpec& spec) {
    return torch::randn({2, spec.channels, spec.height, spec.width});
}

}  // namespace

class TestResidual : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() { torch::set_num_threads(1); }

    void init() { torch::manual_seed(7); }

    // Both published initializations, BatchNorm's weight 0 or the multiplier 0, make a residual block phi(skip).
    void residualBlocksStartAsIdentity_data() {
        QTest::addColumn<bool>("batchNorm");
        QTest::addColumn<int>("multiplier");
        QTest::newRow("BatchNorm") << true << 0;
        QTest::newRow("scalar") << false << 1;
        QTest::newRow("per channel") << false << 2;
        QTest::newRow("both") << true << 1;
    }

    void residualBlocksStartAsIdentity() {
        QFETCH(bool, batchNorm);
        QFETCH(int, multiplier);
        auto spec = small();
        spec.shortcut = true;
        spec.normalization = batchNorm ? spec::Normalization::Batch : spec::Normalization::None;
        spec.multiplier = static_cast<spec::ResidualMultiplier>(multiplier);
        spec.initialization = spec::Initialization::Kaiming;
        model::Network network(spec);
        network->eval();
        auto* stage = network->named_children()["s1"]->as<model::StageImpl>();
        const auto x = torch::randn({1, 16, 8, 8});
        {
            torch::NoGradGuard noGrad;
            QVERIFY(torch::equal(stage->forward(x), x.clamp_min(-1.0)));
        }
        // And the zero factor receives a gradient, so that the branch becomes active.
        network->train();
        network(images(spec)).square().sum().backward();
        const auto opening = multiplier == 0 ? "s1.b1.f.b_bn.weight" : "s1.b1.f.shared_scalar.scale";
        QVERIFY(network->named_parameters()[opening].grad().norm().item<double>() > 0);
    }

    void normalizationWithoutShortcutStartsActive() {
        auto spec = small();
        spec.normalization = spec::Normalization::Batch;
        spec.activation = spec::Activation::ReLU;
        spec.initialization = spec::Initialization::Kaiming;
        model::Network network(spec);
        network(images(spec)).square().sum().backward();
        QVERIFY(network->convolutions()[0].weight.grad().norm().item<double>() > 0);
    }

    // Zhang et al., 2019: L^(-1/(2m-2)) with m = 2 and 3, last convolution and classifier 0, scalars 0 and 1.
    void fixupScalesBranches_data() {
        QTest::addColumn<int>("family");
        QTest::addColumn<int>("depth");
        QTest::addColumn<double>("scale");
        QTest::newRow("basic, 9 branches") << 0 << 20 << std::pow(9.0, -0.5);
        QTest::newRow("bottleneck, 16 branches") << 1 << 50 << std::pow(16.0, -0.25);
    }

    void fixupScalesBranches() {
        QFETCH(int, family);
        QFETCH(int, depth);
        QFETCH(double, scale);
        model::Network network(fixup(static_cast<spec::Family>(family), depth));
        const auto parameters = network->named_parameters();
        const bool bottleneck = family == 1;
        for (const auto& layer : network->convolutions()) {
            const auto* plan = layer.plan;
            const at::Tensor& weight = layer.weight;
            const double got = weight.std(false).item<double>();
            const double kaiming = std::sqrt(2.0 / (plan->kernel.height * plan->kernel.width * plan->outputs));
            if (plan->name.ends_with(bottleneck ? ".f.c" : ".f.b")) {
                QCOMPARE(got, 0.0);
                continue;
            }
            const double expected = plan->name.find(".f.") == std::string::npos ? kaiming : scale * kaiming;
            QVERIFY2(std::abs(got / expected - 1) < 0.15, plan->name.c_str());
        }
        QCOMPARE(parameters["s1.b1.f.shared_scalar.scale"].item<double>(), 1.0);
        QCOMPARE(parameters["head.fc.weight"].norm().item<double>(), 0.0);
        // The optimizer recognizes scalars by "shared" in their names.
        for (const auto& item : parameters)
            if (item.value().numel() == 1)
                QVERIFY2(item.key().find("shared") != std::string::npos, item.key().c_str());
    }

    void fixupTrainsScalars() {
        auto spec = fixup(spec::Family::Small, 8);
        model::Network network(spec);
        {
            torch::NoGradGuard noGrad;  // make the zero layers nonzero, so that every scalar has an effect
            for (auto& each : network->parameters())
                each.add_(0.05 * torch::randn_like(each));
        }
        network(images(spec)).square().sum().backward();
        for (const auto& item : network->named_parameters())
            QVERIFY2(item.value().grad().norm().item<double>() > 0, item.key().c_str());
    }
};

QTEST_GUILESS_MAIN(TestResidual)
#include "tst_residual.moc"
