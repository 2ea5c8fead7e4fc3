// Kernel maps compared with naive references: Conv(A, A) - delta tap by tap, spectra from the Fourier transform of the
// kernel on the layer's grid.
#include <torch/types.h>

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <stop_token>

#include "model/isometry/KernelMaps.h"
#include "model/isometry/Penalty.h"
#include "model/isometry/Spectrum.h"

using namespace isonet;
using namespace isonet::model;

namespace {

// sum over c, y, x of A[m, c, y + dy, x + dx] A[m', c, y, x], minus 1 if m = m' and the shift is 0.
double residualAt(const at::Tensor& a, std::int64_t m, std::int64_t other, std::int64_t dy, std::int64_t dx) {
    double sum = m == other && dy == 0 && dx == 0 ? -1 : 0;
    for (std::int64_t c = 0; c < a.size(1); ++c)
        for (std::int64_t y = 0; y < a.size(2); ++y)
            for (std::int64_t x = 0; x < a.size(3); ++x)
                if (y + dy >= 0 && y + dy < a.size(2) && x + dx >= 0 && x + dx < a.size(3))
                    sum += a[m][c][y + dy][x + dx].item<double>() * a[other][c][y][x].item<double>();
    return sum;
}

// Singular values (H, W, n), descending, of the circular stride-1 operator of one group.
at::Tensor naiveSpectrum(const at::Tensor& weight, int height, int width, int dilation) {
    at::Tensor taps = torch::zeros({weight.size(0), weight.size(1), height, width}, at::kDouble);
    for (std::int64_t y = 0; y < weight.size(2); ++y)
        for (std::int64_t x = 0; x < weight.size(3); ++x)
            taps.select(3, dilation * x % width)
                .select(2, dilation * y % height)
                .add_(weight.select(3, x).select(2, y));
    return at::linalg_svdvals(at::fft_fft2(taps).permute({2, 3, 0, 1}));
}

}  // namespace

