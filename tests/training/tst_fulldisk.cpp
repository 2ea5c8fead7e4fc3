// train() on a full disk: the run pauses or ends with an error, and stored files stay intact.
#include <torch/types.h>

#include <sys/resource.h>

#include <QtTest>

#include <csignal>
#include <memory>
#include <thread>

#include "BackgroundRun.h"
#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/loop/StatusWriter.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestFullDisk : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    config::RunConfig config() const { return test::smallConfig(data_); }

private Q_SLOTS:
    void initTestCase();
    void fullDiskPausesTheRunUntilThereIsSpace();
    void stoppingOnAFullDiskKeepsTheLastCheckpoint();
    void observerThatDoesNotWaitGetsAnError();
    void newRunNeedsSpaceForItsFirstCheckpoint();
    void aStatusThatFailedIsWrittenOnceThereIsRoom();
    void theEndOfARunIsStored_data();
    void theEndOfARunIsStored();
    void vanishedFolderIsNamedAndTheWeightsAreSaved();
    void runContinuesWhenItsVanishedFolderIsRestored();
};

void TestFullDisk::initTestCase() {
    at::set_num_threads(1);
    QVERIFY(temporary_.isValid());
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 100, 60);
}

// Limits the size of files, which simulates a full disk.
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

void TestFullDisk::fullDiskPausesTheRunUntilThereIsSpace() {
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
        QVERIFY2(message.find("Free disk space") != std::string::npos, message.c_str());
        const auto saved = loadNetwork((run.path / "checkpoints/latest.pt").string());  // still intact
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
        QTRY_VERIFY_WITH_TIMEOUT(run.status().state == RunState::Paused, 30000);  // the event file reaches the limit
        run.thread.request_stop();
        QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    }
    QCOMPARE(run.result.state, RunState::Interrupted);
    QVERIFY2(run.result.message.find("could not be written") != std::string::npos, run.result.message.c_str());
    QVERIFY2(run.result.message.find("The last checkpoint (step ") != std::string::npos, run.result.message.c_str());
    test::Watcher watcher;
    QCOMPARE(test::runIn(run.path, config, watcher, loadNetwork(run.path.string(), true).step + 3).state,
             RunState::Interrupted);  // and the run resumes from it
}

void TestFullDisk::observerThatDoesNotWaitGetsAnError() {
    const fs::path path = freshPath();
    test::Watcher watcher;
    watcher.waitsForRoom = false;
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
    QVERIFY2(message.find("last checkpoint (step 0) is intact") != std::string::npos, message.c_str());
    QCOMPARE(loadNetwork(path.string(), true).step, 0);
}

void TestFullDisk::newRunNeedsSpaceForItsFirstCheckpoint() {
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
    QVERIFY2(message.find("Free disk space") != std::string::npos, message.c_str());
}

void TestFullDisk::aStatusThatFailedIsWrittenOnceThereIsRoom() {
    auto directory = telemetry::RunDirectory::create(freshPath(), config());
    StatusWriter writer(directory);
    telemetry::RunStatus status;
    status.state = RunState::Failed;
    status.message = "the reason";
    {
        const DiskLimit full(100);
        writer.writeNow(status);
        QVERIFY(telemetry::readStatus(directory.path())->state == RunState::Preparing);
    }
    QTRY_VERIFY_WITH_TIMEOUT(telemetry::readStatus(directory.path())->state == RunState::Failed, 10000);
    QCOMPARE(telemetry::readStatus(directory.path())->message, status.message);
}

void TestFullDisk::theEndOfARunIsStored_data() {
    QTest::addColumn<bool>("waits");
    QTest::newRow("waits for room") << true;
    QTest::newRow("ends with an error") << false;
}

// The last status of a run is written like its records: the run waits, or its end is an error.
void TestFullDisk::theEndOfARunIsStored() {
    QFETCH(bool, waits);
    const fs::path path = freshPath(), status = path / "status.json";
    auto directory = telemetry::RunDirectory::create(path, config());
    test::Watcher watcher;
    watcher.waitsForRoom = waits;
    watcher.stepped = [&](std::int64_t done) {
        if (done == 5) {
            fs::remove(status);
            fs::create_directories(status / "in the way");
        }
    };
    TrainingControl control;
    std::jthread resumes;
    watcher.reported = [&](const telemetry::RunStatus& now) {
        if (now.state != RunState::Paused)
            return;
        QVERIFY2(now.message.find("The status of the run could not be written") != std::string::npos,
                 now.message.c_str());
        fs::remove_all(status);
        resumes = std::jthread([&] {  // once it waits
            while (!control.paused())
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            control.resume();
        });
    };
    std::string error;
    try {
        QCOMPARE(train(config(), directory, watcher, control, {}).state, RunState::Finished);
        QVERIFY(waits);
        QCOMPARE(telemetry::readStatus(path)->state, RunState::Finished);
    } catch (const telemetry::StorageError& failure) {
        error = failure.what();
        QVERIFY2(!waits && error.find("The status of the run could not be written") != std::string::npos,
                 error.c_str());
    }
    QVERIFY(waits != error.starts_with("The status"));
    QVERIFY(loadNetwork((path / "checkpoints/latest.pt").string()).step == 20);
}

void TestFullDisk::vanishedFolderIsNamedAndTheWeightsAreSaved() {
    const fs::path path = freshPath(), rescued = path.string() + "-rescued.pt";
    for (const bool waits : {true, false}) {
        test::Watcher watcher;
        watcher.waitsForRoom = waits;
        watcher.stepped = [&](std::int64_t done) {
            if (done == 5)
                fs::remove_all(path);
        };
        std::string message;
        try {
            std::stop_source stop;
            watcher.reported = [&](const telemetry::RunStatus& status) {
                if (status.state == RunState::Paused)
                    stop.request_stop();
            };
            auto directory = telemetry::RunDirectory::create(path, config());
            TrainingControl control;
            message = train(config(), directory, watcher, control, stop.get_token()).message;
            QVERIFY(waits);
        } catch (const telemetry::StorageError& error) {
            message = error.what();
            QVERIFY(!waits);
        }
        for (const std::string& part : {path.string() + ", no longer exists", rescued.string()})
            QVERIFY2(message.find(part) != std::string::npos, message.c_str());
        QVERIFY2(message.find("intact") == std::string::npos && message.find("disk space") == std::string::npos,
                 message.c_str());
        QVERIFY(loadNetwork(rescued.string()).step >= 5);
        fs::remove(rescued);
        fs::remove_all(path);
    }
}

void TestFullDisk::runContinuesWhenItsVanishedFolderIsRestored() {
    auto config = this->config();
    config.run.epochs = 3;
    test::BackgroundRun run(freshPath(), config);
    QTRY_VERIFY(run.status().step > 2);
    const fs::path moved = run.path.string() + "-moved";
    fs::rename(run.path, moved);
    QTRY_VERIFY_WITH_TIMEOUT(run.status().state == RunState::Paused, 30000);
    fs::rename(moved, run.path);
    run.control.resume();
    QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    QCOMPARE(run.result.state, RunState::Finished);
    QCOMPARE(loadNetwork(run.path.string(), true).step, 30);
}

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_fulldisk.moc"
