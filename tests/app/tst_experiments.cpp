// The page of experiments with the real engine: a sweep of the form made in the dialog, run, put in another order
// meanwhile, exported, found again; pausing, stopping and going on; what is told when a queue cannot be run.
#include <unistd.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTimer>
#include <QtTest>

#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/telemetry/RunLock.h"
#include "widgets/ExperimentDialog.h"
#include "widgets/MessageBar.h"
#include "widgets/QueueList.h"
#include "widgets/QueueModel.h"
#include "widgets/RunData.h"
#include "widgets/SweepForm.h"

using namespace isonet;
using experiments::RowState;
using workbench::MainWindow;

class TestExperiments : public QObject, private WindowFixture {
    Q_OBJECT
    QTemporaryDir data_;

    config::RunConfig small(int epochs = 1) const {
        auto config = test::smallConfig(data_.path().toStdString());
        config.run.epochs = epochs;
        config.telemetry.spectrumSteps = 0;
        return config;
    }
    // A queue that another program made, a row for each number of epochs.
    QString makeQueue(const std::vector<int>& epochs) const {
        config::Experiment experiment;
        experiment.name = "made";
        experiment.title = "Made elsewhere";
        for (const int count : epochs) {
            config::ExperimentRow row;
            row.label = std::string(1, char('a' + experiment.rows.size()));
            row.name = row.method = "isonet";
            row.paper = {70.5};
            row.paperDepth = 34;
            row.config = small(count);
            experiment.rows.push_back(row);
        }
        config::nameRows(experiment);
        const auto folder = std::filesystem::path(runs().toStdString()) / "made";
        experiments::Queue::create(folder, experiment);
        return QString::fromStdString(folder.string());
    }
    static QAction* act(MainWindow& w, const char* name) {
        auto* found = w.experimentsPage()->findChild<QAction*>(QString::fromLatin1(name));
        if (!found)
            qFatal("no action %s", name);
        return found;
    }
    static widgets::QueueModel& model(MainWindow& w) { return *w.experimentsPage()->view()->model(); }
    static RowState state(MainWindow& w, int row) { return model(w).result(row).state; }
    // In the dialog that comes next.
    static void inDialog(const std::function<void(widgets::ExperimentDialog&)>& use) {
        QTimer::singleShot(0, qApp, [use] {
            auto* dialog = qobject_cast<widgets::ExperimentDialog*>(QApplication::activeModalWidget());
            if (!dialog)
                qFatal("no dialog");
            use(*dialog);
        });
    }
    std::unique_ptr<MainWindow> windowOnQueue(const std::vector<int>& epochs) {
        makeQueue(epochs);
        auto w = window();
        action(*w, "experimentsPage")->trigger();
        return w;
    }

private Q_SLOTS:
    void initTestCase() {
        prepareApplication(QStringLiteral("tst_experiments"));
        test::writeFashionFolder(data_.path().toStdString(), 60, 40);
    }
    void init() { startAnew(); }

    void aSweepIsMadeRunReorderedExportedAndFoundAgain() {
        QStringList before;
        {
            auto w = window();
            w->experimentPage()->form()->setConfig(small());
            action(*w, "experimentsPage")->trigger();
            QCOMPARE(w->page(), MainWindow::Page::Experiments);
            inDialog([](widgets::ExperimentDialog& dialog) {
                dialog.sweep()->name()->setText(QStringLiteral("rates"));
                dialog.sweep()->key(0)->setCurrentText(QStringLiteral("optimizer.learning_rate"));
                dialog.sweep()->values(0)->setText(QStringLiteral("0.01, 0.02, 0.03, 80"));
                QVERIFY2(dialog.experiment(), qPrintable(dialog.problem()));
                dialog.findChild<QPushButton*>(QStringLiteral("experimentAddAndRun"))->click();
            });
            w->experimentsPage()->newSweep();
            QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 4, patience);
            QTRY_VERIFY_WITH_TIMEOUT(w->worker()->isBusy(), patience);
            QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queuePause")->isEnabled(), patience);
            act(*w, "queuePause")->trigger();
            QVERIFY(!action(*w, "start")->isEnabled());  // one training at a time
            QVERIFY(action(*w, "start")->toolTip().contains(QStringLiteral("rates")));

            // The last row comes before the second.
            auto* table = w->experimentsPage()->view()->table();
            w->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(w.get()));
            table->setFocus();
            QVERIFY(table->hasFocus());
            w->experimentsPage()->view()->selectRow(3);
            QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
            QTRY_COMPARE_WITH_TIMEOUT(model(*w).row(2).config.optimizer.learningRate, 80.0, patience);
            QCOMPARE(w->experimentsPage()->view()->selectedRows(), QList<int>{2});
            act(*w, "queueRun")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
            QTRY_COMPARE_WITH_TIMEOUT(state(*w, 2), RowState::Diverged, patience);
            for (const int row : {0, 1, 3})
                QTRY_COMPARE_WITH_TIMEOUT(state(*w, row), RowState::Finished, patience);
            const int here = widgets::QueueModel::Fixed;
            bool number = false;
            QVERIFY(model(*w).index(0, here).data().toString().toDouble(&number) >= 0 && number);
            QCOMPARE(model(*w).index(2, here).data().toString(), QStringLiteral("N/A"));
            QVERIFY(!act(*w, "queueRun")->isEnabled());

