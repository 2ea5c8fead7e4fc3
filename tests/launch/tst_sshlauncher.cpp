// Runs on another machine: what is run there, what its answers mean, and a real private sshd where one is installed.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "FakeCommands.h"
#include "LaunchFixture.h"
#include "SshServer.h"
#include "training/launch/PreparedRun.h"
#include "training/launch/RunControl.h"
#include "training/launch/SshLauncher.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using namespace isonet::launch;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

// A host where everything works: process 4711 is started.
CommandResult goodHost(const test::FakeCommands::Call& call) {
    const std::string& words = call.arguments.back();
    if (words.ends_with("--version"))
        return test::says("isonet " + programVersion() + "\n");
    if (words.find(" train ") != std::string::npos) {
        Ticket ticket;
        ticket.place = "process";
        ticket.host = "far";
        ticket.process = 4711;
        ticket.processStart = 99;
        ticket.boot = "b";
        return test::says(R"({"run": "x", "launch": )" + ticketJson(ticket) + "}");
    }
    return test::says("");
}

std::string statLine(char state, int start) {
    return "4711 (isonet (x) y) " + std::string(1, state) + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 " +
           std::to_string(start) + " 20\n";
}

}  // namespace

class TestSshLauncher : public QObject {
    Q_OBJECT
    test::LaunchFixture fixture_;

    struct Launched {
        test::FakeCommands commands;
        SshLauncher launcher;
        fs::path run;
        Ticket ticket;
        Launched(test::LaunchFixture& fixture, const std::string& place)
            : launcher(parsePlace(place), commands), run(fixture.freshPath()) {
            commands.answer = goodHost;
            Order order = fixture.order(1);
            order.run = run;
            ticket = launcher.launch(order);
            commands.calls.clear();
        }
    };

    QString refusal(const std::string& place,
                    const std::function<CommandResult(const test::FakeCommands::Call&)>& answer) {
        test::FakeCommands commands;
        commands.answer = answer;
        const Order order = fixture_.order(1);
        try {
            SshLauncher(parsePlace(place), commands).launch(order);
            return {};
        } catch (const LaunchError& error) {
            return fs::exists(order.run) ? "the folder is left" : QString::fromStdString(error.what());
        }
    }

private Q_SLOTS:
    void wordsSurviveAnyShell() {
        QCOMPARE(posixWord("plain-1.2/x"), std::string("plain-1.2/x"));
        QCOMPARE(posixWord(""), std::string("''"));
        QCOMPARE(posixWord("it's; rm $HOME"), std::string("'it'\\''s; rm $HOME'"));
    }

    void runOnASharedDiskIsStartedByTheProgramThere() {
        test::FakeCommands commands;
        commands.answer = goodHost;
        SshLauncher launcher(parsePlace("ssh:far,program=/opt/isonet,on=devices:cuda:0-1"), commands);
        const Order order = fixture_.order(1);
        const Ticket ticket = launcher.launch(order);
        QCOMPARE(commands.calls.size(), 2u);  // version, start
        const auto& call = commands.calls.back();
        QVERIFY(call.has("BatchMode=yes"));
        QCOMPARE(call.arguments[call.arguments.size() - 2], std::string("far"));
        QCOMPARE(call.arguments[call.arguments.size() - 3], std::string("--"));
        const std::string& words = call.arguments.back();
        QVERIFY2(words.starts_with("/opt/isonet train " + order.run.string() + "/launch.yaml --run-dir " +
                                   order.run.string()),
                 words.c_str());
        QVERIFY(words.find("--on devices:cuda:0,cuda:1 --json --threads 1") != std::string::npos);
        QCOMPARE(ticket.process, 4711);
        QVERIFY(ticket.remoteFolder.empty());
        QVERIFY(readTicket(order.run) == ticket);
    }

    void runInAFolderThereIsCopied() {
        test::FakeCommands commands;
        commands.answer = goodHost;
        SshLauncher launcher(parsePlace("ssh:far,folder=/scratch/my runs"), commands);
        const Order order = fixture_.order(1);
        const Ticket ticket = launcher.launch(order);
        const std::string there = "/scratch/my runs/" + order.run.filename().string();
        QCOMPARE(ticket.remoteFolder, there);
        const auto copies = commands.callsOf("rsync");
        QCOMPARE(copies.size(), 1u);
        QCOMPARE(copies[0].arguments.back(), "far:" + there + "/");
        QVERIFY(copies[0].has("--no-links"));
        QVERIFY(commands.calls.back().arguments.back().find("'" + there + "/launch.yaml'") != std::string::npos);
    }

