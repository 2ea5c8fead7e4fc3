// Measures of spectra. The numbers are of NumPy 2 in float64 by the definitions, with every eigenvalue but the largest
// as the start of the tail (120 values), or by loops here.
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/isometry/SpectralHealth.h"

using namespace isonet::model;

namespace {

bool near(double got, double expected, double tolerance = 1e-9) {
    return std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

// sigma_i = 0.2 + ((7919 i + 13) mod 101) / 101, every fifth more by i / 60.
std::vector<double> uneven() {
    std::vector<double> values;
    for (int i = 0; i < 120; ++i)
        values.push_back(0.2 + ((i * 7919 + 13) % 101) / 101.0 + (i % 5 == 0 ? i / 60.0 : 0.0));
    std::ranges::sort(values, std::greater());
    return values;
}

}  // namespace

class TestSpectralHealth : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void measuresEqualNumPy() {
        const SpectralHealth health = spectralHealth(uneven());
        QCOMPARE(health.values, 120.0);
        QVERIFY(near(health.stableRank, 15.6031431678));
        QVERIFY(near(health.effectiveRank, 99.4017362622));
        QVERIFY(near(health.entropy, 4.59916958094));
        QVERIFY(health.tailExponent && near(*health.tailExponent, 2.23279724938));
        QVERIFY(near(health.condition, 14.6427392739));
        QVERIFY(near(health.operatorDistance, 1.92854785479));
    }

    // sigma_i ~ (i / N)^(-1 / (2 (alpha - 1))) are the quantiles of the law with exponent alpha: 2.25.
    void exponentOfAPowerLawIsFound() {
        std::vector<double> values;
        for (int i = 1; i <= 3000; ++i)
            values.push_back(std::pow(i / 3000.0, -0.4));
        const SpectralHealth health = spectralHealth(values);
        QVERIFY(near(health.stableRank, 20.3600090868));
        QVERIFY(near(health.effectiveRank, 2603.65361534));
        QVERIFY2(health.tailExponent && std::abs(*health.tailExponent - 2.2520543) < 0.01,
                 qPrintable(QString::number(health.tailExponent.value_or(0))));
    }

    // The best of all beginnings of the tail, where a search of some would miss it.
    void everyBeginningOfTheTailIsTried() {
        std::vector<double> values;
        for (int i = 0; i < 900; ++i)
            values.push_back(i < 30 ? std::pow((i + 1) / 30.0, -0.5) * 3 : 1 + 2e-3 * ((i * 7919) % 997));
        std::ranges::sort(values, std::greater());
        double nearest = std::numeric_limits<double>::infinity(), expected = 0;
        for (std::size_t count = 2; count <= values.size(); ++count) {
            double excess = 0, far = 0;
            for (std::size_t i = 0; i < count; ++i)
                excess += 2 * std::log(values[i] / values[count - 1]);
            const double alpha = 1 + static_cast<double>(count) / excess;
            for (std::size_t i = 0; i < count; ++i) {  // ascending: count - 1 - i values below the i-th largest
                const double law = 1 - std::pow(values[i] / values[count - 1], 2 * (1 - alpha));
                far = std::max(far, std::abs(law - static_cast<double>(count - 1 - i) / static_cast<double>(count)));
            }
            if (far < nearest && (count == values.size() || values[count] != values[count - 1])) {
                nearest = far;
                expected = alpha;
            }
        }
        const auto found = spectralHealth(values).tailExponent;
        QVERIFY2(found && near(*found, expected, 1e-9),
                 qPrintable(QString("%1, expected %2").arg(found.value_or(0)).arg(expected)));
    }

    void roundingIsNoTail() {
        std::vector<double> values;
        for (int i = 0; i < 500; ++i)
            values.push_back(1 + 1e-9 * ((i * 7919) % 997));
        std::ranges::sort(values, std::greater());
        QVERIFY(!spectralHealth(values).tailExponent);
    }

    void isometryHasFullRanksAndNoTail() {
        const SpectralHealth health = spectralHealth(std::vector<double>(64, 1.0), 4);
        QCOMPARE(health.values, 256.0);
        QVERIFY(near(health.stableRank, 256) && near(health.effectiveRank, 256) && near(health.entropy, std::log(256)));
        QCOMPARE(health.condition, 1.0);
        QCOMPARE(health.operatorDistance, 0.0);
        QVERIFY(!health.tailExponent);
    }

    void repeatedValuesCountAsOften() {
        std::vector<double> once = uneven(), thrice;
        for (const double value : once)
            thrice.insert(thrice.end(), 3, value);
        const SpectralHealth a = spectralHealth(once, 3), b = spectralHealth(thrice);
        QVERIFY(near(a.values, b.values) && near(a.stableRank, b.stableRank) && near(a.entropy, b.entropy));
    }

    void zerosAndFewValues() {
        std::vector<double> values(60, 0.0);
        std::fill_n(values.begin(), 49, 0.5);
        values[0] = 2;
        const SpectralHealth health = spectralHealth(values);
        QVERIFY(std::isinf(health.condition));
        QVERIFY(!health.tailExponent);  // 49 positive ones
        QCOMPARE(health.operatorDistance, 1.0);
        QVERIFY(near(health.stableRank, (4 + 48 * 0.25) / 4));
        const SpectralHealth none = spectralHealth(std::vector<double>(3, 0.0));
        QCOMPARE(none.stableRank, 0.0);
        QCOMPARE(none.effectiveRank, 0.0);
        const SpectralHealth unknown = spectralHealth(std::vector<double>(3, std::numeric_limits<double>::quiet_NaN()));
        QVERIFY(std::isnan(unknown.stableRank) && std::isnan(unknown.operatorDistance) &&
                std::isnan(unknown.condition));
    }
};

QTEST_APPLESS_MAIN(TestSpectralHealth)
#include "tst_spectralhealth.moc"
