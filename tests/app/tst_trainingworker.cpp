// TrainingWorker: a tiny run and a queue on the training thread: pause, resume, stop, checkpoint, changed settings,
// errors as outcomes, destruction during training.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <memory>

#include "app/workbench/jobs/TrainingWorker.h"
#include "tests/training/SmallSweep.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/RunLock.h"

using namespace isonet;
using telemetry::RunState;
using workbench::TrainingOutcome;
using workbench::TrainingWorker;
namespace fs = std::filesystem;

class TestTrainingWorker : public QObject {
    Q_OBJECT
    static constexpr int timeout = 30000;  // ms, for what takes a fraction of a second on an idle machine
    QTemporaryDir temporary_;
    std::unique_ptr<QTemporaryDir> runs_;
    std::unique_ptr<TrainingWorker> worker_;
    // What the worker reported, in order of arrival.
    QStringList began_, rowsBegan_, rowsEnded_;
    std::vector<TrainingOutcome> outcomes_, queueOutcomes_;
    telemetry::RunStatus status_;

    std::string data() const { return temporary_.filePath("data").toStdString(); }
    // 6 steps per epoch.
    config::RunConfig config(int epochs) const {
        auto config = test::smallConfig(data());
        config.telemetry.spectrumSteps = 0;
        config.run.epochs = epochs;
        return config;
    }
    static bool hasCheckpoint(const QString& run) { return QFile::exists(run + "/checkpoints/latest.pt"); }
    static telemetry::RunStatus statusOf(const QString& run) {
        return telemetry::readStatus(run.toStdString()).value();
    }
    void startLongRun() {
        worker_->start(config(10000), runs_->path());
        QTRY_VERIFY_WITH_TIMEOUT(status_.step > 0 || !outcomes_.empty(), timeout);
        QVERIFY(outcomes_.empty());
    }
    QString makeQueue(const std::vector<int>& epochs) const {
        auto sweep = test::sweepOf(data(), std::vector<double>(epochs.size(), 0.02));
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            sweep.rows[i].label = std::string(1, char('a' + i));
            sweep.rows[i].config.run.epochs = epochs[i];
        }
        sweeps::nameRows(sweep);
        const auto folder = fs::path(runs_->path().toStdString()) / "queue";
        sweeps::Queue::create(folder, sweep);
        return QString::fromStdString(folder.string());
    }
    static std::vector<sweeps::RowState> rowStates(const QString& folder) {
        std::vector<sweeps::RowState> states;
        for (const auto& result : sweeps::Queue::open(folder.toStdString()).results())
            states.push_back(result.state);
        return states;
    }

