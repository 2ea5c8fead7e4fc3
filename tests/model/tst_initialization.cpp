// Initial kernels match their definitions.
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/Penalty.h"
#include "model/layers/Initialization.h"
#include "model/layers/Network.h"

using namespace isonet;
using spec::Initialization;

namespace {

at::Tensor kernel(std::int64_t outputs, std::int64_t inputs, std::int64_t side, Initialization kind,
                  std::int64_t groups = 1) {
    auto weight = torch::full({outputs, inputs, side, side}, 9.0, torch::kDouble);
    model::initializeKernel(weight, kind, groups);
    return weight;
}

}  // namespace

class TestInitialization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() { torch::set_num_threads(1); }

    void init() { torch::manual_seed(5); }

    void deltaEqualsTorchDirac_data() {
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("side");
        QTest::newRow("square") << 4 << 4 << 3;
        QTest::newRow("more outputs") << 6 << 4 << 3;
        QTest::newRow("fewer outputs") << 3 << 5 << 3;
        QTest::newRow("1x1") << 3 << 5 << 1;
        QTest::newRow("4x4") << 3 << 5 << 4;
    }

    void deltaEqualsTorchDirac() {
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        QFETCH(int, side);
        const auto expected = torch::nn::init::dirac_(torch::empty({outputs, inputs, side, side}, torch::kDouble));
        QVERIFY(torch::equal(kernel(outputs, inputs, side, Initialization::Delta), expected));
    }

    void deltaIsTheIdentityOnSignals() {
        const auto x = torch::randn({2, 4, 5, 6}, torch::kDouble);
        const auto same = kernel(4, 4, 3, Initialization::Delta), more = kernel(6, 4, 3, Initialization::Delta);
        QVERIFY(torch::equal(torch::conv2d(x, same, {}, 1, 1), x));
        const auto y = torch::conv2d(x, more, {}, 1, 1);
        QVERIFY(torch::allclose(y.norm(), x.norm()));
        // Each group is an identity.
        const auto grouped = kernel(4, 2, 3, Initialization::Delta, 2);
        QVERIFY(torch::equal(torch::conv2d(x, grouped, {}, 1, 1, 1, 2), x));
    }

    void isometricKindsHaveZeroDeviation_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        for (const auto kind : {Initialization::Delta, Initialization::DeltaOrthogonal})
            for (const auto& [outputs, inputs] : {std::pair{8, 8}, std::pair{12, 6}, std::pair{5, 9}})
                QTest::addRow("%s %d x %d", spec::name(kind).data(), outputs, inputs)
                    << static_cast<int>(kind) << outputs << inputs;
    }

    void isometricKindsHaveZeroDeviation() {
        QFETCH(int, kind);
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        const auto weight = kernel(outputs, inputs, 3, static_cast<Initialization>(kind));
        QVERIFY(model::convolutionPenaltyReference(weight, 1).item<double>() < 1e-20);
        QVERIFY(spec::info(static_cast<Initialization>(kind)).isometric);
        // Only the center is nonzero.
        auto border = weight.clone();
        border.select(3, 1).select(2, 1).zero_();
        QCOMPARE(border.abs().max().item<double>(), 0.0);
    }

    void deltaOrthogonalIsRandomAndDense() {
        const auto a = kernel(8, 8, 3, Initialization::DeltaOrthogonal),
                   b = kernel(8, 8, 3, Initialization::DeltaOrthogonal);
        QVERIFY(!torch::equal(a, b));
        QVERIFY((a.select(3, 1).select(2, 1) != 0).all().item<bool>());
    }

    void scaledDeltaOrthogonalKeepsTheMeanSquare() {
        for (const auto& [outputs, inputs] : {std::pair{12, 3}, std::pair{6, 6}, std::pair{3, 12}}) {
            const auto matrix =
                kernel(outputs, inputs, 3, Initialization::ScaledDeltaOrthogonal).select(3, 1).select(2, 1);
            const double scale = std::max(1.0, double(outputs) / inputs);
            const auto gram = outputs >= inputs ? torch::mm(matrix.t(), matrix) : torch::mm(matrix, matrix.t());
            QVERIFY(torch::allclose(gram, scale * torch::eye(gram.size(0), torch::kDouble)));
        }
    }

    void orthogonalIsOrthogonalWhenFlattened_data() {
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("side");
        QTest::newRow("wide") << 8 << 8 << 3;
        QTest::newRow("tall") << 12 << 3 << 1;
    }

    void orthogonalIsOrthogonalWhenFlattened() {
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        QFETCH(int, side);
        const auto weight = kernel(outputs, inputs, side, Initialization::Orthogonal);
        QVERIFY(model::weightPenaltyReference(weight).item<double>() < 1e-20);
        if (side > 1)  // necessary, not sufficient
            QVERIFY(model::convolutionPenaltyReference(weight, 1).item<double>() > 0.1);
    }

    void randomKindsHaveTheSpecifiedVariance() {
        const auto kaiming = kernel(256, 64, 3, Initialization::Kaiming);
        QVERIFY(std::abs(kaiming.var().item<double>() * 9 * 256 / 2 - 1) < 0.02);
        QVERIFY(std::abs(kaiming.mean().item<double>()) < 1e-3);
        const auto xavier = kernel(256, 64, 3, Initialization::Xavier);
        const double bound = std::sqrt(6.0 / (9 * (256 + 64)));
        QVERIFY(xavier.abs().max().item<double>() <= bound);
        QVERIFY(xavier.abs().max().item<double>() > 0.999 * bound);
        QVERIFY(std::abs(xavier.var().item<double>() / (bound * bound / 3) - 1) < 0.02);
        QVERIFY(!spec::info(Initialization::Kaiming).isometric && !spec::info(Initialization::Xavier).isometric);
    }

    void largeStemKeepsTheFrameworkDefault_data() {
        QTest::addColumn<int>("kind");
        for (const auto& each : spec::initializations)
            QTest::newRow(each.name.data()) << static_cast<int>(each.value);
    }

    void largeStemKeepsTheFrameworkDefault() {
        QFETCH(int, kind);
        spec::ModelSpec spec;
        spec.family = spec::Family::ImageNet;
        spec.depth = 18;
        spec.height = spec.width = 32;
        spec.initialization = static_cast<Initialization>(kind);
        torch::manual_seed(5);
        model::Network network(spec);
        torch::manual_seed(5);
        const torch::nn::Conv2d byDefault(torch::nn::Conv2dOptions(3, 64, 7).bias(false));
        const auto stem = network->convolutions()[0].weight;
        QCOMPARE(torch::equal(stem, byDefault->weight), spec::info(spec.initialization).isometric);
        if (spec.initialization == Initialization::Kaiming)
            QVERIFY(std::abs(stem.std().item<double>() / std::sqrt(2.0 / (49 * 64)) - 1) < 0.05);
    }

    void smallStemAndOtherLayersUseTheKind() {
        model::Network network(spec::ModelSpec{});
        for (const auto& layer : network->convolutions())
            QVERIFY2(torch::equal(layer.weight, torch::nn::init::dirac_(torch::empty_like(layer.weight))),
                     layer.plan->name.c_str());
    }

    void biasesStartAtZero() {
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.activation = spec::Activation::ReLU;
        model::Network network(spec);
        const auto parameters = network->named_parameters();
        for (const auto& layer : network->convolutions())
            QCOMPARE(parameters[layer.plan->name + ".bias"].abs().max().item<double>(), 0.0);
    }

    void invalidKernelsAreRejected() {
        QVERIFY_THROWS_EXCEPTION(c10::Error, model::initializeKernel(torch::zeros({4, 4}), Initialization::Delta));
        QVERIFY_THROWS_EXCEPTION(c10::Error,
                                 model::initializeKernel(torch::zeros({4, 4, 3, 3}), Initialization::Delta, 3));
    }
};

QTEST_GUILESS_MAIN(TestInitialization)
#include "tst_initialization.moc"
