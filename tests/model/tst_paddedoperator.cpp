// The zero-padded convolution and its extreme singular values, compared with a dense operator built tap by tap.
#include <torch/types.h>

#include <QtTest>
#include <cmath>
#include <stop_token>

#include "model/isometry/Lanczos.h"
#include "model/isometry/PaddedOperator.h"

using namespace isonet::model;
using Smallest = ExtremeValues::Smallest;

namespace {

// (M H' W', C H W): y[m, p] = sum over c, q of a[m, c, q] x[c, s p + d q - padding], zero outside the grid.
at::Tensor denseOperator(const at::Tensor& weight, const PaddedGrid& grid) {
    const std::int64_t outputs = weight.size(0), groupInputs = weight.size(1), perGroup = outputs / grid.groups;
    const auto places = [&](std::int64_t padded, std::int64_t taps) {
        return (padded - grid.dilation * (taps - 1) - 1) / grid.stride + 1;
    };
    const GridPadding& padding = grid.padding;
    const std::int64_t height = places(grid.height + padding.top + padding.bottom, weight.size(2));
    const std::int64_t width = places(grid.width + padding.left + padding.right, weight.size(3));
    at::Tensor matrix =
        torch::zeros({outputs, height, width, groupInputs * grid.groups, grid.height, grid.width}, at::kDouble);
    auto to = matrix.accessor<double, 6>();
    const at::Tensor kernel = weight.to(at::kDouble).contiguous();
    const auto a = kernel.accessor<double, 4>();
    for (std::int64_t m = 0; m < outputs; ++m)
        for (std::int64_t c = 0; c < groupInputs; ++c)
            for (std::int64_t py = 0; py < height; ++py)
                for (std::int64_t px = 0; px < width; ++px)
                    for (std::int64_t qy = 0; qy < kernel.size(2); ++qy)
                        for (std::int64_t qx = 0; qx < kernel.size(3); ++qx) {
                            const std::int64_t y = grid.stride * py + grid.dilation * qy - padding.top;
                            const std::int64_t x = grid.stride * px + grid.dilation * qx - padding.left;
                            if (y >= 0 && y < grid.height && x >= 0 && x < grid.width)
                                to[m][py][px][m / perGroup * groupInputs + c][y][x] += a[m][c][qy][qx];
                        }
    return matrix.view({outputs * height * width, -1});
}

PaddedGrid gridOf(const QList<qint64>& g) {
    PaddedGrid grid{g[0], g[1], g[2], g[3], g[4], g[5]};
    if (g.size() > 6) {
        grid.padding.bottom = g[6];
        grid.padding.left = g[7];
        grid.padding.right = g[8];
    }
    return grid;
}

// A kernel like that of a trained network: an isometry plus noise.
at::Tensor nearIsometry(const QList<qint64>& shape, double noise) {
    const double fan = static_cast<double>(shape[1] * shape[2] * shape[3]);
    at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble) * (noise / std::sqrt(fan));
    weight.select(3, shape[3] / 2).select(2, shape[2] / 2).diagonal().add_(1);
    return weight;
}

void compareRelative(double got, double expected, double tolerance) {
    QVERIFY2(std::abs(got - expected) <= tolerance * expected,
             qPrintable(QString("%1, expected %2").arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

}  // namespace

class TestPaddedOperator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(4); }
    void mapEqualsTheDenseOperator_data() { shapes(); }
    void mapEqualsTheDenseOperator();
    void extremesEqualTheDenseOperators_data() { shapes(); }
    void extremesEqualTheDenseOperators();
    void rankDeficientOperatorsHaveAZeroValue_data();
    void rankDeficientOperatorsHaveAZeroValue();
    void smallValuesAreFoundByTheBandedInverse();
    void hardKernelsFallBackToTheBandedInverse();
    void deltaKernelIsAnIsometry();
    void missingConvergenceIsReported();
    void stopsOnRequest();
    void leadingValuesOfAKnownMapAreFound();
    void invalidArgumentsAreRejected();

private:
    void shapes();
};

