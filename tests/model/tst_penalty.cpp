// The penalty compared with explicit dense arithmetic on small kernels (tst_operators: with dense operators).
#include <ATen/autocast_mode.h>
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/MatrixProduct.h"
#include "model/isometry/Penalty.h"
#include "tests/model/ConvolutionProducts.h"

using namespace isonet;

namespace {

// ||sum over c of a_mc * a_m'c at shifts that are multiples of the stride - delta||^2 / 2, by explicit loops.
double byLoops(const at::Tensor& weight, std::int64_t stride, std::int64_t groups) {
    double total = 0;
    for (const at::Tensor& kernel : weight.to(torch::kDouble).chunk(groups, 0))
        total +=
            test::squaredDistanceByLoops(kernel.size(0) > kernel.size(1) ? kernel.transpose(0, 1) : kernel, stride) / 2;
    return total;
}

spec::ModelSpec residual() {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 16;
    spec.shortcut = true;
    spec.multiplier = spec::ResidualMultiplier::Scalar;
    spec.initialization = spec::Initialization::Kaiming;
    return spec;
}

void compareRelative(double got, double expected, double tolerance) {
    QVERIFY2(std::abs(got - expected) <= tolerance * std::abs(expected) + 1e-12,
             qPrintable(QString("%1, expected %2").arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

}  // namespace

class TestPenalty : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() { torch::set_num_threads(1); }

    void init() { torch::manual_seed(11); }

    void productsEqualDoublePrecision_data() {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("k");
        QTest::addColumn<int>("n");
        QTest::newRow("small") << 16 << 144 << 20;
        QTest::newRow("large") << 200 << 260 << 224;
        QTest::newRow("large but narrow") << 256 << 512 << 9;
    }
    void productsEqualDoublePrecision() {
        QFETCH(int, m);
        QFETCH(int, k);
        QFETCH(int, n);
        const at::Tensor a = torch::randn({3, m, k}), b = torch::randn({3, n, k}), c = torch::randn({3, k, n});
        const auto near = [](const at::Tensor& got, const at::Tensor& expected) {
            return (got.to(torch::kDouble) - expected).norm().item<double>() < 1e-6 * expected.norm().item<double>();
        };
        const auto exact = a.to(torch::kDouble);
        QVERIFY(near(model::product(a, b.transpose(1, 2)), exact.bmm(b.to(torch::kDouble).transpose(1, 2))));
        QVERIFY(near(model::product(a, c), exact.bmm(c.to(torch::kDouble))));
        // Transposed on the left, as for an opposite shift.
        QVERIFY(near(model::product(a.transpose(1, 2), model::product(a, c)),
                     exact.transpose(1, 2).bmm(exact.bmm(c.to(torch::kDouble)))));
    }

    void convolutionPenaltyEqualsDenseArithmetic_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("groups");
        QTest::newRow("square") << QList<int>{4, 4, 3, 3} << 1 << 1;
        QTest::newRow("fewer outputs") << QList<int>{3, 5, 3, 3} << 1 << 1;
        QTest::newRow("more outputs") << QList<int>{6, 4, 3, 3} << 1 << 1;
        QTest::newRow("stride 2") << QList<int>{6, 4, 3, 3} << 2 << 1;
        QTest::newRow("1x1") << QList<int>{5, 3, 1, 1} << 1 << 1;
        QTest::newRow("1x1, stride 2") << QList<int>{3, 5, 1, 1} << 2 << 1;
        QTest::newRow("5x5") << QList<int>{3, 3, 5, 5} << 1 << 1;
        QTest::newRow("7x7, stride 2") << QList<int>{4, 3, 7, 7} << 2 << 1;
        QTest::newRow("2x2") << QList<int>{3, 4, 2, 2} << 1 << 1;
        QTest::newRow("2x2, stride 2") << QList<int>{3, 4, 2, 2} << 2 << 1;
        QTest::newRow("4x4, stride 2") << QList<int>{3, 4, 4, 4} << 2 << 1;
        QTest::newRow("3x3, stride 3") << QList<int>{3, 4, 3, 3} << 3 << 1;
        QTest::newRow("3x5") << QList<int>{4, 3, 3, 5} << 1 << 1;
        QTest::newRow("groups") << QList<int>{6, 4, 3, 3} << 1 << 2;
        QTest::newRow("groups, stride 2") << QList<int>{6, 3, 3, 3} << 2 << 3;
        QTest::newRow("one channel") << QList<int>{1, 1, 3, 3} << 1 << 1;
    }

    void convolutionPenaltyEqualsDenseArithmetic() {
        QFETCH(QList<int>, shape);
        QFETCH(int, stride);
        QFETCH(int, groups);
        const auto weight = 0.3 * torch::randn({shape[0], shape[1], shape[2], shape[3]}, torch::kDouble);
        const auto value = model::convolutionPenaltyReference(weight, stride, groups);
        QCOMPARE(value.dim(), std::int64_t{0});
        compareRelative(value.item<double>(), byLoops(weight, stride, groups), 1e-12);
        // Float32 and a strided layout give the same value.
        const auto other = weight.to(torch::kFloat).contiguous(at::MemoryFormat::ChannelsLast);
        compareRelative(model::convolutionPenaltyReference(other, stride, groups).item<double>(),
                        byLoops(weight, stride, groups), 1e-5);
    }

    void dilatedStageIsPenalizedWithItsDilation() {
        auto spec = residual();
        torch::manual_seed(3);
        model::Network classifier(spec);
        spec.dilated = true;
        torch::manual_seed(3);
        model::Network dilated(spec);
        const auto before = model::Penalty({}, classifier), after = model::Penalty({}, dilated);
        QCOMPARE(after.layers(), before.layers());
        const auto strided = before.measure(), own = after.measure();
        for (size_t i = 0; i < after.layers().size(); ++i) {
            const bool changed = after.layers()[i] == "s3.b1.f.a";  // 1x1 and stride 1 give the same either way
            const auto at = static_cast<std::int64_t>(i);
            QCOMPARE(own[at].item<double>() != strided[at].item<double>(), changed);
            if (!changed)
                continue;
            const auto weight = dilated->named_parameters()["s3.b1.f.a.weight"].detach();
            compareRelative(own[at].item<double>(), model::convolutionPenaltyReference(weight, 1).item<double>(), 1e-5);
        }
    }

    void weightPenaltyEqualsDenseArithmetic_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::newRow("wide") << QList<int>{4, 3, 3, 3};
        QTest::newRow("tall") << QList<int>{7, 2, 1, 1};
        QTest::newRow("square") << QList<int>{4, 4, 1, 1};
    }

