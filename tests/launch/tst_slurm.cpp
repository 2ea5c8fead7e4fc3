// Runs as jobs of SLURM: what is submitted, what is understood, and a real private cluster where SLURM is installed.
#include <QtTest>

#include <fstream>
#include <memory>

#include "FakeCommands.h"
#include "LaunchFixture.h"
#include "SlurmCluster.h"
#include "tests/training/SmallSweep.h"
#include "training/launch/SlurmCommand.h"
#include "training/launch/SlurmLauncher.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using namespace isonet::launch;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestSlurm : public QObject {
    Q_OBJECT
    test::LaunchFixture fixture_;
    std::unique_ptr<test::SlurmCluster> cluster_;

    // Why there is no real one; empty: it runs.
    QString missingCluster() {
        if (!cluster_)
            cluster_ = std::make_unique<test::SlurmCluster>();
        return cluster_->why();
    }

    // A run whose job is 7, launched with the double.
    struct Submitted {
        test::FakeCommands commands;
        SlurmLauncher launcher;
        fs::path run;
        Ticket ticket;
        Submitted(test::LaunchFixture& fixture, const std::string& place)
            : launcher(parsePlace(place), commands), run(fixture.freshPath()) {
            commands.answer = [](const auto&) { return test::says("7\n"); };
            Order order = fixture.order(1);
            order.run = run;
            ticket = launcher.launch(order);
        }
        // As squeue prints it.
        void jobIs(const std::string& state, const std::string& reason = "None") {
            const std::string line = state + "|" + reason + "|" + slurmName(run) + "|n3|1:00:00\n";
            commands.answer = [line](const auto& call) {
                return call.arguments.front() == "squeue" ? test::says(line) : test::says("");
            };
        }
        void statusIs(RunState state) {
            telemetry::RunStatus status;
            status.state = state;
            status.session = "0123";
            status.updated = telemetry::secondsNow();
            std::ofstream(run / "status.json") << telemetry::statusJson(status);
        }
        JobReport look() { return launcher.look(ticket, run); }
    };

    QString refusal(const std::function<CommandResult(const test::FakeCommands::Call&)>& answer) {
        test::FakeCommands commands;
        commands.answer = answer;
        const Order order = fixture_.order(1);
        try {
            SlurmLauncher(parsePlace("slurm"), commands).launch(order);
            return {};
        } catch (const LaunchError& error) {
            return fs::exists(order.run) ? "the folder is left" : QString::fromStdString(error.what());
        }
    }