void TestPaddedOperator::shapes() {
    QTest::addColumn<QList<qint64>>("kernel");  // M, C / groups, kh, kw
    // H, W, stride, padding, dilation, groups; where asymmetric, the padding at the top, then at bottom, left and right
    QTest::addColumn<QList<qint64>>("grid");
    const auto row = [](const char* name, QList<qint64> kernel, QList<qint64> grid) {
        QTest::newRow(name) << kernel << grid;
    };
    row("square, even grid", {6, 6, 3, 3}, {8, 8, 1, 1, 1, 1});
    row("square, odd grid", {5, 5, 3, 3}, {7, 9, 1, 1, 1, 1});
    row("fewer outputs", {4, 7, 3, 3}, {6, 8, 1, 1, 1, 1});
    row("more outputs", {7, 4, 3, 3}, {8, 6, 1, 1, 1, 1});
    row("pointwise", {6, 5, 1, 1}, {6, 7, 1, 0, 1, 1});
    row("stride 2, even grid", {8, 4, 3, 3}, {10, 8, 2, 1, 1, 1});
    row("stride 2, odd grid", {8, 4, 3, 3}, {9, 11, 2, 1, 1, 1});
    row("stride 2, pointwise", {5, 8, 1, 1}, {9, 8, 2, 0, 1, 1});
    row("stem: 7x7, stride 2, more outputs than pixels", {14, 3, 7, 7}, {11, 10, 2, 3, 1, 1});
    row("stride 3", {12, 3, 5, 5}, {11, 13, 3, 2, 1, 1});
    row("without padding", {5, 5, 3, 3}, {8, 9, 1, 0, 1, 1});
    row("wide padding", {5, 5, 3, 3}, {6, 6, 1, 2, 1, 1});
    row("dilation", {5, 5, 3, 3}, {9, 8, 1, 2, 2, 1});
    row("dilation, stride 2", {4, 6, 3, 3}, {12, 11, 2, 2, 2, 1});
    row("groups", {8, 6, 3, 3}, {6, 7, 1, 1, 1, 2});
    row("kernel larger than the grid", {9, 9, 7, 7}, {3, 4, 1, 3, 1, 1});
    row("2x2", {5, 5, 2, 2}, {7, 8, 1, 1, 1, 1, 0, 1, 0});
    row("2x3, dilation 2", {5, 5, 2, 3}, {8, 7, 1, 2, 2, 1, 0, 2, 2});
    row("4x4, stride 2", {9, 4, 4, 4}, {10, 9, 2, 2, 1, 1, 1, 2, 1});
    row("4x4, stride 2, more inputs", {3, 9, 4, 4}, {11, 12, 2, 2, 1, 1, 1, 2, 1});
    row("1x7", {5, 5, 1, 7}, {6, 9, 1, 0, 1, 1, 0, 3, 3});
    row("7x2, stride 3", {12, 3, 7, 2}, {11, 10, 3, 3, 1, 1, 3, 1, 0});
    row("groups of 2x2, stride 2", {16, 3, 2, 2}, {9, 10, 2, 1, 1, 2, 0, 1, 0});
}

void TestPaddedOperator::mapEqualsTheDenseOperator() {
    QFETCH(QList<qint64>, kernel);
    QFETCH(QList<qint64>, grid);
    const at::Tensor weight = torch::randn({kernel[0], kernel[1], kernel[2], kernel[3]}, at::kDouble);
    const LinearMap map = paddedConvolution(weight, gridOf(grid));
    const at::Tensor dense = denseOperator(weight, gridOf(grid));
    QCOMPARE(map.rows, dense.size(0));
    QCOMPARE(map.columns, dense.size(1));
    QVERIFY(at::allclose(denseMatrix(map), dense, 1e-12, 1e-12));
    const at::Tensor y = torch::randn({2, map.rows}, at::kDouble);
    QVERIFY(at::allclose(map.adjoint(y), y.mm(dense), 1e-12, 1e-12));
}

// With the dense matrix, the banded inverse and the circular inverse.
void TestPaddedOperator::extremesEqualTheDenseOperators() {
    QFETCH(QList<qint64>, kernel);
    QFETCH(QList<qint64>, grid);
    const at::Tensor weight = nearIsometry(kernel, 0.5);
    const at::Tensor expected = at::linalg_svdvals(denseOperator(weight, gridOf(grid)));
    for (const auto& [side, work] : {std::pair{768, 1e11}, {80, 1e11}, {80, 0.0}}) {
        ExtremeOptions options;
        options.denseSide = side;
        options.bandedWork = work;
        options.circularProducts = 0;
        const ExtremeValues found = extremeSingularValues(weight.to(at::kFloat).to(at::kDouble), gridOf(grid), options);
        QVERIFY(found.largestConverged);
        compareRelative(found.largest, expected[0].item<double>(), 1e-5);
        const double smallest = expected[-1].item<double>();
        if (smallest < 1e-6 * found.largest) {  // of a strided even kernel that leaves pixels unread
            QVERIFY(found.smallestState == Smallest::Negligible && found.smallest <= 1e-6 * found.largest);
        } else {
            QVERIFY2(found.smallestState == Smallest::Converged,
                     qPrintable(QString("%1 of %2").arg(found.smallest).arg(smallest)));
            compareRelative(found.smallest, smallest, 1e-4);
            QVERIFY(found.smallestError <= 1e-4 * found.smallest);
        }
        QCOMPARE(found.products == 0, side == 768);
    }
}

