// The scheduler with a launcher double: order, slots, retries, pause, adoption, stops, two schedulers on one queue.
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "FakeLauncher.h"
#include "model/base/AtomicFile.h"
#include "training/scheduler/QueueRows.h"
#include "training/scheduler/Scheduler.h"

using namespace isonet;
using namespace isonet::scheduler;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestScheduler : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int folders_ = 0;
    std::vector<std::string> rows_;  // ids of the queue that was made last

    fs::path queue(int rows, const std::function<void(QueueState&)>& change = {}) {
        sweeps::Sweep sweep;
        sweep.name = sweep.title = "rates";
        for (int i = 0; i < rows; ++i) {
            sweeps::SweepRow row;
            row.label = std::string(1, static_cast<char>('a' + i));
            row.name = "isonet";
            row.method = "ISONet";
            row.config.model.channels = 1;
            row.config.model.height = row.config.model.width = 28;
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        rows_.clear();
        for (const auto& row : sweep.rows)
            rows_.push_back(row.id);
        const auto folder = fs::path(temporary_.path().toStdString()) / std::to_string(++folders_);
        sweeps::Queue::create(folder, sweep);
        if (change)
            changeQueueState(folder, change);
        return folder;
    }
    static SchedulerOptions options(int cores = 2) {
        SchedulerOptions options;
        options.capacity = {cores, {}};
        options.interval = std::chrono::milliseconds(0);
        return options;
    }
    QString launched(const test::FakeLauncher& launcher) const {
        QString text;
        for (const auto& row : launcher.launched)
            text += QString::fromStdString(row.substr(0, 1));
        return text;
    }

private Q_SLOTS:
    void rowsFillTheSlotsInOrder();
    void prioritiesAndMovesCountWhileRunning();
    void failedRowDoesNotStopTheRest();
    void failedRowIsTriedAgain();
    void failureStopsTheQueueIfAsked();
    void rowThatCannotBeLaunchedFails();
    void rowThatAnotherProcessLaunchesHasNotFailed();
    void pausedQueueStartsNothing();
    void divergedRowIsAResult();
    void stoppedRowIsNotStartedAgain();
    void runningRowsAreAdopted();
    void rowsWithoutLeaseAreFollowed();
    void twoSchedulersShareAQueue();
    void stopWritesCheckpointsAndGivesRowsBack();
    void detachLeavesRowsRunning();
    void chosenRowsOnly();
    void rowsMayBeRemovedWhileRunning();
    void resultsShowRowsThatOthersTrain();
    void slotsMayChangeWhileRunning();
};

void TestScheduler::rowsFillTheSlotsInOrder() {
    test::FakeLauncher launcher;
    Scheduler scheduler(queue(4), launcher, options());
    QVERIFY(scheduler.step());
    QCOMPARE(launched(launcher), QString("ab"));
    const auto& order = launcher.orders.at(rows_[0]);
    QCOMPARE(order.devices, std::vector<std::string>{"cpu"});
    QCOMPARE(order.threads, 1);
    QVERIFY(order.config.has_value());
    QCOMPARE(order.arguments, (std::vector<std::string>{"--lease", order.token}));
    scheduler.step();
    QCOMPARE(launched(launcher), QString("ab"));
    launcher.end(rows_[1], RunState::Finished);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("abc"));
    launcher.end(rows_[0], RunState::Finished);
    launcher.end(rows_[2], RunState::Finished);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("abcd"));
    launcher.end(rows_[3], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Done);
    QVERIFY(!scheduler.step());
}

void TestScheduler::prioritiesAndMovesCountWhileRunning() {
    test::FakeLauncher launcher;
    const auto folder = queue(5, [](QueueState& state) { state.slots = "cpu:1"; });
    changeQueueState(folder, [&](QueueState& state) { state.priorities[rows_[3]] = 2; });
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    QCOMPARE(launched(launcher), QString("d"));
    moveRow(folder, rows_[4], 1);
    launcher.end(rows_[3], RunState::Finished);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("de"));
    changeQueueState(folder, [&](QueueState& state) { state.priorities[rows_[1]] = 1; });
    launcher.end(rows_[4], RunState::Finished);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("deb"));
}

