// Every measure of a convolution compared with a dense operator built by plain loops: any groups, stride, dilation and
// kernel, circular boundary and zero padding.
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/isometry/Deviation.h"
#include "model/isometry/FastPenalty.h"
#include "model/isometry/GramStride.h"
#include "model/isometry/KernelMaps.h"
#include "model/isometry/LayerInspection.h"
#include "model/isometry/LinearMap.h"
#include "model/isometry/PaddedOperator.h"
#include "model/isometry/Penalty.h"
#include "tests/model/DenseOperator.h"

using namespace isonet;
using namespace isonet::model;
using namespace isonet::test;

namespace {

// Between a delta and noise.
at::Tensor kernelOf(const Case& c, at::ScalarType type = at::kFloat) {
    const Size inputs = c.inputs / c.groups, outputs = c.outputs / c.groups;
    at::Tensor weight = torch::randn({c.outputs, inputs, c.kernelHeight, c.kernelWidth}, at::kDouble);
    weight *= 0.5 / std::sqrt(static_cast<double>(inputs * c.kernelHeight * c.kernelWidth));
    for (Size m = 0; m < c.outputs; ++m)
        if (m % outputs < inputs)
            weight[m][m % outputs][c.kernelHeight / 2][c.kernelWidth / 2] += 0.8;
    return weight.to(at::kFloat).to(type);
}

void compare(double got, double expected, double tolerance, const char* what) {
    QVERIFY2(std::abs(got - expected) <= tolerance * std::max(1e-3, std::abs(expected)),
             qPrintable(QString("%1: %2, expected %3").arg(what).arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

void cases() {
    QTest::addColumn<Case>("c");
    const auto row = [](const char* name, Case c) { QTest::newRow(name) << c; };
    row("3x3", {4, 4, 1, 3, 3, 1, 1, 6, 5});
    row("fewer outputs", {3, 5, 1, 3, 3, 1, 1, 5, 5});
    row("more outputs", {5, 3, 1, 3, 3, 1, 1, 6, 6});
    row("1x1", {3, 4, 1, 1, 1, 1, 1, 3, 4});
    row("1x1, stride 2", {4, 3, 1, 1, 1, 2, 1, 5, 4});
    row("2x2", {3, 3, 1, 2, 2, 1, 1, 5, 6});
    row("2x2, stride 2", {5, 3, 1, 2, 2, 2, 1, 6, 6});
    row("2x3", {3, 4, 1, 2, 3, 1, 1, 5, 5});
    row("2x3, dilation 2, stride 2", {4, 3, 1, 2, 3, 2, 2, 6, 8});
    row("4x4", {3, 4, 1, 4, 4, 1, 1, 6, 5});
    row("4x4, stride 2", {4, 2, 1, 4, 4, 2, 1, 6, 6});
    row("4x4, dilation 2, odd grid", {2, 2, 1, 4, 4, 1, 2, 7, 9});
    row("5x5", {2, 3, 1, 5, 5, 1, 1, 7, 6});
    row("5x5, stride 3", {4, 2, 1, 5, 5, 3, 1, 6, 9});
    row("5x5, dilation 2, stride 3", {3, 2, 1, 5, 5, 3, 2, 9, 6});
    row("1x7", {3, 3, 1, 1, 7, 1, 1, 4, 9});
    row("7x1", {4, 3, 1, 7, 1, 1, 1, 9, 3});
    row("7x1, stride 2", {3, 3, 1, 7, 1, 2, 1, 8, 4});
    row("1x7, dilation 2", {2, 3, 1, 1, 7, 1, 2, 3, 14});
    row("stride 2", {6, 3, 1, 3, 3, 2, 1, 6, 6});
    row("stride 2, odd grid", {4, 3, 1, 3, 3, 2, 1, 7, 5});
    row("stride 3", {5, 2, 1, 3, 3, 3, 1, 6, 9});
    row("stride 3 on 7", {3, 4, 1, 3, 3, 3, 1, 7, 7});
    row("dilation 2", {3, 4, 1, 3, 3, 1, 2, 6, 8});
    row("dilation 2, odd grid", {4, 3, 1, 3, 3, 1, 2, 7, 5});
    row("dilation 3", {3, 3, 1, 3, 3, 1, 3, 6, 7});
    row("dilation 2, stride 2", {3, 4, 1, 3, 3, 2, 2, 8, 6});
    row("dilation 2, stride 2, more outputs", {7, 3, 1, 3, 3, 2, 2, 6, 6});
    row("dilation 2, stride 2, odd grid", {3, 2, 1, 3, 3, 2, 2, 7, 9});
    row("dilation 3, stride 2", {4, 3, 1, 3, 3, 2, 3, 8, 6});
    row("dilation 2, stride 3", {4, 2, 1, 3, 3, 3, 2, 9, 6});
    row("dilation 3, stride 3, many outputs", {20, 2, 1, 3, 3, 3, 3, 6, 6});
    row("dilation 2, stride 4", {5, 2, 1, 3, 3, 4, 2, 8, 8});
    row("grid smaller than the kernel", {3, 4, 1, 5, 5, 1, 1, 3, 2});
    row("grid smaller than the dilated kernel", {3, 2, 1, 3, 3, 1, 3, 4, 5});
    row("grid smaller than the dilated kernel, stride 2", {3, 2, 1, 5, 5, 2, 2, 4, 6});
    row("2 groups", {4, 6, 2, 3, 3, 1, 1, 5, 6});
    row("2 groups, more outputs, stride 2", {8, 4, 2, 3, 3, 2, 1, 6, 6});
    row("2 groups, dilation 2, stride 2", {4, 4, 2, 3, 3, 2, 2, 6, 8});
    row("2 groups, odd grid, stride 2", {4, 4, 2, 3, 3, 2, 1, 5, 5});
    row("4 groups", {8, 8, 4, 3, 3, 1, 1, 5, 4});
    row("4 groups, fewer outputs", {4, 12, 4, 3, 3, 1, 1, 4, 5});
    row("4 groups, more outputs", {20, 12, 4, 3, 3, 1, 1, 4, 4});
    row("4 groups of 5 and 7", {20, 28, 4, 2, 3, 1, 1, 3, 4});
    row("4 groups, dilation 3", {8, 8, 4, 3, 3, 1, 3, 6, 5});
    row("4 groups, 4x4, stride 2", {8, 12, 4, 4, 4, 2, 1, 6, 4});
    row("4 groups, 1x1", {8, 12, 4, 1, 1, 1, 1, 3, 3});
    row("depthwise", {6, 6, 6, 3, 3, 1, 1, 6, 5});
    row("depthwise, 11 channels", {11, 11, 11, 3, 3, 1, 1, 4, 4});
    row("depthwise, 40 channels", {40, 40, 40, 3, 3, 1, 1, 3, 3});
    row("depthwise, 2x2", {5, 5, 5, 2, 2, 1, 1, 5, 4});
    row("depthwise, 5x5", {5, 5, 5, 5, 5, 1, 1, 6, 7});
    row("depthwise, 1x7", {5, 5, 5, 1, 7, 1, 1, 3, 8});
    row("depthwise, stride 2", {6, 6, 6, 3, 3, 2, 1, 6, 8});
    row("depthwise, stride 2, odd grid", {6, 6, 6, 3, 3, 2, 1, 7, 5});
    row("depthwise, dilation 2", {6, 6, 6, 3, 3, 1, 2, 6, 7});
    row("depthwise, dilation 2, stride 2", {6, 6, 6, 3, 3, 2, 2, 8, 6});
    row("depthwise, dilation 3, stride 2", {4, 4, 4, 3, 3, 2, 3, 6, 6});
    row("depthwise, two outputs per input", {10, 5, 5, 3, 3, 1, 1, 5, 5});
    row("depthwise, two outputs per input, stride 2", {10, 5, 5, 3, 3, 2, 1, 6, 6});
    row("depthwise, two inputs per output", {5, 10, 5, 3, 3, 1, 1, 5, 5});
    row("depthwise, grid smaller than the kernel", {4, 4, 4, 5, 5, 1, 1, 3, 4});
    row("3 depthwise channels", {3, 3, 3, 3, 3, 1, 1, 5, 5});
}

}  // namespace

Q_DECLARE_METATYPE(Case)

class TestOperators : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(12); }
    void penaltyIsThatOfTheOperator_data() { cases(); }
    void penaltyIsThatOfTheOperator();
    void gradientOfTheFastPenaltyIsThatOfTheReference_data() { cases(); }
    void gradientOfTheFastPenaltyIsThatOfTheReference();
    void bothSidesAreThoseOfTheOperator_data() { cases(); }
    void bothSidesAreThoseOfTheOperator();
    void mapsHaveTheOperatorsGramMatrix_data() { cases(); }
    void mapsHaveTheOperatorsGramMatrix();
    void allSingularValuesAreThoseOfTheCircularOperator_data() { cases(); }
    void allSingularValuesAreThoseOfTheCircularOperator();
    void extremesAreThoseOfTheZeroPaddedOperator_data() { cases(); }
    void extremesAreThoseOfTheZeroPaddedOperator();
};

void TestOperators::penaltyIsThatOfTheOperator() {
    QFETCH(Case, c);
    const at::Tensor weight = kernelOf(c);
    const double expected = densePenalty(weight, c);
    const Size stride = gramStride(c.stride, c.dilation);
    const at::Tensor precise = weight.to(at::kDouble);
    compare(convolutionPenaltyReference(precise, stride, c.groups).item<double>(), expected, 1e-11, "reference");
    compare(convolutionPenalty({precise}, {stride}, {c.groups}).item<double>(), expected, 1e-11, "fast, float64");
    compare(convolutionPenalty({weight}, {stride}, {c.groups}).item<double>(), expected, 1e-5, "fast, float32");
    compare(isometryDeviation(weight, c.stride, c.groups, c.dilation), std::sqrt(2 * expected), 1e-11, "deviation");
    const spec::ConvolutionPlan plan = planOf(c);
    const auto report = inspectLayer({&plan, weight}, true);
    QVERIFY(report.has_value());
    compare(report->deviation, std::sqrt(2 * expected), 1e-11, "report");
    compare(report->weightDeviation, weightDeviation(weight, c.groups), 1e-11, "weight deviation");
    const SideDeviations sides = sideDeviations(weight, c.stride, c.groups, c.dilation);
    compare(report->sides.outputs, sides.outputs, 1e-11, "side of the outputs");
    compare(report->sides.inputs, sides.inputs, 1e-11, "side of the inputs");
}

void TestOperators::gradientOfTheFastPenaltyIsThatOfTheReference() {
    QFETCH(Case, c);
    const Size stride = gramStride(c.stride, c.dilation);
    const auto gradientOf = [&](at::Tensor weight, bool fast) {
        weight = weight.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
        const at::Tensor value = fast ? convolutionPenalty({weight}, {stride}, {c.groups}).sum()
                                      : convolutionPenaltyReference(weight, stride, c.groups);
        return torch::autograd::grad({value}, {weight})[0].to(at::kDouble);
    };
    const at::Tensor weight = kernelOf(c, at::kDouble);
    const at::Tensor expected = gradientOf(weight, false);
    const double size = std::max(1e-3, expected.norm().item<double>());
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
        for (const auto format : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast}) {
            const at::Tensor got = gradientOf(weight.to(type).contiguous(format), true);
            QCOMPARE(got.sizes(), weight.sizes());
            const double error = (got - expected).norm().item<double>() / size;
            QVERIFY2(error < (type == at::kFloat ? 1e-5 : 1e-12), qPrintable(QString::number(error)));
        }
}

