// train() on a disk without room: it waits or ends, says so, and what is stored stays whole.
#include <torch/types.h>

#include <sys/resource.h>

#include <QtTest>

#include <csignal>
#include <memory>

#include "BackgroundRun.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/engine/Evaluation.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestFullDisk : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int runs_ = 0;
    fs::path data_;
    fs::path freshPath() { return fs::path(temporary_.path().toStdString()) / ("run" + std::to_string(++runs_)); }
    config::RunConfig config() const { return test::smallConfig(data_); }

private Q_SLOTS:
    void initTestCase();
    void aFullDiskPausesTheRunUntilThereIsRoom();
    void stoppingOnAFullDiskKeepsTheLastCheckpoint();
    void whoeverDoesNotWaitForRoomGetsAnError();
    void aNewRunNeedsRoomForItsFirstCheckpoint();
};

void TestFullDisk::initTestCase() {
    at::set_num_threads(1);
    QVERIFY(temporary_.isValid());
    data_ = fs::path(temporary_.path().toStdString()) / "data";
    test::writeFashionFolder(data_, 100, 60);
}

// No file may grow beyond so many bytes: a full disk, as far as writing goes.
class DiskLimit {
public:
    explicit DiskLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limited = old_;
        limited.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~DiskLimit() { setrlimit(RLIMIT_FSIZE, &old_); }

private:
    rlimit old_{};
};

void TestFullDisk::aFullDiskPausesTheRunUntilThereIsRoom() {
    auto config = this->config();
    config.run.epochs = 3;
    test::BackgroundRun run(freshPath(), config);
    QTRY_VERIFY(fs::exists(run.path / "checkpoints/latest.pt"));
    {
        const DiskLimit full(5000);
        run.control.requestCheckpoint();
        QTRY_VERIFY_WITH_TIMEOUT(run.status().state == RunState::Paused && !run.status().message.empty(), 30000);
        const std::string message = run.status().message;
        QVERIFY2(message.find("could not be written") != std::string::npos, message.c_str());
        QVERIFY2(message.find("room") != std::string::npos, message.c_str());
        const auto saved = loadNetwork((run.path / "checkpoints/latest.pt").string());  // still whole
        QVERIFY(saved.step >= 0);
    }
    run.control.resume();
    QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    QCOMPARE(run.result.state, RunState::Finished);
    const auto values = test::valuesIn(run.path);
    for (int step = 0; step < 30; ++step)
        QVERIFY2(values.at(telemetry::tags::lossTotal).contains(step), qPrintable(QString::number(step)));
    QCOMPARE(loadNetwork(run.path.string(), true).step, 30);
}

void TestFullDisk::stoppingOnAFullDiskKeepsTheLastCheckpoint() {
    auto config = this->config();
    config.run.epochs = 100;
    test::BackgroundRun run(freshPath(), config);
    QTRY_VERIFY(run.status().step > 2);
    {
        const DiskLimit full(5000);
        QTRY_VERIFY_WITH_TIMEOUT(run.status().state == RunState::Paused, 30000);  // the event file meets the limit
        run.thread.request_stop();
        QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    }
    QCOMPARE(run.result.state, RunState::Interrupted);
    QVERIFY2(run.result.message.find("could not be written") != std::string::npos, run.result.message.c_str());
    QVERIFY2(run.result.message.find("The last checkpoint, of step") != std::string::npos, run.result.message.c_str());
    test::Watcher watcher;
    QCOMPARE(test::runIn(run.path, config, watcher, loadNetwork(run.path.string(), true).step + 3).state,
             RunState::Interrupted);  // and the run goes on from it
}

void TestFullDisk::whoeverDoesNotWaitForRoomGetsAnError() {
    const fs::path path = freshPath();
    test::Watcher watcher;
    watcher.patient = false;
    std::unique_ptr<DiskLimit> full;
    watcher.stepped = [&](std::int64_t done) {
        if (done == 5)
            full = std::make_unique<DiskLimit>(5000);
    };
    std::string message;
    try {
        test::runIn(path, config(), watcher);
    } catch (const telemetry::StorageError& error) {
        message = error.what();
    }
    full.reset();
    QVERIFY2(message.find("could not be written") != std::string::npos, message.c_str());
    QVERIFY2(message.find("last checkpoint, of step 0, is whole") != std::string::npos, message.c_str());
    QCOMPARE(loadNetwork(path.string(), true).step, 0);
}

void TestFullDisk::aNewRunNeedsRoomForItsFirstCheckpoint() {
    const fs::path path = freshPath();
    auto directory = telemetry::RunDirectory::create(path, config());
    test::Watcher watcher;
    TrainingControl control;
    std::string message;
    {
        const DiskLimit full(5000);
        try {
            train(config(), directory, watcher, control, {});
        } catch (const telemetry::StorageError& error) {
            message = error.what();
        }
    }
    QVERIFY2(message.find("latest.pt") != std::string::npos, message.c_str());
    QVERIFY2(message.find("Make room") != std::string::npos, message.c_str());
}

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_fulldisk.moc"
