// Singular values of a network's Jacobian, compared with the full matrix and with known networks.
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <stop_token>

#include "model/isometry/JacobianSpectrum.h"

using namespace isonet;
using namespace isonet::model;

namespace {

model::Network small(int kind) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 8;
    spec.initialization = spec::Initialization::Kaiming;
    spec.offset = -0.1;
    spec.shortcut = kind == 1;
    if (kind == 1) {
        spec.multiplier = spec::ResidualMultiplier::Scalar;
        spec.multiplierStart = 0.5;
    }
    if (kind == 2) {
        spec.normalization = spec::Normalization::Batch;
        spec.activation = spec::Activation::ReLU;
    }
    if (kind == 3)
        spec.activation = spec::Activation::ELU;
    if (kind == 4) {
        spec.family = spec::Family::ImageNet;
        spec.depth = 18;
        spec.height = spec.width = 32;
        spec.activation = spec::Activation::PReLU;
    }
    model::Network network(spec);
    if (kind != 4)
        network->to(at::kDouble);
    return network;
}

at::Tensor imagesFor(const model::Network& network, int count) {
    const auto& spec = network->spec();
    return torch::randn({count, 3, spec.height, spec.width}, network->parameters()[0].options().requires_grad(false));
}

// dy_i / dx by second-order finite differences, independent of autograd.
at::Tensor byDifferences(model::Network network, const at::Tensor& image, JacobianOutput output) {
    const torch::NoGradGuard noGrad;
    network->eval();
    const double h = 1e-6;
    std::vector<at::Tensor> columns;
    const at::Tensor units =
        torch::eye(image.numel(), at::kDouble).view({-1, image.size(1), image.size(2), image.size(3)});
    const auto of = [&](const at::Tensor& x) {
        return (output == JacobianOutput::Logits ? network->forward(x) : network->features(x)).flatten(1);
    };
    return ((of(image + h * units) - of(image - h * units)) / (2 * h)).t();
}

void compare(const std::vector<double>& values, const at::Tensor& expected, double tolerance) {
    const double largest = expected[0].item<double>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double other = expected[static_cast<std::int64_t>(i)].item<double>();
        QVERIFY2(std::abs(values[i] - other) <= tolerance * largest,
                 qPrintable(QString("%1: %2, expected %3").arg(i).arg(values[i], 0, 'g', 10).arg(other, 0, 'g', 10)));
    }
}

}  // namespace

class TestJacobian : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(9); }
    void valuesEqualTheFullMatrix_data();
    void valuesEqualTheFullMatrix();
    void lanczosFindsTheLeadingValues_data();
    void lanczosFindsTheLeadingValues();
    void linearIsometryHasUnitValues();
    void imagesAreIndependent();
    void networkIsUnchanged();
    void stopsOnRequest();
    void invalidArgumentsAreRejected();
    void divergedNetworkHasNoValues();
};

void TestJacobian::valuesEqualTheFullMatrix_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("features");
    const char* names[] = {"vanilla", "residual", "normalized", "ELU"};
    for (int kind = 0; kind < 4; ++kind)
        for (const bool features : {false, true})
            QTest::addRow("%s, %s", names[kind], features ? "features" : "logits") << kind << features;
}

void TestJacobian::valuesEqualTheFullMatrix() {
    QFETCH(int, kind);
    QFETCH(bool, features);
    model::Network network = small(kind);
    const at::Tensor image = imagesFor(network, 1);
    JacobianOptions options;
    options.output = features ? JacobianOutput::Features : JacobianOutput::Logits;
    const at::Tensor matrix = byDifferences(network, image, options.output);
    const auto reports = jacobianSpectra(network, image, options);
    QCOMPARE(reports.size(), size_t{1});
    QCOMPARE(reports[0].rows, matrix.size(0));
    QCOMPARE(reports[0].columns, matrix.size(1));
    QVERIFY(reports[0].complete && reports[0].converged);
    QCOMPARE(static_cast<std::int64_t>(reports[0].values.size()), std::min(matrix.size(0), matrix.size(1)));
    compare(reports[0].values, at::linalg_svdvals(matrix), 1e-6);
}

void TestJacobian::lanczosFindsTheLeadingValues_data() {
    valuesEqualTheFullMatrix_data();
    QTest::newRow("pooled stem, PReLU, float32, features") << 4 << true;
}