void TestScheduler::failedRowDoesNotStopTheRest() {
    test::FakeLauncher launcher;
    std::vector<std::string> reasons;
    SchedulerEvents events;
    events.failed = [&](const sweeps::SweepRow& row, const std::string& reason, bool retried) {
        reasons.push_back(row.label + ": " + reason + (retried ? " again" : ""));
    };
    const auto folder = queue(3, [](QueueState& state) { state.slots = "cpu:1"; });
    Scheduler scheduler(folder, launcher, options(), events);
    scheduler.step();
    launcher.end(rows_[0], RunState::Failed, "no data");
    scheduler.step();
    QCOMPARE(launched(launcher), QString("ab"));
    launcher.end(rows_[1], RunState::Running);  // killed
    scheduler.step();
    QCOMPARE(launched(launcher), QString("abc"));
    launcher.end(rows_[2], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Failed);
    QCOMPARE(launched(launcher), QString("abc"));
    QCOMPARE(reasons, (std::vector<std::string>{"a: no data", "b: It was killed."}));
    QCOMPARE(readQueueState(folder).failures.at(rows_[0]).all.front().reason, std::string("no data"));
    // When requested again, they are retried.
    changeQueueState(folder, [](QueueState& state) { state.allowAllRetries(); });
    scheduler.step();
    QCOMPARE(launched(launcher), QString("abca"));
    QVERIFY(!launcher.orders.at(rows_[0]).config);  // resumed
}

void TestScheduler::failedRowIsTriedAgain() {
    test::FakeLauncher launcher;
    const auto folder = queue(1, [](QueueState& state) { state.retries = 2; });
    Scheduler scheduler(folder, launcher, options());
    for (int i = 0; i < 3; ++i) {
        QVERIFY(scheduler.step());
        launcher.end(rows_[0], RunState::Failed, "try " + std::to_string(i));
    }
    QVERIFY(scheduler.run({}) == SchedulerEnd::Failed);
    QCOMPARE(launched(launcher), QString("aaa"));
    const auto failures = readQueueState(folder).failures.at(rows_[0]).all;
    QCOMPARE(failures.size(), std::size_t{3});
    QCOMPARE(failures[1].reason, std::string("try 1"));
}

void TestScheduler::failureStopsTheQueueIfAsked() {
    test::FakeLauncher launcher;
    const auto folder = queue(4, [](QueueState& state) { state.onFailure = OnFailure::Stop; });
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    launcher.end(rows_[0], RunState::Failed, "no data");
    QVERIFY(scheduler.step());
    QCOMPARE(launched(launcher), QString("ab"));  // and what runs may end
    launcher.end(rows_[1], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Failed);
    QCOMPARE(readQueueState(folder).stoppedBy, rows_[0]);
}

void TestScheduler::rowThatCannotBeLaunchedFails() {
    test::FakeLauncher launcher;
    const auto folder = queue(2);
    launcher.refused = {rows_[0]};
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    QCOMPARE(launched(launcher), QString("b"));
    launcher.end(rows_[1], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Failed);
    const auto failure = readQueueState(folder).failures.at(rows_[0]).all.front().reason;
    QVERIFY2(failure.find("Make some.") != std::string::npos, failure.c_str());
}

// Such as that of a scheduler that was killed in between, and ends when it finds its lease taken.
void TestScheduler::rowThatAnotherProcessLaunchesHasNotFailed() {
    const auto folder = queue(1);
    test::FakeLauncher launcher;
    launcher.busy = {rows_[0]};
    Scheduler scheduler(folder, launcher, options());
    QVERIFY(scheduler.step() && launcher.launched.empty());
    QVERIFY(Lease::read(folder, rows_[0])->state == LeaseState::Returned);
    QVERIFY(scheduler.step());
    QCOMPARE(launched(launcher), QString("a"));
    QVERIFY(readQueueState(folder).failures.empty());
}