    void troubleIsExplained_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("errors");
        QTest::addColumn<QString>("part");
        QTest::newRow("unreachable") << 255 << "ssh: connect to host far port 22: Connection timed out"
                                     << "VPN";
        QTest::newRow("refused") << 255 << "ssh: connect to host far port 22: Connection refused"
                                 << "sshd does not run";
        QTest::newRow("no route") << 255 << "ssh: connect to host far port 22: No route to host"
                                  << "this network";
        QTest::newRow("name") << 255 << "ssh: Could not resolve hostname far: Name or service not known"
                              << "no machine named far";
        QTest::newRow("key refused") << 255 << "me@far: Permission denied (publickey)."
                                     << "ssh-copy-id far";
        QTest::newRow("unknown host key") << 255 << "Host key verification failed."
                                          << "not known here";
        QTest::newRow("changed host key")
            << 255 << "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed."
            << "ssh-keygen -R far";
        QTest::newRow("another error of ssh") << 255 << "kex_exchange_identification: strange"
                                              << "strange";
        QTest::newRow("absent") << 127 << "sh: 1: isonet: not found"
                                << "program=/path/to/isonet";
        QTest::newRow("full disk") << 3 << "isonet: /x: cannot be written: No space left on device"
                                   << "disk on far is full";
    }
    void troubleIsExplained() {
        QFETCH(int, code);
        QFETCH(QString, errors);
        QFETCH(QString, part);
        const QString message =
            refusal("ssh:far", [&](const auto&) { return test::says("", code, errors.toStdString() + "\n"); });
        QVERIFY2(message.contains(part), qPrintable(message));
        if (code == 255)
            QVERIFY(message.contains(errors.section('\n', -1)));  // ssh's own words
    }

    // The run may have begun there, in this folder or with its configuration.
    void lostAnswerKeepsTheFolder() {
        CommandResult late;
        late.timedOut = true;
        for (const auto& result : {late, test::says("", 255, "Connection to far closed by remote host.")}) {
            test::FakeCommands commands;
            commands.answer = [&](const auto& call) {
                return call.arguments.back().find("--version") == std::string::npos ? result : goodHost(call);
            };
            const Order order = fixture_.order(1);
            QString message;
            try {
                SshLauncher(parsePlace("ssh:far"), commands).launch(order);
            } catch (const LaunchError& error) {
                message = error.what();
            }
            QVERIFY2(message.contains("jobs " + QString::fromStdString(order.run.string())), qPrintable(message));
            QVERIFY(fs::exists(order.run / "launch.yaml"));
        }
    }

    void otherVersionThereIsRefused() {
        const QString message = refusal("ssh:far", [](const auto&) { return test::says("isonet 0.0.9\n"); });
        QVERIFY(message.contains("version 0.0.9") &&
                message.contains("here it is " + QString::fromStdString(programVersion())));
    }

    void missingProgramsHereAreNamed() {
        QVERIFY(refusal("ssh:far", [](const auto&) { return test::absent(); }).contains("OpenSSH client"));
        QVERIFY(refusal("ssh:far,folder=/x", [](const auto& call) {
                    return call.arguments.front() == "rsync" ? test::absent() : goodHost(call);
                }).contains("Install rsync"));
    }

    void fullDiskOfTheCopyIsExplained() {
        const QString message = refusal("ssh:far,folder=/x", [](const auto& call) {
            return call.arguments.front() == "rsync"
                       ? test::says("", 11, "rsync: write failed on \"/x/run\": No space left on device (28)\n")
                       : goodHost(call);
        });
        QVERIFY2(message.contains("is full") && message.contains("far:/x/"), qPrintable(message));
    }

    void processThereIsAsked_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("code");
        QTest::addColumn<JobState>("state");
        QTest::newRow("lives") << QString::fromStdString("b\n" + statLine('S', 99)) << 0 << JobState::Pending;
        QTest::newRow("stopped") << QString::fromStdString("b\n" + statLine('T', 99)) << 0 << JobState::Silent;
        QTest::newRow("another process") << QString::fromStdString("b\n" + statLine('S', 100)) << 0 << JobState::Dead;
        QTest::newRow("restarted") << QString::fromStdString("c\n" + statLine('S', 99)) << 0 << JobState::Dead;
        QTest::newRow("gone") << "b\n" << 1 << JobState::Dead;
        QTest::newRow("unreachable") << "" << 255 << JobState::Unknown;
    }
    void processThereIsAsked() {
        QFETCH(QString, answer);
        QFETCH(int, code);
        QFETCH(JobState, state);
        Launched launched(fixture_, "ssh:far");
        launched.commands.answer = [&](const auto&) {
            return test::says(answer.toStdString(), code,
                              code == 255 ? "ssh: connect to host far: No route to host" : "");
        };
        const JobReport report = launched.launcher.look(launched.ticket, launched.run);
        QVERIFY2(report.state == state, report.detail.c_str());
        QVERIFY(!report.detail.empty());
    }

    // launch.json may come from anyone and name any machine.
    void machineOfAnUnknownLaunchIsNotContacted() {
        Launched launched(fixture_, "ssh:far,folder=/x");
        launched.ticket.process = 1;
        QCOMPARE(launched.launcher.look(launched.ticket, launched.run).state, JobState::Unknown);
        QVERIFY_EXCEPTION_THROWN(launched.launcher.cancel(launched.ticket, launched.run), LaunchError);
        writeTicket(launched.run, launched.ticket);
        QVERIFY_EXCEPTION_THROWN(controlRun(launched.run, {Action::Stop}, std::chrono::seconds(1), launched.commands),
                                 LaunchError);
        QVERIFY(launched.commands.calls.empty());
    }

    void commandForACopiedRunIsGivenThere() {
        Launched launched(fixture_, "ssh:far,folder=/x");
        launched.commands.answer = [](const auto&) {
            return test::says(R"({"done": true, "message": "Paused at step 3."})");
        };
        const auto reply = controlRun(launched.run, {Action::Pause}, std::chrono::seconds(5), launched.commands);
        QVERIFY(reply && reply->done);
        QCOMPARE(launched.commands.calls.back().arguments.back(),
                 "isonet control " + launched.ticket.remoteFolder + " pause --json --wait 5");
    }

    void realHostTrainsAndIsFollowed_data() {
        QTest::addColumn<bool>("copied");
        QTest::newRow("shared disk") << false;
        QTest::newRow("rsync") << true;
    }
    void realHostTrainsAndIsFollowed() {
        QFETCH(bool, copied);
        const test::SshServer server;
        if (!server.why().isEmpty())
            QSKIP(qPrintable(server.why()));
        const std::string place = "ssh:testhost,program=" + std::string(ISONET_PROGRAM) +
                                  (copied ? ",folder=" + (fixture_.root() / "far").string() : "");
        SshLauncher launcher(parsePlace(place), systemCommands());
        Order order = fixture_.order();
        const Ticket ticket = launcher.launch(order);
        const auto trains = [&] {
            return launcher.look(ticket, order.run).state == JobState::Running &&
                   telemetry::readStatus(order.run)->step > 1;
        };
        QVERIFY2(QTest::qWaitFor(trains, 90000), launcher.look(ticket, order.run).detail.c_str());
        const auto paused = controlRun(order.run, {Action::Pause}, std::chrono::seconds(60));
        QVERIFY(paused && paused->done);
        QVERIFY(paused->message.starts_with("Paused at step"));
        launcher.cancel(ticket, order.run);
        QVERIFY(fixture_.reaches(launcher, ticket, order.run, JobState::Ended));
        QTRY_COMPARE(launcher.look(ticket, order.run).exitCode, std::optional(130));
        QVERIFY(QTest::qWaitFor(
            [&] {
                launcher.look(ticket, order.run);
                return fs::exists(order.run / "checkpoints/latest.pt");
            },
            20000));
        const auto step = telemetry::readStatus(order.run)->step;
        order.config.reset();
        const Ticket again = launcher.launch(order);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return launcher.look(again, order.run).state == JobState::Running &&
                       telemetry::readStatus(order.run)->step > step;
            },
            90000));
        launcher.cancel(again, order.run);
        QVERIFY(fixture_.reaches(launcher, again, order.run, JobState::Ended));
    }
};

QTEST_GUILESS_MAIN(TestSshLauncher)
#include "tst_sshlauncher.moc"
