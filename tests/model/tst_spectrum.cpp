// Singular values compared with a dense operator built tap by tap, on small grids.
#include <torch/nn/init.h>
#include <torch/types.h>

#include <QtTest>
#include <stop_token>

#include "model/isometry/Spectrum.h"
#include "model/kernels/cpu/HermitianSpectra.h"

using namespace isonet::model;

namespace {

// The operator on a circular grid as a matrix, (M H' W', C H W): y[m, p] = sum over c, q of a[m, c, q] x[c, s p + q -
// k/2].
at::Tensor denseOperator(const at::Tensor& weight, const OperatorGrid& grid) {
    const std::int64_t outputs = weight.size(0), groupInputs = weight.size(1), s = grid.stride;
    const std::int64_t height = (grid.height + s - 1) / s, width = (grid.width + s - 1) / s;
    const std::int64_t inputs = groupInputs * grid.groups, perGroup = outputs / grid.groups;
    at::Tensor matrix = torch::zeros({outputs, height, width, inputs, grid.height, grid.width}, at::kDouble);
    auto to = matrix.accessor<double, 6>();
    const at::Tensor kernel = weight.to(at::kDouble).contiguous();
    const auto a = kernel.accessor<double, 4>();
    const auto wrap = [](std::int64_t i, std::int64_t n) { return (i % n + n) % n; };
    for (std::int64_t m = 0; m < outputs; ++m)
        for (std::int64_t c = 0; c < groupInputs; ++c)
            for (std::int64_t py = 0; py < height; ++py)
                for (std::int64_t px = 0; px < width; ++px)
                    for (std::int64_t qy = 0; qy < kernel.size(2); ++qy)
                        for (std::int64_t qx = 0; qx < kernel.size(3); ++qx)
                            to[m][py][px][m / perGroup * groupInputs + c]
                              [wrap(s * py + qy - kernel.size(2) / 2, grid.height)]
                              [wrap(s * px + qx - kernel.size(3) / 2, grid.width)] += a[m][c][qy][qx];
    return matrix.view({outputs * height * width, inputs * grid.height * grid.width});
}

}  // namespace

class TestSpectrum : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesEqualTheDenseOperators_data();
    void valuesEqualTheDenseOperators();
    void smallValuesHaveFiveDigits_data();
    void smallValuesHaveFiveDigits();
    void eigenvaluesEqualTheLibrarys_data();
    void eigenvaluesEqualTheLibrarys();
    void deltaKernelIsAnIsometry();
    void everyTypeAndLayoutGivesTheSameValues();
    void stopsBetweenBlocks();
    void invalidArgumentsAreRejected_data();
    void invalidArgumentsAreRejected();
};

void TestSpectrum::valuesEqualTheDenseOperators_data() {
    QTest::addColumn<QList<qint64>>("kernel");  // M, C / groups, kh, kw
    QTest::addColumn<QList<qint64>>("grid");    // H, W, stride, groups
    const auto row = [](const char* name, QList<qint64> kernel, QList<qint64> grid) {
        QTest::newRow(name) << kernel << grid;
    };
    row("square", {4, 4, 3, 3}, {6, 6, 1, 1});
    row("odd grid", {3, 4, 3, 3}, {5, 7, 1, 1});
    row("more outputs", {6, 3, 3, 3}, {4, 5, 1, 1});
    row("pointwise", {5, 3, 1, 1}, {3, 4, 1, 1});
    row("even kernel", {3, 3, 2, 2}, {5, 4, 1, 1});
    row("1x4 kernel", {3, 4, 1, 4}, {5, 6, 1, 1});
    row("kernel larger than the grid", {3, 2, 5, 5}, {3, 2, 1, 1});
    row("one pixel", {3, 4, 3, 3}, {1, 1, 1, 1});
    row("stride 2", {6, 3, 3, 3}, {8, 6, 2, 1});
    row("stride 2, even kernel", {3, 4, 4, 4}, {6, 6, 2, 1});
    row("stride 2, 7x7", {4, 3, 7, 7}, {8, 8, 2, 1});
    row("stride 2, more outputs than folded inputs", {9, 2, 3, 3}, {4, 6, 2, 1});
    row("stride 2, pointwise", {3, 4, 1, 1}, {4, 4, 2, 1});
    row("stride 3", {4, 2, 3, 3}, {6, 9, 3, 1});
    row("stride larger than the kernel", {3, 2, 2, 2}, {8, 8, 4, 1});
    row("groups", {4, 2, 3, 3}, {4, 4, 1, 2});
    row("depthwise", {3, 1, 3, 3}, {5, 4, 1, 3});
    row("groups, stride 2", {6, 2, 3, 3}, {4, 4, 2, 3});
    row("stride 2 on an odd grid", {4, 3, 3, 3}, {5, 7, 2, 1});
    row("stride 2 on an even by odd grid", {3, 3, 3, 3}, {6, 5, 2, 1});
    row("stride 2 on an odd grid, many outputs", {16, 2, 3, 3}, {3, 5, 2, 1});
    row("stride 3 on 7", {2, 3, 5, 5}, {7, 7, 3, 1});
    row("groups on an odd grid", {4, 2, 3, 3}, {5, 5, 2, 2});
    row("many channels", {40, 33, 3, 3}, {3, 3, 1, 1});
}

