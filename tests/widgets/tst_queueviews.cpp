// Queue views: the table of rows with the paper's results, reordering, enabled actions, and the dialog for new queues.
// Nothing is trained.
#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QtTest>

#include "tests/widgets/QueueTable.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/Theme.h"
#include "widgets/sweeps/QueueList.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueueView.h"
#include "widgets/sweeps/ScaleForm.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/SweepDialog.h"
#include "widgets/sweeps/SweepForm.h"
#include "widgets/sweeps/ValueText.h"

using namespace isonet;
using namespace isonet::widgets;
using sweeps::RowState;

class TestQueueViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void aPausedRowSaysSo() {
        QueueModel model;
        model.setQueue(queueTable());
        QCOMPARE(cell(model, 2, QueueModel::State), QStringLiteral("Running"));
        telemetry::RunStatus status;
        status.state = telemetry::RunState::Paused;
        status.step = 50, status.steps = 200;
        model.setStatus(QString::fromStdString(model.result(2).run.string()), status);
        QCOMPARE(cell(model, 2, QueueModel::State), QStringLiteral("Paused"));
        QVERIFY(model.index(2, QueueModel::State).data(QueueModel::PausedRole).toBool());
        QCOMPARE(cell(model, 2, model.outcomeColumn()), QStringLiteral("paused, step 50 of 200"));
        status.state = telemetry::RunState::Running;
        model.setStatus(QString::fromStdString(model.result(2).run.string()), status);
        QCOMPARE(cell(model, 2, QueueModel::State), QStringLiteral("Running"));
    }

    void withoutThePaperAColumnIsNamedByItsMetric() {
        auto queue = queueTable();
        for (auto& row : queue.sweep.rows) {
            row.paper.clear();
            row.paperDepth = 0;
            row.paperFailed = false;
        }
        QueueModel model;
        model.setQueue(queue);
        QCOMPARE(model.headerData(QueueModel::Fixed, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("top-1"));
    }

    void resultsAreShownNextToThePaper() {
        QueueModel model;
        model.setQueue(queueTable());
        QCOMPARE(model.columnCount(), QueueModel::Fixed + 6);
        const int here = QueueModel::Fixed, paper = here + 1;
        QCOMPARE(model.headerData(here, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("top-1 here"));
        QCOMPARE(cell(model, 0, here), QStringLiteral("81.25"));
        QCOMPARE(cell(model, 0, paper), QStringLiteral("73.29"));
        QCOMPARE(cell(model, 1, here), QStringLiteral("12.50 N/A"));
        QCOMPARE(model.index(1, here).data(QueueModel::MeasuredRole).toString(), QStringLiteral("12.50"));
        QVERIFY(model.index(0, here).data(QueueModel::MeasuredRole).toString().isEmpty());
        QVERIFY(model.index(1, here).data(Qt::ToolTipRole).toString().contains(QStringLiteral("12.50")));
        QVERIFY(cell(model, 1, model.outcomeColumn()).contains(QStringLiteral("below 40")));
        QCOMPARE(cell(model, 2, here), QStringLiteral("40.50"));  // preliminary
        QVERIFY(model.index(2, here).data(Qt::ForegroundRole).isValid());
        QVERIFY(!model.index(0, here).data(Qt::ForegroundRole).isValid());
        QCOMPARE(cell(model, 2, QueueModel::Progress), QStringLiteral("25 %"));
        QCOMPARE(cell(model, 2, QueueModel::Time), QStringLiteral("30 s left"));
        QVERIFY(cell(model, 3, model.outcomeColumn()).startsWith(QStringLiteral("failed: out of memory")));
        QCOMPARE(cell(model, 4, here), QString());
        QVERIFY(model.index(0, QueueModel::Method)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("model.shortcut: true")));

        QueueEntry tested = queueTable();
        tested.sweep.rows[0].config.data.testSplit = true;
        tested.results[0].test = 79.5;
        tested.results[0].deviation = 0.25;
        tested.results[0].step = 50;
        tested.results[0].secondsTrained = 2;
        model.setQueue(tested);
        QCOMPARE(model.columnCount(), QueueModel::Fixed + 7);
        const int test = model.measureColumn("test_top1"), deviation = model.measureColumn("mean_deviation"),
                  step = model.measureColumn("step_milliseconds");
        QCOMPARE(model.headerData(test, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Test top-1"));
        QCOMPARE(cell(model, 0, test), QStringLiteral("79.50"));
        QCOMPARE(cell(model, 2, test), QString());
        QCOMPARE(model.headerData(deviation, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Deviation"));
        QCOMPARE(cell(model, 0, deviation), QStringLiteral("0.25"));
        QVERIFY(model.index(0, deviation).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Conv(A, A)")));
        QCOMPARE(cell(model, 2, deviation), QString());
        QCOMPARE(cell(model, 0, step), QStringLiteral("40"));
        QCOMPARE(cell(model, 0, paper), QStringLiteral("73.29"));
        // Diverged: nothing was measured.
        auto diverged = queueTable();
        diverged.results[1].metrics = {-1};
        model.setQueue(diverged);
        QCOMPARE(cell(model, 1, here), QStringLiteral("N/A"));

        // Without the paper's values there is no column for them.
        auto own = queueTable();
        for (auto& row : own.sweep.rows) {
            row.paper.clear();
            row.paperFailed = false;
            row.paperDepth = 0;
        }
        model.setQueue(own);
        QCOMPARE(model.columnCount(), QueueModel::Fixed + 5);
        QCOMPARE(cell(model, 0, here), QStringLiteral("81.25"));
        QCOMPARE(model.measureColumn("mean_deviation"), here + 1);
        QCOMPARE(model.index(1, here).data(QueueModel::MeasuredRole).toString(), QStringLiteral("12.50"));
        QVERIFY(model.index(1, here + 1).data(QueueModel::MeasuredRole).toString().isEmpty());

        QueueEntry detectors;
        detectors.folder = QStringLiteral("/runs/table6");
        detectors.sweep = *sweeps::findPaperTable("table6");
        detectors.results.resize(4);
        detectors.results[1].state = RowState::Finished;
        detectors.results[1].metrics = {30.04, 27.96};
        model.setQueue(detectors);
        QCOMPARE(model.columnCount(), QueueModel::Fixed + 8);
        QCOMPARE(cell(model, 1, here), QStringLiteral("30.0"));
        QCOMPARE(cell(model, 1, paper), QStringLiteral("36.2"));
        QCOMPARE(cell(model, 1, here + 2), QStringLiteral("28.0"));
        QCOMPARE(cell(model, 1, here + 3), QStringLiteral("33.0"));
    }

    void modelIsConsistentThroughChanges() {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQueue(queueTable());
        telemetry::RunStatus status;
        status.state = telemetry::RunState::Running;
        status.step = 100;
        status.steps = 200;
        model.setStatus(QString::fromStdString(model.result(2).run.string()), status);
        auto queue = queueTable();
        queue.results[4].state = RowState::Running;
        model.setQueue(queue);  // same rows
        queue.sweep.rows.pop_back();
        queue.results.pop_back();
        model.setQueue(queue);  // row removed
        QCOMPARE(model.rowCount(), 5);
        queue.folder = QStringLiteral("/runs/table6");
        queue.sweep = *sweeps::findPaperTable("table6");
        queue.results.assign(queue.sweep.rows.size(), {});
        model.setQueue(queue);  // other rows and columns
        QCOMPARE(model.columnCount(), QueueModel::Fixed + 8);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void progressCountsRowsAndHasThePlansTime() {
        auto queue = queueTable();
        const auto p = progressOf(queue);
        QCOMPARE(p.rows, 6);
        QCOMPARE(p.done, 2);
        QCOMPARE(p.failed, 1);
        QCOMPARE(p.running, 2);
        QCOMPARE(p.secondsLeft, -1.0);
        QCOMPARE(queueSummary(queue), QStringLiteral("2 of 6 runs done, 1 failed"));
        queue.plan.secondsLeft = 150;
        QCOMPARE(progressOf(queue).secondsLeft, 150.0);
        for (auto& result : queue.results)
            result.state = RowState::Finished;
        QCOMPARE(progressOf(queue).secondsLeft, -1.0);
    }

    void waitingRowsMoveByKeysAndMouse() {
        QueueView view;
        view.resize(900, 400);
        view.setQueue(queueTable());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.table()->setFocus();
        QSignalSpy moved(view.actions(), &QueueActions::moveRequested);
        view.selectRow(4);
        QTest::keyClick(view.table(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.takeFirst(), (QList<QVariant>{4, 3}));
        view.selectRow(5);
        QTest::keyClick(view.table(), Qt::Key_Down, Qt::AltModifier);  // last row
        view.selectRow(0);
        QTest::keyClick(view.table(), Qt::Key_Down, Qt::AltModifier);  // done
        QCOMPARE(moved.size(), 0);

        auto* model = view.model();
        QVERIFY(model->flags(model->index(5, 0)) & Qt::ItemIsDragEnabled);
        QVERIFY(!(model->flags(model->index(0, 0)) & Qt::ItemIsDragEnabled));
        const std::unique_ptr<QMimeData> dragged(model->mimeData({model->index(5, 0)}));
        model->dropMimeData(dragged.get(), Qt::MoveAction, 3, 0, {});
        QCOMPARE(moved.takeFirst(), (QList<QVariant>{5, 3}));
        const std::unique_ptr<QMimeData> upper(model->mimeData({model->index(4, 0)}));
        model->dropMimeData(upper.get(), Qt::MoveAction, 6, 0, {});
        QCOMPARE(moved.takeFirst(), (QList<QVariant>{4, 5}));
        model->dropMimeData(upper.get(), Qt::MoveAction, 5, 0, {});  // already there
        QCOMPARE(moved.size(), 0);
        QCOMPARE(model->rowCount(), 6);
    }

    void actionsFollowTheState() {
        QueueView view;
        view.setQueue(queueTable());
        QVERIFY(action(view, "queueRun")->isEnabled());
        QCOMPARE(action(view, "queueRun")->text(), QStringLiteral("Resume"));
        QVERIFY(!action(view, "queuePause")->isEnabled() && !action(view, "queueStop")->isEnabled());
        QVERIFY(action(view, "queueWatch")->isEnabled());
        view.setActivity({QueueActivity::Kind::Running, {}});
        QVERIFY(!action(view, "queueRun")->isEnabled());
        QVERIFY(action(view, "queuePause")->isEnabled() && action(view, "queuePauseAfter")->isEnabled());
        view.setActivity({QueueActivity::Kind::Paused, {}});
        QVERIFY(action(view, "queueRun")->isEnabled());
        view.setActivity({QueueActivity::Kind::Idle, QStringLiteral("small is running. Stop it first.")});
        QVERIFY(!action(view, "queueRun")->isEnabled());
        QCOMPARE(action(view, "queueRun")->toolTip(), QStringLiteral("small is running. Stop it first."));
        auto elsewhere = queueTable();
        elsewhere.inUse = true;
        view.setActivity({});
        view.setQueue(elsewhere);
        QVERIFY(!action(view, "queueRun")->isEnabled());
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("progressText"))
                    ->text()
                    .contains(QStringLiteral("another process")));

        view.selectRow(2);  // running
        QVERIFY(!action(view, "queueRemove")->isEnabled() && !action(view, "queueAgain")->isEnabled());
        QVERIFY(action(view, "queueOpen")->isEnabled());
        view.selectRow(4);  // waiting
        QVERIFY(action(view, "queueRemove")->isEnabled() && !action(view, "queueOpen")->isEnabled());
        view.selectRow(3);  // failed
        QVERIFY(action(view, "queueAgain")->isEnabled());
        const auto status = [] {
            telemetry::RunStatus now;
            now.state = telemetry::RunState::Running;
            now.step = 100;
            now.steps = 200;
            return now;
        }();
        view.setStatus(QString::fromStdString(view.model()->result(2).run.string()), status);
        QCOMPARE(cell(*view.model(), 2, QueueModel::Progress), QStringLiteral("50 %"));
        QCOMPARE(view.selectedRows(), QList<int>{3});
    }

    void anUnreadableQueueShowsTheReason() {
        QueueView view;
        QueueEntry queue;
        queue.folder = QStringLiteral("/runs/broken");
        queue.problem = QStringLiteral("experiment.yaml:3: rows: accepted: a list of rows");
        view.setQueue(queue);
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("queueProblem"))
                    ->text()
                    .contains(QStringLiteral("experiment.yaml:3")));
        QVERIFY(view.table()->isHidden());
        QVERIFY(!action(view, "queueRun")->isEnabled());
    }

    void theListKeepsItsSelection() {
        QueueList list;
        QSignalSpy chosen(&list, &QueueList::chosen);
        auto one = queueTable(), two = queueTable();
        two.folder = QStringLiteral("/runs/other");
        list.setQueues({one, two});
        list.select(two.folder);
        QCOMPARE(list.selected(), two.folder);
        chosen.clear();
        list.setQueues({two, one});  // changed last
        QCOMPARE(list.selected(), two.folder);
        QVERIFY(chosen.isEmpty());
        list.setQueues({one});
        QVERIFY(list.selected() != two.folder);
        QCOMPARE(chosen.size(), 1);
    }

    void aPaperTableIsSelectedAndScaled() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showTable(QStringLiteral("table1"));
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{7});
        QCOMPARE(dialog.sweep()->rows[0].config.data.dataset, std::string("fashion-mnist"));
        QCOMPARE(dialog.preview()->rowCount(), 7);
        QCOMPARE(dialog.preview()->item(3, 1)->text(), QStringLiteral("Vanilla with SReLU"));  // not an ISONet
        QCOMPARE(dialog.preview()->item(3, 2)->text(), QStringLiteral("20"));
        // The batch of small images, not the 256 of the table.
        auto* batch = dialog.findChild<QLineEdit*>(QStringLiteral("scaleBatch"));
        QCOMPARE(batch->placeholderText(), QStringLiteral("128"));
        QCOMPARE(dialog.sweep()->rows[0].config.run.batchSize, 128);
        for (auto* button : dialog.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("As in the paper"))
                button->click();
        QCOMPARE(batch->placeholderText(), QStringLiteral("256"));
        dialog.showTable(QStringLiteral("table2"));
        dialog.showTable(QStringLiteral("table1"));
        dialog.rows()->item(1)->setCheckState(Qt::Unchecked);
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{6});
        QCOMPARE(dialog.sweep()->rows[1].label, std::string("c"));
        auto* depths = dialog.findChild<QLineEdit*>(QStringLiteral("scaleDepths"));
        auto* add = dialog.findChild<QPushButton*>(QStringLiteral("experimentAdd"));
        depths->setText(QStringLiteral("21"));
        QVERIFY(!dialog.sweep() && !add->isEnabled());
        QVERIFY2(dialog.problem().contains(QStringLiteral("depth is 21")), qPrintable(dialog.problem()));
        depths->setText(QStringLiteral("twenty"));
        QVERIFY2(dialog.problem().contains(QStringLiteral("'twenty'")), qPrintable(dialog.problem()));
        depths->setText(QStringLiteral("8, 14"));
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{12});
        QVERIFY(add->isEnabled());
        for (int i = 0; i < dialog.rows()->count(); ++i)
            dialog.rows()->item(i)->setCheckState(Qt::Unchecked);
        QVERIFY(dialog.problem().contains(QStringLiteral("No row is checked")));

        dialog.showTable(QStringLiteral("table6"));
        QVERIFY2(dialog.problem().contains(QStringLiteral("data.root")), qPrintable(dialog.problem()));
        QVERIFY(dialog.problem().startsWith(QStringLiteral("Data folder (data.root): ")));
        dialog.scale()->setRoot(QStringLiteral("/coco"));
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{2});  // 18 layers in place of 34
        QCOMPARE(dialog.sweep()->rows[0].config.detection.epochBatches, 100);
        QCOMPARE(dialog.findChild<QComboBox*>(QStringLiteral("scaleDataset"))->count(), 1);
    }

    void aSweepOfTheFormIsCreated() {
        SweepDialog dialog(sweeps::defaultPreset().config, QStringLiteral("/runs"));
        dialog.showSweep();
        QVERIFY(dialog.problem().contains(QStringLiteral("no setting selected")));
        dialog.form()->key(0)->setCurrentText(QStringLiteral("penalty.coefficient"));
        dialog.form()->values(0)->setText(QStringLiteral("0, 1e-5, 1e-4"));
        dialog.form()->key(1)->setCurrentText(QStringLiteral("run.seed"));
        dialog.form()->values(1)->setText(QStringLiteral("1, 2"));
        dialog.form()->name()->setText(QStringLiteral("gamma"));
        QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
        QCOMPARE(dialog.sweep()->rows.size(), std::size_t{6});
        QCOMPARE(dialog.sweep()->name, std::string("gamma"));
        dialog.findChild<QLineEdit*>(QStringLiteral("scaleEpochs"))->setText(QStringLiteral("1"));
        QCOMPARE(dialog.sweep()->rows[5].config.run.epochs, 1);
        dialog.form()->key(1)->setCurrentText(QStringLiteral("run.sead"));
        QVERIFY2(dialog.problem().contains(QStringLiteral("run.seed")), qPrintable(dialog.problem()));
        dialog.form()->key(1)->setCurrentText(QStringLiteral("run.seed"));
        dialog.form()->name()->setText(QStringLiteral("a/b"));
        QVERIFY(dialog.problem().contains(QStringLiteral("'a/b'")));
        QCOMPARE(splitValues(QStringLiteral("[1, 2], [] ,3")), (std::vector<std::string>{"[1, 2]", "[]", "3"}));
    }
};

QTEST_MAIN(TestQueueViews)
#include "tst_queueviews.moc"