void TestOperators::bothSidesAreThoseOfTheOperator() {
    QFETCH(Case, c);
    const at::Tensor weight = kernelOf(c);
    const Case wide = onWideGrid(c);
    const at::Tensor dense = denseOperator(weight, wide, Boundary::Circular);
    const at::Tensor gram = dense.t().mm(dense) - torch::eye(dense.size(1), at::kDouble);
    const double cells = static_cast<double>(wide.height * wide.width) / static_cast<double>(c.stride * c.stride);
    const SideDeviations sides = sideDeviations(weight, c.stride, c.groups, c.dilation);
    compare(sides.outputs, std::sqrt(squareOfOutputs(dense, wide)), 1e-9, "outputs");
    compare(sides.inputs, std::sqrt(gram.square().sum().item<double>() / cells), 1e-9, "inputs");
    // Necessary, not sufficient: equation (16) for each group.
    double squares = 0;
    for (const at::Tensor& kernel : weight.to(at::kDouble).chunk(c.groups, 0)) {
        const at::Tensor flat = kernel.flatten(1);
        const at::Tensor product = flat.size(0) > flat.size(1) ? flat.t().mm(flat) : flat.mm(flat.t());
        squares += (product - torch::eye(product.size(0), at::kDouble)).square().sum().item<double>();
    }
    compare(weightDeviation(weight, c.groups), std::sqrt(squares), 1e-11, "weight deviation");
}

