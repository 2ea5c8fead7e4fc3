// How a queue is run, as the Sweeps page shows and edits it: rows at a time, retries, priorities, estimates. Nothing is
// trained.
#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "tests/widgets/QueueTable.h"
#include "widgets/common/Theme.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueuePlanBar.h"
#include "widgets/sweeps/QueueView.h"

using namespace isonet;
using namespace isonet::widgets;
using sweeps::RowState;

namespace {

// queueTable() with priorities, failures and estimates. Outside of the class, where moc would take `slots` for its
// keyword.
QueueEntry planned() {
    QueueEntry queue = queueTable();
    queue.plan.slots = QStringLiteral("cpu:2");
    queue.plan.retries = 2;
    queue.plan.rows.resize(6);
    queue.plan.rows[3].failures = {QStringLiteral("out of memory"), QStringLiteral("the disk is full")};
    queue.plan.rows[3].exhausted = true;
    queue.plan.rows[4].priority = -1;
    queue.plan.rows[4].secondsLeft = 120;
    queue.plan.rows[4].basis = QStringLiteral("2,000 steps of 0.06 s, as measured in the row a");
    queue.plan.rows[5].priority = 3;
    queue.plan.secondsLeft = 600;
    return queue;
}

}  // namespace

class TestQueuePlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void thePlanIsShownWithItsReasonsAndEstimates() {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQueue(planned());
        QCOMPARE(cell(model, 5, QueueModel::State), QStringLiteral("Waiting, priority 3"));
        QCOMPARE(cell(model, 4, QueueModel::Time), QStringLiteral("about 2 min 00 s"));
        const auto timeTip = [&](int row) {
            return model.index(row, QueueModel::Time).data(Qt::ToolTipRole).toString();
        };
        QVERIFY2(timeTip(4).contains("measured in the row a"), qPrintable(timeTip(4)));
        QVERIFY2(timeTip(5).contains("No estimate yet"), qPrintable(timeTip(5)));
        const QString tip = model.index(3, model.outcomeColumn()).data(Qt::ToolTipRole).toString();
        for (const char* part : {"Try 1 failed: out of memory", "Try 2 failed: the disk is full", "Retry"})
            QVERIFY2(tip.contains(QString::fromLatin1(part)), qPrintable(tip));
        QCOMPARE(progressOf(planned()).secondsLeft, 600.0);
        // Two rows run at a time: the progress counts both.
        QueueEntry two = planned();
        two.results[4].state = RowState::Running;
        two.results[4].step = 100, two.results[4].steps = 200;
        QCOMPARE(progressOf(two).finishedPart, (2 + 0.25 + 0.5) / 6);
    }

    void thePlanIsEditedWithTheKeyboard() {
        QueueView view;
        view.setQueue(planned());
        view.resize(1000, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto* bar = view.planBar();
        auto* slotBox = bar->findChild<QComboBox*>(QStringLiteral("queueSlots"));
        auto* retries = bar->findChild<QSpinBox*>(QStringLiteral("queueRetries"));
        QCOMPARE(slotBox->currentText(), QStringLiteral("cpu:2"));
        QCOMPARE(retries->value(), 2);
        QSignalSpy chosen(bar, &QueuePlanBar::slotsChosen), retried(bar, &QueuePlanBar::retriesChosen);
        slotBox->lineEdit()->selectAll();
        QTest::keyClicks(slotBox->lineEdit(), QStringLiteral("cuda:0-3"));
        QTest::keyClick(slotBox->lineEdit(), Qt::Key_Return);
        QCOMPARE(chosen.value(0).value(0).toString(), QStringLiteral("cuda:0-3"));
        QTest::keyClick(retries, Qt::Key_Up);
        QCOMPARE(retried.value(0).value(0).toInt(), 3);
        // What another process stores is shown, and is no edit.
        QueueEntry other = planned();
        other.folder += QStringLiteral("-other");
        other.plan.slots.clear();
        other.plan.retries = 0;
        view.setQueue(other);
        QCOMPARE(slotBox->currentText(), QStringLiteral("one, in this window"));
        QCOMPARE(retried.size(), 1);
        bar->setProblem(QStringLiteral("cpu:99: more slots than cores"));
        QVERIFY(bar->findChild<QLabel*>(QStringLiteral("fieldMessage"))->text().contains(QStringLiteral("cpu:99")));
    }

    void prioritiesAndRetriesAreRequestedForTheSelectedRows() {
        QueueView view;
        view.setQueue(planned());
        QSignalSpy priority(view.actions(), &QueueActions::priorityRequested),
            retry(view.actions(), &QueueActions::retryRequested);
        view.selectRow(4);
        QVERIFY(!action(view, "queueRetry")->isEnabled());
        action(view, "queueRaise")->trigger();
        QCOMPARE(priority.value(0).value(1).toInt(), 1);
        view.selectRow(0);
        QVERIFY(!action(view, "queueRaise")->isEnabled());  // finished
        view.selectRow(3);
        QVERIFY(action(view, "queueRetry")->isEnabled());
        action(view, "queueRetry")->trigger();
        QCOMPARE(retry.value(0).value(0).toStringList(), QStringList{QString::fromStdString(view.model()->row(3).id)});
    }

    void severalRowsPauseByHoldingTheOthers() {
        QueueView view;
        view.setQueue(planned());
        QueueActivity activity;
        activity.severalRows = true;
        activity.kind = QueueActivity::Kind::Running;
        view.setActivity(activity);
        QVERIFY(action(view, "queuePause")->isEnabled());
        QVERIFY(action(view, "queuePause")->toolTip().contains(QStringLiteral("no waiting row")));
        QVERIFY(!action(view, "queuePauseAfter")->isEnabled());
        activity.kind = QueueActivity::Kind::Holding;
        view.setActivity(activity);
        QVERIFY(!action(view, "queuePause")->isEnabled());
        QVERIFY(action(view, "queueRun")->isEnabled());
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("progressText"))->text().contains(QStringLiteral("held back")));
    }
};

QTEST_MAIN(TestQueuePlan)
#include "tst_queueplan.moc"
