// The Sweeps page with the real engine: a sweep is created in the dialog, run, reordered, exported and reopened; queues
// are paused, stopped and resumed; failures are reported.
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

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/QueueCreator.h"
#include "app/workbench/pages/QueueExport.h"
#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/telemetry/RunLock.h"
#include "widgets/common/MessageBar.h"
#include "widgets/series/RunData.h"
#include "widgets/sweeps/QueueList.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/SweepDialog.h"
#include "widgets/sweeps/SweepForm.h"

using namespace isonet;
using sweeps::RowState;
using workbench::MainWindow;

class TestSweeps : public QObject, private WindowFixture {
    Q_OBJECT
    QTemporaryDir data_;

    config::RunConfig small(int epochs = 1) const {
        auto config = test::smallConfig(data_.path().toStdString());
        config.run.epochs = epochs;
        config.telemetry.spectrumSteps = 0;
        return config;
    }
    // A queue created by another program, with one row per number of epochs.
    QString makeQueue(const std::vector<int>& epochs) const {
        sweeps::Sweep sweep;
        sweep.name = "made";
        sweep.title = "Made elsewhere";
        for (const int count : epochs) {
            sweeps::SweepRow row;
            row.label = std::string(1, char('a' + sweep.rows.size()));
            row.name = row.method = "isonet";
            row.paper = {70.5};
            row.paperDepth = 34;
            row.config = small(count);
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        const auto folder = std::filesystem::path(runs().toStdString()) / "made";
        sweeps::Queue::create(folder, sweep);
        return QString::fromStdString(folder.string());
    }
    static QAction* act(MainWindow& w, const char* name) {
        auto* found = w.sweepsPage()->findChild<QAction*>(QString::fromLatin1(name));
        if (!found)
            qFatal("no action %s", name);
        return found;
    }
    static widgets::QueueModel& model(MainWindow& w) { return *w.sweepsPage()->view()->model(); }
    static RowState state(MainWindow& w, int row) { return model(w).result(row).state; }
    // In the next dialog.
    static void inDialog(const std::function<void(widgets::SweepDialog&)>& use) {
        QTimer::singleShot(0, qApp, [use] {
            auto* dialog = qobject_cast<widgets::SweepDialog*>(QApplication::activeModalWidget());
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
    void init() { resetFixture(); }

    void sweepIsCreatedRunReorderedExportedAndReopened() {
        QStringList before;
        {
            auto w = window();
            w->experimentPage()->form()->setConfig(small());
            action(*w, "experimentsPage")->trigger();
            QCOMPARE(w->page(), MainWindow::Page::Sweeps);
            inDialog([](widgets::SweepDialog& dialog) {
                dialog.form()->name()->setText(QStringLiteral("rates"));
                dialog.form()->key(0)->setCurrentText(QStringLiteral("optimizer.learning_rate"));
                dialog.form()->values(0)->setText(QStringLiteral("0.01, 0.02, 0.03, 80"));
                QVERIFY2(dialog.sweep(), qPrintable(dialog.problem()));
                dialog.findChild<QPushButton*>(QStringLiteral("experimentAddAndRun"))->click();
            });
            w->sweepsPage()->creator()->newSweep();
            QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 4, timeout);
            QTRY_VERIFY_WITH_TIMEOUT(w->worker()->isBusy(), timeout);
            QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queuePause")->isEnabled(), timeout);
            act(*w, "queuePause")->trigger();
            QVERIFY(action(*w, "start")->isEnabled());  // asks what happens to the queue
            QVERIFY(action(*w, "start")->toolTip().contains(QStringLiteral("rates")));

            // Move the last row up.
            auto* table = w->sweepsPage()->view()->table();
            w->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(w.get()));
            table->setFocus();
            QVERIFY(table->hasFocus());
            w->sweepsPage()->view()->selectRow(3);
            QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
            QTRY_COMPARE_WITH_TIMEOUT(model(*w).row(2).config.optimizer.learningRate, 80.0, timeout);
            QCOMPARE(w->sweepsPage()->view()->selectedRows(), QList<int>{2});
            act(*w, "queueRun")->trigger();
            QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
            QTRY_COMPARE_WITH_TIMEOUT(state(*w, 2), RowState::Diverged, timeout);
            for (const int row : {0, 1, 3})
                QTRY_COMPARE_WITH_TIMEOUT(state(*w, row), RowState::Finished, timeout);
            const int here = widgets::QueueModel::Fixed;
            bool number = false;
            QVERIFY(model(*w).index(0, here).data().toString().toDouble(&number) >= 0 && number);
            QCOMPARE(model(*w).index(2, here).data().toString(), QStringLiteral("N/A"));
            QVERIFY(!act(*w, "queueRun")->isEnabled());

            const QString markdown = folder_->filePath(QStringLiteral("t.md")),
                          csv = folder_->filePath(QStringLiteral("t.csv")),
                          latex = folder_->filePath(QStringLiteral("t.tex"));
            for (const auto& file : {markdown, csv, latex})
                QCOMPARE(workbench::QueueExport::save(model(*w).queue(), file), QString());
            QVERIFY(workbench::QueueExport::save(model(*w).queue(), folder_->filePath(QStringLiteral("t.doc")))
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

            // Its rows are ordinary runs.
            w->sweepsPage()->view()->selectRow(1);
            act(*w, "queueOpen")->trigger();
            QCOMPARE(w->page(), MainWindow::Page::Train);
            QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().step > 0, timeout);
            action(*w, "experimentsPage")->trigger();
            for (int row = 0; row < 4; ++row)
                before << model(*w).index(row, widgets::QueueModel::Method).data().toString() +
                              model(*w).index(row, here).data().toString();
            w->close();
        }
        auto again = window();
        action(*again, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(model(*again).rowCount(), 4, timeout);
        QStringList after;
        for (int row = 0; row < 4; ++row)
            after << model(*again).index(row, widgets::QueueModel::Method).data().toString() +
                         model(*again).index(row, widgets::QueueModel::Fixed).data().toString();
        QCOMPARE(after, before);
    }

    void queueIsPausedStoppedAndResumed() {
        auto w = windowOnQueue({1, 400, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 3, timeout);
        QVERIFY(act(*w, "queueRun")->isEnabled());
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Running, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(model(*w).result(1).step > 0, timeout);
        QCOMPARE(state(*w, 0), RowState::Finished);
        act(*w, "queuePause")->trigger();
        QVERIFY(w->worker()->isPaused());
        QVERIFY(act(*w, "queueRun")->isEnabled() && !act(*w, "queuePause")->isEnabled());
        QCOMPARE(act(*w, "queueRun")->text(), QStringLiteral("Resume"));
        act(*w, "queueRun")->trigger();
        QVERIFY(!w->worker()->isPaused());

        // Shown live in Train.
        act(*w, "queueWatch")->trigger();
        QCOMPARE(w->page(), MainWindow::Page::Train);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().state == telemetry::RunState::Running, timeout);
        QVERIFY(w->messageBar()->isHidden());
        QVERIFY(action(*w, "pause")->isEnabled());
        QVERIFY(!action(*w, "steer")->isEnabled());
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        action(*w, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Interrupted, timeout);
        const auto reached = model(*w).result(1).step;
        QVERIFY(reached > 0);
        QCOMPARE(state(*w, 2), RowState::Waiting);

        // Move a waiting row before it, and pause the queue after that row.
        w->sweepsPage()->view()->selectRow(2);
        act(*w, "queueUp")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Waiting, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), timeout);
        act(*w, "queueRun")->trigger();
        act(*w, "queuePauseAfter")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Finished, timeout);
        QCOMPARE(model(*w).result(2).step, reached);
        QCOMPARE(state(*w, 2), RowState::Interrupted);
        QVERIFY(w->messageBar()->isHidden());
    }

