// The fast penalty compared with the published formula, value and gradient.
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/FastPenalty.h"
#include "model/isometry/Penalty.h"
#include "model/kernels/CudaPlugin.h"
#include "model/kernels/HermitianResidual.h"

using namespace isonet::model;

namespace {

// Near a delta, like trained kernels, or far from it.
at::Tensor kernel(const QList<qint64>& shape, at::ScalarType type, bool nearDelta) {
    at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble);
    weight *= (nearDelta ? 0.15 : 0.7) / std::sqrt(static_cast<double>(shape[1] * shape[2] * shape[3]));
    if (nearDelta)
        for (qint64 i = 0; i < std::min(shape[0], shape[1]); ++i)
            weight[i][i][shape[2] / 2][shape[3] / 2] += 1;
    return weight.to(type);
}

void compare(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
             const at::Device& device = at::kCPU) {
    std::vector<at::Tensor> fast, plain;
    for (const at::Tensor& weight : weights) {
        fast.push_back(weight.detach().to(device).clone().requires_grad_());
        plain.push_back(weight.detach().to(at::kDouble).clone().requires_grad_());
    }
    const at::Tensor scale = torch::linspace(0.5, 2, static_cast<std::int64_t>(weights.size()), at::kDouble);
    const at::Tensor values = convolutionPenalty(fast, strides);
    QCOMPARE(values.dim(), 1);
    (values * scale.to(device)).sum().backward();
    for (size_t i = 0; i < weights.size(); ++i) {
        const at::Tensor expected = convolutionPenaltyReference(plain[i], strides[i]);
        (expected * scale[static_cast<std::int64_t>(i)]).backward();
        const double reference = expected.item<double>(), got = values[static_cast<std::int64_t>(i)].item<double>();
        const bool isDouble = weights[i].scalar_type() == at::kDouble;
        QVERIFY2(std::abs(got - reference) <= (isDouble ? 1e-12 : 1e-5) * reference,
                 qPrintable(QString("layer %1: %2, expected %3").arg(i).arg(got, 0, 'g', 9).arg(reference, 0, 'g', 9)));
        QCOMPARE(fast[i].grad().scalar_type(), weights[i].scalar_type());
        const at::Tensor difference = fast[i].grad().to(at::kCPU, at::kDouble) - plain[i].grad();
        const double error = (difference.norm() / plain[i].grad().norm()).item<double>();
        QVERIFY2(error <= (isDouble                                 ? 1e-12
                           : weights[i].scalar_type() == at::kFloat ? 1e-5
                                                                    : 5e-3),
                 qPrintable(QString("layer %1: gradient error %2").arg(i).arg(error)));
    }
}

void shapes() {
    QTest::addColumn<QList<qint64>>("shape");
    QTest::addColumn<int>("stride");
    QTest::newRow("3x3") << QList<qint64>{20, 20, 3, 3} << 1;
    QTest::newRow("3x3, fewer outputs") << QList<qint64>{7, 19, 3, 3} << 1;
    QTest::newRow("3x3, more outputs") << QList<qint64>{35, 18, 3, 3} << 1;
    QTest::newRow("3x3, one channel") << QList<qint64>{1, 1, 3, 3} << 1;
    QTest::newRow("3x3, stride 2") << QList<qint64>{32, 16, 3, 3} << 2;
    QTest::newRow("3x3, stride 2, fewer outputs") << QList<qint64>{9, 12, 3, 3} << 2;
    QTest::newRow("3x3, stride 3") << QList<qint64>{6, 6, 3, 3} << 3;
    QTest::newRow("1x1") << QList<qint64>{24, 40, 1, 1} << 1;
    QTest::newRow("1x1, more outputs") << QList<qint64>{40, 24, 1, 1} << 1;
    QTest::newRow("1x1, stride 2") << QList<qint64>{32, 16, 1, 1} << 2;
    QTest::newRow("5x5") << QList<qint64>{8, 8, 5, 5} << 1;
    QTest::newRow("5x5, stride 2") << QList<qint64>{8, 12, 5, 5} << 2;
    QTest::newRow("7x7, stride 2") << QList<qint64>{12, 3, 7, 7} << 2;
    QTest::newRow("2x2") << QList<qint64>{6, 8, 2, 2} << 1;
    QTest::newRow("4x4, stride 2") << QList<qint64>{6, 8, 4, 4} << 2;
    QTest::newRow("1x3") << QList<qint64>{6, 5, 1, 3} << 1;
    QTest::newRow("4x2") << QList<qint64>{6, 5, 4, 2} << 1;
}

}  // namespace