void TestSpectrum::valuesEqualTheDenseOperators() {
    QFETCH(QList<qint64>, kernel);
    QFETCH(QList<qint64>, grid);
    torch::manual_seed(1);
    const at::Tensor weight = torch::randn({kernel[0], kernel[1], kernel[2], kernel[3]}, at::kDouble);
    const OperatorGrid operatorGrid{grid[0], grid[1], grid[2], grid[3]};
    const at::Tensor expected = at::linalg_svdvals(denseOperator(weight, operatorGrid));
    const at::Tensor values = singularValues(weight, operatorGrid);
    QCOMPARE(values.scalar_type(), at::kDouble);
    QCOMPARE(values.sizes(), expected.sizes());
    QVERIFY((values.diff() <= 0).all().item<bool>());
    const double largest = expected.max().item<double>();
    QVERIFY((values - expected).abs().max().item<double>() < 1e-6 * largest);
    const at::Tensor visible = expected > 1e-3 * largest;
    const at::Tensor error = ((values - expected) / expected).abs().masked_fill(visible.logical_not(), 0);
    QVERIFY2(error.max().item<double>() < 1e-8, qPrintable(QString::number(error.max().item<double>())));
}

void TestSpectrum::smallValuesHaveFiveDigits_data() {
    QTest::addColumn<int>("channels");
    for (const int channels : {8, 24, 40, 80, 130})
        QTest::addRow("%d channels", channels) << channels;
}

// Pointwise kernels with known values from 1 down to 1e-4, in float32 as in networks.
void TestSpectrum::smallValuesHaveFiveDigits() {
    QFETCH(int, channels);
    torch::manual_seed(2);
    const at::Tensor u = std::get<0>(at::linalg_qr(torch::randn({channels, channels}, at::kDouble)));
    const at::Tensor v = std::get<0>(at::linalg_qr(torch::randn({channels, channels}, at::kDouble)));
    const at::Tensor sigma = at::logspace(0, -4, channels, 10.0, at::kDouble);
    const at::Tensor weight = u.mul(sigma).mm(v).view({channels, channels, 1, 1});
    const at::Tensor values = singularValues(weight, {2, 3, 1, 1});
    const at::Tensor expected = sigma.repeat_interleave(6);
    const at::Tensor error = ((values - expected) / expected).abs();
    const double worst = error.masked_fill(expected < 1e-3, 0).max().item<double>();
    QVERIFY2(worst < 1e-7, qPrintable(QString::number(worst)));
    QVERIFY(error.max().item<double>() < 1e-5);
}

void TestSpectrum::eigenvaluesEqualTheLibrarys_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("scale");
    for (const int n : {1, 2, 3, 5, 6, 7, 13, 64, 129, 330})
        QTest::addRow("%d", n) << n << 1.0;
    QTest::newRow("zeros") << 40 << 0.0;
    QTest::newRow("small") << 40 << 1e-60;
}