class TestKernelMaps : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(4); }

    void residualEqualsTheNaiveSum_data() {
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("groups");
        QTest::newRow("fewer outputs") << QList<int>{2, 3, 3, 3} << 1 << 1;
        QTest::newRow("more outputs") << QList<int>{4, 2, 3, 3} << 1 << 1;
        QTest::newRow("stride 2") << QList<int>{3, 3, 3, 3} << 2 << 1;
        QTest::newRow("stride does not divide k - 1") << QList<int>{2, 2, 4, 4} << 2 << 1;
        QTest::newRow("1x1, stride 2") << QList<int>{2, 3, 1, 1} << 2 << 1;
        QTest::newRow("groups") << QList<int>{6, 2, 3, 3} << 1 << 2;
        QTest::newRow("groups, stride 2") << QList<int>{4, 3, 3, 3} << 2 << 2;
        QTest::newRow("depthwise") << QList<int>{3, 1, 3, 3} << 1 << 3;
        QTest::newRow("1x4") << QList<int>{3, 2, 1, 4} << 1 << 1;
        QTest::newRow("4x1 groups, more outputs, stride 2") << QList<int>{6, 2, 4, 1} << 2 << 2;
    }

    void residualEqualsTheNaiveSum() {
        QFETCH(QList<int>, shape);
        QFETCH(int, stride);
        QFETCH(int, groups);
        const at::Tensor weight = torch::randn({shape[0], shape[1], shape[2], shape[3]}, at::kDouble);
        const at::Tensor residual = gramResidual(weight, stride, groups);
        const std::int64_t n = std::min(shape[0] / groups, shape[1]), reach = (shape[2] - 1) / stride;
        const std::int64_t reachWidth = (shape[3] - 1) / stride;
        QCOMPARE(residual.sizes().vec(), (std::vector<std::int64_t>{groups, n, n, 2 * reach + 1, 2 * reachWidth + 1}));
        const auto kernels = weight.chunk(groups, 0);
        for (std::int64_t group = 0; group < groups; ++group) {
            const at::Tensor& kernel = kernels[static_cast<std::size_t>(group)];
            const at::Tensor a = kernel.size(0) <= kernel.size(1) ? kernel : kernel.transpose(0, 1);
            for (std::int64_t row = 0; row < n; ++row)
                for (std::int64_t column = 0; column < n; ++column)
                    for (std::int64_t y = -reach; y <= reach; ++y)
                        for (std::int64_t x = -reachWidth; x <= reachWidth; ++x) {
                            const double expected = residualAt(a, row, column, stride * y, stride * x);
                            const double got = residual[group][row][column][reach + y][reachWidth + x].item<double>();
                            QVERIFY(std::abs(got - expected) < 1e-10);
                        }
        }
        const double penalty = convolutionPenaltyReference(weight, stride, groups).item<double>();
        QVERIFY(std::abs(residual.square().sum().item<double>() / 2 - penalty) < 1e-9 * penalty);
    }

    void mapsCoverTheFrequenciesOfTheLayersGrid_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("dilation");
        QTest::addColumn<int>("groups");
        QTest::newRow("plain") << 6 << 5 << 1 << 1;
        QTest::newRow("groups") << 4 << 5 << 1 << 3;
        QTest::newRow("dilated, even") << 6 << 8 << 2 << 1;
        QTest::newRow("dilated, odd") << 5 << 7 << 2 << 1;
        QTest::newRow("dilated, smaller than the kernel") << 4 << 3 << 2 << 1;
        QTest::newRow("dilation 6 on 4") << 4 << 9 << 6 << 1;
        QTest::newRow("dilated groups") << 6 << 5 << 2 << 3;
    }

    void mapsCoverTheFrequenciesOfTheLayersGrid() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, dilation);
        QFETCH(int, groups);
        const at::Tensor weight = torch::randn({3 * groups, 2, 3, 3});
        std::vector<at::Tensor> each;
        for (const at::Tensor& kernel : weight.chunk(groups, 0))
            each.push_back(naiveSpectrum(kernel, height, width, dilation));
        const at::Tensor sigma = at::cat(each, 2);

        spec::ConvolutionPlan plan;
        plan.name = "s4.b1.f.a";
        plan.inputs = 2 * groups;
        plan.outputs = 3 * groups;
        plan.groups = groups;
        plan.dilation = dilation;
        plan.padding = {dilation, dilation, dilation, dilation};
        plan.in = {2 * groups, height, width};
        plan.out = {3 * groups, height, width};
        const auto maps = layerMaps({&plan, weight});
        QVERIFY(maps.has_value());
        QCOMPARE(maps->dilation, dilation);
        QCOMPARE(maps->groups, groups);
        QCOMPARE(maps->channels, 2);
        QCOMPARE(maps->residual.size(), std::size_t(groups) * 2 * 2 * 5 * 5);
        QCOMPARE(maps->frequencyRows, height);
        QCOMPARE(maps->frequencyColumns, width);
        QCOMPARE(maps->sigma.size(), std::size_t(2) * groups * height * width);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const int row = (y + height / 2) % height, column = (x + width / 2) % width;
                const int place = row * width + column;
                QVERIFY(std::abs(maps->sigmaMax[place] - sigma[y][x].max().item<double>()) < 1e-4);
                QVERIFY(std::abs(maps->sigmaMin[place] - sigma[y][x].min().item<double>()) < 1e-3);
            }
        const at::Tensor all = std::get<0>(sigma.flatten().sort(0, true));
        for (std::size_t i = 0; i < maps->sigma.size(); ++i)
            QVERIFY(std::abs(maps->sigma[i] - all[static_cast<std::int64_t>(i)].item<double>()) < 1e-5);
    }

    void stridedMapsCoverTheFoldedGrid() {
        spec::ConvolutionPlan plan;
        plan.inputs = 2;
        plan.outputs = 3;
        plan.stride = 2;
        plan.in = {2, 6, 8};
        const at::Tensor weight = torch::randn({3, 2, 3, 3});
        const auto maps = layerMaps({&plan, weight});
        QVERIFY(maps.has_value());
        QCOMPARE(maps->shiftRows, 3);
        QCOMPARE(maps->shiftColumns, 3);
        QCOMPARE(maps->frequencyRows, 3);
        QCOMPARE(maps->frequencyColumns, 4);
        const at::Tensor sigma = singularValues(weight, {6, 8, 2});
        QCOMPARE(maps->sigma.front(), sigma[0].item<double>());
        QCOMPARE(*std::max_element(maps->sigmaMax.begin(), maps->sigmaMax.end()), float(maps->sigma.front()));
        QCOMPARE(*std::min_element(maps->sigmaMin.begin(), maps->sigmaMin.end()), float(maps->sigma.back()));
    }

    void strideMustDivideTheGridForSpectralMaps() {
        spec::ConvolutionPlan plan;
        plan.inputs = 2;
        plan.outputs = 2;
        plan.stride = 2;
        plan.in = {2, 5, 5};
        const auto maps = layerMaps({&plan, torch::randn({2, 2, 3, 3})});
        QVERIFY(maps.has_value());
        QVERIFY(maps->sigmaMax.empty());
        QCOMPARE(maps->sigma.size(), std::size_t{18});
        QVERIFY_EXCEPTION_THROWN(singularValuesByFrequency(torch::randn({2, 2, 3, 3}), {5, 5, 2}),
                                 std::invalid_argument);
    }

    void nonFiniteKernelHasNoMaps() {
        spec::ConvolutionPlan plan;
        plan.inputs = plan.outputs = 2;
        plan.in = {2, 4, 4};
        const auto maps = layerMaps({&plan, torch::full({2, 2, 3, 3}, std::nan(""))}, torch::full({1, 2, 1, 1}, -1.0));
        QVERIFY(maps.has_value());
        QVERIFY(maps->residual.empty() && maps->sigma.empty());
        QCOMPARE(maps->offsets, (std::vector<double>{-1, -1}));
    }

    void stopsOnRequest() {
        spec::ConvolutionPlan plan;
        plan.inputs = plan.outputs = 2;
        plan.in = {2, 4, 4};
        std::stop_source source;
        source.request_stop();
        QVERIFY(!layerMaps({&plan, torch::randn({2, 2, 3, 3})}, {}, source.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestKernelMaps)
#include "tst_kernelmaps.moc"
