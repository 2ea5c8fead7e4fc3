// The fast penalty compared with the published formula, value and gradient.
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <QtTest>

#include "model/isometry/FastPenalty.h"
#include "model/isometry/GramPenalty.h"
#include "model/isometry/Penalty.h"
#include "model/kernels/CudaPlugin.h"
#include "model/kernels/GroupedPenalty.h"
#include "model/kernels/HermitianResidual.h"
#include "model/kernels/StridedCopies.h"

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
             std::vector<std::int64_t> groups = {}, const at::Device& device = at::kCPU) {
    groups.resize(weights.size(), 1);
    std::vector<at::Tensor> fast, plain;
    for (const at::Tensor& weight : weights) {
        fast.push_back(weight.detach().to(device).clone().requires_grad_());
        plain.push_back(weight.detach().to(at::kDouble).clone().requires_grad_());
    }
    const at::Tensor scale = torch::linspace(0.5, 2, static_cast<std::int64_t>(weights.size()), at::kDouble);
    const at::Tensor values = convolutionPenalty(fast, strides, groups);
    QCOMPARE(values.dim(), 1);
    (values * scale.to(device)).sum().backward();
    for (size_t i = 0; i < weights.size(); ++i) {
        const at::Tensor expected = convolutionPenaltyReference(plain[i], strides[i], groups[i]);
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
    QTest::addColumn<int>("groups");
    const auto row = [](const char* name, QList<qint64> shape, int stride, int groups) {
        QTest::newRow(name) << shape << stride << groups;
    };
    row("3x3", {20, 20, 3, 3}, 1, 1);
    row("3x3, fewer outputs", {7, 19, 3, 3}, 1, 1);
    row("3x3, more outputs", {35, 18, 3, 3}, 1, 1);
    row("3x3, one channel", {1, 1, 3, 3}, 1, 1);
    row("3x3, stride 2", {32, 16, 3, 3}, 2, 1);
    row("3x3, stride 2, fewer outputs", {9, 12, 3, 3}, 2, 1);
    row("3x3, stride 3", {6, 6, 3, 3}, 3, 1);
    row("1x1", {24, 40, 1, 1}, 1, 1);
    row("1x1, more outputs", {40, 24, 1, 1}, 1, 1);
    row("1x1, stride 2", {32, 16, 1, 1}, 2, 1);
    row("5x5", {8, 8, 5, 5}, 1, 1);
    row("5x5, stride 2", {8, 12, 5, 5}, 2, 1);
    row("7x7, stride 2", {12, 3, 7, 7}, 2, 1);
    row("2x2", {6, 8, 2, 2}, 1, 1);
    row("4x4, stride 2", {6, 8, 4, 4}, 2, 1);
    row("1x3", {6, 5, 1, 3}, 1, 1);
    row("4x2", {6, 5, 4, 2}, 1, 1);
    row("32 groups of 4", {128, 4, 3, 3}, 1, 32);
    row("32 groups of 4, stride 2", {128, 4, 3, 3}, 2, 32);
    row("8 groups of 16", {128, 16, 3, 3}, 1, 8);
    row("8 groups of 32, two batches", {256, 32, 3, 3}, 1, 8);
    row("3 groups", {30, 14, 3, 3}, 1, 3);
    row("2 groups, more outputs, stride 2", {44, 18, 3, 3}, 2, 2);
    row("5 groups of 7 and 3", {35, 3, 3, 3}, 1, 5);
    row("depthwise", {100, 1, 3, 3}, 1, 100);
    row("depthwise, stride 2", {33, 1, 3, 3}, 2, 33);
    row("depthwise, 7x7", {24, 1, 7, 7}, 1, 24);
    row("depthwise, two outputs per input", {48, 1, 3, 3}, 1, 24);
    row("6 groups of 12, 5x5", {72, 12, 5, 5}, 1, 6);
    // One kernel after another by shift: whole vectors, every remainder of a tile, rows in several parts.
    row("64 rows", {64, 64, 3, 3}, 1, 1);
    row("41 rows", {41, 43, 3, 3}, 1, 1);
    row("23 rows of 150, stride 2", {23, 150, 3, 3}, 2, 1);
    row("13 rows, 1x7", {13, 20, 1, 7}, 1, 1);
    row("10 rows, 7x2, stride 3", {10, 12, 7, 2}, 3, 1);
    row("4 groups of 16", {64, 16, 3, 3}, 1, 4);
    row("2 groups of 33, 2x2", {66, 33, 2, 2}, 1, 2);
    row("17 rows, 4x4, stride 2", {17, 17, 4, 4}, 2, 1);
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
    void divergedKernelsHaveAnInfinitePenalty();
    void valueWithoutGradientNeedsNoGraph();
    void frozenKernelsGetNoGradient();
    void secondDerivativeEqualsTheReference();
    void staysInFloat32InsideAutocast();
    void groupedLoopAgreesWithTheReference_data();
    void groupedLoopAgreesWithTheReference();
    void waysForGpusAgreeWithShifts_data();
    void waysForGpusAgreeWithShifts();
    void copiesOfManyTensorsAreChecked();
    void residualLoopAgreesWithTensorOperations_data();
    void residualLoopAgreesWithTensorOperations();
    void invalidArgumentsAreRejected();
};

void TestFastPenalty::agreesWithThePublishedFormula() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    QFETCH(int, groups);
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
        for (const bool nearDelta : {false, true})
            compare({kernel(shape, type, nearDelta)}, {stride}, {groups});
}

