// One question to SLURM for many jobs, and one wait where it is down.
#include <QtTest>

#include "FakeCommands.h"
#include "training/launch/SlurmQueue.h"

using namespace isonet;
using namespace isonet::launch;

class TestSlurmQueue : public QObject {
    Q_OBJECT
    test::FakeCommands commands_;
    double now_ = 0;
    double answerTakes_ = 0;  // seconds
    CommandResult squeue_;

    SlurmQueue queue() {
        commands_.calls.clear();
        commands_.answer = [this](const auto& call) {
            now_ += answerTakes_;
            return call.arguments.front() == "squeue" ? squeue_ : test::says("");
        };
        return SlurmQueue(commands_, [this] { return std::chrono::duration<double>(now_); });
    }

private Q_SLOTS:
    void init() {
        now_ = answerTakes_ = 0;
        squeue_ = test::says(
            "7_0|RUNNING|None|isonet-q|n1|1:00:00\n"
            "7_1|PENDING|Resources|isonet-q||1:00:00\n"
            "9|RUNNING|None|a|name|n2|1:00\n");
    }

    void manyJobsAreOneQuestion() {
        auto slurm = queue();
        QCOMPARE(slurm.job("7_0").state, std::string("RUNNING"));
        QCOMPARE(slurm.job("7_1").reason, std::string("Resources"));
        QCOMPARE(commands_.calls.size(), 1u);
        QVERIFY(commands_.calls[0].has("--array"));
        squeue_ = test::says("7_1|RUNNING|None|isonet-q|n1|1:00:00\n");
        now_ = 1;
        QCOMPARE(slurm.job("7_1").state, std::string("PENDING"));  // still the first answer
        now_ = 3;
        QCOMPARE(slurm.job("7_1").state, std::string("RUNNING"));
        QCOMPARE(commands_.calls.size(), 2u);
    }

    void jobThatLeftIsAskedAboutByItself() {
        auto slurm = queue();
        commands_.answer = [](const auto& call) {
            if (call.arguments.front() == "sacct")
                return test::says("TIMEOUT|TimeLimit|isonet-q|n1|1:00:00\n");
            return call.has("--array") ? test::says("")
                                       : test::says("", 1, "slurm_load_jobs error: Invalid job id specified\n");
        };
        QCOMPARE(slurm.job("8").state, std::string("TIMEOUT"));
        QCOMPARE(commands_.callsOf("sacct").size(), 1u);
    }

    void slurmThatIsDownIsWaitedForOnce() {
        auto slurm = queue();
        squeue_ = {};
        squeue_.timedOut = true;
        answerTakes_ = 20;
        for (const char* id : {"7_0", "7_1", "8"})
            QVERIFY(slurm.job(id).trouble.find("did not answer") != std::string::npos);
        QCOMPARE(commands_.calls.size(), 1u);
        QCOMPARE(now_, 20.0);
        init();
        now_ = 59;
        QVERIFY(!slurm.job("7_0").trouble.empty());
        now_ = 61;
        QCOMPARE(slurm.job("7_0").state, std::string("RUNNING"));
    }

    void slurmThatRefusesAtOnceIsAskedAgainSoon() {
        auto slurm = queue();
        squeue_ = test::says("", 1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n");
        QVERIFY(slurm.job("7_0").trouble.find("scontrol ping") != std::string::npos);
        init();
        now_ = 11;
        QCOMPARE(slurm.job("7_0").state, std::string("RUNNING"));
        QCOMPARE(commands_.calls.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestSlurmQueue)
#include "tst_slurmqueue.moc"