void TestJacobian::lanczosFindsTheLeadingValues() {
    QFETCH(int, kind);
    QFETCH(bool, features);
    model::Network network = small(kind);
    const at::Tensor image = imagesFor(network, 1);
    JacobianOptions options;
    options.output = features ? JacobianOutput::Features : JacobianOutput::Logits;
    options.values = 6;
    const auto whole = jacobianSpectra(network, image, options);
    options.largestMatrix = 0;
    int steps = 0;
    options.progress = [&](int, int step) { steps = step; };
    const auto leading = jacobianSpectra(network, image, options);
    QCOMPARE(leading.size(), size_t{1});
    QVERIFY(leading[0].converged);
    QCOMPARE(leading[0].values.size(), size_t{6});
    QVERIFY(!leading[0].complete);
    QCOMPARE(steps > 0, std::min(whole[0].rows, whole[0].columns) > 51);
    compare(leading[0].values, at::tensor(whole[0].values, at::kDouble), 1e-4);
}

// With very negative b and strided delta kernels, J has a 1 for each pixel of the 3 channels that the strides reach
// (2 x 2 of 8 x 8), and is 0 elsewhere.
void TestJacobian::linearIsometryHasUnitValues() {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.height = spec.width = 8;
    spec.offset = -1e6;
    model::Network network(spec);
    JacobianOptions options;
    options.output = JacobianOutput::Features;
    for (const std::int64_t limit : {std::int64_t{1} << 24, std::int64_t{0}}) {
        options.largestMatrix = limit;
        options.values = 12;
        const auto reports = jacobianSpectra(network, torch::randn({1, 3, 8, 8}), options);
        QVERIFY(reports[0].converged);
        for (std::size_t i = 0; i < reports[0].values.size(); ++i)
            QVERIFY2(std::abs(reports[0].values[i] - (i < 12 ? 1.0 : 0.0)) < 1e-5,
                     qPrintable(QString("%1: %2").arg(i).arg(reports[0].values[i])));
    }
}

void TestJacobian::imagesAreIndependent() {
    model::Network network = small(2);
    const at::Tensor images = imagesFor(network, 2);
    const auto both = jacobianSpectra(network, images);
    const auto second = jacobianSpectra(network, images.narrow(0, 1, 1));
    QCOMPARE(both.size(), size_t{2});
    compare(both[1].values, at::tensor(second[0].values, at::kDouble), 1e-10);
    QVERIFY(std::abs(both[0].values[0] - both[1].values[0]) > 1e-6);
}

void TestJacobian::networkIsUnchanged() {
    model::Network network = small(0);
    network->train();
    const at::Tensor images = imagesFor(network, 1), kept = images.clone();
    jacobianSpectra(network, images);
    QVERIFY(network->is_training());
    QVERIFY(at::equal(images, kept) && !images.requires_grad());
    for (const auto& parameter : network->parameters())
        QVERIFY(!parameter.grad().defined());
}

void TestJacobian::stopsOnRequest() {
    model::Network network = small(0);
    for (const std::int64_t limit : {std::int64_t{1} << 24, std::int64_t{0}}) {
        std::stop_source source;
        JacobianOptions options;
        options.output = JacobianOutput::Features;
        options.values = 6;
        options.largestMatrix = limit;
        options.stop = source.get_token();
        options.progress = [&](int image, int) {
            if (image == 1)
                source.request_stop();
        };
        QCOMPARE(jacobianSpectra(network, imagesFor(network, 3), options).size(), size_t{1});
    }
}

void TestJacobian::invalidArgumentsAreRejected() {
    JacobianOptions options;
    options.values = 0;
    model::Network network = small(0);
    QVERIFY_EXCEPTION_THROWN(jacobianSpectra(network, imagesFor(network, 1), options), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(jacobianSpectra(network, torch::zeros({3, 8, 8})), c10::Error);
}

void TestJacobian::divergedNetworkHasNoValues() {
    model::Network network = small(0);
    {
        const torch::NoGradGuard noGrad;
        at::Tensor weight = network->convolutions()[1].weight;
        weight.fill_(std::nan(""));
    }
    for (const std::int64_t limit : {std::int64_t{1} << 24, std::int64_t{0}}) {
        JacobianOptions options;
        options.output = JacobianOutput::Features;
        options.largestMatrix = limit;
        const auto reports = jacobianSpectra(network, imagesFor(network, 1), options);
        QCOMPARE(reports.size(), size_t{1});
        QVERIFY(reports[0].values.empty() && !reports[0].converged && !reports[0].complete);
    }
}

QTEST_GUILESS_MAIN(TestJacobian)
#include "tst_jacobian.moc"