// Entry by entry, with outputs and inputs exchanged if there are more outputs.
void TestOperators::mapsHaveTheOperatorsGramMatrix() {
    QFETCH(Case, c);
    const at::Tensor weight = kernelOf(c);
    const spec::ConvolutionPlan plan = planOf(c);
    const auto maps = layerMaps({&plan, weight});
    QVERIFY(maps.has_value());
    Case side = onWideGrid(c);
    const bool exchange = c.outputs > c.inputs;
    if (exchange)
        std::swap(side.outputs, side.inputs);
    const at::Tensor dense = denseOperator(exchange ? exchanged(weight, c) : weight, side, Boundary::Circular);
    const Size rows = side.height / c.stride, columns = side.width / c.stride, n = side.outputs;
    at::Tensor gram = dense.mm(dense.t()) - torch::eye(dense.size(0), at::kDouble);
    gram = gram.view({n, rows, columns, n, rows, columns}).select(5, 0).select(4, 0).contiguous();  // (m, y, x, m')
    const auto expected = gram.accessor<double, 4>();
    const Size channels = n / c.groups;
    QCOMPARE(maps->groups, static_cast<int>(c.groups));
    QCOMPARE(maps->channels, static_cast<int>(channels));
    QCOMPARE(maps->shiftStep(), static_cast<int>(std::lcm(c.stride, c.dilation)));
    QCOMPARE(maps->residual.size(), static_cast<size_t>(n * channels * maps->shiftRows * maps->shiftColumns));
    const auto place = [&](int shift, int shifts, Size positions) {
        const Size outputs = (shift - shifts / 2) * maps->shiftStep() / c.stride;
        return (outputs + positions) % positions;
    };
    double sum = 0;
    for (Size m = 0; m < n; ++m)
        for (Size other = 0; other < n; ++other)
            for (int y = 0; y < maps->shiftRows; ++y)
                for (int x = 0; x < maps->shiftColumns; ++x) {
                    const Size pair = m * channels + other % channels;  // if of one group
                    const Size index = (pair * maps->shiftRows + y) * maps->shiftColumns + x;
                    // Output p reads what output 0 reads, p s pixels further: Conv(A, A) at the opposite shift.
                    const double value = expected[m][place(maps->shiftRows - 1 - y, maps->shiftRows, rows)][place(
                        maps->shiftColumns - 1 - x, maps->shiftColumns, columns)][other];
                    // Maps are float32, before the 1 of delta is subtracted.
                    const bool stored = m / channels == other / channels;
                    const double entry = stored ? maps->residual[static_cast<size_t>(index)] : 0;
                    QVERIFY2(std::abs(entry - value) <= 2e-6 * std::max(1.0, std::abs(value)),
                             qPrintable(QString("%1, expected %2").arg(entry).arg(value)));
                    sum += value * value;
                }
    compare(sum, 2 * densePenalty(weight, c), 1e-9, "the maps contain every shift");
}

