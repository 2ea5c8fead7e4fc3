// A run whose row is given to another process ends at its next write and changes nothing anymore.
#include <torch/types.h>

#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "model/base/AtomicFile.h"
#include "tests/training/SmallSweep.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/engine/loop/Trainer.h"
#include "training/scheduler/LeaseKeeper.h"
#include "training/scheduler/QueueState.h"
#include "training/sweeps/runner/QueueRunner.h"

using namespace isonet;
using namespace isonet::scheduler;
namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> contentsOf(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            all[entry.path().string()] = base::readFile(entry.path(), 1u << 26);
    return all;
}

}  // namespace

class TestRowClaim : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_, data_;

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        root_ = fs::path(temporary_.path().toStdString());
        data_ = root_ / "data";
        test::writeFashionFolder(data_, 60, 40);
    }
    void lostRunIsLeftAsItIs();
    void newRunIsNotBegunWithoutItsClaim();
    void rowsOfOthersAreSkipped();
    void pausedQueueEndsAfterItsRow();
};

void TestRowClaim::lostRunIsLeftAsItIs() {
    const auto queue = root_ / "lost", run = queue / "row";
    fs::create_directories(queue);
    const auto lease = *Lease::take(queue, "row", std::nullopt, {});
    auto config = test::smallConfig(data_);
    config.telemetry.spectrumSteps = 0;  // no other thread writes meanwhile
    auto directory = telemetry::RunDirectory::create(run, config, std::make_shared<LeaseClaim>(lease));
    test::Watcher watcher;
    std::map<std::string, std::string> left;
    std::optional<Lease> other;
    watcher.stepped = [&](std::int64_t done) {
        if (done != 4)
            return;
        other = Lease::take(queue, "row", Lease::read(queue, "row"), {});
        left = contentsOf(run);
    };
    training::TrainingControl control;
    const auto message = test::messageOf([&] { training::train(config, directory, watcher, control, {}); });
    QVERIFY2(message.contains("the row has been given to process"), qPrintable(message));
    QVERIFY(other && other->held().value_or(false));
    const auto now = contentsOf(run);
    for (const auto& [file, content] : now)
        QVERIFY2(left.contains(file) && left.at(file) == content, file.c_str());
    QCOMPARE(now.size(), left.size());
}

void TestRowClaim::newRunIsNotBegunWithoutItsClaim() {
    const auto queue = root_ / "begun", run = queue / "row";
    fs::create_directories(queue);
    const auto lease = *Lease::take(queue, "row", std::nullopt, {});
    QVERIFY(Lease::take(queue, "row", Lease::read(queue, "row"), {}));
    const auto claim = std::make_shared<LeaseClaim>(lease);
    QVERIFY_EXCEPTION_THROWN(telemetry::RunDirectory::create(run, test::smallConfig(data_), claim),
                             telemetry::ClaimLost);
    QVERIFY(!fs::exists(run));
    telemetry::RunDirectory::create(run, test::smallConfig(data_));
    const auto before = contentsOf(run);
    QVERIFY_EXCEPTION_THROWN(telemetry::RunDirectory::resume(run, "latest", claim), telemetry::ClaimLost);
    QVERIFY(contentsOf(run) == before);
}

// The window's own thread and a command on one queue.
void TestRowClaim::rowsOfOthersAreSkipped() {
    auto queue = sweeps::Queue::create(root_ / "shared", test::sweepOf(data_, {0.02, 0.03, 0.01}));
    const auto other = queue.sweep().rows[0].id;
    auto keeper =
        std::make_unique<LeaseKeeper>(*Lease::take(queue.folder(), other, std::nullopt, {"process", "cpu", 1, 1}));
    test::Watcher watcher;
    training::TrainingControl control;
    std::vector<std::string> started;
    sweeps::QueueEvents events;
    events.rowStarted = [&](std::size_t row) { started.push_back(queue.sweep().rows[row].label); };
    QVERIFY(sweeps::runQueue(queue, watcher, control, {}, events) == sweeps::QueueEnd::Done);
    QCOMPARE(started, (std::vector<std::string>{"b", "c"}));
    // Where its holder is silent, the row is taken.
    keeper.reset();
    QVERIFY(sweeps::runQueue(queue, watcher, control, {}, events) == sweeps::QueueEnd::Done);
    QCOMPARE(started, (std::vector<std::string>{"b", "c", "a"}));
    QVERIFY(Lease::read(queue.folder(), other)->state == LeaseState::Ended);
}

void TestRowClaim::pausedQueueEndsAfterItsRow() {
    auto queue = sweeps::Queue::create(root_ / "paused", test::sweepOf(data_, {0.02, 0.03}));
    test::Watcher watcher;
    training::TrainingControl control;
    watcher.stepped = [&](std::int64_t) {
        changeQueueState(queue.folder(), [](QueueState& state) { state.paused = true; });
    };
    QVERIFY(sweeps::runQueue(queue, watcher, control, {}) == sweeps::QueueEnd::Interrupted);
    QVERIFY(queue.results()[0].state == sweeps::RowState::Finished);
    QVERIFY(queue.results()[1].state == sweeps::RowState::Waiting);
    watcher.stepped = nullptr;
    QVERIFY(sweeps::runQueue(queue, watcher, control, {}) == sweeps::QueueEnd::Done);
    QVERIFY(!readQueueState(queue.folder()).paused);
}

QTEST_GUILESS_MAIN(TestRowClaim)
#include "tst_rowclaim.moc"
