// queue.json: what it keeps, who may write it, and how a damaged one is reported.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <thread>

#include "model/base/AtomicFile.h"
#include "training/scheduler/Lease.h"
#include "training/scheduler/QueueRows.h"
#include "training/scheduler/QueueState.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/StorageError.h"

using namespace isonet;
using namespace isonet::scheduler;
namespace fs = std::filesystem;

class TestQueueState : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int folders_ = 0;
    fs::path folder() {
        const auto path = fs::path(temporary_.path().toStdString()) / std::to_string(++folders_);
        fs::create_directories(path);
        return path;
    }
    sweeps::Queue queue(int rows) {
        sweeps::Sweep sweep;
        sweep.name = sweep.title = "rates";
        for (int i = 0; i < rows; ++i) {
            sweeps::SweepRow row;
            row.label = std::string(1, static_cast<char>('a' + i));
            row.name = "isonet";
            row.method = "ISONet";
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        return sweeps::Queue::create(folder(), sweep);
    }

private Q_SLOTS:
    void stateReadsBack();
    void queueOfEarlierVersionsHasTheDefaults();
    void unknownKeysStay();
    void damagedFilesAreExplained_data();
    void damagedFilesAreExplained();
    void failuresCountUntilRetryIsAllowed();
    void changesOfSeveralThreadsAreAllKept();
    void prioritiesComeBeforeTheOrder();
    void rowsAreAddedMovedAndRemoved();
    void renamedRowsKeepTheirRunAndPlan();
};

void TestQueueState::stateReadsBack() {
    const auto path = folder();
    QueueState wanted;
    const auto written = changeQueueState(path, [&](QueueState& state) {
        state.paused = true;
        state.retries = 3;
        state.onFailure = OnFailure::Stop;
        state.slots = "cuda:0-3=2";
        state.priorities = {{"a", 5}, {"b", -1}};
        state.stopped = {"c"};
        state.stoppedBy = "d";
        state.addFailure("d", {"out of memory", 17.5, "process 1 on node", "1-ab"});
        wanted = state;
    });
    QVERIFY(written == wanted);
    QVERIFY(readQueueState(path) == wanted);
}

void TestQueueState::queueOfEarlierVersionsHasTheDefaults() {
    const auto path = folder();
    QVERIFY(readQueueState(path) == QueueState());
    changeQueueState(path, [](QueueState&) {});
    QVERIFY(!fs::exists(path / kQueueStateFile));
}

void TestQueueState::unknownKeysStay() {
    const auto path = folder();
    std::ofstream(path / kQueueStateFile) << R"({"version": 1, "color": "blue", "retries": 2})";
    changeQueueState(path, [](QueueState& state) { state.paused = true; });
    QVERIFY(base::readFile(path / kQueueStateFile, 10000).find("\"color\": \"blue\"") != std::string::npos);
    QCOMPARE(readQueueState(path).retries, 2);
    QVERIFY(readQueueState(path).paused);
}

void TestQueueState::damagedFilesAreExplained_data() {
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("cut") << "{\"version\": 1, \"retr"
                         << "queue.json: damaged";
    QTest::newRow("empty") << ""
                           << "Delete the file";
    QTest::newRow("list") << "[1]"
                          << "not a JSON object";
    QTest::newRow("later") << "{\"version\": 2}"
                           << "later version";
    QTest::newRow("retries") << "{\"version\": 1, \"retries\": -1}"
                             << "retries is -1; accepted: 0 to 1000";
    QTest::newRow("on failure") << "{\"version\": 1, \"on_failure\": \"wait\"}"
                                << "accepted: continue, stop";
    QTest::newRow("kind") << "{\"version\": 1, \"priorities\": {\"a\": \"b\"}}"
                          << "damaged";
}

void TestQueueState::damagedFilesAreExplained() {
    QFETCH(QString, content);
    QFETCH(QString, message);
    const auto path = folder();
    std::ofstream(path / kQueueStateFile) << content.toStdString();
    try {
        readQueueState(path);
        QFAIL("accepted");
    } catch (const telemetry::StorageError& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
    }
}

void TestQueueState::failuresCountUntilRetryIsAllowed() {
    QueueState state;
    state.retries = 1;
    QVERIFY(state.addFailure("a", {"first", 1, "", "1-x"}));
    QVERIFY(!state.addFailure("a", {"the same, seen by another scheduler", 2, "", "1-x"}));
    QVERIFY(!state.isExhausted("a"));
    QVERIFY(state.addFailure("a", {"second", 3, "", "2-x"}));
    QVERIFY(state.isExhausted("a"));
    state.allowRetry("a");
    QVERIFY(!state.isExhausted("a"));
    QCOMPARE(state.failures["a"].all.size(), std::size_t{2});
    for (int i = 0; i < 200; ++i)
        state.addFailure("a", {"again", 0, "", ""});
    QCOMPARE(state.failures["a"].all.size(), std::size_t{100});
    state.allowAllRetries();
    QVERIFY(!state.isExhausted("a"));
}

