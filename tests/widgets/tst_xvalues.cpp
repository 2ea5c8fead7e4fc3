// Positions on the horizontal axis: steps, epochs, relative and wall time.
#include <QtTest>

#include "tests/widgets/RunRecords.h"
#include "widgets/series/XValues.h"

using namespace isonet;
using namespace isonet::widgets;
using test::scalar;

namespace {

constexpr double start = 1.7e9;  // wall time of step 0 in RunRecords.h

telemetry::Record at(const std::string& tag, std::int64_t step, double time) {
    return {tag, step, time, telemetry::Scalar{1}};
}

}  // namespace

class TestXValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsAreTheRecordedSteps() {
        RunData data;
        data.append({scalar("loss/total", 0, 1), scalar("loss/total", 10, 2), scalar("loss/total", 40, 3)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Step), QVector<double>({0, 10, 40}));
        QCOMPARE(xOfStep(data, 25, XAxis::Step), 25.0);
    }

    void epochsAreInterpolatedAndExtrapolated() {
        RunData data;
        data.append(
            {scalar("schedule/epoch", 0, 0), scalar("schedule/epoch", 100, 2), scalar("schedule/epoch", 300, 4)});
        for (const int step : {0, 50, 100, 200, 400})
            data.append({scalar("loss/total", step, 1)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Epoch), QVector<double>({0, 1, 2, 3, 5}));
        QCOMPARE(xOfStep(data, 250, XAxis::Epoch), 3.5);
    }

    void oneRecordedEpochGivesTheRate() {
        RunData data;
        data.append({scalar("schedule/epoch", 50, 1), scalar("loss/total", 25, 1), scalar("loss/total", 100, 1)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Epoch), QVector<double>({0.5, 2}));
    }

    void relativeTimeStartsAtTheFirstLoss() {
        RunData data;
        data.append({scalar("loss/total", 10, 1), scalar("loss/total", 60, 1), scalar("accuracy/val_top1", 5, 50),
                     scalar("accuracy/val_top1", 110, 60)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Relative), QVector<double>({0, 50}));
        QCOMPARE(xValues(data, *data.series("accuracy/val_top1"), XAxis::Relative), QVector<double>({0, 100}));
        QCOMPARE(xOfStep(data, 35, XAxis::Relative), 25.0);
    }

    void wallTimeIsTheRecordedTime() {
        RunData data;
        data.append({scalar("loss/total", 0, 1), scalar("loss/total", 20, 1)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Wall), QVector<double>({start, start + 20}));
        QCOMPARE(xOfStep(data, 5, XAxis::Wall), start + 5);
    }

    void timeNeverDecreases() {
        RunData data;
        data.append({at("loss/total", 0, start), at("loss/total", 1, start + 10), at("loss/total", 2, start + 5),
                     at("loss/total", 3, start + 12)});
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Relative), QVector<double>({0, 10, 10, 12}));
    }

    void stepsReplaceWhatWasNotRecorded() {
        RunData data;
        data.append({scalar("loss/total", 7, 1), scalar("loss/total", 9, 1)});
        QVERIFY(!offersXAxis(data, XAxis::Epoch));
        for (const XAxis kind : {XAxis::Step, XAxis::Relative, XAxis::Wall})
            QVERIFY(offersXAxis(data, kind));
        QCOMPARE(xValues(data, *data.series("loss/total"), XAxis::Epoch), QVector<double>({7, 9}));
        QCOMPARE(xOfStep(data, 8, XAxis::Epoch), 8.0);
        Series untimed = *data.series("loss/total");
        untimed.wallTimes.clear();
        QCOMPARE(xValues(data, untimed, XAxis::Wall), QVector<double>({7, 9}));
    }

    void nearestPointIsFoundAmongAllSeries() {
        RunData data;
        data.append({scalar("a", 0, 1), scalar("a", 100, 1), scalar("b", 40, 1)});
        const QVector<const Series*> both{data.series("a"), nullptr, data.series("b")};
        QCOMPARE(nearestRecorded(data, both, XAxis::Step, 60)->step, 40.0);
        QCOMPARE(nearestRecorded(data, both, XAxis::Step, 80)->step, 100.0);
        const auto timed = nearestRecorded(data, both, XAxis::Wall, start + 41);
        QCOMPARE(timed->place, start + 40);
        QCOMPARE(timed->step, 40.0);
        QVERIFY(!nearestRecorded(data, {nullptr}, XAxis::Step, 0));
    }

    void positionsHaveReadableText() {
        QCOMPARE(xText(XAxis::Step, 1200), QStringLiteral("step 1200"));
        QCOMPARE(xText(XAxis::Epoch, 3.25), QStringLiteral("epoch 3.25"));
        QCOMPARE(xText(XAxis::Relative, 3900), QStringLiteral("after 1 h 05 min"));
        QCOMPARE(xAxisTitles().size(), 4);
        QCOMPARE(xAxisLabel(XAxis::Step), QStringLiteral("step"));
    }
};

QTEST_APPLESS_MAIN(TestXValues)
#include "tst_xvalues.moc"
