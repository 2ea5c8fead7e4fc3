// What the page Inspect shows of a layer, against the Fourier transform of its kernel on the layer's own grid.
#include <torch/types.h>

#include <QtTest>

#include "app/workbench/LayerMeasures.h"

using namespace isonet;

class TestLayerMeasures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mapsAreOverTheLayersOwnFrequencies_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("dilation");
        QTest::newRow("plain") << 6 << 5 << 1;
        QTest::newRow("dilated, even") << 6 << 8 << 2;
        QTest::newRow("dilated, odd") << 5 << 7 << 2;
        QTest::newRow("dilated, smaller than the taps' reach") << 4 << 3 << 2;
        QTest::newRow("dilation 6 on 4") << 4 << 9 << 6;
    }

    void mapsAreOverTheLayersOwnFrequencies() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, dilation);
        torch::manual_seed(4);
        const at::Tensor weight = torch::randn({3, 2, 3, 3});
        at::Tensor taps = torch::zeros({3, 2, height, width}, at::kDouble);
        for (std::int64_t y = 0; y < 3; ++y)
            for (std::int64_t x = 0; x < 3; ++x)
                taps.select(3, dilation * x % width)
                    .select(2, dilation * y % height)
                    .add_(weight.select(3, x).select(2, y));
        const at::Tensor sigma = at::linalg_svdvals(at::fft_fft2(taps).permute({2, 3, 0, 1}));  // (H, W, 2)

        spec::ConvolutionPlan plan;
        plan.name = "s4.b1.f.a";
        plan.inputs = 2;
        plan.outputs = 3;
        plan.dilation = dilation;
        plan.padding = dilation;
        plan.in = {2, height, width};
        plan.out = {3, height, width};
        const auto detail = workbench::detailOf({&plan, weight}, {}, {});
        QVERIFY(detail.has_value());
        QCOMPARE(detail->dilation, dilation);
        QCOMPARE(detail->frequencyRows, height);
        QCOMPARE(detail->frequencyColumns, width);
        QCOMPARE(detail->sigma.size(), qsizetype{2} * height * width);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const int row = (y + height / 2) % height, column = (x + width / 2) % width;
                const int place = row * width + column;
                const auto own = sigma[y][x];
                QVERIFY(std::abs(detail->sigmaMax[place] - own[0].item<double>()) < 1e-4);
                QVERIFY(std::abs(detail->sigmaMin[place] - own[1].item<double>()) < 1e-3);
            }
        const at::Tensor all = std::get<0>(sigma.flatten().sort(0, true));
        for (qsizetype i = 0; i < detail->sigma.size(); ++i)
            QVERIFY(std::abs(detail->sigma[i] - all[i].item<double>()) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestLayerMeasures)
#include "tst_layermeasures.moc"
