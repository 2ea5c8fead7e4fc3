// A queue that runs several rows at a time, from the Sweeps page: real processes.
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QtTest>

#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/ScheduledQueues.h"
#include "tests/app/WindowFixture.h"
#include "training/scheduler/QueueState.h"
#include "training/sweeps/Queue.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueuePlanBar.h"
#include "widgets/sweeps/QueueView.h"

using namespace isonet;
using sweeps::RowState;
using workbench::MainWindow;

class TestScheduledQueue : public QObject, private WindowFixture {
    Q_OBJECT

    // Rows of a few steps, or endless ones.
    QString makeQueue(int rows, int epochs) const {
        sweeps::Sweep sweep;
        sweep.name = "pair";
        for (int i = 0; i < rows; ++i) {
            sweeps::SweepRow row;
            row.label = std::string(1, char('a' + i));
            row.name = "small";
            row.method = "small";
            row.config = longRun();
            row.config.run.epochs = epochs;
            row.config.optimizer.learningRate = 0.01 * (i + 1);
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        const auto folder = std::filesystem::path(runs().toStdString()) / "pair";
        sweeps::Queue::create(folder, sweep);
        return QString::fromStdString(folder.string());
    }
    static workbench::ScheduledQueues& scheduled(MainWindow& w) {
        return w.findChild<workbench::QueueController*>()->scheduled();
    }
    // On the Sweeps page, with the queue chosen.
    static void show(MainWindow& w, const QString& folder) {
        scheduled(w).setProgram(QStringLiteral(ISONET_PROGRAM));
        w.showPage(MainWindow::Page::Sweeps);
        w.sweepsPage()->showQueue(folder);
        QTRY_VERIFY_WITH_TIMEOUT(w.sweepsPage()->view()->model()->rowCount() > 0, timeout);
    }
    static RowState state(MainWindow& w, int row) { return w.sweepsPage()->view()->model()->result(row).state; }
    static QAction* act(MainWindow& w, const char* name) {
        return w.sweepsPage()->findChild<QAction*>(QString::fromLatin1(name));
    }
    static void chooseSlots(MainWindow& w, const QString& folder, const QString& text) {
        auto* box = w.sweepsPage()->view()->planBar()->findChild<QComboBox*>(QStringLiteral("queueSlots"));
        box->setEditText(text);
        QTest::keyClick(box->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(scheduler::readQueueState(folder.toStdString()).slots, text.toStdString(), timeout);
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_scheduledqueue")); }
    void init() { resetFixture(); }

    void rowsTrainAsProcesses() {
        const QString folder = makeQueue(2, 1);
        auto w = window();
        show(*w, folder);
        chooseSlots(*w, folder, QStringLiteral("cpu:1"));
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(scheduled(*w).running(folder), timeout);
        QVERIFY(!w->worker()->isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!scheduled(*w).running(folder), 3 * timeout);
        for (int row = 0; row < 2; ++row) {
            QTRY_COMPARE_WITH_TIMEOUT(int(state(*w, row)), int(RowState::Finished), timeout);
            const auto run = w->sweepsPage()->view()->model()->result(row).run;
            QVERIFY(std::filesystem::exists(run / "launch.json"));
        }
        QVERIFY(QFile::exists(folder + QStringLiteral("/results.md")));
    }

    // Like isonet-workbench QUEUE --start.
    void aQueueNamedAtTheStartIsRun() {
        const QString folder = makeQueue(1, 5000);
        scheduler::changeQueueState(folder.toStdString(), [](auto& state) { state.slots = "cpu:1"; });
        auto w = window();
        scheduled(*w).setProgram(QStringLiteral(ISONET_PROGRAM));
        w->openAndStart(folder);
        QTRY_VERIFY_WITH_TIMEOUT(scheduled(*w).running(folder), timeout);
        QVERIFY(!w->worker()->isBusy());
        QTRY_COMPARE_WITH_TIMEOUT(int(w->page()), int(MainWindow::Page::Sweeps), timeout);
        scheduled(*w).stop(folder);
        QTRY_VERIFY_WITH_TIMEOUT(!scheduled(*w).running(folder), 3 * timeout);
    }

    void stoppingWritesCheckpointsAndResumingContinues() {
        const QString folder = makeQueue(1, 5000);
        auto w = window();
        show(*w, folder);
        chooseSlots(*w, folder, QStringLiteral("cpu:1"));
        act(*w, "queueRun")->trigger();
        const auto step = [&] { return w->sweepsPage()->view()->model()->result(0).step; };
        QTRY_VERIFY_WITH_TIMEOUT(state(*w, 0) == RowState::Running && step() > 0, timeout);
        act(*w, "queuePause")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(scheduler::readQueueState(folder.toStdString()).paused, timeout);
        QCOMPARE(int(state(*w, 0)), int(RowState::Running));  // only waiting rows are held back
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), timeout);
        act(*w, "queueStop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!scheduled(*w).running(folder), 3 * timeout);
        QTRY_COMPARE_WITH_TIMEOUT(int(state(*w, 0)), int(RowState::Interrupted), timeout);
        const auto stopped = step();
        QVERIFY(stopped > 0);
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), timeout);
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(state(*w, 0) == RowState::Running && step() > stopped, timeout);
        QVERIFY(!scheduler::readQueueState(folder.toStdString()).paused);
        act(*w, "queueStop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!scheduled(*w).running(folder), 3 * timeout);
    }

    void slotsThatCannotBeReadAreRefused() {
        const QString folder = makeQueue(1, 1);
        auto w = window();
        show(*w, folder);
        auto* box = w->sweepsPage()->view()->planBar()->findChild<QComboBox*>(QStringLiteral("queueSlots"));
        box->setEditText(QStringLiteral("gpu:7"));
        QTest::keyClick(box->lineEdit(), Qt::Key_Return);
        auto* problem = w->sweepsPage()->view()->planBar()->findChild<QLabel*>(QStringLiteral("fieldMessage"));
        QVERIFY2(problem->text().contains(QStringLiteral("gpu:7")), qPrintable(problem->text()));
        QVERIFY(scheduler::readQueueState(folder.toStdString()).slots.empty());
    }
};

QTEST_MAIN(TestScheduledQueue)
#include "tst_scheduledqueue.moc"
