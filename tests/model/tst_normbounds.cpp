// Bounds on singular values and Lipschitz constants: golden numbers, never below the exact value, and close to it.
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <functional>

#include "model/isometry/LipschitzBound.h"
#include "model/isometry/NormBounds.h"
#include "model/isometry/PaddedOperator.h"

using namespace isonet;

namespace {

bool near(double actual, double expected, double tolerance) {
    if (std::abs(actual - expected) <= tolerance)
        return true;
    qWarning("%.12g, expected %.12g", actual, expected);
    return false;
}

at::Tensor kernel(std::int64_t outputs, std::int64_t inputs, std::int64_t side) {
    return torch::randn({outputs, inputs, side, side}, torch::kDouble) / std::sqrt(double(inputs * side * side));
}

double exactPadded(const at::Tensor& weight, const model::PaddedGrid& grid) {
    return at::linalg_matrix_norm(model::denseMatrix(model::paddedConvolution(weight, grid)), 2).item<double>();
}

at::Tensor hashedKernel() {
    at::Tensor weight = torch::empty({576}, torch::kDouble);
    for (std::uint32_t i = 0; i < 576; ++i) {
        std::uint32_t h = i * 2654435761u + (7u * 40503u + 12345u);
        h ^= h >> 16;
        h *= 2246822519u;
        h ^= h >> 13;
        h *= 3266489917u;
        h ^= h >> 16;
        weight[i] = (double(h) / 4294967296.0 * 2 - 1) / std::sqrt(72.0);
    }
    return weight.view({8, 8, 3, 3});
}

}  // namespace

