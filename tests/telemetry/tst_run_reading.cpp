// Reading run directories: states, lists, folders of other programs, corruption.
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

#include "EventBytes.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunDirectory.h"

using namespace isonet::telemetry;
using isonet::sweeps::defaultPreset;
namespace fs = std::filesystem;

class TestRunReading : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    fs::path path(const char* name = "") const { return folder_->filePath(name).toStdString(); }
    RunDirectory makeRun(const char* name) const { return RunDirectory::create(path(name), defaultPreset().config); }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void statusSurvivesTheRoundTrip() {
        auto run = makeRun("a");
        RunStatus status;
        status.state = RunState::Diverged;
        status.step = 123;
        status.steps = 938;
        status.epoch = 1;
        status.epochs = 2;
        status.loss = std::nan("");
        status.trainTop1 = 71.5;
        status.validationTop1 = 70.25;
        status.bestTop1 = 72;
        status.metrics = {{"ap/box", 36.25}, {"ap/mask", 33}};
        status.imagesPerSecond = 512.5;
        status.secondsElapsed = 10.5;
        status.secondsLeft = 99;
        status.device = "cpu";
        status.message = "the loss \"is\" not finite at step 123\n\xff";
        run.writeStatus(status);
        const auto read = *readStatus(path("a"));
        QCOMPARE(read.state, status.state);
        QCOMPARE(read.step, status.step);
        QCOMPARE(read.steps, status.steps);
        QCOMPARE(read.epoch, status.epoch);
        QCOMPARE(read.epochs, status.epochs);
        QVERIFY(std::isnan(read.loss));
        QCOMPARE(read.trainTop1, status.trainTop1);
        QCOMPARE(read.validationTop1, status.validationTop1);
        QCOMPARE(read.bestTop1, status.bestTop1);
        QVERIFY(read.metrics == status.metrics);
        QCOMPARE(read.imagesPerSecond, status.imagesPerSecond);
        QCOMPARE(read.secondsElapsed, status.secondsElapsed);
        QCOMPARE(read.secondsLeft, status.secondsLeft);
        QCOMPARE(read.device, status.device);
        QVERIFY(read.message.starts_with("the loss \"is\" not finite at step 123\n"));
        QVERIFY(read.updated > 1e9);
        QVERIFY(!read.host.empty());
    }

    void unfinishedRunWithoutItsProcessIsInterrupted_data() {
        QTest::addColumn<RunState>("state");
        QTest::addColumn<RunState>("shown");
        const auto row = [](RunState state, RunState shown) {
            QTest::newRow(std::string(stateName(state)).c_str()) << state << shown;
        };
        row(RunState::Preparing, RunState::Interrupted);
        row(RunState::Running, RunState::Interrupted);
        row(RunState::Paused, RunState::Interrupted);
        row(RunState::Finished, RunState::Finished);
        row(RunState::Interrupted, RunState::Interrupted);
        row(RunState::Diverged, RunState::Diverged);
        row(RunState::Failed, RunState::Failed);
    }
    void unfinishedRunWithoutItsProcessIsInterrupted() {
        QFETCH(RunState, state);
        QFETCH(RunState, shown);
        {
            auto run = makeRun("a");
            RunStatus status;
            status.state = state;
            run.writeStatus(status);
            QCOMPARE(readStatus(path("a"))->state, state);
        }
        QCOMPARE(readStatus(path("a"))->state, shown);
    }

    void corruptStatusIsReportedNotThrown() {
        { auto run = makeRun("a"); }
        for (const char* content : {"", "{", "[]", "{\"state\": \"flying\"}", "{\"state\": 3}", "\xff\xfe"}) {
            bytes::write(path("a/status.json"), content);
            const auto status = readStatus(path("a"));
            QCOMPARE(status->state, RunState::Interrupted);
            QVERIFY(status->message.starts_with("status.json cannot be read"));
        }
        fs::remove(path("a/status.json"));
        QVERIFY(!readStatus(path("a")));
        QCOMPARE(listRuns(path()).front().status.state, RunState::Interrupted);
    }

    void corruptEnvironmentIsNamed() {
        { auto run = makeRun("a"); }
        QVERIFY(readEnvironment(path("a")).empty());
        bytes::write(path("a/environment.json"), "{\"a\": ");
        QVERIFY_EXCEPTION_THROWN(readEnvironment(path("a")), StorageError);
        bytes::write(path("a/environment.json"), "{\"gpus\": 2}");
        QCOMPARE(readEnvironment(path("a")).at("gpus"), std::string("2"));
    }

    void unreadableConfigurationIsNamed() {
        fs::create_directory(path("a"));
        QVERIFY_EXCEPTION_THROWN(readConfig(path("a")), StorageError);
        bytes::write(path("a/config.yaml"), "model: 3\n");
        QVERIFY_EXCEPTION_THROWN(readConfig(path("a")), isonet::config::ConfigError);
    }

    void listHasEveryRunLatestFirst() {
        { auto run = makeRun("b-old"); }
        {
            auto run = makeRun("a-new");
            bytes::write(run.checkpoint("latest"), "weights");
        }
        { auto run = makeRun("damaged"); }
        bytes::write(path("damaged/config.yaml"), "{");
        fs::create_directory(path("no run"));
        bytes::write(path("no run/notes.txt"), "x");
        bytes::write(path("file"), "x");

        const auto runs = listRuns(path());
        QCOMPARE(runs.size(), size_t(3));
        QCOMPARE(runs[0].name, std::string("damaged"));
        QVERIFY(!runs[0].config);
        QCOMPARE(runs[1].name, std::string("a-new"));
        QCOMPARE(runs[1].path, path("a-new"));
        QVERIFY(runs[1].hasCheckpoint && runs[1].config == defaultPreset().config);
        QCOMPARE(runs[2].name, std::string("b-old"));
        QVERIFY(!runs[2].hasCheckpoint);
        QVERIFY(listRuns(path("absent")).empty());
    }

    void eventFilesOfAnotherProgramAreARun() {
        fs::create_directory(path("tensorboard"));
        QVERIFY(!isRun(path("tensorboard")));
        bytes::write(path("tensorboard/events.out.tfevents.1.host"), "");
        QVERIFY(isRun(path("tensorboard")));
        const auto runs = listRuns(path());
        QCOMPARE(runs.size(), size_t(1));
        QCOMPARE(runs[0].status.state, RunState::Finished);
        QVERIFY(runs[0].foreign);
        QVERIFY(!runs[0].config && runs[0].status.updated > 1e9);
    }

    void readingALiveRunWritesNothing() {
        auto run = makeRun("a");
        const auto entries = [&] {
            std::map<std::string, fs::file_time_type> found;
            for (const auto& entry : fs::recursive_directory_iterator(path("a")))
                found[entry.path().string()] = entry.last_write_time();
            return found;
        };
        const auto before = entries();
        listRuns(path());
        readStatus(path("a"));
        isInUse(path("a"));
        QVERIFY(entries() == before);
    }

    void hundredRunsAreListedQuickly() {
        { auto run = makeRun("run-0"); }
        for (int i = 1; i < 100; ++i)
            fs::copy(path("run-0"), path(("run-" + std::to_string(i)).c_str()), fs::copy_options::recursive);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(listRuns(path()).size(), size_t(100));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
        qInfo("100 runs in %lld ms", static_cast<long long>(timer.elapsed()));
    }

    void defaultFolderFollowsTheEnvironment() {
        const auto home = qgetenv("HOME"), data = qgetenv("XDG_DATA_HOME"), runs = qgetenv("ISONET_RUNS");
        qputenv("HOME", "/home/me");
        qunsetenv("XDG_DATA_HOME");
        qunsetenv("ISONET_RUNS");
        QCOMPARE(defaultRunsFolder(), fs::path("/home/me/.local/share/isonet/runs"));
        qputenv("XDG_DATA_HOME", "relative");
        QCOMPARE(defaultRunsFolder(), fs::path("/home/me/.local/share/isonet/runs"));
        qputenv("XDG_DATA_HOME", "/data");
        QCOMPARE(defaultRunsFolder(), fs::path("/data/isonet/runs"));
        qputenv("ISONET_RUNS", "/runs");
        QCOMPARE(defaultRunsFolder(), fs::path("/runs"));
        qputenv("HOME", home);
        data.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", data);
        runs.isNull() ? qunsetenv("ISONET_RUNS") : qputenv("ISONET_RUNS", runs);
    }
};

QTEST_GUILESS_MAIN(TestRunReading)
#include "tst_run_reading.moc"
