// Several ranks on this machine without torchrun.
#include <QtTest>

#include <signal.h>

#include <fstream>

#include "LaunchFixture.h"
#include "model/base/AtomicFile.h"
#include "training/engine/distributed/Group.h"
#include "training/launch/DevicesLauncher.h"
#include "training/launch/ExitRecord.h"
#include "training/launch/RunControl.h"
#include "training/telemetry/RunFiles.h"

using namespace isonet;
using namespace isonet::launch;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

std::vector<pid_t> childrenOf(std::int64_t process) {
    std::ifstream list("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
    std::vector<pid_t> children;
    for (pid_t child = 0; list >> child;)
        children.push_back(child);
    return children;
}

Place twoCpus() {
    return parsePlace("devices:cpu,cpu");
}

Order twoRanks(test::LaunchFixture& fixture, int epochs) {
    Order order = fixture.order(epochs);
    order.arguments = {"--peer-timeout", "3", "--rendezvous-timeout", "60"};
    return order;
}

// The ranks of a run; none outlives its test.
struct LaunchedRanks {
    DevicesLauncher launcher{twoCpus(), systemCommands()};
    fs::path run;
    Ticket ticket;
    std::vector<pid_t> ranks;
    explicit LaunchedRanks(const Order& order)
        : run(order.run), ticket(launcher.launch(order)), ranks(childrenOf(ticket.process)) {}
    ~LaunchedRanks() {
        if (!readExit(run))
            for (const pid_t rank : ranks)
                ::kill(rank, SIGKILL);
    }
};

std::string outputOf(const fs::path& run) {
    return base::readFile(run / telemetry::kOutputFile, 1u << 20);
}

}  // namespace

class TestDevicesLauncher : public QObject {
    Q_OBJECT
    test::LaunchFixture fixture_;

private Q_SLOTS:
    void initTestCase() {
        if (!distributed::Group::supported())
            QSKIP("built without Gloo's headers (libgloo-dev)");
    }

    void ranksTrainOneRunTogether() {
        LaunchedRanks launched(twoRanks(fixture_, 1));
        QCOMPARE(launched.ranks.size(), 2u);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Ended));
        QTRY_COMPARE(launched.launcher.look(launched.ticket, launched.run).exitCode, std::optional(0));
        QCOMPARE(telemetry::readStatus(launched.run)->step, 4);
        // The run has ended before rank 0 has printed its table.
        QTRY_VERIFY_WITH_TIMEOUT(outputOf(launched.run).find("[rank 0 (cpu)] finished") != std::string::npos, 60000);
        QVERIFY(base::readFile(launched.run / "log.txt", 1u << 20).find("2 processes") != std::string::npos);
    }

    void killedRankEndsTheOthersAndIsNamed() {
        LaunchedRanks launched(twoRanks(fixture_, 10000));
        QVERIFY(fixture_.trains(launched.run));
        ::kill(launched.ranks.at(1), SIGKILL);
        QVERIFY(QTest::qWaitFor([&] { return readExit(launched.run).has_value(); }, 60000));
        const auto exit = *readExit(launched.run);
        QCOMPARE(exit.code, 137);
        QVERIFY2(exit.message.starts_with("rank 1 (cpu) was ended by signal 9 (Killed)"), exit.message.c_str());
        QVERIFY(outputOf(launched.run).find("The other ranks are ended.") != std::string::npos);
        QVERIFY(!telemetry::isInUse(launched.run));
        QCOMPARE(telemetry::readStatus(launched.run)->state, RunState::Failed);
    }

    void commandsReachAllRanks() {
        LaunchedRanks launched(twoRanks(fixture_, 10000));
        QVERIFY(fixture_.trains(launched.run));
        const auto wait = std::chrono::seconds(60);
        const auto changed = controlRun(launched.run, {Action::Set, {{"optimizer.learning_rate", "0.004"}}}, wait);
        QVERIFY(changed && changed->done);
        QVERIFY(controlRun(launched.run, {Action::Pause}, wait)->done);
        const auto later = controlRun(launched.run, {Action::Set, {{"run.epochs", "9000"}}}, std::chrono::seconds(0));
        QVERIFY(!later);  // until the other ranks listen again
        QVERIFY(controlRun(launched.run, {Action::Resume}, wait)->done);
        QVERIFY(QTest::qWaitFor([&] { return telemetry::readConfigInForce(launched.run).run.epochs == 9000; }, 60000));
        QCOMPARE(telemetry::readConfigInForce(launched.run).optimizer.learningRate, 0.004);
        launched.launcher.cancel(launched.ticket, launched.run);
        QVERIFY(fixture_.reaches(launched.launcher, launched.ticket, launched.run, JobState::Ended));
        QTRY_COMPARE(launched.launcher.look(launched.ticket, launched.run).exitCode, std::optional(130));
    }

    void mixedDevicesAreRefused() {
        DevicesLauncher launcher(parsePlace("devices:cpu,cuda:0"), systemCommands());
        const Order order = fixture_.order(1);
        QVERIFY_EXCEPTION_THROWN(launcher.launch(order), LaunchError);
        QVERIFY(!fs::exists(order.run));
    }
};

QTEST_GUILESS_MAIN(TestDevicesLauncher)
#include "tst_deviceslauncher.moc"