class TestNormBounds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void init() { torch::manual_seed(11); }

    // Computed in float64 with NumPy from the formulas, for the kernel (8, 8, 3, 3) = hash01(i, 7) / sqrt(72) of
    // model/interop/HashedNetwork.h.
    void goldenNumbers() {
        const auto weight = hashedKernel();
        QVERIFY(near(model::singularValues(weight, {16, 16})[0].item<double>(), 1.125618532, 1e-8));
        QVERIFY(near(model::circularNormBound(weight, {16, 16}, 1), 1.246355, 1e-6));
        QVERIFY(near(model::circularNormBound(weight, {16, 16}, 2), 1.142837, 1e-6));
        QVERIFY(near(model::circularNormBound(weight, {16, 16}, 3), 1.126555, 1e-6));
        QVERIFY(near(model::paddedNormBound(weight, {}, 1), 2.042048, 1e-6));
        QVERIFY(near(model::paddedNormBound(weight, {}, 2), 1.490168, 1e-6));
        QVERIFY(near(model::tensorNormBound(weight, {}), 1.259127, 1e-6));
        QVERIFY(near(exactPadded(weight, {8, 8, 1, 1}), 1.086128393, 1e-8));
        QVERIFY(near(exactPadded(weight, {8, 8, 2, 1}), 0.820757137, 1e-8));
    }

    void boundsDescendToTheExactValue() {
        const auto weight = kernel(8, 8, 3);
        const model::OperatorGrid grid{16, 16};
        const double exact = model::singularValues(weight, grid)[0].item<double>();
        double before = 1e9;
        for (int rounds = 1; rounds <= 8; ++rounds) {
            const double bound = model::circularNormBound(weight, grid, rounds);
            QVERIFY(bound >= exact * (1 - 1e-12) && bound <= before);
            before = bound;
        }
        QVERIFY(near(before, exact, 1e-2 * exact));
        QVERIFY(model::paddedNormBound(weight, {}, 4) <= model::paddedNormBound(weight, {}, 1));
    }

    // A delta kernel is an isometry, and a scaled one a multiple of it, by every bound.
    void multiplesOfIsometriesAreExact() {
        at::Tensor weight = torch::zeros({4, 4, 3, 3}, torch::kDouble);
        for (int i = 0; i < 4; ++i)
            weight[i][i][1][1] = 2.5;
        // The sum of n equal values to the power 2^-t bounds their maximum up to n^(2^-t).
        QVERIFY(near(model::circularNormBound(weight, {8, 8}, 20), 2.5, 1e-4));
        QVERIFY(near(model::paddedNormBound(weight, {}), 2.5, 1e-9));
        QVERIFY(near(model::tensorNormBound(weight, {}), 7.5, 1e-9));
    }

    void noBoundIsBelowTheDenseOperator_data() {
        QTest::addColumn<int>("outputs");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("dilation");
        QTest::addColumn<int>("groups");
        QTest::newRow("3x3") << 4 << 4 << 3 << 1 << 1 << 1;
        QTest::newRow("wide") << 3 << 6 << 3 << 1 << 1 << 1;
        QTest::newRow("tall, 5x5") << 6 << 3 << 5 << 1 << 1 << 1;
        QTest::newRow("stride 2") << 6 << 4 << 3 << 2 << 1 << 1;
        QTest::newRow("1x1, stride 2") << 6 << 4 << 1 << 2 << 1 << 1;
        QTest::newRow("dilated") << 4 << 4 << 3 << 1 << 2 << 1;
        QTest::newRow("grouped") << 6 << 6 << 3 << 1 << 1 << 3;
        QTest::newRow("depthwise, stride 2, dilated") << 4 << 4 << 3 << 2 << 2 << 4;
    }

    void noBoundIsBelowTheDenseOperator() {
        QFETCH(int, outputs);
        QFETCH(int, inputs);
        QFETCH(int, side);
        QFETCH(int, stride);
        QFETCH(int, dilation);
        QFETCH(int, groups);
        const auto weight = kernel(outputs, inputs / groups, side);
        const std::int64_t reach = dilation * (side - 1);
        // Both sides are rounded.
        const double exact = exactPadded(weight, {8, 8, stride, reach / 2, dilation, groups}) * (1 - 1e-12);
        const std::int64_t enlarged = (8 + reach + stride - 1) / stride * stride;
        const double circular = model::circularNormBound(weight, {enlarged, enlarged, stride, groups, dilation}, 8);
        const double padded = model::paddedNormBound(weight, {stride, groups, dilation});
        const double tensor = model::tensorNormBound(weight, {stride, groups, dilation});
        QVERIFY(circular >= exact && circular <= 1.35 * exact);
        QVERIFY(padded >= exact && padded <= 2 * exact);
        QVERIFY(tensor >= exact * (1 - 1e-6) && tensor <= 3 * exact);  // by iteration, from below
        const double periodic = model::singularValues(weight, {8, 8, stride, groups, dilation})[0].item<double>();
        QVERIFY(model::circularNormBound(weight, {8, 8, stride, groups, dilation}) >= periodic * (1 - 1e-9));
    }

    // Several published implementations multiply the groups' bounds.
    void groupsAreTakenByTheirMaximum() {
        const auto weight = kernel(6, 2, 3);
        double largest = 0;
        for (const auto& each : weight.chunk(3, 0))
            largest = std::max(largest, model::paddedNormBound(each, {}));
        QCOMPARE(model::paddedNormBound(weight, {1, 3}), largest);
    }

    void invalidRequestsAreNamed() {
        const auto weight = kernel(4, 4, 3);
        const auto message = [](const std::function<void()>& call) {
            try {
                call();
            } catch (const std::invalid_argument& error) {
                return QString(error.what());
            }
            return QString();
        };
        QVERIFY(message([&] { model::circularNormBound(weight, {7, 8, 2}); }).contains("7x8"));
        QVERIFY(message([&] { model::paddedNormBound(weight, {}, 9); }).contains("accepted: 1 to 4"));
        QVERIFY(message([&] { model::tensorNormBound(weight, {1, 3}); }).contains("3 groups"));
    }

    void networksStayBelowTheirBound_data() {
        QTest::addColumn<int>("activation");
        QTest::addColumn<int>("kind");
        for (const auto& each : spec::activations)
            QTest::addRow("%s", each.name.data()) << int(each.value) << 0;
        QTest::newRow("multipliers") << int(spec::Activation::SReLU) << 1;
        QTest::newRow("BatchNorm") << int(spec::Activation::ReLU) << 2;
        QTest::newRow("pooled stem") << int(spec::Activation::ReLU) << 3;
        QTest::newRow("average pooling") << int(spec::Activation::ReLU) << 4;
    }

    void networksStayBelowTheirBound() {
        QFETCH(int, activation);
        QFETCH(int, kind);
        spec::ModelSpec model;
        model.depth = 8;
        model.height = model.width = 12;
        model.activation = static_cast<spec::Activation>(activation);
        model.initialization = spec::Initialization::Orthogonal;
        if (kind > 0) {
            model.shortcut = true;
            model.stem = spec::StemSpec{};
            model.stem->channels = 8;
            if (kind >= 3) {
                model.stem->pool = kind == 3 ? spec::StemPooling::Max : spec::StemPooling::Average;
                model.stem->poolKernel = 3;
            }
            spec::StageSpec stage;
            stage.channels = 12;
            stage.stride = 2;
            stage.downsample = kind == 4 ? spec::Downsampling::AveragePool : spec::Downsampling::Stride;
            model.stages = {stage};
        }
        if (kind == 1) {
            model.multiplier = spec::ResidualMultiplier::PerChannel;
            model.multiplierStart = -0.5;
        }
        if (kind == 2)
            model.normalization = spec::Normalization::Batch;
        model::Network network(model);
        network->to(torch::kDouble);
        network->eval();
        const model::LipschitzBound bound = model::lipschitzBound(network);
        QVERIFY(bound.unbounded.empty() && std::isfinite(bound.network));
        QCOMPARE(bound.layers.size(), network->convolutions().size() + 1);
        torch::NoGradGuard noGrad;
        double steepest = 0;
        for (int i = 0; i < 8; ++i) {
            const auto x = torch::randn({4, 3, 12, 12}, torch::kDouble);
            const auto y = x + (i % 2 == 0 ? 1e-3 : 1.0) * torch::randn_like(x);
            const auto moved = (network(x) - network(y)).norm(2, 1) / (x - y).flatten(1).norm(2, 1);
            steepest = std::max(steepest, moved.max().item<double>());
        }
        QVERIFY2(steepest <= bound.network, qPrintable(QString("%1 above %2").arg(steepest).arg(bound.network)));
        QVERIFY(steepest > 0);
    }

    // Of the operator that each bound is for, also where the stride does not divide the layer's grid.
    void layersBoundsAreAboveTheirOperators_data() {
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("stride");
        QTest::newRow("even grid") << 16 << 1;
        QTest::newRow("divisible") << 15 << 3;
        QTest::newRow("not divisible") << 16 << 3;
    }
    void layersBoundsAreAboveTheirOperators() {
        QFETCH(int, side);
        QFETCH(int, stride);
        spec::ModelSpec model;
        model.height = model.width = side;
        model.initialization = spec::Initialization::Kaiming;
        model.stem = spec::StemSpec{};
        spec::StageSpec stage;
        stage.kernel = {{1, 5}, {4, 3}};
        stage.stride = stride;
        model.stages = {stage};
        const model::Network network(model);
        const torch::NoGradGuard noGrad;
        const model::LipschitzBound bound = model::lipschitzBound(network);
        const auto layers = network->convolutions();
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto& layer = layers[i];
            const auto& plan = *layer.plan;
            const at::Tensor kernel = model::appliedKernel(layer);
            const double circular = model::singularValues(kernel, bound.layers[i].grid)[0].item<double>();
            const model::PaddedGrid grid{plan.in.height, plan.in.width, plan.stride,
                                         plan.padding,   plan.dilation, plan.groups};
            const double padded = model::extremeSingularValues(kernel, grid).largest;
            const double used = bound.layers[i].used * (1 + 1e-9);
            QVERIFY2(
                padded <= used && circular <= used,
                qPrintable(QString("%1: %2, %3, bound %4").arg(plan.name.c_str()).arg(padded).arg(circular).arg(used)));
        }
    }

    void orthogonalParameterizationsHaveBoundsNearOne_data() {
        QTest::addColumn<int>("method");
        for (const auto& each : spec::parameterizations)
            if (each.bounded)
                QTest::newRow(each.name.data()) << int(each.value);
    }

    void orthogonalParameterizationsHaveBoundsNearOne() {
        QFETCH(int, method);
        spec::ModelSpec model;
        model.depth = 8;
        model.height = model.width = 8;
        model.parameterization = static_cast<spec::Parameterization>(method);
        model::Network network(model);
        network->to(torch::kDouble);
        network->eval();
        torch::NoGradGuard noGrad;
        const model::LipschitzBound bound = model::lipschitzBound(network);
        for (const model::LayerBound& layer : bound.layers)
            QVERIFY2(layer.used > 0.5 && layer.used < 1.2, layer.name.c_str());
        const auto x = torch::randn({4, 3, 8, 8}, torch::kDouble), y = torch::randn({4, 3, 8, 8}, torch::kDouble);
        const auto moved = (network(x) - network(y)).norm(2, 1) / (x - y).flatten(1).norm(2, 1);
        QVERIFY(moved.max().item<double>() <= bound.network);
    }

    // Delta kernels and b far below the signal: the network is linear, and the bound is its classifier's norm over the
    // square root of the pixels that are averaged.
    void aLinearIsometryHasAnExactBound() {
        spec::ModelSpec model;
        model.depth = 8;
        model.channels = 3;
        model.stem = spec::StemSpec{};
        model.stem->channels = 3;
        spec::StageSpec stage;
        stage.channels = 3;
        stage.blocks = 2;
        model.stages = {stage};
        model.height = model.width = 8;
        model.offset = -100;
        model::Network network(model);
        network->to(torch::kDouble);
        network->eval();
        torch::NoGradGuard noGrad;
        const auto x = torch::randn({1, 3, 8, 8}, torch::kDouble);
        at::Tensor weight;
        for (const auto& item : network->named_parameters())
            if (item.key() == "head.fc.weight")
                weight = item.value();
        const double exact = at::linalg_matrix_norm(weight, 2).item<double>() / 8;
        const double bound = model::lipschitzBound(network).network;
        QVERIFY(bound >= exact && bound <= 1.0001 * exact);
    }

    void normalizationsWithoutAConstantAreNamed() {
        spec::ModelSpec model;
        model.depth = 8;
        model.normalization = spec::Normalization::Group;
        model::Network network(model);
        const model::LipschitzBound bound = model::lipschitzBound(network);
        QVERIFY(std::isinf(bound.network));
        QCOMPARE(bound.unbounded, std::string("stem.gn"));
    }
};

QTEST_MAIN(TestNormBounds)
#include "tst_normbounds.moc"
