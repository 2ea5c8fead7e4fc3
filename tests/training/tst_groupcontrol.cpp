// What one rank decides holds for all: the time limit, and commands to a run that several processes train.
#include <torch/types.h>

#include <QtTest>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "TrainRanks.h"
#include "training/engine/distributed/Group.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using telemetry::RunState;
namespace fs = std::filesystem;
namespace tags = telemetry::tags;

class TestGroupControl : public QObject, private test::FreshFolders {
    Q_OBJECT
    config::RunConfig config_;

    static QString control(const fs::path& run, const QStringList& command) {
        QProcess process;
        process.start(ISONET_PROGRAM, QStringList{"control", QString::fromStdString(run.string())} + command +
                                          QStringList{"--wait", "30"});
        process.waitForFinished(40000);
        const QString said = process.readAllStandardOutput() + process.readAllStandardError();
        return process.exitCode() == 0 ? said : "failed: " + said;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!distributed::Group::supported())
            QSKIP("built without Gloo's headers (libgloo-dev)");
        const fs::path data = temporaryPath() / "data";
        test::writeFashionFolder(data, 65, 42);
        config_ = test::smallConfig(data);
        config_.run.batchSize = 12;
        config_.run.epochs = 100000;
        config_.optimizer.learningRate = 0.001;
        config_.telemetry.spectra = false;
        config_.telemetry.checkpointMinutes = 1000;
        config_.data.workers = 1;
    }

    // The ranks' clocks differ; the first one's counts, so that none waits for a step the other does not make.
    void timeLimitEndsAllRanks() {
        auto config = config_;
        config.run.timeLimit = 0.5 / 60;
        config.schedule.kind = config::ScheduleKind::Cosine;
        const auto run = freshPath();
        test::Ranks ranks(2, test::trainArguments(config, run));
        for (const std::size_t rank : {0, 1})
            QVERIFY2(ranks.exitOf(rank) == 0, qPrintable(ranks.errorOf(rank)));
        const auto status = telemetry::readStatus(run);
        QVERIFY(status && status->state == RunState::Finished);
        QVERIFY(status->step > 2 && status->step < status->steps);
        QVERIFY(status->secondsTrained >= 0.5 && status->secondsTrained < 5);
        QVERIFY(status->metrics.at(tags::meanDeviation) > 0);
        const auto values = test::valuesIn(run);
        QCOMPARE(values.at(tags::validationTop1).rbegin()->first, status->step);
        QVERIFY(values.at(tags::learningRate).rbegin()->second < 0.2 * config.optimizer.learningRate);
    }

    void commandsReachAllRanks() {
        const auto run = freshPath();
        test::Ranks ranks(2, test::trainArguments(config_, run));
        QTRY_VERIFY_WITH_TIMEOUT(telemetry::readStatus(run) && telemetry::readStatus(run)->step > 2, 60000);
        const QString validated = control(run, {"validate"});
        const auto at = QRegularExpression("^Validated (already )?at step (\\d+): ").match(validated);
        QVERIFY2(at.hasMatch(), qPrintable(validated));
        const QString changed = control(run, {"set", "optimizer.learning_rate=0.0005"});
        QVERIFY2(changed.contains("0.001 -> 5e-4") && !changed.startsWith("failed"), qPrintable(changed));
        QCOMPARE(control(run, {"stop-after-epoch"}), "Stops after this epoch, with a checkpoint.\n");
        for (const std::size_t rank : {0, 1})
            QVERIFY2(ranks.exitOf(rank) == 130, qPrintable(ranks.errorOf(rank)));
        const auto status = telemetry::readStatus(run);
        QVERIFY(status && status->state == RunState::Interrupted);
        const int stepsPerEpoch = int(status->steps / status->epochs);
        QCOMPARE(status->step % stepsPerEpoch, 0);
        const auto values = test::valuesIn(run);
        QVERIFY(values.at(tags::validationTop1).contains(at.captured(2).toInt()));
        QCOMPARE(values.at(tags::changed + "optimizer.learning_rate").rbegin()->second, double(0.0005F));
    }
};

QTEST_GUILESS_MAIN(TestGroupControl)
#include "tst_groupcontrol.moc"
