// Readings of the device and the time waited for images, as records and as a sentence.
#include <QtTest>
#include <atomic>
#include <thread>

#include "training/engine/loop/SpeedRecorder.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using namespace isonet::training;
using namespace std::chrono_literals;

class TestSpeedRecorder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readingsAreAveraged();
    void deviceWithoutReadingsIsAskedOnce();
    void dataWaitIsRecordedInPercent();
    void longWaitingIsReportedOnce();
    void shortWaitingIsNotReported();
};

namespace {

// Steps of 100 ms, of which `waiting` seconds are spent waiting.
StepClock clockWith(double waiting, int steps) {
    StepClock clock;
    auto now = StepClock::Clock::time_point(1h);
    clock.start(now);
    for (int i = 0; i < steps; ++i) {
        clock.waited(waiting);
        clock.step(10, now += 100ms);
    }
    return clock;
}

}  // namespace

void TestSpeedRecorder::readingsAreAveraged() {
    std::atomic<int> asked = 0;
    DeviceMonitor monitor(
        [&]() -> std::optional<model::DeviceReadings> {
            const int turn = asked++;
            if (turn >= 2)
                return std::nullopt;
            return model::DeviceReadings{50.0 + 20 * turn, 25.0, std::nullopt, 300.0 + 100 * turn};
        },
        1ms);
    QTRY_COMPARE(asked.load(), 3);
    const auto records = monitor.take(7);
    QCOMPARE(records.size(), std::size_t(3));  // no temperature
    const std::pair<std::string, double> expected[] = {{telemetry::tags::deviceUtilization, 60},
                                                       {telemetry::tags::deviceMemory, 25},
                                                       {telemetry::tags::devicePower, 350}};
    for (std::size_t i = 0; i < records.size(); ++i) {
        QCOMPARE(records[i].tag, expected[i].first);
        QCOMPARE(records[i].step, std::int64_t(7));
        QCOMPARE(std::get<telemetry::Scalar>(records[i].value).value, expected[i].second);
    }
    QVERIFY(monitor.take(8).empty());
}

void TestSpeedRecorder::deviceWithoutReadingsIsAskedOnce() {
    std::atomic<int> asked = 0;
    DeviceMonitor monitor(
        [&]() -> std::optional<model::DeviceReadings> {
            ++asked;
            return std::nullopt;
        },
        1ms);
    QTRY_COMPARE(asked.load(), 1);
    QTest::qWait(20);
    QCOMPARE(asked.load(), 1);
    QVERIFY(monitor.take(0).empty());
    QVERIFY(!model::readDevice("cpu"));
}

void TestSpeedRecorder::dataWaitIsRecordedInPercent() {
    SpeedRecorder recorder([] { return std::nullopt; }, 2, 4);
    QVERIFY(recorder.records(0, StepClock()).empty());
    const auto records = recorder.records(3, clockWith(0.025, 50));
    QCOMPARE(records.size(), std::size_t(1));
    QCOMPARE(records[0].tag, telemetry::tags::dataWait);
    const double percent = std::get<telemetry::Scalar>(records[0].value).value;
    QVERIFY2(std::abs(percent - 25) < 1e-6, qPrintable(QString::number(percent)));
}

void TestSpeedRecorder::longWaitingIsReportedOnce() {
    SpeedRecorder recorder([] { return std::nullopt; }, 2, 16);
    const StepClock clock = clockWith(0.038, 100);
    const auto begin = StepClock::Clock::time_point(2h);
    QVERIFY(!recorder.notice(clock, begin));
    QVERIFY(!recorder.notice(clock, begin + 14s));
    const auto notice = recorder.notice(clock, begin + 15s);
    QVERIFY(notice);
    QCOMPARE(*notice,
             std::string("Data-bound: 38 % of the time of a step is spent waiting for images (data.workers: 2; "
                         "cores: 16)."));
    QVERIFY(!recorder.notice(clock, begin + 60s));
}

void TestSpeedRecorder::shortWaitingIsNotReported() {
    SpeedRecorder recorder([] { return std::nullopt; }, 2, 16);
    const StepClock waiting = clockWith(0.05, 100), quick = clockWith(0.001, 100);
    const auto begin = StepClock::Clock::time_point(2h);
    QVERIFY(!recorder.notice(waiting, begin));
    QVERIFY(!recorder.notice(quick, begin + 10s));
    QVERIFY(!recorder.notice(waiting, begin + 20s));
    QVERIFY(!recorder.notice(waiting, begin + 34s));
    QVERIFY(recorder.notice(waiting, begin + 35s));
}

QTEST_GUILESS_MAIN(TestSpeedRecorder)
#include "tst_speedrecorder.moc"