private Q_SLOTS:
    void initTestCase() { test::writeFashionFolder(data(), 60, 20); }
    void init() {
        runs_ = std::make_unique<QTemporaryDir>();
        began_.clear();
        rowsBegan_.clear();
        rowsEnded_.clear();
        outcomes_.clear();
        queueOutcomes_.clear();
        status_ = {};
        worker_ = std::make_unique<TrainingWorker>();
        connect(worker_.get(), &TrainingWorker::began, this, [this](const QString& path) { began_ << path; });
        connect(worker_.get(), &TrainingWorker::rowBegan, this, [this](const QString& path) { rowsBegan_ << path; });
        connect(worker_.get(), &TrainingWorker::rowEnded, this, [this](const QString& path) { rowsEnded_ << path; });
        connect(worker_.get(), &TrainingWorker::statusChanged, this,
                [this](const telemetry::RunStatus& status) { status_ = status; });
        connect(worker_.get(), &TrainingWorker::ended, this,
                [this](const TrainingOutcome& outcome) { outcomes_.push_back(outcome); });
        connect(worker_.get(), &TrainingWorker::queueEnded, this,
                [this](const QString&, const TrainingOutcome& outcome) { queueOutcomes_.push_back(outcome); });
    }
    void cleanup() { worker_.reset(); }

    void trainsToTheEnd() {
        QSignalSpy configs(worker_.get(), &TrainingWorker::configChanged);
        worker_->start(config(2), runs_->path());
        QVERIFY(worker_->isBusy() && !worker_->isPaused() && !worker_->isStopping());
        worker_->start(config(2), runs_->path());  // ignored while busy
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(outcomes_[0].state, RunState::Finished);
        QVERIFY2(outcomes_[0].message.isEmpty(), qPrintable(outcomes_[0].message));
        QCOMPARE(began_, QStringList{outcomes_[0].path});
        QVERIFY(!worker_->isBusy() && worker_->path().isEmpty());
        QCOMPARE(configs.size(), 1);
        QCOMPARE(statusOf(began_[0]).step, 12);
        QCOMPARE(statusOf(began_[0]).state, RunState::Finished);
        QCOMPARE(QDir(runs_->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    }

    void pausesResumesSavesStopsAndContinues() {
        startLongRun();
        const QString run = worker_->path();
        QCOMPARE(began_, QStringList{run});
        QVERIFY(telemetry::isInUse(run.toStdString()));

        worker_->pause();
        QVERIFY(worker_->isPaused());
        QTRY_COMPARE_WITH_TIMEOUT(status_.state, RunState::Paused, timeout);
        const auto pausedAt = status_.step;
        QTest::qWait(100);
        QCOMPARE(statusOf(run).step, pausedAt);
        QFile::remove(run + "/checkpoints/latest.pt");  // of the end of an epoch
        worker_->requestCheckpoint();                   // works while paused
        QTRY_VERIFY_WITH_TIMEOUT(hasCheckpoint(run), timeout);

        worker_->resume();
        QVERIFY(!worker_->isPaused());
        QTRY_VERIFY_WITH_TIMEOUT(status_.step > pausedAt, timeout);
        QCOMPARE(status_.state, RunState::Running);

        worker_->pause();  // a paused run can be stopped
        worker_->stop();
        QVERIFY(worker_->isStopping());
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(outcomes_[0].state, RunState::Interrupted);
        QCOMPARE(outcomes_[0].path, run);
        QVERIFY(!worker_->isBusy() && !worker_->isStopping());
        QVERIFY(!telemetry::isInUse(run.toStdString()));
        const auto stoppedAt = statusOf(run).step;
        QVERIFY(stoppedAt >= pausedAt);

        auto shorter = config(int(stoppedAt / 6) + 1);
        worker_->resumeRun(run, shorter);
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(2), timeout);
        QVERIFY2(outcomes_[1].state == RunState::Finished, qPrintable(outcomes_[1].message));
        QCOMPARE(outcomes_[1].path, run);
        QCOMPARE(statusOf(run).step, 6 * shorter.run.epochs);
    }

    void settingsChangeWhileTraining() {
        QList<double> rates;
        connect(worker_.get(), &TrainingWorker::configChanged, this,
                [&](const config::RunConfig& config) { rates << config.optimizer.learningRate; });
        startLongRun();
        const QString run = worker_->path();
        training::LiveSettings settings;
        settings.learningRate = 0.00125;
        worker_->change(settings);
        QTRY_COMPARE_WITH_TIMEOUT(rates, QList<double>({0.02, 0.00125}), timeout);
        worker_->stop();
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(telemetry::readConfig(run.toStdString()).optimizer.learningRate, 0.02);
        QCOMPARE(telemetry::readConfigInForce(run.toStdString()).optimizer.learningRate, 0.00125);
    }

    void missingDatasetIsAnOutcomeAndLeavesNothing() {
        auto wrong = config(1);
        wrong.data.root = "/nowhere/at/all";
        worker_->start(wrong, runs_->path());
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(outcomes_[0].state, RunState::Failed);
        QVERIFY2(outcomes_[0].message.contains("/nowhere/at/all"), qPrintable(outcomes_[0].message));
        QVERIFY(outcomes_[0].path.isEmpty() && !outcomes_[0].outOfMemory);
        QCOMPARE(QStringList{outcomes_[0].removedRun}, began_);
        QVERIFY(QDir(runs_->path()).isEmpty());
        QVERIFY(!worker_->isBusy());
        worker_->start(config(1), runs_->path());  // still usable
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(2), timeout);
        QCOMPARE(outcomes_[1].state, RunState::Finished);
    }

    void invalidConfigurationIsAnOutcomeWithARemedy() {
        auto wrong = config(1);
        wrong.model.depth = 9;
        worker_->start(wrong, runs_->path());
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(outcomes_[0].state, RunState::Failed);
        QVERIFY2(outcomes_[0].message.contains("depth"), qPrintable(outcomes_[0].message));
        QVERIFY2(outcomes_[0].remedy.contains("configuration"), qPrintable(outcomes_[0].remedy));
    }

    void lockedRunIsNotResumed() {
        startLongRun();
        const QString run = worker_->path();
        worker_->stop();
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(1), timeout);
        const auto held = telemetry::RunDirectory::resume(run.toStdString());
        worker_->resumeRun(run);
        QTRY_COMPARE_WITH_TIMEOUT(outcomes_.size(), std::size_t(2), timeout);
        QCOMPARE(outcomes_[1].state, RunState::Failed);
        QVERIFY2(outcomes_[1].message.contains("use"), qPrintable(outcomes_[1].message));
        QVERIFY(outcomes_[1].removedRun.isEmpty() && hasCheckpoint(run));
    }

    void queueTrainsItsRowsInOrder() {
        const QString folder = makeQueue({1, 1});
        worker_->runQueue(folder);
        QCOMPARE(worker_->queue(), folder);
        QTRY_COMPARE_WITH_TIMEOUT(queueOutcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(queueOutcomes_[0].state, RunState::Finished);
        QCOMPARE(rowsBegan_.size(), 2);
        QVERIFY(rowsBegan_[0].startsWith(folder) && rowsBegan_[0] < rowsBegan_[1]);
        QCOMPARE(rowsEnded_, rowsBegan_);
        QVERIFY(began_.isEmpty() && outcomes_.empty());
        QVERIFY(worker_->queue().isEmpty() && !worker_->isBusy());
        const std::vector<sweeps::RowState> finished(2, sweeps::RowState::Finished);
        QCOMPARE(rowStates(folder), finished);
    }

    void queuePausesAfterARow() {
        const QString folder = makeQueue({2, 1});
        worker_->runQueue(folder);
        QVERIFY(!worker_->pausesAfterRow());
        worker_->pauseAfterRow(true);
        QVERIFY(worker_->pausesAfterRow());
        QTRY_COMPARE_WITH_TIMEOUT(queueOutcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(queueOutcomes_[0].state, RunState::Interrupted);
        const std::vector<sweeps::RowState> states{sweeps::RowState::Finished, sweeps::RowState::Waiting};
        QCOMPARE(rowStates(folder), states);
        worker_->runQueue(folder);  // only what is left, without the pause
        QTRY_COMPARE_WITH_TIMEOUT(queueOutcomes_.size(), std::size_t(2), timeout);
        QCOMPARE(queueOutcomes_[1].state, RunState::Finished);
        QCOMPARE(rowsBegan_.size(), 2);
    }

    void failedRowIsReportedAndTheQueueContinues() {
        const QString folder = makeQueue({1, 1});
        auto queue = std::make_unique<sweeps::Queue>(sweeps::Queue::open(folder.toStdString()));
        auto sweep = queue->sweep();
        sweep.rows[0].config.data.root = "/nowhere/at/all";
        queue->change(sweep);
        queue.reset();
        worker_->runQueue(folder);
        QTRY_COMPARE_WITH_TIMEOUT(queueOutcomes_.size(), std::size_t(1), timeout);
        QCOMPARE(queueOutcomes_[0].state, RunState::Failed);
        QVERIFY2(queueOutcomes_[0].message.contains("/nowhere/at/all"), qPrintable(queueOutcomes_[0].message));
        const std::vector<sweeps::RowState> states{sweeps::RowState::Failed, sweeps::RowState::Finished};
        QCOMPARE(rowStates(folder), states);
    }

    void destructionStopsWithACheckpoint_data() {
        QTest::addColumn<bool>("paused");
        QTest::newRow("training") << false;
        QTest::newRow("paused") << true;
    }
    void destructionStopsWithACheckpoint() {
        QFETCH(bool, paused);
        startLongRun();
        const QString run = worker_->path();
        if (paused) {
            worker_->pause();
            QTRY_COMPARE_WITH_TIMEOUT(status_.state, RunState::Paused, timeout);
        }
        worker_.reset();
        QVERIFY(hasCheckpoint(run));
        QCOMPARE(statusOf(run).state, RunState::Interrupted);
        QVERIFY(!telemetry::isInUse(run.toStdString()));
        QCoreApplication::processEvents();
        QVERIFY(outcomes_.empty());
    }
};

QTEST_GUILESS_MAIN(TestTrainingWorker)
#include "tst_trainingworker.moc"