    void rowsAreRemovedAndRunAgain() {
        auto w = windowOnQueue({1, 1, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 3, timeout);
        w->sweepsPage()->view()->selectRow(1);
        act(*w, "queueRemove")->trigger();
        QCOMPARE(model(*w).rowCount(), 2);
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 1), RowState::Finished, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QCOMPARE(model(*w).row(1).label, std::string("c"));
        QCOMPARE(sweeps::Queue::open(w->sweepsPage()->selected().toStdString()).sweep().rows.size(), std::size_t{2});
        w->sweepsPage()->view()->selectRow(0);
        QTimer::singleShot(0, qApp, [] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            box->defaultButton()->click();
        });
        act(*w, "queueAgain")->trigger();
        QTRY_VERIFY2_WITH_TIMEOUT(state(*w, 0) == RowState::Waiting, qPrintable(w->messageBar()->text()), timeout);
        QVERIFY(act(*w, "queueRun")->isEnabled());
    }

    void failuresOfAQueueAreReported() {
        auto w = windowOnQueue({1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 1, timeout);
        const int lock = telemetry::lockRun(w->sweepsPage()->selected().toStdString());
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("in use")), qPrintable(w->messageBar()->text()));
        ::close(lock);

        // With its dataset missing, the row fails with a message.
        auto queue = sweeps::Queue::open(w->sweepsPage()->selected().toStdString());
        auto sweep = queue.sweep();
        sweep.rows[0].config.data.root = "/nowhere/at/all";
        queue.change(sweep);
        w->sweepsPage()->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).row(0).config.data.root, std::string("/nowhere/at/all"), timeout);
        QTRY_VERIFY_WITH_TIMEOUT(act(*w, "queueRun")->isEnabled(), timeout);
        act(*w, "queueRun")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 0), RowState::Failed, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("/nowhere/at/all")),
                 qPrintable(w->messageBar()->text()));
        QVERIFY(w->messageBar()->title().contains(QStringLiteral("a-isonet-8 failed")));
    }

    void closingStopsAQueueWithACheckpoint() {
        auto w = windowOnQueue({400, 1});
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 2, timeout);
        act(*w, "queueRun")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(model(*w).result(0).step > 0, timeout);
        const auto run = model(*w).result(0).run;
        w->stopAndClose();
        QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), timeout);
        QVERIFY(telemetry::readStatus(run)->state == telemetry::RunState::Interrupted);
        QVERIFY(std::filesystem::exists(run / "checkpoints" / "latest.pt"));
        QVERIFY(!QSettings().contains(QStringLiteral("experiments/running")));
    }

    void crashedQueueIsOfferedAtTheNextStart() {
        const QString folder = makeQueue({1});
        QSettings().setValue(QStringLiteral("experiments/running"), folder);
        auto w = window();
        QVERIFY2(w->messageBar()->title().contains(QStringLiteral("ended unexpectedly")),
                 qPrintable(w->messageBar()->title()));
        auto* resume = w->messageBar()->findChild<QPushButton*>();
        QVERIFY(resume);
        resume->click();
        QCOMPARE(w->page(), MainWindow::Page::Sweeps);
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 1, timeout);
        QTRY_COMPARE_WITH_TIMEOUT(state(*w, 0), RowState::Finished, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QVERIFY(!QSettings().contains(QStringLiteral("experiments/running")));
    }

    void sweepFileIsOpenedAndErrorsReported() {
        auto w = window();
        const auto write = [&](const char* text) {
            QFile file(folder_->filePath(QStringLiteral("mine.yaml")));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
                qFatal("cannot write");
            return file.fileName();
        };
        bool seen = false;
        w->openSource(write("base: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\n"));
        QCOMPARE(w->page(), MainWindow::Page::Sweeps);
        inDialog([&](widgets::SweepDialog& dialog) {
            seen = dialog.sweep() && dialog.sweep()->rows.size() == 2;
            dialog.findChild<QPushButton*>(QStringLiteral("experimentAdd"))->click();
        });
        QTRY_VERIFY_WITH_TIMEOUT(seen, timeout);
        QTRY_COMPARE_WITH_TIMEOUT(model(*w).rowCount(), 2, timeout);
        QVERIFY(QFileInfo(w->sweepsPage()->selected()).fileName().startsWith(QStringLiteral("mine-")));
        QVERIFY(!w->worker()->isBusy());
        w->openSource(write("base: isonet-20-fashion-mnist\nvary: {run.sead: [1, 2]}\n"));
        QTRY_VERIFY_WITH_TIMEOUT(w->messageBar()->text().contains(QStringLiteral("run.sead")), timeout);
    }

    void queueInAnotherFolderStaysInTheList() {
        const QString folder = makeQueue({1});
        const QString elsewhere = folder_->filePath(QStringLiteral("elsewhere"));
        QVERIFY(QDir().rename(folder, elsewhere));
        {
            auto w = window();
            w->openSource(elsewhere);
            QTRY_COMPARE_WITH_TIMEOUT(w->sweepsPage()->selected(), elsewhere, timeout);
            w->close();
        }
        auto w = window();
        action(*w, "experimentsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(w->sweepsPage()->selected(), elsewhere, timeout);
        QVERIFY(QDir(elsewhere).removeRecursively());
        QTRY_VERIFY_WITH_TIMEOUT(!model(*w).queue().problem.isEmpty(), timeout);
        Q_EMIT w->sweepsPage()->list()->forgetRequested(elsewhere);
        QTRY_VERIFY_WITH_TIMEOUT(w->sweepsPage()->selected().isEmpty(), timeout);
    }
};

QTEST_MAIN(TestSweeps)
#include "tst_experiments.moc"
