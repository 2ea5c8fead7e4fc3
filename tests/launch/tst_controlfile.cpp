// Commands to a run as files: in order, once, only for the session they are meant for, and nothing else is touched.
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "training/launch/ControlFile.h"
#include "training/launch/RunControl.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using namespace isonet::launch;
using telemetry::RunDirectory;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

std::string refusal(const fs::path& run) {
    try {
        sendCommand(run, {Action::Pause});
        return {};
    } catch (const telemetry::StorageError& error) {
        return error.what();
    }
}

std::string commandText(const std::string& command, const std::string& session) {
    return "{\"command\": \"" + command + "\", \"for\": \"" + session + "\"}";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t filesIn(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

class TestControlFile : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int runs_ = 0;
    fs::path freshPath() { return fs::path(temporary_.path().toStdString()) / ("run" + std::to_string(++runs_)); }
    static RunDirectory training(const fs::path& path, RunState state = RunState::Running) {
        auto run = RunDirectory::create(path, sweeps::defaultPreset().config);
        telemetry::RunStatus status;
        status.state = state;
        run.writeStatus(status);
        return run;
    }

private Q_SLOTS:
    void commandsArriveOnceAndInOrder() {
        const auto run = training(freshPath());
        sendCommand(run.path(), {Action::Pause});
        sendCommand(run.path(), {Action::Set, {{"optimizer.learning_rate", "0.5"}}});
        sendCommand(run.path(), {Action::Stop});
        const auto taken = takeCommands(run.path(), run.session());
        QCOMPARE(taken.commands.size(), 3u);
        QCOMPARE(taken.commands[0].action, Action::Pause);
        QCOMPARE(taken.commands[1].settings.at("optimizer.learning_rate"), std::string("0.5"));
        QCOMPARE(taken.commands[2].action, Action::Stop);
        QVERIFY(taken.notes.empty());
        QVERIFY(takeCommands(run.path(), run.session()).commands.empty());
        QCOMPARE(filesIn(run.path() / "control"), 0u);
    }

    void everyActionHasItsName() {
        for (const auto action : {Action::Pause, Action::Resume, Action::Stop, Action::StopAfterEpoch,
                                  Action::Checkpoint, Action::Validate, Action::Set})
            QCOMPARE(actionOf(actionName(action)), std::optional(action));
        QCOMPARE(actionName(Action::StopAfterEpoch), std::string_view("stop-after-epoch"));
        QVERIFY(!actionOf("validate now"));
    }

    void laterCommandSortsAfterOneOfAFasterClock() {
        const auto run = training(freshPath());
        const std::string first = sendCommand(run.path(), {Action::Pause});
        const auto control = run.path() / "control";
        fs::rename(control / (first + ".json"), control / "9000000000000000-00000000.json");
        sendCommand(run.path(), {Action::Resume});
        const auto taken = takeCommands(run.path(), run.session());
        QCOMPARE(taken.commands.size(), 2u);
        QCOMPARE(taken.commands[1].action, Action::Resume);
    }

    void commandsOfAnEarlierSessionAreDropped() {
        const auto path = freshPath();
        std::string earlier, id;
        {
            const auto run = training(path);
            earlier = run.session();
            id = sendCommand(path, {Action::Stop});
        }
        auto run = RunDirectory::resume(path);
        QVERIFY(run.session() != earlier);
        const auto taken = takeCommands(path, run.session());
        QVERIFY(taken.commands.empty());
        QCOMPARE(taken.notes.size(), 1u);
        QVERIFY(contains(taken.notes[0], "stop was sent to an earlier session"));
        const auto reply = takeReply(path, id);  // its sender may still wait
        QVERIFY(reply && !reply->done && contains(reply->message, "Send it again"));
        QCOMPARE(filesIn(path / "control"), 0u);
    }

    void runThatNobodyTrainsIsRefusedWithTheReason() {
        QVERIFY(contains(refusal(freshPath()), "is not a run"));
        const auto finished = freshPath(), killed = freshPath(), failed = freshPath();
        training(finished, RunState::Finished);
        QVERIFY(contains(refusal(finished), "has finished"));
        training(failed, RunState::Failed);
        QVERIFY(contains(refusal(failed), "has failed"));
        training(killed);
        QVERIFY(contains(refusal(killed), "ended while running"));
    }

    void earlierVersionIsRefused() {
        const auto run = training(freshPath());
        telemetry::RunStatus status;
        status.state = RunState::Running;
        status.process = 4711;
        std::ofstream(run.path() / "status.json") << telemetry::statusJson(status);
        QVERIFY(contains(refusal(run.path()), "earlier version"));
    }

    void strangeFilesAreRemovedUnread() {
        const auto run = training(freshPath());
        const auto secret = run.path() / "secret.json";
        QVERIFY(openControlFolder(run.path()));
        const auto control = run.path() / "control";
        std::ofstream(secret) << commandText("stop", run.session());
        fs::create_symlink(secret, control / "1-link.json");
        QCOMPARE(::mkfifo((control / "2-pipe.json").c_str(), 0600), 0);
        std::ofstream(control / "3-long.json") << std::string(100000, ' ');
        std::ofstream(control / "4-cut.json") << "{\"command\": \"st";
        std::ofstream(control / "5-unknown.json") << commandText("explode", run.session());
        fs::create_directory(control / "6-folder.json");
        const auto taken = takeCommands(run.path(), run.session());
        QVERIFY(taken.commands.empty());
        QCOMPARE(taken.notes.size(), 5u);
        QVERIFY(fs::exists(secret));
        QCOMPARE(filesIn(control), 1u);  // the folder
    }

    void folderThatIsALinkIsNotFollowed() {
        const auto run = training(freshPath());
        const auto elsewhere = freshPath();
        fs::create_directory(elsewhere);
        fs::create_symlink(elsewhere, run.path() / "control");
        QVERIFY(!openControlFolder(run.path()));
        QVERIFY(contains(refusal(run.path()), "cannot be stored"));
        QCOMPARE(filesIn(elsewhere), 0u);
    }

    void replyIsFetchedOnce() {
        const auto run = training(freshPath());
        const std::string id = sendCommand(run.path(), {Action::Pause});
        QVERIFY(!takeReply(run.path(), id));
        QVERIFY(writeReply(run.path(), id, {true, "Paused at step 7."}));
        const auto reply = waitForReply(run.path(), id, std::chrono::seconds(5));
        QVERIFY(reply && reply->done);
        QCOMPARE(reply->message, std::string("Paused at step 7."));
        QVERIFY(!takeReply(run.path(), id));
    }

    void runThatEndsAnswersTheWaitingSender() {
        const auto path = freshPath();
        std::optional<Reply> reply;
        std::thread sender;
        {
            auto run = training(path);
            const std::string id = sendCommand(path, {Action::Pause});
            sender = std::thread([&reply, path, id] { reply = waitForReply(path, id, std::chrono::seconds(20)); });
            telemetry::RunStatus status;
            status.state = RunState::Interrupted;
            run.writeStatus(status);
        }
        sender.join();
        QVERIFY(reply && !reply->done);
        QVERIFY(contains(reply->message, "ended before it took"));
        QCOMPARE(filesIn(path / "control"), 0u);
    }

    void sendersAtTheSameTimeLoseNothing() {
        const auto run = training(freshPath());
        constexpr int senders = 4, each = 10;
        {
            std::vector<std::jthread> threads;
            for (int sender = 0; sender < senders; ++sender)
                threads.emplace_back([&run, sender] {
                    for (int i = 0; i < each; ++i)
                        sendCommand(run.path(), {Action::Set, {{"key", std::to_string(sender * each + i)}}});
                });
        }
        std::set<std::string> values;
        for (const auto& command : takeCommands(run.path(), run.session()).commands)
            values.insert(command.settings.at("key"));
        QCOMPARE(values.size(), std::size_t{senders * each});
    }

    void unfetchedRepliesAreRemovedAfterAWhile() {
        const auto run = training(freshPath());
        QVERIFY(openControlFolder(run.path()));
        QVERIFY(writeReply(run.path(), "1-old", {true, ""}));
        QVERIFY(writeReply(run.path(), "2-new", {true, ""}));
        const timespec hourAgo[2] = {{::time(nullptr) - 3600, 0}, {::time(nullptr) - 3600, 0}};
        QCOMPARE(::utimensat(AT_FDCWD, (run.path() / "control/1-old.reply").c_str(), hourAgo, 0), 0);
        takeCommands(run.path(), run.session());
        QVERIFY(!takeReply(run.path(), "1-old"));
        QVERIFY(takeReply(run.path(), "2-new"));
    }
};

QTEST_GUILESS_MAIN(TestControlFile)
#include "tst_controlfile.moc"
