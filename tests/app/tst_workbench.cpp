// The real window with the real engine: a small run is started, paused, resumed, stopped, reopened and resumed again.
#include <QApplication>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QtTest>
#include <csignal>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/window/MainWindow.h"
#include "app/workbench/window/StopSignals.h"
#include "tests/app/WindowFixture.h"
#include "tests/training/LimitedMemory.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/EventWriter.h"
#include "widgets/common/MessageBar.h"
#include "widgets/common/Theme.h"
#include "widgets/live/RunView.h"
#include "widgets/live/SteeringBar.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/RunList.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

namespace {

const char* const panelNames[] = {"lossPanel", "deviationPanel", "spectrumPanel", "offsetPanel"};

}  // namespace

class TestWorkbench : public QObject, private WindowFixture {
    Q_OBJECT

    static widgets::PlotPanel* panel(MainWindow& w, const char* name) {
        return w.findChild<widgets::RunView*>()->panel(QString::fromLatin1(name));
    }
    static std::int64_t step(MainWindow& w) { return w.runData()->status().step; }
    static void start(MainWindow& w) {
        w.experimentPage()->form()->setConfig(longRun());
        action(w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w.shownRun().isEmpty() && step(w) > 0, timeout);
    }
    static void stop(MainWindow& w) {
        action(w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w.worker()->isBusy(), timeout);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_workbench")); }
    void init() { resetFixture(); }

    void opensWithTheDefaultExperiment() {
        auto w = window();
        QVERIFY(w->experimentPage()->form()->config() == sweeps::defaultPreset().config);
        QVERIFY(w->experimentPage()->form()->isValid());
        QVERIFY(action(*w, "start")->isEnabled());
        for (const char* name : {"pause", "resume", "stop", "checkpoint"}) {
            QVERIFY2(!action(*w, name)->isEnabled(), name);
            QVERIFY2(action(*w, name)->toolTip().contains(QLatin1Char('\n')), name);  // the reason
        }
        for (const char* name : panelNames)
            QVERIFY2(panel(*w, name)->isEmpty(), name);
    }

    void outOfMemoryOffersASmallerBatch() {
        auto w = window();
        constexpr int batch = 16384;  // 820 MB for each output of the first stage
        const QTemporaryDir many;
        test::writeFashionFolder(many.path().toStdString(), batch, 100);
        auto config = longRun();
        config.data.root = many.path().toStdString();
        config.data.trainImages = 0;
        config.run.batchSize = batch;
        config.data.mixup = 0.7;  // prevents micro-batches
        w->experimentPage()->form()->setConfig(config);
        {
            const test::LimitedMemory limited(1'500'000'000);
            QVERIFY(limited.held());
            action(*w, "start")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy() && w->messageBar()->isVisible(), timeout);
        }
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("Not enough memory on cpu")),
                 qPrintable(w->messageBar()->text()));
        QPushButton* smaller = nullptr;
        for (auto* button : w->messageBar()->findChildren<QPushButton*>())
            if (button->text().contains(QStringLiteral("8192")))
                smaller = button;
        QVERIFY(smaller);
        smaller->click();
        QVERIFY(w->shownRun().isEmpty());
        QCOMPARE(w->experimentPage()->form()->config().run.batchSize, 8192);
        QCOMPARE(w->experimentPage()->form()->config().optimizer.accumulateBatches, 2);
        QVERIFY(action(*w, "start")->isEnabled());
    }

    void batchThatFitsIsOffered() {
        auto w = window();
        auto config = longRun();
        config.run.batchSize = 96;
        config.optimizer.accumulateBatches = 2;
        w->experimentPage()->form()->setConfig(config);
        workbench::TrainingOutcome outcome;
        outcome.message = QStringLiteral("Not enough memory on cuda:0");
        outcome.outOfMemory = true;
        outcome.batchThatFits = 32;
        Q_EMIT w->worker()->ended(outcome);
        QPushButton* smaller = nullptr;
        for (auto* button : w->messageBar()->findChildren<QPushButton*>())
            if (button->text().contains(QStringLiteral("batch size 32, which is likely to fit, and 3 times")))
                smaller = button;
        QVERIFY(smaller);
        smaller->click();
        QCOMPARE(w->experimentPage()->form()->config().run.batchSize, 32);
        QCOMPARE(w->experimentPage()->form()->config().optimizer.accumulateBatches, 6);
    }

    void runIsTrainedPausedStoppedReopenedAndResumed() {
        QString path;
        std::int64_t stoppedAt = 0;
        QMap<QString, int> points;
        {
            auto w = window();
            start(*w);
            path = w->shownRun();
            QVERIFY(w->experimentPage()->form()->isReadOnly());
            for (const char* name : panelNames)
                QTRY_VERIFY2_WITH_TIMEOUT(!panel(*w, name)->isEmpty(), name, timeout);

            action(*w, "pause")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().state == RunState::Paused, timeout);
            const auto pausedAt = step(*w);
            QTest::qWait(400);
            QCOMPARE(step(*w), pausedAt);
            QVERIFY(action(*w, "resume")->isEnabled());
            action(*w, "resume")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(step(*w) > pausedAt, timeout);

            action(*w, "checkpoint")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path + QStringLiteral("/checkpoints/latest.pt")), timeout);
            stop(*w);
            QTRY_COMPARE_WITH_TIMEOUT(int(w->runData()->status().state), int(RunState::Interrupted), timeout);
            stoppedAt = step(*w);
            QVERIFY(stoppedAt > pausedAt);
            // Wait until the values of the last step are plotted.
            QTRY_VERIFY_WITH_TIMEOUT(
                w->runData()->series("loss/total") &&
                    std::int64_t(w->runData()->series("loss/total")->steps.last()) == stoppedAt - 1,
                timeout);
            QTest::qWait(600);
            for (const char* name : panelNames)
                points[QString::fromLatin1(name)] = panel(*w, name)->pointCount();
            QVERIFY(w->close());
        }
        auto w = window();
        w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->setCurrentIndex(1);
        QTRY_COMPARE_WITH_TIMEOUT(w->runList()->count(), 1, timeout);
        auto* list = w->findChild<QListView*>(QStringLiteral("runList"));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QCOMPARE(w->shownRun(), path);
        for (const char* name : panelNames)
            QTRY_COMPARE_WITH_TIMEOUT(panel(*w, name)->pointCount(), points[QString::fromLatin1(name)], timeout);
        QTRY_VERIFY(w->experimentPage()->form()->config() == longRun());
        QVERIFY(w->experimentPage()->form()->isReadOnly());

        QTRY_VERIFY(action(*w, "resume")->isEnabled());
        action(*w, "resume")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->worker()->isBusy() && step(*w) > stoppedAt, timeout);
        stop(*w);
        QTRY_COMPARE_WITH_TIMEOUT(int(w->runData()->status().state), int(RunState::Interrupted), timeout);
        // Every step of both parts is recorded exactly once.
        const auto* loss = w->runData()->series("loss/total");
        QTRY_COMPARE_WITH_TIMEOUT(std::int64_t(loss->steps.last()), step(*w) - 1, timeout);
        QVERIFY(std::adjacent_find(loss->steps.begin(), loss->steps.end(), std::greater_equal<>()) ==
                loss->steps.end());
        QCOMPARE(loss->steps.size(), qsizetype(step(*w)));
    }

    void steeringChangesTheRunningExperiment() {
        auto w = window();
        QVERIFY(!action(*w, "steer")->isEnabled());
        start(*w);
        const QString path = w->shownRun();
        action(*w, "steer")->trigger();
        auto* bar = w->steeringBar();
        QTRY_VERIFY(bar->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(bar->field("run.epochs")->text(), QStringLiteral("500"), timeout);
        auto* rate = bar->field("optimizer.learning_rate");
        rate->setText(QStringLiteral("0.00125"));
        Q_EMIT rate->textEdited(rate->text());
        QVERIFY(bar->applyButton()->isEnabled());
        bar->applyButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series("changed/optimizer.learning_rate"), timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!bar->applyButton()->isEnabled(), timeout);  // in effect
        QTRY_VERIFY_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate == 0.00125, timeout);
        stop(*w);
        QVERIFY(!bar->isVisible());
        QVERIFY(telemetry::readConfig(path.toStdString()).optimizer.learningRate != 0.00125);  // as started
        QCOMPARE(telemetry::readConfigInForce(path.toStdString()).optimizer.learningRate, 0.00125);
    }

    void anotherRunCanBeShownDuringTraining() {
        const auto old = std::filesystem::path(runs().toStdString()) / "old";
        telemetry::RunDirectory::create(old, longRun());
        auto w = window();
        start(*w);
        const QString trained = w->shownRun();
        w->showRun(QString::fromStdString(old.string()));
        QVERIFY(w->worker()->isBusy());
        QVERIFY(!action(*w, "resume")->isEnabled());
        auto* back = w->findChild<QToolButton*>(QStringLiteral("statusTraining"));
        QTRY_VERIFY(back->isVisible());
        QTRY_COMPARE(w->runData()->status().step, 0);
        back->click();
        QCOMPARE(w->shownRun(), trained);
        QTRY_VERIFY_WITH_TIMEOUT(!panel(*w, "lossPanel")->isEmpty(), timeout);
        stop(*w);
    }

    void windowStaysResponsiveDuringTraining() {
        auto w = window();
        start(*w);
        // A timer every 10 ms: its gaps are the pauses a user would notice.
        std::vector<qint64> gaps;
        QElapsedTimer since;
        QTimer heart;
        heart.setTimerType(Qt::PreciseTimer);
        connect(&heart, &QTimer::timeout, this, [&] { gaps.push_back(since.restart()); });
        since.start();
        heart.start(10);
        QTest::qWait(3000);
        heart.stop();
        stop(*w);
        std::ranges::sort(gaps);
        const auto at = [&](double share) { return gaps[std::size_t(double(gaps.size() - 1) * share)]; };
        qInfo("gaps between heartbeats: median %lld ms, 99 %% %lld ms, longest %lld ms", at(0.5), at(0.99), at(1));
        QVERIFY(at(0.5) < 50);
        QVERIFY2(at(0.95) < 150, "the window stalls during training");  // generous: the machine may be busy
    }

    void newFromThisEditsACopy() {
        const auto old = std::filesystem::path(runs().toStdString()) / "old";
        telemetry::RunDirectory::create(old, longRun());
        auto w = window();
        w->showRun(QString::fromStdString(old.string()));
        QTRY_VERIFY(w->experimentPage()->form()->config() == longRun());
        // Start acts on the experiment in the form, and says so.
        QVERIFY(action(*w, "start")->isEnabled());
        QVERIFY2(action(*w, "start")->toolTip().contains(QStringLiteral("not the run shown")),
                 qPrintable(action(*w, "start")->toolTip()));
        QVERIFY(action(*w, "start")->text() != QStringLiteral("&Start"));
        QCOMPARE(action(*w, "start")->iconText(), QStringLiteral("Start"));
        w->findChild<QPushButton*>(QStringLiteral("newFromThis"))->click();
        QCOMPARE(action(*w, "start")->text(), QStringLiteral("&Start"));
        QVERIFY(w->shownRun().isEmpty());
        QVERIFY(!w->experimentPage()->form()->isReadOnly());
        QVERIFY(w->experimentPage()->form()->config() == longRun());
        QVERIFY(action(*w, "start")->isEnabled());
    }

    void closingDuringTrainingAsksAndWritesACheckpoint() {
        auto w = window();
        start(*w);
        const QString path = w->shownRun();
        const auto answer = [](const QString& button) {
            QTimer::singleShot(200, qApp, [button] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QVERIFY(box);
                for (auto* each : box->buttons())
                    if (each->text() == button)
                        each->click();
            });
        };
        answer(QStringLiteral("Keep training"));
        QVERIFY(!w->close());
        QVERIFY(w->isVisible() && w->worker()->isBusy() && !w->worker()->isStopping());
        answer(QStringLiteral("Stop and close"));
        w->close();
        QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), timeout);
        QVERIFY(!w->worker()->isBusy());
        QVERIFY(QFile::exists(path + QStringLiteral("/checkpoints/latest.pt")));
        QVERIFY(telemetry::readStatus(path.toStdString())->state == RunState::Interrupted);
        QVERIFY(!telemetry::isInUse(path.toStdString()));
    }

    void stopSignalsCloseTheWindow_data() {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void stopSignalsCloseTheWindow() {
        QFETCH(int, number);
        workbench::StopSignals signals_;
        auto w = window();
        connect(&signals_, &workbench::StopSignals::received, w.get(), &MainWindow::stopAndClose);
        ::raise(number);
        QTRY_VERIFY(!w->isVisible());
    }

    void runOfAnotherProcessIsShownLiveAndCannotBeResumed() {
        auto config = longRun();
        const auto path = std::filesystem::path(runs().toStdString()) / "theirs";
        auto theirs = telemetry::RunDirectory::create(path, config);  // holds the lock
        telemetry::RunStatus status;
        status.state = RunState::Running;
        status.step = 7;
        status.steps = 100;
        theirs.writeStatus(status);
        telemetry::EventWriter events(path);
        events.write({{"loss/total", 7, 1.0, telemetry::Scalar{2.5}}});

        auto w = window();
        w->openSource(QString::fromStdString(path.string()));
        QTRY_VERIFY(w->runData()->series("loss/total") && w->runData()->series("loss/total")->values.last() == 2.5);
        events.write({{"loss/total", 8, 2.0, telemetry::Scalar{2.25}}});
        QTRY_COMPARE(w->runData()->series("loss/total")->values.last(), 2.25);
        QTRY_VERIFY(w->messageBar()->isVisible());
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("in use")), qPrintable(w->messageBar()->text()));
        QVERIFY(!action(*w, "resume")->isEnabled());

        // The engine refuses even a direct request, and the window reports it.
        w->worker()->resumeRun(QString::fromStdString(path.string()));
        QTRY_VERIFY(!w->worker()->isBusy());
        QTRY_COMPARE(int(w->messageBar()->kind()), int(widgets::MessageBar::Kind::Error));
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("use")), qPrintable(w->messageBar()->text()));
        QCOMPARE(telemetry::readStatus(path)->step, 7);  // unchanged
    }

    void draftIsRestoredAfterClosing() {
        auto edited = longRun();
        edited.run.epochs = 77;
        {
            auto w = window();
            w->experimentPage()->form()->setConfig(edited);
            QVERIFY(w->isWindowModified());
            w->close();
        }
        auto w = window();
        QVERIFY(w->experimentPage()->form()->config() == edited);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestWorkbench test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_workbench.moc"