void TestScheduler::pausedQueueStartsNothing() {
    test::FakeLauncher launcher;
    const auto folder = queue(3, [](QueueState& state) { state.slots = "cpu:1"; });
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    changeQueueState(folder, [](QueueState& state) { state.paused = true; });
    launcher.end(rows_[0], RunState::Finished);
    QVERIFY(scheduler.step());
    QCOMPARE(launched(launcher), QString("a"));
    changeQueueState(folder, [](QueueState& state) { state.paused = false; });
    scheduler.step();
    QCOMPARE(launched(launcher), QString("ab"));
}

void TestScheduler::divergedRowIsAResult() {
    test::FakeLauncher launcher;
    Scheduler scheduler(queue(1), launcher, options());
    scheduler.step();
    launcher.end(rows_[0], RunState::Diverged, "at step 3");
    QVERIFY(scheduler.run({}) == SchedulerEnd::Done);
}

void TestScheduler::stoppedRowIsNotStartedAgain() {
    test::FakeLauncher launcher;
    const auto folder = queue(2, [](QueueState& state) { state.slots = "cpu:1"; });
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    launcher.end(rows_[0], RunState::Interrupted);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("ab"));
    launcher.end(rows_[1], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Failed);
    QVERIFY(readQueueState(folder).failures.empty());
    changeQueueState(folder, [&](QueueState& state) { state.allowRetry(rows_[0]); });
    scheduler.step();
    QCOMPARE(launched(launcher), QString("aba"));
}

void TestScheduler::runningRowsAreAdopted() {
    test::FakeLauncher launcher;
    const auto folder = queue(3);
    std::make_unique<Scheduler>(folder, launcher, options())->step();  // and it ends
    QStringList adopted;
    SchedulerEvents events;
    events.adopted = [&](const sweeps::SweepRow& row, const RowFacts&) {
        adopted << QString::fromStdString(row.label);
    };
    Scheduler scheduler(folder, launcher, options(), events);
    scheduler.step();
    QCOMPARE(adopted, (QStringList{"a", "b"}));
    QCOMPARE(launched(launcher), QString("ab"));
    launcher.end(rows_[0], RunState::Failed, "no data");
    scheduler.step();
    QCOMPARE(launched(launcher), QString("abc"));
    QCOMPARE(readQueueState(folder).failures.at(rows_[0]).all.front().reason, std::string("no data"));
}

// Trained by hand, or by an earlier version.
void TestScheduler::rowsWithoutLeaseAreFollowed() {
    test::FakeLauncher launcher;
    const auto folder = queue(2, [](QueueState& state) { state.slots = "cpu:1"; });
    auto byHand = std::make_unique<telemetry::RunDirectory>(telemetry::RunDirectory::create(folder / rows_[1], {}));
    telemetry::RunStatus status;
    status.state = RunState::Running;
    byHand->writeStatus(status);
    Scheduler scheduler(folder, launcher, options());
    QVERIFY(scheduler.step());
    QCOMPARE(launched(launcher), QString());  // it takes the slot of this machine
    status.state = RunState::Finished;
    byHand->writeStatus(status);
    byHand.reset();
    scheduler.step();
    QCOMPARE(launched(launcher), QString("a"));
}

void TestScheduler::twoSchedulersShareAQueue() {
    test::FakeLauncher launcher;  // throws if a row is launched twice
    const auto folder = queue(6, [](QueueState& state) { state.retries = 1; });
    Scheduler one(folder, launcher, options()), other(folder, launcher, options());
    int failures = 0;
    for (int round = 0; round < 30 && (one.step() || other.step()); ++round) {
        other.step();
        for (const auto& row : rows_)
            if (launcher.runs(row)) {
                const bool fails = row == rows_[2] && failures++ == 0;
                launcher.end(row, fails ? RunState::Failed : RunState::Finished, "once");
                break;
            }
    }
    auto all = launcher.launched;
    std::ranges::sort(all);
    QCOMPARE(all.size(), std::size_t{7});
    QCOMPARE(std::ranges::count(all, rows_[2]), 2);
    QCOMPARE(readQueueState(folder).failures.at(rows_[2]).all.size(), std::size_t{1});
    for (const auto& result : sweeps::Queue::open(folder).results())
        QVERIFY(result.state == sweeps::RowState::Finished);
}