            const QString markdown = folder_->filePath(QStringLiteral("t.md")),
                          csv = folder_->filePath(QStringLiteral("t.csv")),
                          latex = folder_->filePath(QStringLiteral("t.tex"));
            for (const auto& file : {markdown, csv, latex})
                QCOMPARE(w->experimentsPage()->saveTable(file), QString());
            QVERIFY(w->experimentsPage()
                        ->saveTable(folder_->filePath(QStringLiteral("t.doc")))
                        .contains(QStringLiteral(".tex")));
            const auto content = [](const QString& name) {
                QFile file(name);
                return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
            };
            QVERIFY(content(markdown).contains(QStringLiteral("| N/A |")));
            QVERIFY(content(csv).startsWith(QStringLiteral("row,method,state,not_converged,top1,")));
            QCOMPARE(content(csv).count(QLatin1Char('\n')), 5);
            QVERIFY(content(latex).contains(QStringLiteral("\\begin{tabular}")));
            act(*w, "queueCopy")->trigger();
            QCOMPARE(QApplication::clipboard()->text(), content(markdown));

            // Its rows are runs like others.
            w->experimentsPage()->view()->selectRow(1);
            act(*w, "queueOpen")->trigger();
            QCOMPARE(w->page(), MainWindow::Page::Train);
            QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().step > 0, patience);
            action(*w, "experimentsPage")->trigger();
            for (int row = 0; row < 4; ++row)
                before << model(*w).index(row, widgets::QueueModel::Method).data().toString() +
                              model(*w).index(row, here).data().toString();
            w->close();
        }
        auto again = window();
        action(*again, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(model(*again).rowCount(), 4, patience);
        QStringList after;
        for (int row = 0; row < 4; ++row)
            after << model(*again).index(row, widgets::QueueModel::Method).data().toString() +
                         model(*again).index(row, widgets::QueueModel::Fixed).data().toString();
        QCOMPARE(after, before);
    }

    void aQueueIsPausedStoppedAndGoneOnWith() {
        auto w = windowOnQueue({1, 400, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 3, patience);
        QVERIFY(act(*w, "queueRun")->isEnabled());
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Running, patience);
        QTRY_VERIFY_WITH_TIMEOUT(model(*w).result(1).step > 0, patience);
        QCOMPARE(state(*w, 0), RowState::Finished);
        act(*w, "queuePause")->trigger();
        QVERIFY(w->worker()->isPaused());
        QVERIFY(act(*w, "queueRun")->isEnabled() && !act(*w, "queuePause")->isEnabled());
        QCOMPARE(act(*w, "queueRun")->text(), QStringLiteral("Go on"));
        act(*w, "queueRun")->trigger();
        QVERIFY(!w->worker()->isPaused());

        // Live in Train, where it is this window's.
        act(*w, "queueWatch")->trigger();
        QCOMPARE(w->page(), MainWindow::Page::Train);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().state == telemetry::RunState::Running, patience);
        QVERIFY(w->messageBar()->isHidden());
        QVERIFY(action(*w, "pause")->isEnabled());
        QVERIFY(!action(*w, "steer")->isEnabled());
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        action(*w, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Interrupted, patience);
        const auto reached = model(*w).result(1).step;
        QVERIFY(reached > 0);
        QCOMPARE(state(*w, 2), RowState::Waiting);

        // A waiting row goes before it, and the queue pauses after that one.
        w->experimentsPage()->view()->selectRow(2);
        act(*w, "queueUp")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Waiting, patience);
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), patience);
        act(*w, "queueRun")->trigger();
        act(*w, "queuePauseAfter")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Finished, patience);
        QCOMPARE(model(*w).result(2).step, reached);
        QCOMPARE(state(*w, 2), RowState::Interrupted);
        QVERIFY(w->messageBar()->isHidden());
    }

    void rowsAreRemovedAndRunAgain() {
        auto w = windowOnQueue({1, 1, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 3, patience);
        w->experimentsPage()->view()->selectRow(1);
        act(*w, "queueRemove")->trigger();
        QCOMPARE(model(*w).rowCount(), 2);
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Finished, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        QCOMPARE(model(*w).row(1).label, std::string("c"));
        QCOMPARE(experiments::Queue::open(w->experimentsPage()->selected().toStdString()).experiment().rows.size(),
                 std::size_t{2});
        w->experimentsPage()->view()->selectRow(0);
        QTimer::singleShot(0, qApp, [] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            box->defaultButton()->click();
        });
        act(*w, "queueAgain")->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(state(*w, 0) == RowState::Waiting, qPrintable(w->messageBar()->text()), patience);
        QVERIFY(act(*w, "queueRun")->isEnabled());
    }

    void whatStandsInTheWayIsTold() {
        auto w = windowOnQueue({1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 1, patience);
        const int lock = telemetry::lockRun(w->experimentsPage()->selected().toStdString());
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("in use")), qPrintable(w->messageBar()->text()));
        ::close(lock);

        // Its data is gone: the row fails, and says so.
        auto queue = experiments::Queue::open(w->experimentsPage()->selected().toStdString());
        auto experiment = queue.experiment();
        experiment.rows[0].config.data.root = "/nowhere/at/all";
        queue.change(experiment);
        w->experimentsPage()->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).row(0).config.data.root, std::string("/nowhere/at/all"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), patience);
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 0), RowState::Failed, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("/nowhere/at/all")),
                 qPrintable(w->messageBar()->text()));
        QVERIFY(w->messageBar()->title().contains(QStringLiteral("a-isonet-8 failed")));
    }

    void closingStopsAQueueWithACheckpoint() {
        auto w = windowOnQueue({400, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 2, patience);
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(model(*w).result(0).step > 0, patience);
        const auto run = model(*w).result(0).run;
        w->stopAndClose();
        QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), patience);
        QVERIFY(telemetry::readStatus(run)->state == telemetry::RunState::Interrupted);
        QVERIFY(std::filesystem::exists(run / "checkpoints" / "latest.pt"));
        QVERIFY(!QSettings().contains(QStringLiteral("experiments/running")));
    }

    // The program was killed while it trained.
    void aQueueThatDidNotEndIsOfferedAtTheNextStart() {
        const QString folder = makeQueue({1});
        QSettings().setValue(QStringLiteral("experiments/running"), folder);
        auto w = window();
        QVERIFY2(w->messageBar()->title().contains(QStringLiteral("did not end by itself")),
                 qPrintable(w->messageBar()->title()));
        auto* goOn = w->messageBar()->findChild<QPushButton*>();
        QVERIFY(goOn);
        goOn->click();
        QCOMPARE(w->page(), MainWindow::Page::Experiments);
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 0), RowState::Finished, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), patience);
        QVERIFY(!QSettings().contains(QStringLiteral("experiments/running")));
    }

    void anExperimentFileIsOpenedAndDamageTold() {
        auto w = window();
        const auto write = [&](const char* text) {
            QFile file(folder_->filePath(QStringLiteral("mine.yaml")));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
                qFatal("cannot write");
            return file.fileName();
        };
        bool seen = false;
        w->openSource(write("base: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\n"));
        QCOMPARE(w->page(), MainWindow::Page::Experiments);
        inDialog([&](widgets::ExperimentDialog& dialog) {
            seen = dialog.experiment() && dialog.experiment()->rows.size() == 2;
            dialog.findChild<QPushButton*>(QStringLiteral("experimentAdd"))->click();
        });
        QTRY_VERIFY_WITH_TIMEOUT(seen, patience);
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 2, patience);
        QVERIFY(QFileInfo(w->experimentsPage()->selected()).fileName().startsWith(QStringLiteral("mine-")));
        QVERIFY(!w->worker()->isBusy());
        w->openSource(write("base: isonet-20-fashion-mnist\nvary: {run.sead: [1, 2]}\n"));
        QTRY_VERIFY_WITH_TIMEOUT(w->messageBar()->text().contains(QStringLiteral("run.sead")), patience);
    }

    void aQueueElsewhereStaysOnTheList() {
        const QString folder = makeQueue({1});
        const QString elsewhere = folder_->filePath(QStringLiteral("elsewhere"));
        QVERIFY(QDir().rename(folder, elsewhere));
        {
            auto w = window();
            w->openSource(elsewhere);
            QTRY_COMPARE_WITH_TIMEOUT(w->experimentsPage()->selected(), elsewhere, patience);
            w->close();
        }
        auto w = window();
        action(*w, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(w->experimentsPage()->selected(), elsewhere, patience);
        QVERIFY(QDir(elsewhere).removeRecursively());
        QTRY_VERIFY_WITH_TIMEOUT(!model(*w).queue().problem.isEmpty(), patience);
        Q_EMIT w->experimentsPage()->list()->forgetRequested(elsewhere);
        QTRY_VERIFY_WITH_TIMEOUT(w->experimentsPage()->selected().isEmpty(), patience);
    }
};

QTEST_MAIN(TestExperiments)
#include "tst_experiments.moc"