void TestFastPenalty::gpuAgreesWithThePublishedFormula_data() {
    if (!loadCuda())
        QSKIP(("no CUDA here: " + cudaStatus()).c_str());
    shapes();
}

void TestFastPenalty::gpuAgreesWithThePublishedFormula() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    QFETCH(int, groups);
    compare({kernel(shape, at::kFloat, false), kernel(shape, at::kFloat, false)}, {stride, stride}, {groups, groups},
            at::kCUDA);
}

void TestFastPenalty::layersOfDifferentShapesCanBeMixed() {
    compare({kernel({8, 8, 3, 3}, at::kFloat, true), kernel({16, 8, 3, 3}, at::kFloat, true),
             kernel({8, 8, 3, 3}, at::kFloat, false), kernel({8, 16, 3, 3}, at::kFloat, true),
             kernel({16, 8, 3, 3}, at::kFloat, true), kernel({16, 8, 1, 1}, at::kFloat, true),
             kernel({8, 8, 3, 3}, at::kFloat, true), kernel({64, 1, 3, 3}, at::kFloat, true),
             kernel({24, 8, 3, 3}, at::kFloat, false), kernel({64, 8, 3, 3}, at::kFloat, false)},
            {1, 2, 1, 1, 1, 2, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 64, 3, 8});
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

// The loss becomes infinite, which ends a run as diverged.
void TestFastPenalty::divergedKernelsHaveAnInfinitePenalty() {
    for (const std::int64_t channels : {4, 24, 64, 160}) {
        const at::Tensor weight = 1e12 * kernel({channels, channels, 3, 3}, at::kFloat, false);
        const at::Tensor value = convolutionPenalty({weight}, {1});
        QVERIFY2(std::isinf(value.sum().item<double>()), qPrintable(QString::number(channels)));
    }
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
    QVERIFY(at::allclose(curvature(convolutionPenalty({weight}, {2}, {3}).sum()),
                         curvature(convolutionPenaltyReference(weight, 2, 3)), 1e-9, 1e-9));
}

// Kernels in any memory layout, through lanes and one by one; the result does not depend on the number of threads.
void TestFastPenalty::groupedLoopAgreesWithTheReference_data() {
    QTest::addColumn<QList<qint64>>("shape");  // L, n, d, kh, kw
    QTest::addColumn<int>("stride");
    const auto row = [](const char* name, QList<qint64> shape, int stride) { QTest::newRow(name) << shape << stride; };
    row("one", {1, 1, 1, 3, 3}, 1);
    row("many", {1000, 1, 1, 3, 3}, 1);
    row("many, stride 2", {75, 1, 1, 3, 3}, 2);
    row("5x5", {203, 1, 1, 5, 5}, 1);
    row("5x5, stride 2", {40, 1, 1, 5, 5}, 2);
    row("7x7", {70, 1, 1, 7, 7}, 1);
    row("2x2", {19, 1, 1, 2, 2}, 1);
    row("6x4, stride 2", {33, 1, 1, 6, 4}, 2);
    row("column", {50, 1, 1, 7, 1}, 1);
    row("row", {50, 1, 2, 1, 6}, 1);
    row("9x9", {20, 1, 1, 9, 9}, 1);
    row("3x9", {20, 1, 1, 3, 9}, 1);
    row("5x5, stride 3", {20, 1, 1, 5, 5}, 3);
    row("1x1", {30, 1, 4, 1, 1}, 1);
    row("rows", {37, 1, 3, 3, 3}, 1);
    row("4 by 4", {24, 4, 4, 3, 3}, 1);
    row("3 by 3, stride 2", {9, 3, 3, 3, 3}, 2);
    row("6 by 7, rectangular", {13, 6, 7, 2, 5}, 1);
    row("9 by 11, stride 3", {5, 9, 11, 5, 4}, 3);
    row("more rows than columns", {10, 5, 2, 3, 3}, 1);
}

void TestFastPenalty::groupedLoopAgreesWithTheReference() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    const std::vector<std::int64_t> sizes(shape.begin(), shape.end());
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
        const at::Tensor kernels = torch::randn(sizes, at::kDouble).mul_(0.4).to(type);
        double expected = 0;
        at::Tensor gradient = torch::zeros(sizes, at::kDouble);
        for (qint64 i = 0; i < shape[0]; ++i) {
            const at::Tensor one = kernels[i].to(at::kDouble).requires_grad_();
            // The side of the rows, whichever is smaller.
            const at::Tensor padded =
                one.size(0) > one.size(1) ? at::constant_pad_nd(one, {0, 0, 0, 0, 0, one.size(0) - one.size(1)}) : one;
            const at::Tensor value = convolutionPenaltyReference(padded, stride);
            expected += value.item<double>();
            gradient[i].copy_(torch::autograd::grad({value}, {one})[0]);
        }
        const double tolerance = type == at::kFloat ? 1e-5 : 1e-12;
        const auto stored = [&](at::IntArrayRef order, at::IntArrayRef back) {
            return kernels.permute(order).contiguous().permute(back);
        };
        for (const at::Tensor& placed :
             {kernels, stored({4, 3, 2, 1, 0}, {4, 3, 2, 1, 0}), stored({0, 1, 3, 4, 2}, {0, 1, 4, 2, 3}),
              kernels.transpose(3, 4).contiguous().transpose(3, 4),
              at::constant_pad_nd(kernels, {0, 1}).narrow(4, 0, kernels.size(4))}) {
            at::Tensor got = torch::full_like(placed, 7.0);
            const double value = groupedPenalty(placed, stride, got);
            QVERIFY(std::abs(value - expected) <= tolerance * expected);
            QVERIFY((got.to(at::kDouble) - gradient).norm().item<double>() <=
                    tolerance * gradient.norm().item<double>());
            QCOMPARE(groupedPenalty(placed, stride), value);
            QCOMPARE(groupedPenalties({placed, placed}, {stride, stride})[1].item<double>(), value);
            const int threads = at::get_num_threads();
            at::set_num_threads(threads == 1 ? 2 : 1);
            QCOMPARE(groupedPenalty(placed, stride), value);
            at::set_num_threads(threads);
        }
    }
}

