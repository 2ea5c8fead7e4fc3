// The learning rate schedule: warmup, step and cosine decay.
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "training/schedule/LearningRate.h"

using namespace isonet::config;
using namespace isonet::schedule;

namespace {

RunConfig scheduled(int epochs, double warmup, std::vector<double> milestones = {}) {
    RunConfig config;
    config.optimizer.learningRate = 0.1;
    config.run.epochs = epochs;
    config.schedule.kind = ScheduleKind::Step;
    config.schedule.warmupEpochs = warmup;
    config.schedule.milestones = std::move(milestones);
    return config;
}

}  // namespace

class TestLearningRate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void warmupStartsAtZeroAndRisesEveryStep() {
        const RunConfig config = scheduled(100, 5);
        QCOMPARE(learningRateAt(config, 0, 10), 0.0);
        QCOMPARE(learningRateAt(config, 1, 10), 0.1 / 50);
        QCOMPARE(learningRateAt(config, 25, 10), 0.05);
        QCOMPARE(learningRateAt(config, 50, 10), 0.1);
        QCOMPARE(learningRateAt(scheduled(100, 0), 0, 10), 0.1);
    }

    void warmupByEpochsMatchesThePublishedCode() {
        RunConfig config = scheduled(100, 5);
        config.schedule.warmupUnit = WarmupUnit::Epoch;
        for (int step = 0; step < 100; ++step)  // published: rate * epoch / 5 while epoch < 5, epochs counted from 1
            QCOMPARE(learningRateAt(config, step, 10), 0.1 * std::min(step / 10 + 1, 5) / 5);
        config.schedule.kind = ScheduleKind::Cosine;
        QCOMPARE(learningRateAt(config, 39, 10), 0.1 * 4 / 5);
        QCOMPARE(learningRateAt(config, 40, 10), 0.1);  // full rate from epoch 5 on; decay starts after the warmup
        QCOMPARE(learningRateAt(config, 50, 10), 0.1);
        QVERIFY(learningRateAt(config, 51, 10) < 0.1);
    }

    void stepScheduleDropsAtEachMilestone() {
        const RunConfig config = scheduled(100, 5);
        QCOMPARE(learningRateAt(config, 299, 10), 0.1);
        QCOMPARE(learningRateAt(config, 300, 10), 0.1 * 0.1);
        QCOMPARE(learningRateAt(config, 600, 10), 0.1 * 0.1 * 0.1);
        QCOMPARE(learningRateAt(config, 999, 10), 0.1 * 0.1 * 0.1 * 0.1);
        // 0.6 epochs of 5 steps each is step 3, regardless of rounding.
        const RunConfig brief = scheduled(2, 0);
        QCOMPARE(learningRateAt(brief, 2, 5), 0.1);
        QCOMPARE(learningRateAt(brief, 3, 5), 0.1 * 0.1);
    }

    void cosineScheduleDecaysFromTheEndOfWarmupToZero() {
        RunConfig config = scheduled(11, 1);
        config.schedule.kind = ScheduleKind::Cosine;
        QCOMPARE(learningRateAt(config, 50, 100), 0.05);
        QCOMPARE(learningRateAt(config, 100, 100), 0.1);
        QCOMPARE(learningRateAt(config, 600, 100), 0.05);
        QVERIFY(std::abs(learningRateAt(config, 1100, 100)) < 1e-12);
        double previous = 1;
        for (int step = 100; step <= 1100; ++step) {
            const double rate = learningRateAt(config, step, 100);
            QVERIFY(rate < previous);
            previous = rate;
        }
    }

    void invalidStepThrows() {
        QVERIFY_EXCEPTION_THROWN(learningRateAt(RunConfig(), -1, 10), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(learningRateAt(RunConfig(), 0, 0), std::invalid_argument);
    }

    // Of 100 steps: whichever is further, the steps or the time.
    void timeMovesTheSchedule() {
        RunConfig config = scheduled(10, 0);
        QCOMPARE(stepByTime(config, 20, 10, 0.0), 20);
        QCOMPARE(stepByTime(config, 20, 10, 0.55), 55);
        QCOMPARE(stepByTime(config, 70, 10, 0.55), 70);
        QCOMPARE(stepByTime(config, 20, 10, 1.0), 99);
        QCOMPARE(stepByTime(config, 20, 10, 7.0), 99);
    }

    void setEpochsKeepsTheMilestonesBeforeTheNewEnd() {
        RunConfig config = scheduled(10, 0);  // milestones 3, 6, 9
        setEpochs(config, 5);
        QCOMPARE(config.run.epochs, 5);
        QCOMPARE(config.schedule.milestones, (std::vector<double>{3, 5}));
        setEpochs(config, 20);
        QCOMPARE(config.schedule.milestones, (std::vector<double>{3, 5}));
        config.schedule.kind = ScheduleKind::Cosine;
        setEpochs(config, 4);
        QCOMPARE(config.schedule.milestones, (std::vector<double>{3, 5}));
        QCOMPARE(learningRateAt(config, 20, 10), 0.05);
    }
};

QTEST_GUILESS_MAIN(TestLearningRate)
#include "tst_learning_rate.moc"
