// Runs as processes that survive the process that launches them.
#include <QProcess>
#include <QtTest>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "FakeCommands.h"
#include "LaunchFixture.h"
#include "training/launch/JobList.h"
#include "training/launch/ProcessId.h"
#include "training/launch/ProcessLauncher.h"
#include "training/launch/RunControl.h"
#include "training/launch/SupervisorOrder.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using namespace isonet::launch;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

// A launched run that does not outlive its test.
struct LaunchedRun {
    ProcessLauncher launcher{Place{}, systemCommands()};
    fs::path run;
    Ticket ticket;
    explicit LaunchedRun(const Order& order) : run(order.run), ticket(launcher.launch(order)) {}
    ~LaunchedRun() {
        const auto status = telemetry::readStatus(run);
        if (status && status->process > 0 && telemetry::isInUse(run))
            ::kill(static_cast<pid_t>(status->process), SIGKILL);
        if (stateOf({ticket.process, ticket.processStart, ticket.boot}) != ProcessState::Gone)
            ::kill(static_cast<pid_t>(ticket.process), SIGKILL);
    }
    JobReport look() { return launcher.look(ticket, run); }
    pid_t trainer() const { return static_cast<pid_t>(telemetry::readStatus(run)->process); }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

class TestProcessLauncher : public QObject {
    Q_OBJECT
    test::LaunchFixture fixture_;

private Q_SLOTS:
    void completedRunReportsItsEnd() {
        LaunchedRun launched(fixture_.order(1));
        QVERIFY(fs::exists(launched.run / "launch.json"));
        QVERIFY(readTicket(launched.run) == launched.ticket);
        const JobState begins = launched.look().state;
        QVERIFY(begins == JobState::Pending || begins == JobState::Running);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Ended));
        QTRY_COMPARE(launched.look().exitCode, std::optional(0));
        QCOMPARE(telemetry::readStatus(launched.run)->state, RunState::Finished);
    }

    // The command is killed at once, like a window that crashes.
    void runSurvivesItsKilledParent() {
        const auto run = fixture_.freshPath();
        QProcess parent;
        parent.start(ISONET_PROGRAM, {"train", QString::fromStdString(fixture_.config(10000).string()), "--run-dir",
                                      QString::fromStdString(run.string()), "--on", "process", "--threads", "1"});
        QVERIFY(QTest::qWaitFor([&] { return readTicket(run).has_value(); }, 60000));
        parent.kill();
        parent.waitForFinished();
        QVERIFY(fixture_.trains(run));
        const Ticket ticket = *readTicket(run);
        const auto trainer = static_cast<pid_t>(telemetry::readStatus(run)->process);
        QCOMPARE(::getsid(trainer), ::getsid(static_cast<pid_t>(ticket.process)));
        QVERIFY(::getsid(trainer) != ::getsid(0));
        const auto jobs = findJobs({fixture_.root()}, false);
        QCOMPARE(jobs.size(), 1u);
        QCOMPARE(jobs[0].place, std::string("process"));
        QCOMPARE(jobs[0].report.state, JobState::Running);
        ProcessLauncher launcher({}, systemCommands());
        launcher.cancel(ticket, run);
        QVERIFY(fixture_.reaches(launcher, ticket, run, JobState::Ended));
        QTRY_COMPARE(launcher.look(ticket, run).exitCode, std::optional(130));
        QVERIFY(findJobs({fixture_.root()}, false).empty());
    }

    void canceledRunIsResumedByAnotherOrder() {
        Order order = fixture_.order();
        std::int64_t step = 0;
        {
            LaunchedRun first(order);
            QVERIFY(fixture_.trains(first.run, 1));
            first.launcher.cancel(first.ticket, first.run);
            QVERIFY(fixture_.reaches(first.launcher, first.ticket, first.run, JobState::Ended));
            step = telemetry::readStatus(first.run)->step;
        }
        order.config.reset();
        LaunchedRun again(order);
        const JobState begins = again.look().state;  // not the end of the first
        QVERIFY(begins == JobState::Pending || begins == JobState::Running);
        QVERIFY(fixture_.trains(again.run, step));
    }

    void stoppedProcessIsSilentAndContinues() {
        LaunchedRun launched(fixture_.order());
        QVERIFY(fixture_.trains(launched.run));
        ::kill(launched.trainer(), SIGSTOP);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Silent));
        QVERIFY(contains(launched.look().detail, "kill -CONT " + std::to_string(launched.trainer())));
        ::kill(launched.trainer(), SIGCONT);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Running));
    }

    void killedProcessIsDeadWithItsSignal() {
        LaunchedRun launched(fixture_.order());
        QVERIFY(fixture_.trains(launched.run));
        ::kill(launched.trainer(), SIGKILL);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Dead));
        const JobReport report = launched.look();
        QCOMPARE(report.exitCode, std::optional(137));
        QVERIFY2(contains(report.detail, "signal 9 (Killed)"), report.detail.c_str());
    }

    // Suddenly, as when the machine restarts.
    void runWhoseProcessesAreAllGoneIsDead() {
        LaunchedRun launched(fixture_.order());
        QVERIFY(fixture_.trains(launched.run));
        const pid_t trainer = launched.trainer();
        ::kill(static_cast<pid_t>(launched.ticket.process), SIGKILL);
        QCOMPARE(launched.look().state, JobState::Running);  // it trains without its supervisor
        ::kill(trainer, SIGKILL);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Dead));
        QVERIFY(contains(launched.look().detail, "Resume the run"));
    }

    void recycledProcessNumberIsNotTakenForTheRun() {
        ProcessId self = processId(::getpid());
        QCOMPARE(stateOf(self), ProcessState::Lives);
        ++self.start;
        QCOMPARE(stateOf(self), ProcessState::Gone);
        self = processId(::getpid());
        self.boot = "another start of the machine";
        QCOMPARE(stateOf(self), ProcessState::Gone);
        QCOMPARE(stateOf({0, 0, ""}), ProcessState::Gone);
    }

    void nothingIsStartedTwice() {
        const Order order = fixture_.order();
        LaunchedRun launched(order);
        const auto refused = [&](const Order& second) -> QString {
            try {
                launched.launcher.launch(second);
                return {};
            } catch (const std::exception& error) {
                return error.what();
            }
        };
        const QString early = refused(order);  // it may not have begun
        QVERIFY2(early.contains("already been launched") || early.contains("in use"), qPrintable(early));
        QVERIFY(fixture_.trains(launched.run));
        QVERIFY(refused(order).contains("in use"));
        Order resume = order;
        resume.config.reset();
        QVERIFY(refused(resume).contains("in use"));
        QVERIFY(readTicket(launched.run) == launched.ticket);
    }

    void runThatCannotBeginSaysWhy() {
        LaunchedRun launched(fixture_.order(1, [](auto& config) { config.data.root = "/nowhere"; }));
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Ended));
        QTRY_COMPARE(launched.look().exitCode, std::optional(3));  // the process ends after its run
        const JobReport report = launched.look();
        QVERIFY2(contains(report.detail, "/nowhere"), report.detail.c_str());
    }

    void impossibleOrdersLeaveNothing() {
        ProcessLauncher launcher({}, systemCommands());
        Order order = fixture_.order(1);
        order.program = "/nowhere/isonet";
        QVERIFY_EXCEPTION_THROWN(launcher.launch(order), LaunchError);
        QVERIFY(!fs::exists(order.run));
        order = fixture_.order(1);
        fs::create_directory(order.run);
        std::ofstream(order.run / "notes.txt") << "mine";
        QVERIFY_EXCEPTION_THROWN(launcher.launch(order), LaunchError);
        QVERIFY(fs::exists(order.run / "notes.txt"));
        order.config.reset();
        order.run = fixture_.freshPath();
        QVERIFY_EXCEPTION_THROWN(launcher.launch(order), LaunchError);
        QVERIFY(!fs::exists(order.run));
    }

    // It may have begun at the last moment.
    void lateSupervisorKeepsTheFolder() {
        test::FakeCommands commands;
        CommandResult late;
        late.timedOut = true;
        commands.answer = [&](const auto&) { return late; };
        ProcessLauncher launcher({}, commands);
        const Order order = fixture_.order(1);
        try {
            launcher.launch(order);
            QFAIL("it was launched");
        } catch (const LaunchError& error) {
            QVERIFY2(contains(error.what(), "isonet jobs"), error.what());
        }
        QVERIFY(fs::exists(order.run / "launch.yaml"));
    }

    // The scheduler that asked for it was killed: another one starts the row.
    void supervisorWhoseAnswerNobodyReadsStartsNothing() {
        const auto run = fixture_.freshPath();
        fs::create_directory(run);
        const SupervisorOrder order{run, {}, {{"isonet", {"/bin/true"}, {}}}};
        std::array<int, 2> answer{}, errors{};
        QCOMPARE(::pipe2(answer.data(), O_CLOEXEC) | ::pipe2(errors.data(), O_CLOEXEC), 0);
        const auto file = fixture_.root() / "order";
        std::ofstream(file) << orderText(order);
        ::close(answer[0]);
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(::open(file.c_str(), O_RDONLY), STDIN_FILENO);
            ::dup2(answer[1], STDOUT_FILENO);
            ::dup2(errors[1], STDERR_FILENO);
            const auto supervisor = fs::path(ISONET_PROGRAM).parent_path() / "isonet-supervisor";
            ::execl(supervisor.c_str(), supervisor.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::close(answer[1]);
        ::close(errors[1]);
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        char byte = 0;
        QCOMPARE(::read(errors[0], &byte, 1), ssize_t{0});  // it has begun to watch, or ended
        ::close(errors[0]);
        QVERIFY(!fs::exists(run / "launch.json"));
    }

    void endOfAnEarlierLaunchIsNotThatOfTheNext() {
        LaunchedRun launched(fixture_.order());
        QVERIFY(fixture_.trains(launched.run));
        Ticket next = launched.ticket;
        next.process = ::getpid();
        writeTicket(launched.run, next);
        ::kill(launched.trainer(), SIGKILL);
        const Ticket& first = launched.ticket;
        QTRY_COMPARE_WITH_TIMEOUT(stateOf({first.process, first.processStart, first.boot}), ProcessState::Gone, 60000);
        QVERIFY(!fs::exists(launched.run / "exit.json"));
    }

    void launchedRunIsControlledFromAnywhere() {
        LaunchedRun launched(fixture_.order());
        QVERIFY(fixture_.trains(launched.run));
        QProcess control;
        control.start(ISONET_PROGRAM,
                      {"control", QString::fromStdString(launched.run.string()), "pause", "--json", "--wait", "60"});
        QVERIFY(control.waitForFinished(90000));
        QCOMPARE(control.exitCode(), 0);
        QVERIFY(control.readAllStandardOutput().contains("Paused at step"));
        QCOMPARE(findJobs({launched.run}, false).at(0).status.state, RunState::Paused);
        const auto stopped = controlRun(launched.run, {Action::Stop}, std::chrono::seconds(60));
        QVERIFY(stopped && stopped->done);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Ended));
    }
};

QTEST_GUILESS_MAIN(TestProcessLauncher)
#include "tst_processlauncher.moc"