void TestOperators::allSingularValuesAreThoseOfTheCircularOperator() {
    QFETCH(Case, c);
    const at::Tensor weight = kernelOf(c);
    const spec::ConvolutionPlan plan = planOf(c);
    const auto maps = layerMaps({&plan, weight});
    QVERIFY(maps.has_value());
    const at::Tensor expected = at::linalg_svdvals(denseOperator(weight, c, Boundary::Circular));
    QCOMPARE(static_cast<Size>(maps->sigma.size()), expected.size(0));
    const double largest = expected[0].item<double>();
    for (size_t i = 0; i < maps->sigma.size(); ++i) {
        const double value = expected[static_cast<Size>(i)].item<double>();
        QVERIFY2(std::abs(maps->sigma[i] - value) <= 1e-6 * largest,
                 qPrintable(QString("value %1: %2, expected %3").arg(i).arg(maps->sigma[i]).arg(value)));
    }
    if (c.height % c.stride == 0 && c.width % c.stride == 0) {
        const auto highest = std::max_element(maps->sigmaMax.begin(), maps->sigmaMax.end());
        compare(*highest, largest, 1e-5, "highest of the map");
    }
    const auto report = inspectLayer({&plan, weight}, true);
    compare(report->sigmaMax, largest, 1e-6, "largest");
    QVERIFY(std::abs(report->sigmaMin - expected[-1].item<double>()) <= 1e-6 * largest);  // may be 0
    compare(report->sigmaMean, expected.mean().item<double>(), 1e-6, "mean");
}

void TestOperators::extremesAreThoseOfTheZeroPaddedOperator() {
    QFETCH(Case, c);
    const at::Tensor weight = kernelOf(c);
    const spec::ConvolutionPlan plan = planOf(c);
    const at::Tensor dense = denseOperator(weight, c, Boundary::Zero);
    const PaddedGrid grid{c.height, c.width, c.stride, plan.padding, c.dilation, c.groups};
    const LinearMap map = paddedConvolution(weight, grid);
    QVERIFY(at::allclose(denseMatrix(map), dense, 1e-12, 1e-12));
    const at::Tensor y = torch::randn({2, map.rows}, at::kDouble), x = torch::randn({2, map.columns}, at::kDouble);
    QVERIFY(at::allclose(map.adjoint(y), y.mm(dense), 1e-12, 1e-12));
    QVERIFY(at::allclose(map.apply(x), x.mm(dense.t()), 1e-12, 1e-12));
    const at::Tensor expected = at::linalg_svdvals(dense);
    const ExtremeValues found = paddedExtremes({&plan, weight});
    compare(found.largest, expected[0].item<double>(), 1e-5, "largest");
    compare(found.smallest, expected[-1].item<double>(), 1e-5, "smallest");
}

QTEST_GUILESS_MAIN(TestOperators)
#include "tst_operators.moc"