void TestQueueState::changesOfSeveralThreadsAreAllKept() {
    const auto path = folder();
    const auto body = [&](const std::string& row) {
        for (int i = 0; i < 20; ++i)
            changeQueueState(path, [&](QueueState& state) { ++state.priorities[row]; });
    };
    { const std::jthread one(body, "a"), other(body, "b"); }
    QCOMPARE(readQueueState(path).priority("a"), 20);
    QCOMPARE(readQueueState(path).priority("b"), 20);
}

void TestQueueState::prioritiesComeBeforeTheOrder() {
    const auto sweep = queue(4).sweep();
    QueueState state;
    state.priorities = {{sweep.rows[2].id, 1}, {sweep.rows[0].id, -1}};
    QCOMPARE(startOrder(sweep, state), (std::vector<std::size_t>{2, 1, 3, 0}));
}

void TestQueueState::rowsAreAddedMovedAndRemoved() {
    const auto path = queue(3).folder();
    sweeps::SweepRow row;
    row.label = "a";
    row.name = "isonet";
    const auto ids = [&] {
        QStringList all;
        const auto sweep = sweeps::Queue::open(path).sweep();
        for (const auto& one : sweep.rows)
            all << QString::fromStdString(one.label);
        return all.join(' ');
    };
    QCOMPARE(addRow(path, row), sweeps::Queue::open(path).sweep().rows[0].id + "-2");
    QCOMPARE(ids(), QString("a b c a"));
    moveRow(path, "c", 1);
    QCOMPARE(ids(), QString("c a b a"));
    moveRow(path, "c", 4);
    QCOMPARE(ids(), QString("a b a c"));
    removeRow(path, "b");
    QCOMPARE(ids(), QString("a a c"));
    QVERIFY_EXCEPTION_THROWN(moveRow(path, "c", 4), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(removeRow(path, "a"), std::invalid_argument);  // two rows have this label
    QVERIFY_EXCEPTION_THROWN(removeRow(path, "z"), std::invalid_argument);
}

void TestQueueState::renamedRowsKeepTheirRunAndPlan() {
    const auto made = queue(3);
    const auto path = made.folder();
    const std::string a = made.sweep().rows[0].id, b = made.sweep().rows[1].id, c = made.sweep().rows[2].id;
    { telemetry::RunDirectory::create(path / a, {}); }
    changeQueueState(path, [&](QueueState& state) {
        state.priorities[a] = 7;
        state.addFailure(a, {"no memory", 1, "here", "1-x"});
        state.stopped.insert(a);
        state.stoppedBy = a;
    });
    renameRow(path, a, "first");
    auto sweep = sweeps::Queue::open(path).sweep();
    QCOMPARE(sweep.rows[0].id, std::string("first"));
    QCOMPARE(sweep.rows[0].label, std::string("a"));
    QVERIFY(telemetry::isRun(path / "first") && !fs::exists(path / a));
    const auto state = readQueueState(path);
    QCOMPARE(state.priority("first"), 7);
    QCOMPARE(state.failures.at("first").all.front().reason, std::string("no memory"));
    QVERIFY(state.stopped.contains("first") && !state.stopped.contains(a) && state.stoppedBy == "first");
    renameRow(path, b, "second");  // has not started
    QCOMPARE(sweeps::Queue::open(path).sweep().rows[1].id, std::string("second"));
    // Names of other rows and folders, and rows that are not there.
    fs::create_directory(path / "taken");
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"first", "second"}, {"first", "taken"}, {"z", "y"}})
        QVERIFY_EXCEPTION_THROWN(renameRow(path, from, to), std::invalid_argument);
    // While a row is trained, or held by a scheduler.
    {
        const auto training = telemetry::RunDirectory::create(path / c, {});
        QVERIFY_EXCEPTION_THROWN(renameRow(path, "first", "third"), std::invalid_argument);
    }
    const auto lease = Lease::take(path, c, Lease::read(path, c), {});
    QVERIFY(lease.has_value());
    QVERIFY_EXCEPTION_THROWN(renameRow(path, "first", "third"), std::invalid_argument);
    lease->end(LeaseState::Ended);
    renameRow(path, "first", "third");
    QVERIFY(telemetry::isRun(path / "third"));
}

QTEST_GUILESS_MAIN(TestQueueState)
#include "tst_queuestate.moc"
