// Every combination of settings builds the planned network, with the published names, and runs forward and backward.
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/Deviation.h"
#include "model/isometry/Penalty.h"
#include "model/layers/Network.h"

using namespace isonet;

namespace {

spec::ModelSpec small(int depth = 8) {
    spec::ModelSpec spec;
    spec.depth = depth;
    spec.height = spec.width = 16;
    return spec;
}

std::int64_t trained(const model::Network& network) {
    std::int64_t count = 0;
    for (const auto& each : network->parameters())
        count += each.numel();
    return count;
}

std::vector<std::string> keys(const torch::OrderedDict<std::string, at::Tensor>& items) {
    std::vector<std::string> names;
    for (const auto& each : items)
        names.push_back(each.key());
    return names;
}

at::Tensor images(const spec::ModelSpec& spec, std::int64_t count = 2) {
    return torch::randn({count, spec.channels, spec.height, spec.width});
}

// Every valid combination of the settings, by number.
std::vector<spec::ModelSpec> combinations() {
    std::vector<spec::ModelSpec> all;
    const std::pair<spec::Family, int> nets[] = {{spec::Family::Small, 8},
                                                 {spec::Family::Small, 14},
                                                 {spec::Family::ImageNet, 18},
                                                 {spec::Family::ImageNet, 50}};
    for (const auto& [family, depth] : nets)
        for (const bool shortcut : {false, true})
            for (const auto multiplier : {spec::ResidualMultiplier::None, spec::ResidualMultiplier::Scalar,
                                          spec::ResidualMultiplier::PerChannel})
                for (const auto normalization : {spec::Normalization::None, spec::Normalization::Batch})
                    for (int activation = 0; activation < 7; ++activation) {
                        // Large networks need only one activation per kind of parameter.
                        if (family == spec::Family::ImageNet && activation != 0 && activation != 6)
                            continue;
                        for (const bool isFixup : {false, true}) {
                            spec::ModelSpec spec = small(depth);
                            spec.family = family;
                            spec.height = spec.width = 32;
                            spec.shortcut = shortcut;
                            spec.multiplier = multiplier;
                            spec.normalization = normalization;
                            spec.activation = static_cast<spec::Activation>(activation);
                            spec.fixup = isFixup;
                            if (isFixup)
                                spec.initialization = spec::Initialization::Kaiming;
                            if (validate(spec).empty())
                                all.push_back(spec);
                        }
                    }
    return all;
}

}  // namespace

Q_DECLARE_METATYPE(spec::ModelSpec)

class TestNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() { torch::set_num_threads(1); }

    void init() { torch::manual_seed(7); }

    void builtNetworkEqualsItsPlan() {
        const auto all = combinations();
        QVERIFY(all.size() > 100);
        for (const auto& spec : all) {
            model::Network network(spec);
            const QString what = QString::fromStdString(networkName(spec)) + " with " +
                                 spec::name(spec.activation).data() + ", " + spec::name(spec.multiplier).data();
            QVERIFY2(trained(network) == network->plan().parameters, qPrintable(what));
            for (const auto& layer : network->convolutions()) {
                const auto& plan = *layer.plan;
                QVERIFY2(layer.weight.sizes() == at::IntArrayRef({plan.outputs, plan.inputs / plan.groups,
                                                                  plan.kernel.height, plan.kernel.width}),
                         qPrintable(what + ": " + QString::fromStdString(plan.name)));
                QVERIFY(network->named_parameters()[plan.name + ".weight"].is_same(layer.weight));
                QCOMPARE(network->named_parameters().contains(plan.name + ".bias"), plan.bias);
            }
        }
    }

    void offsetsCanBeFixedAndShared() {
        auto spec = small();
        spec.offsetSharing = spec::OffsetSharing::PerLayer;
        spec.offset = -0.5;
        model::Network shared(spec);
        QCOMPARE(trained(shared), shared->plan().parameters);
        QCOMPARE(shared->offsets().size(), size_t{7});
        for (const auto& each : shared->offsets()) {
            QVERIFY(each.offset.sizes() == at::IntArrayRef({1, 1, 1, 1}));
            QCOMPARE(each.offset.item<double>(), -0.5);
        }
        spec.offsetTrained = false;
        model::Network fixed(spec);
        QCOMPARE(trained(fixed), fixed->plan().parameters);
        QVERIFY(fixed->named_buffers().contains("s1.b1.f.a_relu.srelu_bias"));
        QVERIFY(!fixed->named_parameters().contains("s1.b1.f.a_relu.srelu_bias"));
        const auto loss = fixed(images(spec)).square().sum();
        loss.backward();
        QVERIFY(!fixed->offsets()[0].offset.requires_grad());
        QVERIFY(fixed->convolutions()[0].weight.grad().norm().item<double>() > 0);
    }

    void blockOverridesAreBuilt() {
        auto spec = small();
        spec.shortcut = true;
        spec.blocks = {{"s2", spec::Activation::ReLU, {}, {}, spec::Initialization::Kaiming},
                       {"s1.b1.f.a", {}, -0.25, false, {}},
                       {"s3.b1.relu", spec::Activation::PReLU, {}, {}, {}}};
        model::Network network(spec);
        QCOMPARE(trained(network), network->plan().parameters);
        // Input and output of each activation in the network.
        struct Activations : model::SignalObserver {
            void convolution(std::size_t, const at::Tensor&, const at::Tensor&) override {}
            void activation(std::size_t index, const at::Tensor& before, const at::Tensor& after) override {
                seen[network->plan().activations[index].name] = {before.detach(), after.detach()};
            }
            model::Network network{nullptr};
            std::map<std::string, std::pair<at::Tensor, at::Tensor>> seen;
        } observer;
        observer.network = network;
        network->observe(&observer);
        network(4 * images(spec));
        network->observe(nullptr);
        for (const auto& [name, signal] : observer.seen) {
            const auto& [y, out] = signal;
            const double b = name == "s1.b1.f.a_relu" ? -0.25 : name.starts_with("s2.") ? 0.0 : -1.0;
            const auto expected = name == "s3.b1.relu" ? at::where(y > 0, y, 0.25 * y) : y.clamp_min(b);
            QVERIFY2(torch::allclose(out, expected), name.c_str());
        }
        QCOMPARE(observer.seen.size(), size_t{7});
        for (const auto& layer : network->convolutions()) {
            const double d = model::isometryDeviation(layer.weight, layer.plan->stride);
            QCOMPARE(d > 0.1, layer.plan->stage == 2);  // Kaiming initialization
            QCOMPARE(network->named_parameters().contains(layer.plan->name + ".bias"),
                     layer.plan->stage == 2 || layer.plan->name == "s3.b1.f.b" || layer.plan->name == "s3.b1.proj");
        }
        QCOMPARE(network->offsets().size(), size_t{4});
        QVERIFY(network->named_buffers().contains("s1.b1.f.a_relu.srelu_bias"));
    }

    // Output shapes equal the plan, for even and odd image sizes and for one and three channels.
    void shapesAreAsPlanned_data() {
        QTest::addColumn<int>("family");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("channels");
        QTest::newRow("28 x 28, gray") << 0 << 28 << 28 << 1;
        QTest::newRow("17 x 30") << 0 << 17 << 30 << 3;
        QTest::newRow("4 x 4") << 0 << 4 << 4 << 3;
        QTest::newRow("ImageNet 33 x 70") << 1 << 33 << 70 << 3;
        QTest::newRow("ImageNet 32 x 32, gray") << 1 << 32 << 32 << 1;
    }

    void shapesAreAsPlanned() {
        QFETCH(int, family);
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, channels);
        auto spec = small();
        spec.family = static_cast<spec::Family>(family);
        spec.depth = spec.family == spec::Family::Small ? 8 : 18;
        spec.height = height;
        spec.width = width;
        spec.channels = channels;
        spec.classes = 7;
        spec.shortcut = true;
        model::Network network(spec);
        torch::NoGradGuard noGrad;
        auto x = images(spec, 1);
        for (const auto& stage : network->plan().stages) {
            const auto child = network->named_children()[stage.name];
            if (auto* stem = child->as<model::StemImpl>())
                x = stem->forward(x);
            else if (auto* blocks = child->as<model::StageImpl>())
                x = blocks->forward(x);
            else
                x = child->as<model::HeadImpl>()->forward(x).unsqueeze(-1).unsqueeze(-1);
            QVERIFY2(x.sizes() == at::IntArrayRef({1, stage.out.channels, stage.out.height, stage.out.width}),
                     stage.name.c_str());
        }
    }

    void parametersHaveThePublishedNames() {
        auto spec = small();
        spec.family = spec::Family::ImageNet;
        spec.depth = 50;
        spec.height = spec.width = 32;
        spec.shortcut = true;
        spec.normalization = spec::Normalization::Batch;
        spec.multiplier = spec::ResidualMultiplier::Scalar;
        model::Network network(spec);
        const auto names = keys(network->named_parameters());
        const std::vector<std::string> expected = {"stem.conv.weight",
                                                   "stem.bn.weight",
                                                   "stem.bn.bias",
                                                   "stem.relu.srelu_bias",
                                                   "s1.b1.proj.weight",
                                                   "s1.b1.bn.weight",
                                                   "s1.b1.bn.bias",
                                                   "s1.b1.f.a.weight",
                                                   "s1.b1.f.a_bn.weight",
                                                   "s1.b1.f.a_bn.bias",
                                                   "s1.b1.f.a_relu.srelu_bias",
                                                   "s1.b1.f.b.weight",
                                                   "s1.b1.f.b_bn.weight",
                                                   "s1.b1.f.b_bn.bias",
                                                   "s1.b1.f.b_relu.srelu_bias",
                                                   "s1.b1.f.c.weight",
                                                   "s1.b1.f.c_bn.weight",
                                                   "s1.b1.f.c_bn.bias",
                                                   "s1.b1.f.shared_scalar.scale",
                                                   "s1.b1.relu.srelu_bias",
                                                   "s1.b2.f.a.weight"};
        QVERIFY(std::equal(expected.begin(), expected.end(), names.begin()));
        QCOMPARE(names.back(), std::string("head.fc.bias"));
        QCOMPARE(keys(network->named_buffers())[0], std::string("stem.bn.running_mean"));
    }

    void everyActivationCanBeTrained_data() {
        QTest::addColumn<int>("activation");
        for (const auto& each : spec::activations)
            QTest::newRow(each.name.data()) << static_cast<int>(each.value);
    }

    // In-place activations must not overwrite what the backward pass needs: compares the gradient with finite
    // differences.
    void everyActivationCanBeTrained() {
        QFETCH(int, activation);
        auto spec = small();
        spec.height = spec.width = 8;
        spec.shortcut = true;
        spec.multiplier = spec::ResidualMultiplier::PerChannel;
        spec.multiplierStart = 0.5;
        spec.activation = static_cast<spec::Activation>(activation);
        spec.initialization = spec::Initialization::DeltaOrthogonal;
        spec.offset = -0.2;
        model::Network network(spec);
        network->to(torch::kDouble);
        network->eval();  // fixes the randomized slope
        const auto x = images(spec).to(torch::kDouble);
        const auto loss = [&] { return network(x).square().sum(); };
        loss().backward();
        for (const auto& item : network->named_parameters()) {
            torch::NoGradGuard noGrad;
            auto value = item.value();
            const auto gradient = value.grad();
            QVERIFY2(gradient.defined(), item.key().c_str());
            const auto direction = torch::randn_like(value);
            const double step = 1e-7;
            value.add_(direction, step);
            const double above = loss().item<double>();
            value.sub_(direction, 2 * step);
            const double below = loss().item<double>();
            value.add_(direction, step);
            const double numeric = (above - below) / (2 * step), exact = (gradient * direction).sum().item<double>();
            QVERIFY2(std::abs(numeric - exact) <= 1e-4 * std::abs(exact) + 1e-6,
                     qPrintable(QString("%1: %2, expected %3").arg(item.key().c_str()).arg(exact).arg(numeric)));
        }
    }

    void randomizedSlopeIsRandomOnlyInTraining() {
        auto spec = small();
        spec.activation = spec::Activation::RReLU;
        spec.shortcut = true;
        model::Network network(spec);
        torch::NoGradGuard noGrad;
        const auto x = images(spec);
        network->train();
        QVERIFY(!torch::equal(network(x), network(x)));
        network->eval();
        QVERIFY(torch::equal(network(x), network(x)));
    }

    void dropoutIsActiveOnlyInTraining() {
        auto spec = small();
        model::Network plain(spec);
        spec.dropout = 0.4;
        torch::manual_seed(7);
        model::Network network(spec);
        torch::manual_seed(7);
        model::Network same(small());
        torch::NoGradGuard noGrad;
        const auto x = images(spec);
        network->eval();
        QVERIFY(torch::equal(network(x), same(x)));
        network->train();
        QVERIFY(!torch::equal(network(x), network(x)));
    }

    void sameSeedGivesTheSameNetwork() {
        auto spec = small();
        spec.initialization = spec::Initialization::Kaiming;
        torch::manual_seed(3);
        model::Network a(spec);
        torch::manual_seed(3);
        model::Network b(spec);
        model::Network c(spec);
        const auto same = [](const model::Network& x, const model::Network& y) {
            const auto p = x->parameters(), q = y->parameters();
            return std::ranges::equal(p, q, [](const auto& u, const auto& v) { return torch::equal(u, v); });
        };
        QVERIFY(same(a, b));
        QVERIFY(!same(a, c));
    }

    void channelsLastGivesTheSameLogits() {
        auto spec = small();
        spec.shortcut = true;
        spec.multiplier = spec::ResidualMultiplier::PerChannel;
        spec.multiplierStart = 0.3;
        spec.initialization = spec::Initialization::Orthogonal;
        model::Network network(spec);
        torch::NoGradGuard noGrad;
        const auto x = images(spec);
        const auto expected = network(x).clone();
        for (auto& each : network->parameters())
            if (each.dim() == 4)
                each.set_data(each.contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(torch::allclose(network(x.contiguous(at::MemoryFormat::ChannelsLast)), expected, 1e-4, 1e-5));
    }

    void runsInHalfPrecision() {
        auto spec = small();
        spec.shortcut = true;
        spec.multiplier = spec::ResidualMultiplier::Scalar;
        spec.multiplierStart = 0.3;
        model::Network network(spec);
        torch::NoGradGuard noGrad;
        const auto x = images(spec);
        const auto expected = network(x).clone();
        network->to(torch::kBFloat16);
        const auto got = network(x.to(torch::kBFloat16));
        QVERIFY(got.scalar_type() == torch::kBFloat16);
        QVERIFY(torch::allclose(got.to(torch::kFloat), expected, 0.05, 0.05 * expected.abs().max().item<double>()));
    }

    void imagesOfTheWrongShapeAreRejected() {
        model::Network network(small());
        try {
            network(torch::zeros({1, 1, 16, 16}));
            QFAIL("accepted");
        } catch (const c10::Error& error) {
            QVERIFY(QString(error.what()).contains("ISONet-8: images of shape [1, 1, 16, 16]; expected (N, 3,"));
        }
        QVERIFY_THROWS_EXCEPTION(c10::Error, network(torch::zeros({3, 16, 16})));
    }

    void invalidSpecificationsAreRejected() {
        auto spec = small();
        spec.depth = 9;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, model::Network network(spec));
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "tst_network.moc"
