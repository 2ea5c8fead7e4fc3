// Frequencies with the same singular values: their number, and every value against the DFT at each frequency.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include <numbers>

#include "model/isometry/FrequencyClasses.h"
#include "model/isometry/Spectrum.h"

using namespace isonet::model;

using Taps = QList<QPair<int, int>>;

class TestFrequencyClasses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        torch::set_num_threads(1);
        torch::manual_seed(6);
    }

    void everyFrequencyHasTheValuesOfItsSymbol_data() {
        QTest::addColumn<Taps>("taps");
        QTest::addColumn<QList<int>>("grid");
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("real");
        QTest::newRow("one tap") << Taps{{1, 1}} << QList<int>{6, 8} << 1 << 1;
        QTest::newRow("no tap") << Taps{} << QList<int>{4, 4} << 1 << 1;
        QTest::newRow("row") << Taps{{1, 0}, {1, 1}, {1, 2}} << QList<int>{6, 8} << 5 << 2;
        QTest::newRow("column, odd") << Taps{{0, 2}, {1, 2}} << QList<int>{5, 4} << 3 << 1;
        QTest::newRow("two pixels apart") << Taps{{0, 0}, {0, 2}, {2, 0}, {2, 2}} << QList<int>{8, 8} << 10 << 4;
        QTest::newRow("two pixels apart, odd grid")
            << Taps{{0, 0}, {0, 2}, {2, 0}, {2, 2}} << QList<int>{5, 5} << 13 << 1;
        QTest::newRow("diagonal") << Taps{{0, 0}, {2, 2}} << QList<int>{8, 8} << 3 << 2;
        QTest::newRow("antidiagonal") << Taps{{2, 0}, {1, 1}, {0, 2}} << QList<int>{6, 6} << 4 << 2;
        QTest::newRow("knight's move") << Taps{{0, 0}, {1, 2}} << QList<int>{6, 4} << 4 << 2;
        QTest::newRow("around the grid") << Taps{{0, 0}, {4, 0}} << QList<int>{4, 4} << 1 << 1;
        QTest::newRow("all taps") << Taps{{0, 0}, {0, 1}, {1, 0}, {2, 2}} << QList<int>{4, 6} << 14 << 4;
    }

    void everyFrequencyHasTheValuesOfItsSymbol() {
        QFETCH(Taps, taps);
        QFETCH(QList<int>, grid);
        QFETCH(int, classes);
        QFETCH(int, real);
        const std::int64_t height = grid[0], width = grid[1];
        std::vector<std::pair<std::int64_t, std::int64_t>> places;
        at::Tensor weight = torch::zeros({3, 4, 5, 5}, at::kDouble);
        for (const auto& [y, x] : taps) {
            places.emplace_back(y, x);
            weight.select(2, y).select(2, x).copy_(torch::randn({3, 4}, at::kDouble));
        }
        const FrequencyClasses found = frequencyClasses(height, width, places);
        QCOMPARE(found.y.size(), static_cast<std::size_t>(classes));
        QCOMPARE(found.real, std::int64_t{real});
        const at::Tensor values = singularValuesByFrequency(weight, {height, width, 1, 1});
        for (std::int64_t fy = 0; fy < height; ++fy)
            for (std::int64_t fx = 0; fx < width; ++fx) {
                at::Tensor symbol = torch::zeros({3, 4}, at::kComplexDouble);
                for (const auto& [y, x] : taps) {
                    const double angle = 2 * std::numbers::pi *
                                         (static_cast<double>(fy * y) / static_cast<double>(height) +
                                          static_cast<double>(fx * x) / static_cast<double>(width));
                    symbol += weight.select(2, y).select(2, x) * c10::complex<double>(std::cos(angle), std::sin(angle));
                }
                const at::Tensor expected = at::linalg_svdvals(symbol).flip(0);
                QVERIFY2((values[fy][fx] - expected).abs().max().item<double>() < 1e-7,
                         qPrintable(QString("frequency %1, %2").arg(fy).arg(fx)));
            }
    }
};

QTEST_APPLESS_MAIN(TestFrequencyClasses)
#include "tst_frequencyclasses.moc"
