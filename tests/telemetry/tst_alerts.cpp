// What the detector of alerts finds in records, in exact cases, and what it leaves alone.
#include <QtTest>

#include <cmath>

#include "training/telemetry/Alerts.h"

using namespace isonet::telemetry;

class TestAlerts : public QObject {
    Q_OBJECT
    static Record scalar(const std::string& tag, std::int64_t step, double value) {
        return {tag, step, 1e9 + double(step), Scalar{value}};
    }
    static std::vector<Alert> losses(AlertDetector& detector, const std::vector<double>& values) {
        std::vector<Alert> all;
        for (std::size_t i = 0; i < values.size(); ++i)
            for (const auto& alert : detector.add({scalar(tags::lossTotal, std::int64_t(10 * i), values[i])}))
                all.push_back(alert);
        return all;
    }
    static AlertRules onlyDeviation(double bound) {
        AlertRules rules;
        rules.deviation = true;
        rules.deviationBound = bound;
        return rules;
    }

private Q_SLOTS:
    void aLossAboveThreeMediansIsASpike() {
        AlertDetector detector{AlertRules()};
        const auto found = losses(detector, {2, 2, 1, 1, 1, 3});  // the median is 1, and 3 is not above 3
        QVERIFY(found.empty());
        QCOMPARE(losses(detector, {4.5}).size(), 0u);  // of six values it is 1.5
        QCOMPARE(losses(detector, {6.1}).size(), 1u);  // of seven values it is 2
    }

    void spikeIsReportedOnceUntilTheLossIsBack() {
        AlertDetector detector{AlertRules()};
        const auto found = losses(detector, {1, 1, 1, 1, 1, 9, 9, 1, 9});
        QCOMPARE(found.size(), 2u);
        QCOMPARE(found[0], (Alert{AlertKind::LossSpike, 50, 1e9 + 50, {}, 9, 1, 0}));
        QCOMPARE(found[1].step, 80);
    }

    void fewLossesAndFallingOnesAreNoSpike() {
        AlertDetector few{AlertRules()}, falling{AlertRules()}, infinite{AlertRules()};
        QVERIFY(losses(few, {1, 1, 1, 1, 100}).empty());
        QVERIFY(losses(falling, {32, 16, 8, 4, 2, 1, 0.5, 0.25}).empty());
        QVERIFY(losses(infinite, {1, 1, 1, 1, 1, HUGE_VAL, std::nan("")}).empty());
    }

    void deviationsAboveTheBoundAreOneAlertPerStep() {
        AlertDetector detector{onlyDeviation(0.5)};
        const std::string tag = tags::deviation;
        QVERIFY(detector.add({scalar(tag + "a", 0, 0.5), scalar(tag + "b", 0, 0.1)}).empty());  // not above
        auto found = detector.add({scalar(tag + "a", 10, 0.6), scalar(tag + "b", 10, 0.9), scalar(tag + "c", 10, 0.7)});
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0], (Alert{AlertKind::Deviation, 10, 1e9 + 10, "b", 0.9, 0.5, 2}));
        QVERIFY(detector.add({scalar(tag + "b", 20, 2.0)}).empty());  // still above
        QVERIFY(detector.add({scalar(tag + "b", 30, 0.2)}).empty());
        QCOMPARE(detector.add({scalar(tag + "b", 40, 0.6)}).size(), 1u);
    }

    void channelsWithALargeOffsetAreDead() {
        QCOMPARE(deadChannels(histogramOf({-1, -1, -1})), 0);
        QCOMPARE(deadChannels(histogramOf({3, 3})), 2);                // all values equal: one bucket
        QCOMPARE(deadChannels(histogramOf({-1, 2.9, 3.5, 4}, 5)), 2);  // limits 0, 1, 2, 3, 4
        QCOMPARE(deadChannels(histogramOf({-1, 3.01}, 1)), 1);         // the bucket begins below
        QCOMPARE(deadChannels(Histogram()), 0);

        AlertDetector detector{AlertRules()};
        const auto offsets = [](const char* layer, std::int64_t step, const std::vector<double>& values) {
            return Record{tags::offset + layer, step, 1e9, histogramOf(values)};
        };
        QVERIFY(detector.add({offsets("s1.b1.relu", 0, {-1, -1})}).empty());
        const auto found = detector.add({offsets("s1.b1.relu", 10, {-1, 5}), offsets("stage1", 10, {-1, 5})});
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0], (Alert{AlertKind::DeadChannels, 10, 1e9, "s1.b1.relu", 1, 2, 0}));
        QVERIFY(detector.add({offsets("s1.b1.relu", 20, {-1, 5})}).empty());  // no more than before
        QCOMPARE(detector.add({offsets("s1.b1.relu", 30, {5, 5})}).front().value, 2.0);
    }

    void anActivationWithoutGradientIsDead() {
        AlertDetector detector{AlertRules()};
        const std::string tag = tags::gradient + "s2.b1.relu";
        QVERIFY(detector.add({scalar(tag, 0, 0)}).empty());  // as a branch with a zero multiplier
        const auto found = detector.add({scalar(tag, 200, 0)});
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0].subject, std::string("s2.b1.relu"));
        QCOMPARE(found[0].value, 0.0);
        QVERIFY(detector.add({scalar(tag, 400, 0)}).empty());
    }

    void theEndIsReportedOnce() {
        AlertDetector detector{AlertRules()};
        RunStatus status;
        status.state = RunState::Running;
        QVERIFY(!detector.add(status));
        status.state = RunState::Diverged;
        status.step = 70;
        status.message = "The loss is not finite.";
        const auto found = detector.add(status);
        QVERIFY(found && found->kind == AlertKind::Diverged && found->step == 70);
        QCOMPARE(found->subject, status.message);
        QVERIFY(!detector.add(status));
        status.state = RunState::Interrupted;
        QVERIFY(!detector.add(status));
        status.state = RunState::Finished;
        QCOMPARE(detector.add(status)->kind, AlertKind::Ended);
    }

    void whatIsTurnedOffIsNotReported() {
        AlertRules none;
        none.lossSpike = none.deadChannels = none.diverged = none.ended = false;
        AlertDetector detector{none};
        QVERIFY(losses(detector, {1, 1, 1, 1, 1, 9}).empty());
        QVERIFY(detector.add({scalar(tags::deviation + "a", 0, 100), scalar(tags::gradient + "a", 0, 0)}).empty());
        RunStatus status;
        status.state = RunState::Diverged;
        QVERIFY(!detector.add(status));
    }
};

QTEST_APPLESS_MAIN(TestAlerts)
#include "tst_alerts.moc"
