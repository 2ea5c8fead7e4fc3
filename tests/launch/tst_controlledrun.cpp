// A run that trains executes the commands in its folder and answers each.
#include <torch/types.h>

#include <QtTest>

#include "model/base/AtomicFile.h"
#include "tests/training/BackgroundRun.h"
#include "tests/training/SyntheticImages.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/launch/RunControl.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using launch::Action;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestControlledRun : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int runs_ = 0;
    fs::path data_;

    test::BackgroundRun start() {
        auto config = test::smallConfig(data_);
        config.telemetry.spectrumSteps = 0;
        config.telemetry.finalSpectra = false;
        config.run.epochs = 10000;
        const auto path = fs::path(temporary_.path().toStdString()) / ("run" + std::to_string(++runs_));
        return {path, config};
    }
    static std::optional<launch::Reply> send(test::BackgroundRun& run, const launch::Command& command) {
        return launch::controlRun(run.path, command, std::chrono::seconds(60));
    }
    static bool trains(test::BackgroundRun& run, std::int64_t beyond = 2) {
        return QTest::qWaitFor([&] { return run.status().state == RunState::Running && run.status().step > beyond; },
                               60000);
    }
    static std::string logOf(const fs::path& run) { return base::readFile(run / telemetry::kLogFile, 1u << 20); }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        data_ = fs::path(temporary_.path().toStdString()) / "data";
        test::writeFashionFolder(data_, 60, 10);
    }

    void everyCommandIsExecutedAndAnswered() {
        auto run = start();
        QVERIFY(trains(run));
        const auto paused = send(run, {Action::Pause});
        QVERIFY(paused && paused->done);
        QVERIFY(paused->message.starts_with("Paused at step "));
        QCOMPARE(telemetry::readStatus(run.path)->state, RunState::Paused);
        const std::int64_t step = telemetry::readStatus(run.path)->step;

        const auto saved = send(run, {Action::Checkpoint});
        QVERIFY(saved && saved->done);
        const auto file = run.path / "checkpoints/latest.pt";
        QCOMPARE(training::trainingStateOf(interop::readTorchFile(file), file.string()).step, step);

        const auto changed = send(run, {Action::Set,
                                        {{"optimizer.learning_rate", "0.003"},
                                         {"penalty.coefficient", "0.25"},
                                         {"telemetry.spectrum_steps", "100"},
                                         {"run.epochs", "9000"}}});
        QVERIFY(changed && changed->done);
        QVERIFY(changed->message.find("optimizer.learning_rate: 0.02 -> 0.003") != std::string::npos);
        const auto config = telemetry::readConfigInForce(run.path);
        QCOMPARE(config.optimizer.learningRate, 0.003);
        QCOMPARE(config.penalty.coefficient, 0.25);
        QCOMPARE(config.telemetry.spectrumSteps, 100);
        QCOMPARE(config.run.epochs, 9000);

        const auto resumed = send(run, {Action::Resume});
        QVERIFY(resumed && resumed->done);
        QVERIFY(trains(run, step));

        const auto stopped = send(run, {Action::Stop});
        QVERIFY(stopped && stopped->done);
        QVERIFY(QTest::qWaitFor([&] { return run.done.load(); }, 60000));
        QCOMPARE(run.result.state, RunState::Interrupted);
        QVERIFY(fs::is_empty(run.path / telemetry::kControlFolder));
    }

    void invalidSettingsAreRefusedWithTheReason() {
        auto run = start();
        QVERIFY(trains(run, 0));
        const auto invalid = send(run, {Action::Set, {{"optimizer.learning_rate", "-1"}}});
        QVERIFY(invalid && !invalid->done);
        QVERIFY(invalid->message.find("Not changed: optimizer.learning_rate") != std::string::npos);
        const auto unknown = send(run, {Action::Set, {{"optimizer.momentum", "0.5"}}});
        QVERIFY(unknown && !unknown->done);
        QVERIFY(unknown->message.find("accepted: optimizer.learning_rate") != std::string::npos);
        const auto same = send(run, {Action::Set, {{"optimizer.learning_rate", "0.02"}}});
        QVERIFY(same && !same->done);
        QVERIFY(telemetry::readHistory(run.path).changes.empty());
        run.thread.request_stop();
    }

    // The second is sent while the trainer works on the first.
    void everyChangeGetsItsOwnAnswer() {
        training::TrainingControl control;
        std::vector<std::string> answers;
        const auto note = [&](const std::string& which) {
            return [&answers, which](bool, const std::string& message) { answers.push_back(which + ": " + message); };
        };
        training::LiveSettings settings;
        settings.learningRate = 0.5;
        control.change(settings, note("first"));
        QCOMPARE(control.takeChange().learningRate, std::optional(0.5));
        settings.learningRate = -1;
        control.change(settings, note("second"));
        control.requestCheckpoint(note("checkpoint"));
        control.changeDone(true, "0.5");
        QVERIFY(answers == std::vector<std::string>{"first: 0.5"});
        QCOMPARE(control.takeChange().learningRate, std::optional(-1.0));
        control.changeDone(false, "Not changed");
        QVERIFY(control.takeCheckpointRequest());
        control.requestCheckpoint(note("later"));
        control.checkpointDone(true, "at 5");
        QVERIFY((answers == std::vector<std::string>{"first: 0.5", "second: Not changed", "checkpoint: at 5"}));
    }

    void pausedRunStopsByCommand() {
        auto run = start();
        QVERIFY(trains(run, 0));
        QVERIFY(send(run, {Action::Pause})->done);
        QVERIFY(send(run, {Action::Pause})->done);  // again: it already is
        QVERIFY(send(run, {Action::Stop})->done);
        QVERIFY(QTest::qWaitFor([&] { return run.done.load(); }, 60000));
        QCOMPARE(run.result.state, RunState::Interrupted);
    }

    void runValidatesAndStopsAfterItsEpochByCommand() {
        auto run = start();
        QVERIFY(trains(run, 0));
        const auto validated = send(run, {Action::Validate});
        QVERIFY(validated && validated->done);
        QVERIFY2(validated->message.find(": validation top-1 ") != std::string::npos, validated->message.c_str());
        QVERIFY(send(run, {Action::Pause})->done);
        QVERIFY(send(run, {Action::Validate})->done);  // while it is paused
        const auto ends = send(run, {Action::StopAfterEpoch});
        QVERIFY(ends && ends->done);
        QVERIFY(send(run, {Action::Resume})->done);  // of a paused run: it still stops after the epoch
        QVERIFY(QTest::qWaitFor([&] { return run.done.load(); }, 60000));
        QCOMPARE(run.result.state, RunState::Interrupted);
        QCOMPARE(run.result.status.step % 6, 0);  // six batches per epoch
    }

    // The process that should have executed it was killed: the run that is resumed later does not stop.
    void commandOfAnEarlierSessionIsDroppedWithALine() {
        fs::path path;
        {
            auto run = start();
            path = run.path;
            QVERIFY(trains(run, 0));
            run.thread.request_stop();
        }
        const auto control = path / telemetry::kControlFolder;
        base::replaceFile(control / "1000000000000000-00000000.json",
                          R"({"command": "stop", "for": "0123456789abcdef"})");
        auto config = telemetry::readConfigInForce(path);
        test::Watcher watcher;
        auto directory = telemetry::RunDirectory::resume(path);
        training::TrainingControl trainingControl;
        std::stop_source stop;
        watcher.stepped = [&](std::int64_t) {
            if (!fs::exists(control / "1000000000000000-00000000.json"))  // it has been dropped
                stop.request_stop();
        };
        const auto result = training::train(config, directory, watcher, trainingControl, stop.get_token());
        QCOMPARE(result.state, RunState::Interrupted);
        QVERIFY(logOf(path).find("stop was sent to an earlier session of this run") != std::string::npos);
        QVERIFY(logOf(path).find("Command received: stop") == std::string::npos);
        QVERIFY(!launch::takeReply(path, "1000000000000000-00000000").value().done);
    }
};

QTEST_GUILESS_MAIN(TestControlledRun)
#include "tst_controlledrun.moc"