class TestFastPenalty : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { loadCuda(); }  // before any use of torch
    void init() { torch::manual_seed(4); }
    void agreesWithThePublishedFormula_data() { shapes(); }
    void agreesWithThePublishedFormula();
    void gpuAgreesWithThePublishedFormula_data();
    void gpuAgreesWithThePublishedFormula();
    void layersOfDifferentShapesCanBeMixed();
    void channelsLastKernelsGiveTheSameResult();
    void halfPrecisionKernelsAreConvertedToFloat32();
    void deltaKernelHasNoPenalty();
    void valueWithoutGradientNeedsNoGraph();
    void frozenKernelsGetNoGradient();
    void secondDerivativeEqualsTheReference();
    void staysInFloat32InsideAutocast();
    void residualLoopAgreesWithTensorOperations_data();
    void residualLoopAgreesWithTensorOperations();
    void invalidArgumentsAreRejected();
};

void TestFastPenalty::agreesWithThePublishedFormula() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
        for (const bool nearDelta : {false, true})
            compare({kernel(shape, type, nearDelta)}, {stride});
}

void TestFastPenalty::gpuAgreesWithThePublishedFormula_data() {
    if (!loadCuda())
        QSKIP(("no CUDA here: " + cudaStatus()).c_str());
    shapes();
}

void TestFastPenalty::gpuAgreesWithThePublishedFormula() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    compare({kernel(shape, at::kFloat, false), kernel(shape, at::kFloat, false)}, {stride, stride}, at::kCUDA);
}

void TestFastPenalty::layersOfDifferentShapesCanBeMixed() {
    compare({kernel({8, 8, 3, 3}, at::kFloat, true), kernel({16, 8, 3, 3}, at::kFloat, true),
             kernel({8, 8, 3, 3}, at::kFloat, false), kernel({8, 16, 3, 3}, at::kFloat, true),
             kernel({16, 8, 3, 3}, at::kFloat, true), kernel({16, 8, 1, 1}, at::kFloat, true),
             kernel({8, 8, 3, 3}, at::kFloat, true)},
            {1, 2, 1, 1, 1, 2, 1});
}

void TestFastPenalty::channelsLastKernelsGiveTheSameResult() {
    compare({kernel({12, 10, 3, 3}, at::kFloat, true).contiguous(at::MemoryFormat::ChannelsLast),
             kernel({12, 10, 3, 3}, at::kFloat, true)},
            {1, 1});
}

void TestFastPenalty::halfPrecisionKernelsAreConvertedToFloat32() {
    compare({kernel({12, 10, 3, 3}, at::kBFloat16, false)}, {1});
    QCOMPARE(convolutionPenalty({kernel({4, 4, 3, 3}, at::kHalf, false)}, {1}).scalar_type(), at::kFloat);
}

void TestFastPenalty::deltaKernelHasNoPenalty() {
    at::Tensor weight = torch::zeros({8, 8, 3, 3});
    torch::nn::init::dirac_(weight);
    weight.requires_grad_();
    const at::Tensor value = convolutionPenalty({weight}, {1});
    value.sum().backward();
    QVERIFY(value.item<double>() < 1e-10);
    QVERIFY(weight.grad().norm().item<double>() < 1e-5);
}

void TestFastPenalty::valueWithoutGradientNeedsNoGraph() {
    const at::Tensor weight = kernel({8, 8, 3, 3}, at::kFloat, false).requires_grad_();
    const at::Tensor with = convolutionPenalty({weight}, {1});
    QVERIFY(with.requires_grad());
    torch::NoGradGuard noGrad;
    const at::Tensor without = convolutionPenalty({weight}, {1});
    QVERIFY(!without.requires_grad());
    QVERIFY(at::allclose(with, without, 1e-6));
}