private Q_SLOTS:
    void optionsAndScriptReachSbatch() {
        Submitted job(fixture_, "slurm:partition=gpu,nodes=2,gpus=4,time=2:00:00,account=lab,extra=\"--exclude=a,b\"");
        const auto& call = job.commands.calls.front();
        for (const char* argument :
             {"--parsable", "--partition=gpu", "--nodes=2", "--gpus-per-node=4", "--ntasks-per-node=4",
              "--time=2:00:00", "--account=lab", "--exclude=a,b", "--requeue", "--signal=B:USR1@60"})
            QVERIFY2(call.has(argument), argument);
        QVERIFY(call.has("--output=" + (job.run / "output.txt").string()));
        QVERIFY(call.input.starts_with("#!/bin/bash\n"));
        QVERIFY(call.input.find("--device cuda") != std::string::npos);
        QCOMPARE(job.ticket.jobId, std::string("7"));
        QVERIFY(fs::exists(job.run / "launch.yaml"));
        QVERIFY(readTicket(job.run) == job.ticket);
    }

    void percentSignsInTheFolderAreNotSpecial() {
        QVERIFY(sbatchArguments({}, "x", "/a%j/output.txt")[3] == "--output=/a%%j/output.txt");
    }

    void jobNumbers() {
        QCOMPARE(jobIdOf("123\n"), std::string("123"));
        QCOMPARE(jobIdOf("123;cluster\n"), std::string("123"));
        QCOMPARE(jobIdOf("123_4"), std::string("123_4"));
        for (const char* text : {"", "abc", "--all", "1 2x"})
            QVERIFY(jobIdOf(text) == "" || std::string(text) == "1 2x");
    }

    void refusedSubmissionsAreExplained_data() {
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("part");
        QTest::newRow("down") << "sbatch: error: Batch job submission failed: Unable to contact slurm controller "
                                 "(connect failure)"
                              << "scontrol ping";
        QTest::newRow("partition") << "sbatch: error: invalid partition specified: nix"
                                   << "sinfo";
        QTest::newRow("account") << "sbatch: error: Batch job submission failed: Invalid account or "
                                    "account/partition combination specified"
                                 << "slurm:account=NAME";
        QTest::newRow("nodes") << "sbatch: error: Batch job submission failed: Requested node configuration is not "
                                  "available"
                               << "request fewer gpus";
        QTest::newRow("time") << "sbatch: error: Batch job submission failed: Requested time limit is invalid "
                                 "(missing or exceeds some limit)"
                              << "shorter time=";
        QTest::newRow("munge") << "sbatch: error: authentication: Invalid credential"
                               << "munge";
        QTest::newRow("own text") << "sbatch: error: QOSMaxSubmitJobPerUserLimit"
                                  << "QOSMaxSubmitJobPerUserLimit";
    }
    void refusedSubmissionsAreExplained() {
        QFETCH(QString, says);
        QFETCH(QString, part);
        const QString message = refusal([&](const auto&) { return test::says("", 1, says.toStdString() + "\n"); });
        QVERIFY2(message.contains(part) && message.contains(says.trimmed()), qPrintable(message));
    }

    void missingSlurmIsExplained() {
        QVERIFY(refusal([](const auto&) { return test::absent(); }).contains("login node"));
    }

    // The job may be there, and trains in the folder.
    void lateAnswerOfSbatchKeepsTheFolder() {
        CommandResult late;
        late.timedOut = true;
        for (const auto& result : {late, test::says("", 1, "sbatch: error: Socket timed out on send/recv operation")}) {
            test::FakeCommands commands;
            commands.answer = [&](const auto&) { return result; };
            const Order order = fixture_.order(1);
            QString message;
            try {
                SlurmLauncher(parsePlace("slurm"), commands).launch(order);
            } catch (const LaunchError& error) {
                message = error.what();
            }
            QVERIFY2(message.contains("squeue --name=" + QString::fromStdString(slurmName(order.run))),
                     qPrintable(message));
            QVERIFY(fs::exists(order.run / "launch.yaml"));
        }
    }

    void statesOfAJob_data() {
        QTest::addColumn<QString>("slurm");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QString>("part");
        QTest::newRow("waits") << "PENDING"
                               << "Resources" << JobState::Pending << "waits: Resources";
        QTest::newRow("too long") << "PENDING"
                                  << "PartitionTimeLimit" << JobState::Pending << "never start";
        QTest::newRow("starts") << "RUNNING"
                                << "None" << JobState::Pending << "has not written a status";
        QTest::newRow("suspended") << "SUSPENDED"
                                   << "None" << JobState::Silent << "suspended";
        QTest::newRow("limit") << "TIMEOUT"
                               << "TimeLimit" << JobState::Dead << "time limit (1:00:00)";
        QTest::newRow("node") << "NODE_FAIL"
                              << "NodeDown" << JobState::Dead << "node n3 failed";
        QTest::newRow("memory") << "OUT_OF_MEMORY"
                                << "OutOfMemory" << JobState::Dead << "--mem";
        QTest::newRow("preempted") << "PREEMPTED"
                                   << "None" << JobState::Dead << "preempted";
        QTest::newRow("failed") << "FAILED"
                                << "NonZeroExitCode" << JobState::Dead << "Resume the run";
    }
    void statesOfAJob() {
        QFETCH(QString, slurm);
        QFETCH(QString, reason);
        QFETCH(JobState, state);
        QFETCH(QString, part);
        Submitted job(fixture_, "slurm");
        job.jobIs(slurm.toStdString(), reason.toStdString());
        const JobReport report = job.look();
        QCOMPARE(report.state, state);
        QVERIFY2(QString::fromStdString(report.detail).contains(part), report.detail.c_str());
    }

    void jobThatLeftTheQueueIsFoundByAccounting() {
        Submitted job(fixture_, "slurm");
        job.commands.answer = [&](const auto& call) {
            return call.arguments.front() == "squeue"
                       ? test::says("", 1, "slurm_load_jobs error: Invalid job id specified\n")
                       : test::says("TIMEOUT|TimeLimit|" + slurmName(job.run) + "|n1|1:00:00\n");
        };
        QVERIFY(job.look().detail.find("time limit") != std::string::npos);
        job.commands.answer = [](const auto& call) {  // no accounting
            return call.arguments.front() == "squeue"
                       ? test::says("", 1, "slurm_load_jobs error: Invalid job id specified\n")
                       : test::says("", 1, "Slurm accounting storage is disabled\n");
        };
        QCOMPARE(job.look().state, JobState::Dead);
        QVERIFY(job.look().detail.find("no longer known") != std::string::npos);
    }

    void slurmThatIsDownMakesTheStateUnknown() {
        Submitted job(fixture_, "slurm");
        job.commands.answer = [](const auto&) {
            return test::says("", 1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
        };
        QCOMPARE(job.look().state, JobState::Unknown);
        QVERIFY(job.look().detail.find("scontrol ping") != std::string::npos);
        job.statusIs(RunState::Running);  // the run itself shows that it is alive
        QCOMPARE(job.look().state, JobState::Running);
        QCOMPARE(job.commands.callsOf("squeue").size(), 2u);
    }

    void finishedRunNeedsNoSlurm() {
        Submitted job(fixture_, "slurm");
        job.statusIs(RunState::Finished);
        job.commands.calls.clear();
        QCOMPARE(job.look().state, JobState::Ended);
        QCOMPARE(job.look().exitCode, std::optional(0));
        QVERIFY(job.commands.calls.empty());
    }

    void requeuedRunIsPending() {
        Submitted job(fixture_, "slurm");
        job.statusIs(RunState::Interrupted);
        job.jobIs("PENDING", "BeginTime");
        QCOMPARE(job.look().state, JobState::Pending);
        job.jobIs("COMPLETED");
        QCOMPARE(job.look().state, JobState::Ended);
        QCOMPARE(job.look().exitCode, std::optional(130));
    }

    void clockOfTheNodeIsCompared() {
        Submitted job(fixture_, "slurm");
        telemetry::RunStatus status;
        status.state = RunState::Running;
        status.session = "0123";
        status.host = "n3";
        status.updated = telemetry::secondsNow() + 3600;
        std::ofstream(job.run / "status.json") << telemetry::statusJson(status);
        QCOMPARE(job.look().state, JobState::Running);
        QVERIFY(job.look().detail.find("clock of n3 is 60 minutes ahead") != std::string::npos);
        status.updated = telemetry::secondsNow() - 7200;
        std::ofstream(job.run / "status.json") << telemetry::statusJson(status);
        QCOMPARE(job.look().state, JobState::Running);  // the file has just been written
        QVERIFY(job.look().detail.find("behind") != std::string::npos);
    }

    void runningJobIsAskedToSaveAndWaitingOneIsRemoved() {
        Submitted job(fixture_, "slurm");
        job.jobIs("RUNNING");
        job.launcher.cancel(job.ticket, job.run);
        QCOMPARE(job.commands.callsOf("scancel").back().line(), std::string("scancel --batch --signal=USR2 7"));
        job.jobIs("PENDING");
        job.launcher.cancel(job.ticket, job.run);
        QCOMPARE(job.commands.callsOf("scancel").back().line(), std::string("scancel 7"));
    }

    // launch.json may come from anyone.
    void jobOfAnotherNameOrUnknownLaunchIsLeftAlone() {
        Submitted job(fixture_, "slurm");
        job.commands.answer = [](const auto&) { return test::says("RUNNING|None|thesis|n1|1:00\n"); };
        QCOMPARE(job.look().state, JobState::Unknown);
        QVERIFY_EXCEPTION_THROWN(job.launcher.cancel(job.ticket, job.run), LaunchError);
        QVERIFY(job.commands.callsOf("scancel").empty());
        job.ticket.jobId = "8";
        job.commands.calls.clear();
        QCOMPARE(job.look().state, JobState::Unknown);
        QVERIFY_EXCEPTION_THROWN(job.launcher.cancel(job.ticket, job.run), LaunchError);
        QVERIFY(job.commands.calls.empty());
    }

    // One task is canceled and resumed by the next array.
    void realArrayTrainsAQueue() {
        if (const QString why = missingCluster(); !why.isEmpty())
            QSKIP(qPrintable(why));
        auto sweep = test::sweepOf(fixture_.root() / "data", {0.002, 0.001});
        for (auto& row : sweep.rows) {
            row.config.run.epochs = 1;
            row.config.telemetry.finalSpectra = false;
        }
        sweep.rows[1].config.run.epochs = 10000;
        const auto queue = sweeps::Queue::create(fixture_.root() / "queue", sweep);
        const auto submit = [&] {
            return systemCommands().run(
                {ISONET_PROGRAM, "queue", "run", queue.folder().string(), "--on", "slurm:partition=test,time=30"},
                std::chrono::seconds(100));
        };
        CommandResult answer = submit();
        QVERIFY2(answer.succeeded(), answer.errors.c_str());
        const auto first = queue.folder() / queue.sweep().rows[0].id,
                   second = queue.folder() / queue.sweep().rows[1].id;
        SlurmLauncher launcher(parsePlace("slurm:partition=test"), systemCommands());
        QVERIFY(fixture_.reaches(launcher, readTicket(first).value(), first, JobState::Ended));
        QCOMPARE(telemetry::readStatus(first)->state, RunState::Finished);
        QVERIFY(fixture_.trains(second, 1));
        launcher.cancel(readTicket(second).value(), second);
        QVERIFY(fixture_.reaches(launcher, readTicket(second).value(), second, JobState::Ended));
        QTRY_COMPARE(launcher.look(readTicket(second).value(), second).exitCode, std::optional(130));
        const auto step = telemetry::readStatus(second)->step;
        answer = submit();
        QVERIFY2(answer.output.find(", 1 task:") != std::string::npos, (answer.output + answer.errors).c_str());
        QVERIFY(fixture_.trains(second, step));
        launcher.cancel(readTicket(second).value(), second);
        QVERIFY(fixture_.reaches(launcher, readTicket(second).value(), second, JobState::Ended));
    }

    void realJobIsCanceledWithACheckpointAndResumed() {
        if (const QString why = missingCluster(); !why.isEmpty())
            QSKIP(qPrintable(why));
        SlurmLauncher launcher(parsePlace("slurm:partition=test,time=30"), systemCommands());
        Order order = fixture_.order();
        Ticket ticket = launcher.launch(order);
        QVERIFY2(fixture_.trains(order.run, 1), launcher.look(ticket, order.run).detail.c_str());
        QCOMPARE(launcher.look(ticket, order.run).state, JobState::Running);
        launcher.cancel(ticket, order.run);
        QVERIFY(fixture_.reaches(launcher, ticket, order.run, JobState::Ended));
        QTRY_COMPARE(launcher.look(ticket, order.run).exitCode, std::optional(130));
        const auto step = telemetry::readStatus(order.run)->step;
        QVERIFY(step > 0);
        QVERIFY(fs::exists(order.run / "checkpoints/latest.pt"));

        order.config.reset();
        ticket = launcher.launch(order);
        QVERIFY(fixture_.trains(order.run, step));
        launcher.cancel(ticket, order.run);
        QVERIFY(fixture_.reaches(launcher, ticket, order.run, JobState::Ended));

        // Two ranks by srun; the time limit's signal requeues the job.
        SlurmLauncher two(parsePlace("slurm:partition=test,extra=--ntasks-per-node=2"), systemCommands());
        order = fixture_.order();
        ticket = two.launch(order);
        QVERIFY2(fixture_.trains(order.run), two.look(ticket, order.run).detail.c_str());
        const CommandResult sent =
            systemCommands().run({"scancel", "--batch", "--signal=USR1", ticket.jobId}, std::chrono::seconds(20));
        QVERIFY(sent.succeeded());
        QVERIFY(QTest::qWaitFor(
            [&] {
                return askSlurm(ticket.jobId, systemCommands()).state == "PENDING" &&
                       telemetry::readStatus(order.run)->state == RunState::Interrupted;
            },
            60000));
        QCOMPARE(two.look(ticket, order.run).state, JobState::Pending);
        two.cancel(ticket, order.run);
        QVERIFY(fixture_.reaches(two, ticket, order.run, JobState::Ended));
    }
};

QTEST_GUILESS_MAIN(TestSlurm)
#include "tst_slurm.moc"