void TestPaddedOperator::rankDeficientOperatorsHaveAZeroValue_data() {
    QTest::addColumn<bool>("stride");
    QTest::addColumn<double>("work");
    QTest::newRow("silent output, banded") << false << 1e11;
    QTest::newRow("silent output, circular") << false << 0.0;
    QTest::newRow("delta with stride, banded") << true << 1e11;
    QTest::newRow("delta with stride, circular") << true << 0.0;
}

void TestPaddedOperator::rankDeficientOperatorsHaveAZeroValue() {
    QFETCH(bool, stride);
    QFETCH(double, work);
    at::Tensor weight = nearIsometry({8, stride ? 4 : 8, 3, 3}, stride ? 0.0 : 0.4);
    if (!stride)
        weight[5].zero_();
    ExtremeOptions options;
    options.denseSide = 80;
    options.bandedWork = work;
    options.circularProducts = 0;
    const ExtremeValues found = extremeSingularValues(weight, {12, 12, stride ? 2 : 1, 1, 1, 1}, options);
    QVERIFY(found.smallestState == Smallest::Negligible);
    QVERIFY(found.smallest <= 1e-6 * found.largest);
    QVERIFY(found.largestConverged);
}

// Pointwise kernels have known values, here from 1 down to 1e-4.
void TestPaddedOperator::smallValuesAreFoundByTheBandedInverse() {
    const std::int64_t channels = 12;
    const at::Tensor u = std::get<0>(at::linalg_qr(torch::randn({channels, channels}, at::kDouble)));
    const at::Tensor v = std::get<0>(at::linalg_qr(torch::randn({channels, channels}, at::kDouble)));
    const at::Tensor weight =
        u.mul(at::logspace(0, -4, channels, 10.0, at::kDouble)).mm(v).view({channels, channels, 1, 1});
    ExtremeOptions options;
    options.denseSide = 80;
    options.circularProducts = 0;
    const ExtremeValues found = extremeSingularValues(weight, {6, 5, 1, 0, 1, 1}, options);
    compareRelative(found.largest, 1, 1e-8);
    compareRelative(found.smallest, 1e-4, 1e-4);
    QVERIFY(found.smallestState == Smallest::Converged);
}

// The circular inverse alone does not converge to a small value of a random square kernel within its products.
void TestPaddedOperator::hardKernelsFallBackToTheBandedInverse() {
    const at::Tensor weight = torch::randn({6, 6, 3, 3}, at::kDouble);
    const PaddedGrid grid{9, 8, 1, 1, 1, 1};
    const double expected = at::linalg_svdvals(denseOperator(weight, grid))[-1].item<double>();
    ExtremeOptions options;
    options.denseSide = 80;
    options.circularProducts = 60;
    const ExtremeValues found = extremeSingularValues(weight, grid, options);
    QVERIFY(found.smallestState == Smallest::Converged);
    compareRelative(found.smallest, expected, 1e-4);
    options.bandedWork = 0;
    options.products = 60;
    QVERIFY(extremeSingularValues(weight, grid, options).smallestState == Smallest::NotConverged);
}

void TestPaddedOperator::deltaKernelIsAnIsometry() {
    const ExtremeValues found = extremeSingularValues(nearIsometry({16, 16, 3, 3}, 0), {16, 15, 1, 1, 1, 1});
    QVERIFY(found.products > 0);
    compareRelative(found.largest, 1, 1e-10);
    compareRelative(found.smallest, 1, 1e-10);
    QVERIFY(found.largestConverged && found.smallestState == Smallest::Converged);
}