    void weightPenaltyEqualsDenseArithmetic() {
        QFETCH(QList<int>, shape);
        const auto weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, torch::kDouble);
        const std::int64_t rows = weight.size(0), columns = weight.numel() / rows;
        const auto flat = weight.view({rows, columns});
        const auto a = flat.accessor<double, 2>();
        const bool tall = rows > columns;
        const std::int64_t size = std::min(rows, columns), length = std::max(rows, columns);
        double expected = 0;
        for (std::int64_t i = 0; i < size; ++i)
            for (std::int64_t j = 0; j < size; ++j) {
                double product = i == j ? -1.0 : 0.0;
                for (std::int64_t k = 0; k < length; ++k)
                    product += tall ? a[k][i] * a[k][j] : a[i][k] * a[j][k];
                expected += product * product / 2;
            }
        compareRelative(model::weightPenaltyReference(weight).item<double>(), expected, 1e-12);
    }

    void gradientsEqualFiniteDifferences_data() {
        QTest::addColumn<int>("stride");
        QTest::addColumn<bool>("transposed");
        QTest::addColumn<bool>("weightForm");
        QTest::newRow("plain") << 1 << false << false;
        QTest::newRow("stride 2") << 2 << false << false;
        QTest::newRow("transposed") << 1 << true << false;
        QTest::newRow("weight form") << 1 << false << true;
    }

    void gradientsEqualFiniteDifferences() {
        QFETCH(int, stride);
        QFETCH(bool, transposed);
        QFETCH(bool, weightForm);
        auto weight = 0.3 * torch::randn({transposed ? 5 : 3, transposed ? 3 : 5, 3, 3}, torch::kDouble);
        weight.requires_grad_();
        const auto value = [&] {
            return weightForm ? model::weightPenaltyReference(weight)
                              : model::convolutionPenaltyReference(weight, stride);
        };
        value().backward();
        torch::NoGradGuard noGrad;
        const auto direction = torch::randn_like(weight);
        const double step = 1e-6;
        weight.add_(direction, step);
        const double above = value().item<double>();
        weight.sub_(direction, 2 * step);
        const double below = value().item<double>();
        compareRelative((weight.grad() * direction).sum().item<double>(), (above - below) / (2 * step), 1e-6);
    }

    void everyPenalizedLayerCountsOnce_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("stride");
        QTest::newRow("convolution, own stride") << 1 << 0;
        QTest::newRow("convolution, stride 1") << 1 << 1;
        QTest::newRow("weight") << 2 << 0;
    }

    void everyPenalizedLayerCountsOnce() {
        QFETCH(int, kind);
        QFETCH(int, stride);
        model::Network network(residual());
        spec::PenaltySpec spec;
        spec.kind = static_cast<spec::PenaltyKind>(kind);
        spec.stride = static_cast<spec::PenaltyStride>(stride);
        spec.exclude = {"s2.b1.proj"};
        const model::Penalty penalty(spec, network);
        QCOMPARE(penalty.layers(), (std::vector<std::string>{"s1.b1.f.a", "s1.b1.f.b", "s2.b1.f.a", "s2.b1.f.b",
                                                             "s3.b1.proj", "s3.b1.f.a", "s3.b1.f.b"}));
        const auto value = penalty.evaluate();
        QVERIFY(value.total.requires_grad() && !value.layers.requires_grad());
        QCOMPARE(value.layers.size(0), std::int64_t{7});
        double total = 0;
        size_t index = 0;
        for (const auto& layer : network->convolutions()) {
            const auto* plan = layer.plan;
            const at::Tensor& weight = layer.weight;
            if (index >= 7 || plan->name != penalty.layers()[index])
                continue;
            torch::NoGradGuard noGrad;
            const auto expected = kind == 2
                                      ? model::weightPenaltyReference(weight)
                                      : model::convolutionPenaltyReference(weight, stride == 1 ? 1 : plan->stride);
            compareRelative(value.layers[index++].item<double>(), expected.item<double>(), 1e-5);
            total += expected.item<double>();
        }
        QCOMPARE(index, size_t{7});
        compareRelative(value.total.item<double>(), total, 1e-5);
        QVERIFY(torch::allclose(penalty.measure(), value.layers, 1e-5));
        QVERIFY(!penalty.measure().requires_grad());
        value.total.backward();
        for (const auto& layer : network->convolutions()) {
            const auto* plan = layer.plan;
            const at::Tensor& weight = layer.weight;
            const auto& names = penalty.layers();
            const bool penalized = std::find(names.begin(), names.end(), plan->name) != names.end();
            QCOMPARE(weight.grad().defined(), penalized);
        }
    }

    // Groups, depthwise, dilation with stride, even and rectangular kernels, and kernels that are functions of their
    // parameter.
    void assembledNetworksArePenalizedLayerByLayer_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("standardized");
        QTest::newRow("convolution") << 1 << false;
        QTest::newRow("convolution, standardized") << 1 << true;
        QTest::newRow("weight") << 2 << false;
        QTest::newRow("weight, standardized") << 2 << true;
    }

    void assembledNetworksArePenalizedLayerByLayer() {
        QFETCH(int, kind);
        QFETCH(bool, standardized);
        spec::ModelSpec spec;
        spec.height = spec.width = 16;
        spec.initialization = spec::Initialization::Kaiming;
        spec.weightStandardization = standardized;
        spec.stages.resize(3);
        spec.stages[0].groups = 4;
        spec.stages[1].block = spec::BlockKind::DepthwiseSeparable;
        spec.stages[1].channels = 24;
        spec.stages[1].stride = 2;
        spec.stages[2].channels = 32;
        spec.stages[2].kernel = {{2, 3}, {4, 1}};
        spec.stages[2].stride = 2;
        spec.stages[2].dilation = 2;
        model::Network network(spec);
        spec::PenaltySpec settings;
        settings.kind = static_cast<spec::PenaltyKind>(kind);
        const model::Penalty penalty(settings, network);
        const auto value = penalty.evaluate();
        value.total.backward();
        std::int64_t index = 0;
        for (const model::ConvolutionLayer& layer : network->convolutions()) {
            if (!spec::penalizes(settings, *layer.plan))
                continue;
            QCOMPARE(penalty.layers()[static_cast<std::size_t>(index)], layer.plan->name);
            at::Tensor parameter = layer.weight.detach().to(torch::kDouble).requires_grad_(), kernel = parameter;
            if (layer.plan->standardized) {
                const auto centered = parameter - parameter.mean({1, 2, 3}, true);
                kernel = centered / (centered.square().mean({1, 2, 3}, true) + 1e-5).sqrt();
            }
            // By loops for the value; the gradient from the reference.
            const bool both = layer.plan->stride == 2 && layer.plan->dilation == 2;
            const std::int64_t stride = both ? 1 : layer.plan->stride;
            const auto expected = kind == 2 ? model::weightPenaltyReference(kernel, layer.plan->groups)
                                            : model::convolutionPenaltyReference(kernel, stride, layer.plan->groups);
            if (kind == 1)
                compareRelative(value.layers[index].item<double>(),
                                byLoops(kernel.detach(), stride, layer.plan->groups), 1e-4);
            compareRelative(value.layers[index++].item<double>(), expected.item<double>(), 1e-4);
            expected.backward();
            const double error = (layer.weight.grad() - parameter.grad()).norm().item<double>();
            // A standardized depthwise kernel has a constant norm, so that its weight penalty has no gradient.
            QVERIFY2(error < 1e-4 * parameter.grad().norm().item<double>() + 1e-3, layer.plan->name.c_str());
        }
        QCOMPARE(index, value.layers.size(0));
        QVERIFY(index >= 6);
    }

    void followsChangesOfTheWeights() {
        auto spec = residual();
        spec.shortcut = false;
        spec.multiplier = spec::ResidualMultiplier::None;
        spec.initialization = spec::Initialization::Delta;
        model::Network network(spec);
        const model::Penalty penalty({}, network);
        QCOMPARE(penalty.measure().abs().max().item<double>(), 0.0);
        {
            torch::NoGradGuard noGrad;
            network->convolutions()[1].weight.mul_(2);  // each of 16 diagonal entries is 4 instead of 1
        }
        compareRelative(penalty.measure()[0].item<double>(), 16 * 9 / 2.0, 1e-6);
    }

    void outlivesTheNetworksHandle() {
        auto network = std::make_unique<model::Network>(residual());
        const model::Penalty penalty({}, *network);
        const auto before = penalty.measure();
        network.reset();
        QVERIFY(torch::equal(penalty.measure(), before));
    }

    void kindNoneHasNoPenalty() {
        model::Network network(residual());
        spec::PenaltySpec spec;
        spec.kind = spec::PenaltyKind::None;
        const model::Penalty penalty(spec, network);
        QVERIFY(penalty.layers().empty());
        QCOMPARE(penalty.evaluate().total.item<double>(), 0.0);
        QCOMPARE(penalty.measure().numel(), std::int64_t{0});
    }

    void staysInFloat32InsideAutocast() {
        model::Network network(residual());
        const model::Penalty penalty({}, network);
        const auto expected = penalty.measure();
        at::autocast::set_autocast_enabled(at::kCPU, true);
        const auto got = penalty.measure();
        at::autocast::set_autocast_enabled(at::kCPU, false);
        at::autocast::clear_cache();
        QVERIFY(got.scalar_type() == torch::kFloat);
        QVERIFY(torch::equal(got, expected));
    }

    void invalidArgumentsAreRejected() {
        const auto weight = torch::zeros({4, 4, 3, 3});
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::convolutionPenaltyReference(weight, 0));
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::convolutionPenaltyReference(weight, 1, 3));
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::convolutionPenaltyReference(torch::zeros({4, 4}), 1));
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::convolutionPenaltyReference(weight.to(torch::kLong), 1));
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::weightPenaltyReference(torch::Tensor()));
        model::Network network(residual());
        spec::PenaltySpec spec;
        spec.exclude = {"s7.b1.f.a"};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, model::Penalty(spec, network));
    }
};

QTEST_GUILESS_MAIN(TestPenalty)
#include "tst_penalty.moc"