// One vector of Hermitian matrices, of which the first is even[0], the second diagonal with repeated values and zeros.
void TestSpectrum::eigenvaluesEqualTheLibrarys() {
    QFETCH(int, n);
    QFETCH(double, scale);
    torch::manual_seed(4);
    const std::int64_t count = cpu::hermitianLanes(n), evens = 3, odds = 2;
    const at::Tensor random = torch::randn({evens + odds, n, n}, at::kDouble) * scale;
    at::Tensor even = random.narrow(0, 0, evens) + random.narrow(0, 0, evens).transpose(1, 2);
    const at::Tensor odd = random.narrow(0, evens, odds) - random.narrow(0, evens, odds).transpose(1, 2);
    even[1].copy_(at::diag(at::arange(n, at::kDouble).remainder(3)) * scale);
    at::Tensor cosines = torch::randn({count, evens}, at::kDouble), sines = torch::randn({count, odds}, at::kDouble);
    cosines.narrow(0, 0, 2).copy_(at::eye(2, evens, at::kDouble));
    sines.narrow(0, 0, 2).zero_();

    at::Tensor values = torch::full({count, n}, -1.0, at::kDouble);
    at::Tensor scratch = at::empty({cpu::hermitianScratchBytes(n, evens + odds) / 8 + 8}, at::kDouble);
    const cpu::HermitianSpectra problem{n,
                                        evens,
                                        odds,
                                        even.const_data_ptr<double>(),
                                        odd.const_data_ptr<double>(),
                                        cosines.const_data_ptr<double>(),
                                        sines.const_data_ptr<double>(),
                                        values.mutable_data_ptr<double>()};
    QVERIFY(cpu::hermitianSpectra(problem, 0, count, scratch.mutable_data_ptr()));
    const auto mix = [&](const at::Tensor& factors, const at::Tensor& parts) {
        return factors.mm(parts.reshape({-1, n * n})).view({count, n, n});
    };
    const at::Tensor expected = at::linalg_eigvalsh(at::complex(mix(cosines, even), mix(sines, odd)));
    const double error = (std::get<0>(values.sort(1)) - expected).abs().max().item<double>();
    QVERIFY2(error <= 5e-14 * expected.abs().max().item<double>(), qPrintable(QString::number(error)));
}

void TestSpectrum::deltaKernelIsAnIsometry() {
    at::Tensor weight = torch::zeros({6, 4, 3, 3});
    torch::nn::init::dirac_(weight);
    const at::Tensor values = singularValues(weight, {7, 8, 1, 1});
    QCOMPARE(values.size(0), 4 * 56);
    QVERIFY((values - 1).abs().max().item<double>() < 1e-12);
    // A strided delta drops pixels: only its adjoint is an isometry.
    QVERIFY((singularValues(weight.narrow(0, 0, 4), {8, 8, 2, 1}) - 1).abs().max().item<double>() < 1e-12);
}

void TestSpectrum::everyTypeAndLayoutGivesTheSameValues() {
    torch::manual_seed(3);
    const at::Tensor weight = (torch::randn({5, 4, 3, 3}) * 8).round() / 8;
    const at::Tensor expected = singularValues(weight, {6, 6, 1, 1});
    const at::Tensor last = weight.contiguous(at::MemoryFormat::ChannelsLast);
    QVERIFY(at::allclose(singularValues(last, {6, 6, 1, 1}), expected, 1e-12));
    QVERIFY(at::allclose(singularValues(weight.to(at::kBFloat16), {6, 6, 1, 1}), expected, 1e-12));
    at::Tensor trained = weight.clone().requires_grad_();
    QVERIFY(!singularValues(trained, {6, 6, 1, 1}).requires_grad());
}

void TestSpectrum::stopsBetweenBlocks() {
    std::stop_source source;
    source.request_stop();
    QVERIFY(!singularValues(torch::randn({4, 4, 3, 3}), {6, 6, 1, 1}, {source.get_token()}).defined());
    QVERIFY(!singularValues(torch::randn({4, 4, 3, 3}), {5, 5, 2, 1}, {source.get_token()}).defined());
}

void TestSpectrum::invalidArgumentsAreRejected_data() {
    QTest::addColumn<QList<qint64>>("kernel");
    QTest::addColumn<QList<qint64>>("grid");
    QTest::addColumn<QString>("words");
    QTest::newRow("no grid") << QList<qint64>{4, 4, 3, 3} << QList<qint64>{0, 4, 1, 1} << "0 x 4 grid";
    QTest::newRow("no stride") << QList<qint64>{4, 4, 3, 3} << QList<qint64>{4, 4, 0, 1} << "stride 0";
    QTest::newRow("groups") << QList<qint64>{4, 4, 3, 3} << QList<qint64>{4, 4, 1, 3} << "4 outputs";
    QTest::newRow("matrix") << QList<qint64>{4, 4} << QList<qint64>{4, 4, 1, 1} << "[4, 4]";
    QTest::newRow("too large") << QList<qint64>{64, 8, 3, 3} << QList<qint64>{101, 101, 2, 1}
                               << "multiple of the stride";
}

void TestSpectrum::invalidArgumentsAreRejected() {
    QFETCH(QList<qint64>, kernel);
    QFETCH(QList<qint64>, grid);
    QFETCH(QString, words);
    const std::vector<std::int64_t> shape(kernel.begin(), kernel.end());
    try {
        singularValues(torch::zeros(shape), {grid[0], grid[1], grid[2], grid[3]});
        QFAIL("accepted");
    } catch (const std::invalid_argument& error) {
        QVERIFY2(QString(error.what()).contains(words), error.what());
    }
}

QTEST_GUILESS_MAIN(TestSpectrum)
#include "tst_spectrum.moc"