void TestFastPenalty::frozenKernelsGetNoGradient() {
    const at::Tensor trained = kernel({8, 8, 3, 3}, at::kFloat, false).requires_grad_();
    const at::Tensor frozen = kernel({8, 8, 3, 3}, at::kFloat, false);
    convolutionPenalty({frozen, trained}, {1, 1}).sum().backward();
    QVERIFY(!frozen.grad().defined());
    QVERIFY(trained.grad().defined());
}

void TestFastPenalty::secondDerivativeEqualsTheReference() {
    const at::Tensor weight = kernel({3, 4, 3, 3}, at::kDouble, false).requires_grad_();
    const at::Tensor direction = torch::randn_like(weight);
    const auto curvature = [&](const at::Tensor& value) {
        const at::Tensor first = torch::autograd::grad({value}, {weight}, {}, true, true)[0];
        return torch::autograd::grad({(first * direction).sum()}, {weight})[0];
    };
    QVERIFY(at::allclose(curvature(convolutionPenalty({weight}, {1}).sum()),
                         curvature(convolutionPenaltyReference(weight, 1)), 1e-9, 1e-9));
}

void TestFastPenalty::staysInFloat32InsideAutocast() {
    const at::Tensor weight = kernel({16, 16, 3, 3}, at::kFloat, false);
    const at::Tensor expected = convolutionPenalty({weight}, {1});
    at::autocast::set_autocast_enabled(at::kCPU, true);
    const at::Tensor got = convolutionPenalty({weight}, {1});
    at::autocast::set_autocast_enabled(at::kCPU, false);
    at::autocast::clear_cache();
    QVERIFY(at::equal(got, expected));
}

void TestFastPenalty::residualLoopAgreesWithTensorOperations_data() {
    QTest::addColumn<int>("n");
    for (const int n : {1, 5, 16, 33, 64})
        QTest::addRow("%d", n) << n;
}

// Reference with complex matrices.
void TestFastPenalty::residualLoopAgreesWithTensorOperations() {
    QFETCH(int, n);
    const std::int64_t layers = 2, pairs = 3;
    const at::Tensor x = torch::randn({pairs * layers, n, n}, at::kDouble), y = torch::randn_like(x);
    const at::Tensor alone = torch::randn({layers, n, n}, at::kDouble);
    const at::Tensor mixed = at::bmm(x + y, (x - y).transpose(1, 2));
    const at::Tensor even = at::cat({at::bmm(alone, alone.transpose(1, 2)), at::bmm(y, y.transpose(1, 2))});
    at::Tensor factors = torch::empty({(3 * pairs + 1) * layers, n, n}, at::kDouble);
    const at::Tensor got = hermitianResidual(mixed, even, layers, factors);
    const at::Tensor a = at::complex(x, y), identity = torch::eye(n, at::kDouble);
    const at::Tensor e = at::bmm(a, a.transpose(1, 2).conj()) - identity;
    const at::Tensor e0 = at::bmm(alone, alone.transpose(1, 2)) - identity;
    const at::Tensor squares = e.abs().square().sum({1, 2}).view({pairs, layers}).sum(0) + e0.square().sum({1, 2}) / 2;
    QVERIFY(at::allclose(got, squares, 1e-11));
    const at::Tensor expected = at::cat({at::imag(e), at::real(e), at::real(e) + at::imag(e), e0});
    QVERIFY(at::allclose(factors, expected, 1e-10, 1e-10));
    QVERIFY(at::equal(hermitianResidual(mixed, even, layers), got));
}

void TestFastPenalty::invalidArgumentsAreRejected() {
    const at::Tensor weight = torch::zeros({4, 4, 3, 3});
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({}, {}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight}, {0}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight}, {1, 1}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({torch::zeros({4, 4})}, {1}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight.to(at::kLong)}, {1}), c10::Error);
}

QTEST_GUILESS_MAIN(TestFastPenalty)
#include "tst_fastpenalty.moc"
