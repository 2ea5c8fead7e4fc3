// RunData: lookup, restarts, memory limits, layer order.
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/widgets/RunRecords.h"
#include "widgets/series/LayerOrder.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using namespace isonet::widgets;
using test::histogram;
using test::scalar;

class TestRunData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesAreFoundByTag() {
        RunData data;
        QVERIFY(!data.series("loss/total"));
        data.append(
            {scalar("loss/total", 0, 2.5), scalar("loss/total", 10, 2.0), histogram("spectrum/stem.conv", 0, {1, 1})});
        QCOMPARE(data.series("loss/total")->steps, QVector<double>({0, 10}));
        QCOMPARE(data.series("loss/total")->values, QVector<double>({2.5, 2.0}));
        QCOMPARE(data.series("loss/total")->wallTimes.last(), 1.7e9 + 10);
        QCOMPARE(data.histograms("spectrum/stem.conv")->histograms.size(), std::size_t(1));
        QVERIFY(!data.series("spectrum/stem.conv"));
    }

    void oneSignalForManyRecords() {
        RunData data;
        QSignalSpy changed(&data, &RunData::changed);
        data.append(test::wholeRun(test::smallConfig(), 100));
        QCOMPARE(changed.count(), 1);
        data.append({});
        QCOMPARE(changed.count(), 1);
    }

    void stepsAreSortedWhateverTheOrderOfArrival() {
        RunData data;
        data.append({scalar("a", 20, 2), scalar("a", 10, 1), scalar("a", 30, 3), scalar("a", 20, 22)});
        QCOMPARE(data.series("a")->steps, QVector<double>({10, 20, 30}));
        QCOMPARE(data.series("a")->values, QVector<double>({1, 22, 3}));
    }

    void restartDropsOnlyLaterValues() {
        RunData data;
        for (int step = 0; step <= 100; step += 10)
            data.append({scalar("loss/total", step, step), histogram("spectrum/stem.conv", step, {1, 2})});
        data.append({scalar("accuracy/val_top1", 80, 50)});
        QSignalSpy changed(&data, &RunData::changed);
        data.dropFrom(50);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(data.series("loss/total")->steps.last(), 40.0);
        QCOMPARE(data.series("loss/total")->values.size(), 5);
        QCOMPARE(data.histograms("spectrum/stem.conv")->steps.last(), 40.0);
        QCOMPARE(data.histograms("spectrum/stem.conv")->histograms.size(), std::size_t(5));
        QVERIFY(!data.series("accuracy/val_top1"));
        data.dropFrom(1000);
        QCOMPARE(changed.count(), 1);
    }

    void thinningKeepsExtremesFirstAndLast() {
        RunData data;
        data.setLimits({1000, 100, 10});
        for (int step = 0; step < 50'000; ++step) {
            const double value = step == 12'345 ? 99.0 : step == 23'456 ? -99.0 : std::sin(step * 0.01);
            data.append({scalar("loss/total", step, value)});
        }
        const auto* series = data.series("loss/total");
        QVERIFY(series->steps.size() <= 1000);
        QVERIFY(series->steps.size() >= 400);
        QCOMPARE(series->steps.first(), 0.0);
        QCOMPARE(series->steps.last(), 49'999.0);
        QCOMPARE(*std::max_element(series->values.begin(), series->values.end()), 99.0);
        QCOMPARE(*std::min_element(series->values.begin(), series->values.end()), -99.0);
        QCOMPARE(series->steps[series->values.indexOf(99.0)], 12'345.0);
        QVERIFY(std::is_sorted(series->steps.begin(), series->steps.end()));
        QCOMPARE(series->values.size(), series->steps.size());
        QCOMPARE(series->wallTimes.size(), series->steps.size());
    }

    void thinningKeepsNaN() {
        Series series;
        for (int i = 0; i < 1000; ++i) {
            series.steps.append(i);
            series.values.append(i == 501 ? std::numeric_limits<double>::quiet_NaN() : i % 7);
            series.wallTimes.append(i);
        }
        thin(series);
        QVERIFY(series.steps.size() < 800);
        QVERIFY(std::any_of(series.values.begin(), series.values.end(), [](double v) { return std::isnan(v); }));
    }

    void layersHaveTheirOwnLimit() {
        RunData data;
        data.setLimits({1000, 100, 10});
        for (int step = 0; step < 900; ++step)
            data.append({scalar("loss/total", step, step), scalar("isometry/deviation/s1.b1.f.a", step, step)});
        QCOMPARE(data.series("loss/total")->steps.size(), 900);
        QVERIFY(data.series("isometry/deviation/s1.b1.f.a")->steps.size() <= 100);
    }

    void histogramsAreBounded() {
        RunData data;
        data.setLimits({1000, 100, 10});
        for (int step = 0; step <= 500; ++step)
            data.append({histogram("spectrum/stem.conv", step, {0.5, 1.0 + step})});
        const auto* series = data.histograms("spectrum/stem.conv");
        QVERIFY(series->steps.size() <= 10);
        QCOMPARE(series->steps.first(), 0.0);
        QCOMPARE(series->steps.last(), 500.0);
        QCOMPARE(series->histograms.back().max, 501.0);
        QCOMPARE(static_cast<qsizetype>(series->histograms.size()), series->steps.size());
    }

    void layersAreInNetworkOrder() {
        auto config = test::smallConfig();
        config.model.shortcut = true;
        RunData data;
        data.setConfig(config);
        data.append(test::wholeRun(config, 0));
        std::vector<std::string> expected;
        for (const auto& layer : spec::plan(config.model, config.penalty).convolutions)
            expected.push_back("spectrum/" + layer.name);
        QCOMPARE(data.tagsWithPrefix("spectrum/"), expected);
    }

    void layersOfAnUnknownNetworkAreSortedByName() {
        RunData data;
        for (const char* name : {"s2.b10.f.a", "s2.b2.f.b", "head.x", "s2.b2.proj", "s2.b2.f.a", "stem.conv",
                                 "s2.b2.relu", "aux", "s1.b1.f.a"})
            data.append({scalar(std::string("isometry/deviation/") + name, 0, 1)});
        const std::vector<std::string> order{"stem.conv",  "s1.b1.f.a",  "s2.b2.proj", "s2.b2.f.a", "s2.b2.f.b",
                                             "s2.b2.relu", "s2.b10.f.a", "head.x",     "aux"};
        std::vector<std::string> expected;
        for (const auto& name : order)
            expected.push_back("isometry/deviation/" + name);
        QCOMPARE(data.tagsWithPrefix("isometry/deviation/"), expected);
    }

    void stagesAreParsedFromNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("stage");
        QTest::newRow("stem") << "stem.conv" << 0;
        QTest::newRow("layer") << "s3.b1.f.a" << 3;
        QTest::newRow("stage") << "stage4" << 4;
        QTest::newRow("head") << "head.fc" << -1;
        QTest::newRow("foreign") << "s5.b1" << -1;
        QTest::newRow("like a stage") << "s1x" << -1;
        QTest::newRow("empty") << "" << -1;
    }
    void stagesAreParsedFromNames() {
        QFETCH(QString, name);
        QFETCH(int, stage);
        QCOMPARE(stageOfLayer(name.toStdString()), stage);
    }

    void clearDropsEverything() {
        RunData data;
        data.setConfig(test::smallConfig());
        data.append({scalar("loss/total", 0, 1)});
        QSignalSpy cleared(&data, &RunData::cleared);
        data.clear();
        QCOMPARE(cleared.count(), 1);
        QVERIFY(!data.series("loss/total"));
        QVERIFY(!data.config());
    }
};

QTEST_APPLESS_MAIN(TestRunData)
#include "tst_rundata.moc"
