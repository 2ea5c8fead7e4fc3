// Histograms of measured values.
#include <QtTest>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "training/telemetry/Record.h"

using namespace isonet::telemetry;

class TestRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyValueIsInTheBucketOfItsEdges() {
        std::vector<double> values;
        for (int i = 0; i < 1000; ++i)
            values.push_back(i * 0.37 - 100 + (i % 7) * 0.01);
        const Histogram histogram = histogramOf(values, 10);
        QCOMPARE(histogram.limits.size(), size_t(10));
        QCOMPARE(histogram.counts.size(), size_t(10));
        QCOMPARE(histogram.limits.back(), histogram.max);
        QCOMPARE(histogram.count, 1000.0);
        for (size_t i = 0; i < 10; ++i) {
            const double left = i == 0 ? -1e300 : histogram.limits[i - 1];
            const auto inside = std::count_if(values.begin(), values.end(),
                                              [&](double v) { return v > left && v <= histogram.limits[i]; });
            QCOMPARE(histogram.counts[i], static_cast<double>(inside));
        }
    }

    void momentsAreThoseOfTheValues() {
        const Histogram histogram = histogramOf({1, 2, 3, -4}, 4);
        QCOMPARE(histogram.min, -4.0);
        QCOMPARE(histogram.max, 3.0);
        QCOMPARE(histogram.sum, 2.0);
        QCOMPARE(histogram.sumSquares, 30.0);
    }

    void equalValuesGiveOneBucket() {
        const Histogram histogram = histogramOf({-1, -1, -1});
        QCOMPARE(histogram.limits, std::vector<double>{-1});
        QCOMPARE(histogram.counts, std::vector<double>{3});
        QVERIFY(histogramOf({}).counts.empty());
        QCOMPARE(histogramOf({}).count, 0.0);
    }

    void nonFiniteValuesAreIgnored() {
        const double inf = std::numeric_limits<double>::infinity();
        const Histogram histogram = histogramOf({1, std::numeric_limits<double>::quiet_NaN(), 2, inf, -inf}, 2);
        QCOMPARE(histogram.count, 2.0);
        QCOMPARE(histogram.counts, (std::vector<double>{1, 1}));
        QCOMPARE(histogram.sum, 3.0);
    }

    void extremeRangesKeepAllValues() {
        const double most = std::numeric_limits<double>::max();
        for (const auto& values : {std::vector<double>{-most, 0, most}, {1, std::nextafter(1.0, 2.0)}, {0, 5e-324}}) {
            const Histogram histogram = histogramOf(values, 64);
            QVERIFY(std::ranges::adjacent_find(histogram.limits, std::ranges::greater_equal()) ==
                    histogram.limits.end());
            QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0),
                     static_cast<double>(values.size()));
        }
    }

    void invalidNumberOfBinsThrows() { QVERIFY_EXCEPTION_THROWN(histogramOf({1}, 0), std::invalid_argument); }
};

QTEST_GUILESS_MAIN(TestRecord)
#include "tst_record.moc"