void TestFastPenalty::waysForGpusAgreeWithShifts_data() {
    QTest::addColumn<QList<qint64>>("shape");  // kh, kw, L, n, d
    QTest::addColumn<int>("stride");
    const auto row = [](const char* name, QList<qint64> shape, int stride) { QTest::newRow(name) << shape << stride; };
    row("3x3, stride 2", {3, 3, 2, 5, 7}, 2);
    row("4x3, stride 2", {4, 3, 1, 6, 6}, 2);
    row("5x2, stride 3", {5, 2, 3, 4, 9}, 3);
    row("2x2, stride 2", {2, 2, 2, 3, 4}, 2);
    row("1x3, stride 2", {1, 3, 2, 3, 4}, 2);
    row("1x1", {1, 1, 3, 8, 10}, 1);
}

// On the CPU, which has no use for them.
void TestFastPenalty::waysForGpusAgreeWithShifts() {
    QFETCH(QList<qint64>, shape);
    QFETCH(int, stride);
    const at::Tensor kernels = torch::randn(std::vector<std::int64_t>(shape.begin(), shape.end()), at::kDouble) / 3;
    GramWorkspace workspace;
    const GramPenalty expected = gramPenaltyByShift(kernels, stride, true);
    for (const bool wantsGradient : {true, false}) {
        const GramPenalty got = kernels.size(0) * kernels.size(1) == 1
                                    ? gramPenaltyOfMatrices(kernels, wantsGradient)
                                    : gramPenaltyByPhases(kernels, stride, wantsGradient, workspace);
        QVERIFY(at::allclose(got.values, expected.values, 1e-12));
        QCOMPARE(got.gradients.defined(), wantsGradient);
        QVERIFY(!wantsGradient ||
                (got.gradients.is_contiguous() && at::allclose(got.gradients, expected.gradients, 1e-11, 1e-12)));
    }
}

void TestFastPenalty::copiesOfManyTensorsAreChecked() {
    const at::Tensor from = torch::randn({2, 3, 4}), to = torch::zeros({4, 3, 2});
    copyAll({from, from[0]}, {to.permute({2, 1, 0}), at::empty({3, 4})});
    QVERIFY(at::equal(to, from.permute({2, 1, 0})));
    QVERIFY_EXCEPTION_THROWN(copyAll({}, {}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(copyAll({from}, {to}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(copyAll({from}, {torch::zeros({2, 3, 4}, at::kDouble)}), c10::Error);
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
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight}, {1}, {3}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight}, {1}, {1, 1}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({torch::zeros({4, 4})}, {1}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(groupedPenalties({}, {}), c10::Error);
    QVERIFY_EXCEPTION_THROWN(groupedPenalty(weight, 1), c10::Error);
    QVERIFY_EXCEPTION_THROWN(groupedPenalty(torch::zeros({2, 2, 2, 3, 3}), 0), c10::Error);
    QVERIFY_EXCEPTION_THROWN(groupedPenalty(torch::zeros({2, 2, 2, 3, 3}), 1, weight), c10::Error);
    QVERIFY_EXCEPTION_THROWN(convolutionPenalty({weight.to(at::kLong)}, {1}), c10::Error);
}

QTEST_GUILESS_MAIN(TestFastPenalty)
#include "tst_fastpenalty.moc"