void TestScheduler::stopWritesCheckpointsAndGivesRowsBack() {
    test::FakeLauncher launcher;
    const auto folder = queue(3);
    Scheduler one(folder, launcher, options()), other(folder, launcher, options());
    one.step();
    other.step();
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(one.run(stop.get_token()) == SchedulerEnd::Interrupted);
    QCOMPARE(launcher.canceled, (std::vector<std::string>{rows_[0], rows_[1]}));
    QCOMPARE(launched(launcher), QString("ab"));
    // The other one continues with them.
    other.step();
    other.step();
    QCOMPARE(launched(launcher), QString("abab"));
    QVERIFY(readQueueState(folder).stopped.empty());
    // Those of others are left alone.
    QVERIFY(one.run(stop.get_token()) == SchedulerEnd::Interrupted);
    QCOMPARE(launcher.canceled.size(), std::size_t{2});
}

void TestScheduler::detachLeavesRowsRunning() {
    test::FakeLauncher launcher;
    Scheduler scheduler(queue(3), launcher, options());
    std::stop_source stop;
    scheduler.step();
    stop.request_stop();
    QVERIFY(scheduler.run(stop.get_token(), AtStop::Detach) == SchedulerEnd::Interrupted);
    QVERIFY(launcher.canceled.empty());
    QVERIFY(launcher.runs(rows_[0]) && launcher.runs(rows_[1]) && !launcher.runs(rows_[2]));
}

void TestScheduler::chosenRowsOnly() {
    test::FakeLauncher launcher;
    const auto folder = queue(3);
    auto chosen = options();
    chosen.only = {rows_[1]};
    chosen.follow = false;
    Scheduler scheduler(folder, launcher, chosen);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("b"));
    Scheduler again(folder, launcher, chosen);
    launcher.end(rows_[1], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Done);
    QVERIFY(again.run({}) == SchedulerEnd::Done);
    QCOMPARE(launched(launcher), QString("b"));
}

void TestScheduler::rowsMayBeRemovedWhileRunning() {
    test::FakeLauncher launcher;
    const auto folder = queue(3);
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    removeRow(folder, rows_[2]);
    removeRow(folder, rows_[0]);
    launcher.end(rows_[1], RunState::Finished);
    QVERIFY(scheduler.run({}) == SchedulerEnd::Done);
    QCOMPARE(launched(launcher), QString("ab"));
}

void TestScheduler::resultsShowRowsThatOthersTrain() {
    test::FakeLauncher launcher;
    const auto folder = queue(2, [](QueueState& state) { state.paused = true; });
    Scheduler scheduler(folder, launcher, options());
    scheduler.step();
    const auto results = [&] { return QString::fromStdString(base::readFile(folder / "results.csv", 100000)); };
    QVERIFY(!results().contains("finished"));
    auto byHand = std::make_unique<telemetry::RunDirectory>(telemetry::RunDirectory::create(folder / rows_[1], {}));
    telemetry::RunStatus status;
    status.state = RunState::Finished;
    byHand->writeStatus(status);
    byHand.reset();
    scheduler.step();
    QVERIFY2(results().contains("finished"), qPrintable(results()));
}

void TestScheduler::slotsMayChangeWhileRunning() {
    test::FakeLauncher launcher;
    QStringList messages;
    SchedulerEvents events;
    events.message = [&](const std::string& line) { messages << QString::fromStdString(line); };
    const auto folder = queue(4, [](QueueState& state) { state.slots = "cpu:1"; });
    Scheduler scheduler(folder, launcher, options(), events);
    scheduler.step();
    QCOMPARE(launched(launcher), QString("a"));
    changeQueueState(folder, [](QueueState& state) { state.slots = "cuda:5"; });
    scheduler.step();
    QVERIFY2(messages.value(0).contains("still used: cpu:1"), qPrintable(messages.join('\n')));
    changeQueueState(folder, [](QueueState& state) { state.slots = "cpu:2"; });
    scheduler.step();
    QCOMPARE(launched(launcher), QString("ab"));
    QVERIFY_EXCEPTION_THROWN(
        Scheduler(queue(1, [](QueueState& state) { state.slots = "cuda:5"; }), launcher, options()),
        std::invalid_argument);
}

QTEST_GUILESS_MAIN(TestScheduler)
#include "tst_scheduler.moc"
