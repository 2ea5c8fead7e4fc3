// A run whose latest checkpoint is missing or damaged: it never starts over by itself, and nothing stored is lost.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include <cmath>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestResumePoint : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_, run_;
    config::RunConfig config_;

    fs::path checkpoint(const std::string& name) const { return run_ / "checkpoints" / (name + ".pt"); }
    static std::int64_t stepOf(const fs::path& file) { return interop::readTorchFile(file).get<std::int64_t>("step"); }
    // What resuming the run throws.
    QString refusal(const std::string& from = "latest") const {
        test::Watcher watcher;
        try {
            test::runIn(run_, config_, watcher, 0, from);
        } catch (const telemetry::StorageError& error) {
            return QString::fromStdString(error.what());
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        data_ = temporaryPath() / "data";
        test::writeFashionFolder(data_, 45, 20);  // four batches of 10 per epoch
        config_ = test::smallConfig(data_);
        config_.run.epochs = 3;
        config_.telemetry.spectrumSteps = 0;
        config_.telemetry.keepEveryEpochs = 1;
    }

    // Ten steps: epochs 1 and 2, and two steps of epoch 3.
    void init() {
        run_ = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(run_, config_, watcher, 10).state, RunState::Interrupted);
    }

    void aMissingCheckpointIsNamedWithWhatThereIs() {
        const auto best = stepOf(checkpoint("best"));
        const auto before = telemetry::readStatus(run_);
        fs::remove(checkpoint("latest"));
        const QString message = refusal();
        for (const std::string& part :
             {std::string("latest.pt is missing"), std::string("10 steps"), "best (step " + std::to_string(best) + ",",
              std::string("epoch-2 (step 8, epoch 2), epoch-1 (step 4, epoch 1)"), std::string("--from epoch-2"),
              std::string("--from start")})
            QVERIFY2(message.contains(QString::fromStdString(part)), qPrintable(message));
        QCOMPARE(stepOf(checkpoint("best")), best);
        const auto after = telemetry::readStatus(run_);
        QCOMPARE(after->step, before->step);  // the results of the run stay
        QCOMPARE(after->loss, before->loss);
        QVERIFY(after->state == RunState::Failed);
        QVERIFY(!fs::exists(checkpoint("latest")));
    }

    void withoutAnyCheckpointAskedToo() {
        fs::remove_all(run_ / "checkpoints");
        const QString message = refusal();
        QVERIFY2(message.contains("no other checkpoint") && message.contains("--from start"), qPrintable(message));
        QVERIFY(refusal("best").contains("best.pt is missing"));
    }

    void aDamagedCheckpointIsNamedWithWhatThereIs() {
        fs::resize_file(checkpoint("latest"), fs::file_size(checkpoint("latest")) / 2);
        fs::resize_file(checkpoint("epoch-1"), 100);
        const QString message = refusal();
        QVERIFY2(message.contains("latest.pt") && message.contains("epoch-2 (step 8, epoch 2), epoch-1 (damaged)"),
                 qPrintable(message));
    }

    // The damaged file is kept, and the end is that of an uninterrupted run.
    void resumesFromAnEpoch() {
        fs::resize_file(checkpoint("latest"), 1000);
        test::Watcher watcher;
        QCOMPARE(test::runIn(run_, config_, watcher, -1, "epoch-1").state, RunState::Finished);
        QVERIFY(fs::file_size(run_ / "checkpoints/replaced-1/latest.pt") == 1000);
        QCOMPARE(stepOf(run_ / "checkpoints/replaced-1/epoch-2.pt"), 8);
        QVERIFY(fs::exists(run_ / "checkpoints/replaced-1/best.pt"));
        const fs::path reference = run_ / "reference";
        test::runIn(reference, config_, watcher);
        const auto got = trainingStateOf(interop::readTorchFile(checkpoint("latest")), "got");
        const auto expected = trainingStateOf(interop::readTorchFile(reference / "checkpoints/latest.pt"), "expected");
        QCOMPARE(got.step, expected.step);
        for (std::size_t i = 0; i < expected.network.size(); ++i)
            QVERIFY2(at::equal(got.network[i].second, expected.network[i].second), got.network[i].first.c_str());
        QVERIFY(test::valuesIn(run_).at("loss/total") == test::valuesIn(reference).at("loss/total"));
    }

    void resumesFromTheBestAndKeepsIt() {
        fs::remove(checkpoint("latest"));
        const auto best = stepOf(checkpoint("best"));
        test::Watcher watcher;
        QCOMPARE(test::runIn(run_, config_, watcher, 0, "best").state, RunState::Interrupted);
        QCOMPARE(stepOf(checkpoint("latest")), best);  // written before the first step
        QCOMPARE(stepOf(checkpoint("best")), best);
    }

    void startsOverOnlyWhenAsked() {
        const auto best = stepOf(checkpoint("best"));
        test::Watcher watcher;
        QCOMPARE(test::runIn(run_, config_, watcher, 2, "start").state, RunState::Interrupted);
        QCOMPARE(stepOf(checkpoint("latest")), 2);
        QCOMPARE(stepOf(run_ / "checkpoints/replaced-1/best.pt"), best);
        QCOMPARE(stepOf(run_ / "checkpoints/replaced-1/latest.pt"), 10);
    }

    void stoppedBeforeTheFirstStepKeepsTheFigures() {
        const auto before = telemetry::readStatus(run_);
        QVERIFY(before->loss > 0 && before->trainTop1 >= 0);
        test::Watcher watcher;
        QCOMPARE(test::runIn(run_, config_, watcher, 0).state, RunState::Interrupted);
        const auto after = telemetry::readStatus(run_);
        QCOMPARE(after->loss, before->loss);
        QCOMPARE(after->trainTop1, before->trainTop1);
        QCOMPARE(after->step, before->step);
    }

    void weightsThatAreNotFiniteAreNamed() {
        auto loaded = loadNetwork(run_.string());
        requireFiniteWeights(loaded, "RUN");
        const at::NoGradGuard noGrad;
        const std::string first = interop::stateDict(loaded.network).front().first;
        loaded.network->named_parameters()[first].view(-1)[3] = std::nan("");
        try {
            requireFiniteWeights(loaded, "RUN");
            QFAIL("accepted");
        } catch (const DataError& error) {
            const QString expected =
                QString::fromStdString("RUN: the weights are not finite (NaN or infinite): " + first + " (1 of ");
            QVERIFY2(QString::fromStdString(error.what()).startsWith(expected), error.what());
        }
    }

    void aTruncatedBestNamesTheLatest() {
        fs::resize_file(checkpoint("best"), fs::file_size(checkpoint("best")) / 2);
        QString message;
        try {
            loadNetwork(run_.string());
        } catch (const interop::FormatError& error) {
            message = QString::fromStdString(error.what());
        }
        QVERIFY2(message.contains("best.pt") && message.contains("--latest"), qPrintable(message));
        QCOMPARE(loadNetwork(run_.string(), true).step, 10);
    }
};

QTEST_GUILESS_MAIN(TestResumePoint)
#include "tst_resumepoint.moc"