void TestPaddedOperator::missingConvergenceIsReported() {
    const at::Tensor weight = torch::randn({8, 8, 3, 3}, at::kDouble);
    ExtremeOptions options;
    options.denseSide = 80;
    options.bandedWork = 0;
    options.products = 20;
    const ExtremeValues found = extremeSingularValues(weight, {10, 10, 1, 1, 1, 1}, options);
    const at::Tensor expected = at::linalg_svdvals(denseOperator(weight, {10, 10, 1, 1, 1, 1}));
    QVERIFY(!found.largestConverged);
    QVERIFY(found.smallestState == Smallest::NotConverged);
    QVERIFY(found.smallest >= expected[-1].item<double>());  // still an upper bound
    QVERIFY(found.largest <= expected[0].item<double>() * (1 + 1e-12));
}

void TestPaddedOperator::stopsOnRequest() {
    std::stop_source source;
    ExtremeOptions options;
    options.denseSide = 80;
    options.stop = source.get_token();
    int calls = 0;
    options.progress = [&](int) {
        if (++calls == 2)
            source.request_stop();
    };
    const ExtremeValues found = extremeSingularValues(torch::randn({8, 8, 3, 3}), {12, 12, 1, 1, 1, 1}, options);
    QVERIFY(!found.largestConverged);
    QVERIFY(found.smallestState == Smallest::NotConverged);
    QVERIFY(found.products < 30);
}

// Values with gaps and repeated values; more than one restart.
void TestPaddedOperator::leadingValuesOfAKnownMapAreFound() {
    const std::int64_t rows = 150, columns = 200;
    const at::Tensor u = std::get<0>(at::linalg_qr(torch::randn({rows, rows}, at::kDouble)));
    const at::Tensor v = std::get<0>(at::linalg_qr(torch::randn({columns, rows}, at::kDouble)));
    const at::Tensor sigma = at::linspace(3, 0, rows, at::kDouble);
    const at::Tensor matrix = (u * sigma).mm(v.t());
    const LinearMap map{rows, columns, [&](const at::Tensor& x) { return x.mm(matrix.t()); },
                        [&](const at::Tensor& y) { return y.mm(matrix); }};
    LanczosOptions options;
    options.count = 8;
    options.tolerance = 1e-9;
    const LeadingValues found = leadingValues(map, options);
    QVERIFY(found.converged && found.steps > 54);
    QCOMPARE(found.values.size(), size_t{8});
    for (int i = 0; i < 8; ++i)
        compareRelative(found.values[static_cast<size_t>(i)], sigma[i].item<double>(), 1e-9);

    // The identity breaks down at once; the requested values are found nevertheless.
    const LinearMap identity{120, 120, [](const at::Tensor& x) { return x.clone(); },
                             [](const at::Tensor& y) { return y.clone(); }};
    options.count = 5;
    const LeadingValues ones = leadingValues(identity, options);
    QVERIFY(ones.converged);
    for (const double value : ones.values)
        compareRelative(value, 1, 1e-12);
    QVERIFY_EXCEPTION_THROWN(leadingValues({}, options), std::invalid_argument);
}

void TestPaddedOperator::invalidArgumentsAreRejected() {
    const auto messageOf = [](const at::Tensor& weight, const PaddedGrid& grid) {
        try {
            extremeSingularValues(weight, grid);
        } catch (const std::invalid_argument& error) {
            return QString(error.what());
        }
        return QString("accepted");
    };
    QVERIFY(messageOf(torch::zeros({4, 4}), {4, 4}).contains("[4, 4]"));
    QVERIFY(messageOf(torch::zeros({4, 4, 3, 3}), {0, 4}).contains("0 x 4 grid"));
    QVERIFY(messageOf(torch::zeros({4, 4, 3, 3}), {4, 4, 1, 1, 1, 3}).contains("4 outputs"));
    QVERIFY(messageOf(torch::zeros({4, 4, 5, 5}), {2, 2, 1, 1}).contains("does not fit"));
    QVERIFY(messageOf(torch::zeros({4, 4, 3, 3}), {4, 4, 1, 1, 0, 1}).contains("dilation 0"));
    PaddedGrid asymmetric{4, 4};
    asymmetric.padding.left = -1;
    QVERIFY(messageOf(torch::zeros({4, 4, 3, 3}), asymmetric).contains("-1 left"));
}

QTEST_GUILESS_MAIN(TestPaddedOperator)
#include "tst_paddedoperator.moc"
