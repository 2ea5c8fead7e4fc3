// run.time_limit: where a run ends, what counts, and how a resumed run continues the budget.
#include <torch/types.h>

#include <QtTest>
#include <algorithm>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/loop/StepClock.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using namespace isonet::training;
using namespace std::chrono_literals;
using telemetry::RunState;
namespace fs = std::filesystem;
namespace tags = telemetry::tags;

namespace {

constexpr double seconds = 0.6;

bool said(const test::Watcher& watcher, const std::string& text) {
    return std::ranges::any_of(watcher.messages,
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace

class TestTimeLimit : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    config::RunConfig config_;
    fs::path run_;

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        const fs::path root(temporary_.path().toStdString());
        test::writeFashionFolder(root / "data", 65, 40);
        config_ = test::smallConfig(root / "data");
        config_.telemetry.spectra = false;
        config_.telemetry.checkpointMinutes = 1000;
        config_.schedule.kind = config::ScheduleKind::Cosine;
        config_.run.epochs = 100000;
        config_.run.timeLimit = seconds / 60;
        run_ = root / "run";
    }

    void onlyTrainingCounts() {
        StepClock clock;
        const auto t = StepClock::Clock::time_point(1h);
        clock.setTrained(5);
        clock.start(t);
        clock.step(10, t + 2s);
        clock.hold(t + 3s);  // a checkpoint
        QCOMPARE(clock.trainedSeconds(t + 9s), 8.0);
        clock.release(t + 10s);
        clock.hold(t + 11s);  // during which the run is paused
        clock.stop(t + 12s);
        clock.start(t + 20s);
        clock.release(t + 21s);
        QCOMPARE(clock.trainedSeconds(t + 22s), 10.0);
        clock.stop(t + 23s);  // an evaluation
        QCOMPARE(clock.trainedSeconds(t + 50s), 11.0);
        clock.start(t + 60s);
        QCOMPARE(clock.trainedSeconds(t + 61s), 12.0);
    }

    void theRunEndsAfterTheTime() {
        test::Watcher watcher;
        const TrainingResult result = test::runIn(run_, config_, watcher);
        QCOMPARE(result.state, RunState::Finished);
        QVERIFY(said(watcher, "(run.time_limit), validation"));
        QVERIFY(said(watcher, "The time is up"));
        QVERIFY(result.status.step >= 1);
        QVERIFY(result.status.step < result.status.steps);
        QVERIFY(result.status.secondsTrained >= seconds);
        QVERIFY(result.status.validationTop1 >= 0);
        const auto state = trainingStateOf(interop::readTorchFile(run_ / "checkpoints/latest.pt"), "latest");
        QCOMPARE(state.step, result.status.step);
        QVERIFY(state.trainedSeconds >= seconds);
        QVERIFY(state.validation.has_value());
        // The last rates follow the time: near 0, although hardly a step of the epochs is done.
        const auto rates = test::valuesIn(run_).at(tags::learningRate);
        QVERIFY2(rates.rbegin()->second < 0.2 * config_.optimizer.learningRate,
                 qPrintable(QString::number(rates.rbegin()->second)));
    }

    void aResumedRunHasTheRestOfTheTime() {
        test::Watcher again;
        const auto before = trainingStateOf(interop::readTorchFile(run_ / "checkpoints/latest.pt"), "latest");
        const TrainingResult ended = test::runIn(run_, config_, again);
        QCOMPARE(ended.state, RunState::Finished);
        QCOMPARE(ended.status.step, before.step);
        config::RunConfig longer = config_;
        longer.run.timeLimit = 2 * config_.run.timeLimit;
        test::Watcher more;
        const TrainingResult result = test::runIn(run_, longer, more);
        QCOMPARE(result.state, RunState::Finished);
        QVERIFY(result.status.step > before.step);
        QVERIFY(result.status.secondsTrained >= 2 * seconds);
    }

    void epochsEndTheRunFirst() {
        config::RunConfig brief = config_;
        brief.run.epochs = 1;
        brief.run.timeLimit = 1000;
        test::Watcher watcher;
        const TrainingResult result = test::runIn(fs::path(temporary_.path().toStdString()) / "brief", brief, watcher);
        QCOMPARE(result.state, RunState::Finished);
        QCOMPARE(result.status.step, result.status.steps);
        QVERIFY(!said(watcher, "The time is up"));
    }
};

QTEST_GUILESS_MAIN(TestTimeLimit)
#include "tst_timelimit.moc"
