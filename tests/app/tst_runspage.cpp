// Runs in the real window: several folders, TensorBoard runs, notes, trash, comparison, diverged and crashed runs. No
// training.
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/runs/RunNotesFile.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/RunsFixture.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/MessageBar.h"
#include "widgets/common/PathText.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

class TestRunsPage : public QObject, private RunsFixture {
    Q_OBJECT

    // What PyTorch's SummaryWriter writes: only event files, in nested folders.
    QString makeForeign(const QString& name) const {
        const QString path = runs() + QLatin1Char('/') + name;
        QDir().mkpath(path);
        telemetry::EventWriter events(path.toStdString());
        events.write({{"accuracy/val_top1", 1, 1e9, telemetry::Scalar{10}},
                      {"accuracy/val_top1", 2, 1e9 + 1, telemetry::Scalar{64.5}},
                      {"their/own", 2, 1e9 + 1, telemetry::Scalar{3}}});
        return path;
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_runspage")); }
    void init() { resetFixture(); }

    void tableListsRunsOfEveryKind() {
        makeRun("one", 0.1);
        makeRun("two", 0.2, RunState::Interrupted);
        const QString foreign = makeForeign(QStringLiteral("theirs/lr=0.5"));
        auto w = window();
        action(*w, "runsPage")->trigger();
        QVERIFY(!w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->isVisible());
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, timeout);
        QVERIFY(model->settingColumns() == std::vector<std::string>{"optimizer.learning_rate"});
        const auto* theirs = model->find(foreign);
        QVERIFY(theirs && theirs->isForeign);
        QCOMPARE(theirs->name, QStringLiteral("theirs/lr=0.5"));
        // Its metrics come from its event files.
        QTRY_COMPARE_WITH_TIMEOUT(
            model->index(model->rowOf(foreign), widgets::RunTableModel::Validation).data().toString(),
            QStringLiteral("64.50"), timeout);

        // New runs appear and changed runs are updated without a reload.
        const QString three = makeRun("three", 0.3);
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 4, timeout);
        {
            auto run = telemetry::RunDirectory::resume(three.toStdString());
            telemetry::RunStatus status;
            status.state = RunState::Diverged;
            run.writeStatus(status);
        }
        QTRY_VERIFY_WITH_TIMEOUT(model->find(three)->status.state == RunState::Diverged, timeout);

        // TensorBoard runs open in the plots like any other.
        Q_EMIT w->runsPage()->table()->opened(foreign);
        QCOMPARE(w->page(), MainWindow::Page::Train);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series("their/own"), timeout);
        QVERIFY(w->runData()->status().state == RunState::Finished);
        QVERIFY2(!w->messageBar()->isVisible(), qPrintable(w->messageBar()->text()));
    }

    void linkedAndNestedRunsAreListedOnce() {
        makeForeign(QStringLiteral("exp1"));
        makeForeign(QStringLiteral("exp1/1700000000.123"));
        const QString elsewhere = folder_->filePath(QStringLiteral("elsewhere"));
        QVERIFY(QDir().mkpath(elsewhere));
        QVERIFY(QDir().rename(makeForeign(QStringLiteral("exp2")), elsewhere + QStringLiteral("/exp2")));
        QVERIFY(QFile::link(elsewhere + QStringLiteral("/exp2"), runs() + QStringLiteral("/linked")));
        QVERIFY(QFile::link(runs(), runs() + QStringLiteral("/loop")));
        QVERIFY(QFile::link(runs() + QStringLiteral("/exp1"), runs() + QStringLiteral("/again")));
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, timeout);
        QTest::qWait(300);
        QCOMPARE(model->rowCount(), 3);
        for (const char* name : {"exp1", "exp1/1700000000.123", "linked"}) {
            const auto* run = model->find(runs() + QLatin1Char('/') + QLatin1String(name));
            QVERIFY2(run, name);
            QCOMPARE(run->name, QString::fromLatin1(name));  // a link is not resolved
        }
    }

    void foreignRunShowsItsScalarsAndNoConfiguration() {
        const QString foreign = makeForeign(QStringLiteral("theirs")), own = makeRun("own", 0.1);
        auto w = window();
        auto* form = w->experimentPage()->form();
        auto* train = w->findChild<widgets::RunView*>();
        const auto shownText = [&](const QString& text) {
            return std::ranges::any_of(w->findChildren<QLabel*>(), [&](const QLabel* label) {
                return label->isVisible() && label->text().contains(text);
            });
        };
        w->showRun(foreign);
        QTRY_VERIFY_WITH_TIMEOUT(!form->isVisible() && train->grid()->panels().size() == 2, timeout);
        QVERIFY(!w->findChild<QPushButton*>(QStringLiteral("newFromThis"))->isVisible());
        QVERIFY(shownText(QStringLiteral("Written by another program")));
        QVERIFY(shownText(QStringLiteral("64.50 %")));
        QVERIFY(!shownText(QStringLiteral("0.0000")));
        auto* theirs = train->grid()->panel(QStringLiteral("their/own"));
        QVERIFY(theirs);
        theirs->refreshNow();
        QCOMPARE(theirs->pointCount(), 1);
        QVERIFY(action(*w, "start")->toolTip().contains(QStringLiteral("not the run shown")));
        action(*w, "designPage")->trigger();
        QVERIFY(!w->designView()->diagram()->isVisible());
        action(*w, "inspectPage")->trigger();
        QVERIFY(w->inspectPage()->view()->source().isEmpty());
        action(*w, "predictionsPage")->trigger();
        QTRY_VERIFY(shownText(QStringLiteral("Written by another program")));
        QVERIFY(!shownText(QStringLiteral("Reading")));

        w->showRun(own);
        QTRY_VERIFY_WITH_TIMEOUT(form->config().optimizer.learningRate == 0.1, timeout);
        QVERIFY(w->experimentPage()->differences()->isVisible());
        QCOMPARE(train->page(), 0);
        action(*w, "designPage")->trigger();
        QVERIFY(w->designView()->diagram()->isVisible());
        w->showRun(foreign);
        QTRY_VERIFY_WITH_TIMEOUT(!w->experimentPage()->differences()->isVisible(), timeout);
        w->findChild<QPushButton*>(QStringLiteral("backToDraft"))->click();
        QVERIFY(form->isVisible() && !form->isReadOnly() && form->config() == sweeps::defaultPreset().config);
    }

    void changedRunIsShownAndClonedBothWays() {
        const QString path = makeRun("steered", 0.1);
        {
            auto run = telemetry::RunDirectory::resume(path.toStdString());
            auto changed = run.history().started;
            changed.optimizer.learningRate = 0.0125;
            run.addChange(7, changed);
        }
        auto w = window();
        auto* model = w->runsPage()->table()->model();
        action(*w, "runsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, timeout);
        QVERIFY(model->settingColumns() == std::vector<std::string>{"optimizer.learning_rate"});
        QCOMPARE(model->index(0, widgets::RunTableModel::Fixed).data().toString(),
                 QStringLiteral("0.1 → 0.0125 (step 7)"));
        QCOMPARE(model->find(path)->config->optimizer.learningRate, 0.1);
        // When opened, it has the settings in force and shows the change.
        w->showRun(path);
        auto* form = w->experimentPage()->form();
        QTRY_VERIFY_WITH_TIMEOUT(form->config().optimizer.learningRate == 0.0125, timeout);
        const auto labels = w->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
            return label->text().contains(QStringLiteral("optimizer.learning_rate: 0.1 → 0.0125 from step 7"));
        }));
        for (const auto& [button, rate] : {std::pair("cloneStarted", 0.1), std::pair("cloneChanged", 0.0125)}) {
            bool asked = false;
            QTimer::singleShot(0, w.get(), [&, button = button] {
                auto* box = w->findChild<QWidget*>(QStringLiteral("cloneQuestion"));
                asked = box != nullptr;
                if (box)
                    box->findChild<QPushButton*>(QString::fromLatin1(button))->click();
            });
            Q_EMIT w->runsPage()->table()->cloneRequested(path);
            QVERIFY(asked);
            QCOMPARE(form->config().optimizer.learningRate, rate);
        }
    }

    void namesOfAnyBytesAreListedAndOpened() {
        const std::string bytes = "caf\xe9 \"quoted\"";
        makeRun(bytes, 0.3);
        auto w = window();
        auto* model = w->runsPage()->table()->model();
        action(*w, "runsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, timeout);
        const QString path = model->index(0, 0).data(widgets::RunTableModel::PathRole).toString();
        QCOMPARE(widgets::pathBytes(path), runs().toStdString() + "/" + bytes);
        QVERIFY(model->find(path)->config.has_value());
        Q_EMIT w->runsPage()->table()->opened(path);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series("loss/cross_entropy"), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate, 0.3, timeout);
        QVERIFY2(!w->messageBar()->isVisible(), qPrintable(w->messageBar()->text()));
        widgets::RunNotes notes;
        notes.note = QStringLiteral("kept");
        workbench::writeNotes(path, notes);
        QCOMPARE(workbench::readNotes(path).note, notes.note);
        QVERIFY(std::filesystem::exists(std::filesystem::path(widgets::pathBytes(path)) / "notes.json"));
        // Its checkpoints are listed, and it moves to the trash under its own name.
        std::filesystem::create_directories(widgets::pathBytes(path) + "/checkpoints");
        std::ofstream(widgets::pathBytes(path) + "/checkpoints/" + bytes + ".pt") << "x";
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_COMPARE_WITH_TIMEOUT(widgets::pathBytes(view->source()),
                                  widgets::pathBytes(path) + "/checkpoints/" + bytes + ".pt", timeout);
        const QByteArray dataHome = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", QFile::encodeName(folder_->filePath(QStringLiteral("data"))));
        const auto restored =
            qScopeGuard([&] { dataHome.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", dataHome); });
        QCOMPARE(w->runsPage()->moveToTrash({path}), QString());
        QVERIFY(!std::filesystem::exists(widgets::pathBytes(path)));
        const auto trash = folder_->filePath(QStringLiteral("data/Trash")).toStdString();
        QVERIFY(std::filesystem::exists(trash + "/files/" + bytes + "/config.yaml"));
        QVERIFY(std::filesystem::exists(trash + "/info/" + bytes + ".trashinfo"));
    }

    void longNamesAreElided() {
        makeRun("short", 0.1);
        const QString arabic = QStringLiteral("\u0634\u0628\u0643\u0629");
        for (const QString& name : {QString(230, QLatin1Char('W')), arabic.repeated(25)})
            makeRun(name.toStdString(), 0.3);
        auto w = window();
        for (const QString& name : {QString(230, QLatin1Char('W')), arabic.repeated(25)}) {
            w->showRun(runs() + QLatin1Char('/') + name);
            QTRY_COMPARE_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate, 0.3, timeout);
            QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series("loss/cross_entropy"), timeout);
            const int width = w->minimumSizeHint().width();
            w->showRun(runs() + QStringLiteral("/short"));
            QTRY_COMPARE_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate, 0.1, timeout);
            // The header's parts appear as the run is read.
            QTRY_VERIFY2_WITH_TIMEOUT(w->minimumSizeHint().width() >= width - 40, qPrintable(name), timeout);
        }
    }

    void addedFoldersAreRemembered() {
        makeRun("one", 0.1);
        QTemporaryDir other;
        { telemetry::RunDirectory::create(std::filesystem::path(other.path().toStdString()) / "far", smallRun()); }
        {
            auto w = window();
            action(*w, "runsPage")->trigger();
            w->runFolders()->setOthers({other.path()});
            QTRY_COMPARE_WITH_TIMEOUT(w->runsPage()->table()->model()->rowCount(), 2, timeout);
            w->close();
        }
        auto w = window();
        action(*w, "runsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(w->runsPage()->table()->model()->rowCount(), 2, timeout);
    }

    void notesAreStoredWithTheRun() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, timeout);
        QVERIFY(model->setData(model->index(0, widgets::RunTableModel::Tags), "paper", Qt::EditRole));
        QVERIFY(model->setData(model->index(0, widgets::RunTableModel::Note), "the good one", Qt::EditRole));
        QCOMPARE(workbench::readNotes(path).tags, QStringList{"paper"});
        QCOMPARE(workbench::readNotes(path).note, QStringLiteral("the good one"));
        workbench::writeNotes(path, {});
        QVERIFY(!QFile::exists(path + QStringLiteral("/notes.json")));
    }

    void trashTakesOnlyRunsNotInUse() {
        const QString gone = makeRun("gone", 0.1);
        const auto busy = std::filesystem::path(runs().toStdString()) / "busy";
        auto held = telemetry::RunDirectory::create(busy, smallRun());
        const QByteArray dataHome = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", QFile::encodeName(folder_->filePath(QStringLiteral("data"))));  // does not exist yet
        const auto restored =
            qScopeGuard([&] { dataHome.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", dataHome); });
        auto w = window();
        w->showRun(gone);
        const QString problem = w->runsPage()->moveToTrash({gone, QString::fromStdString(busy.string())});
        QVERIFY2(problem.contains(QStringLiteral("busy")), qPrintable(problem));
        QVERIFY(std::filesystem::exists(busy));
        if (problem.contains(QStringLiteral("no trash")))
            QSKIP("no trash on this disk");
        QVERIFY(!QFile::exists(gone));
        QVERIFY(!QFile::exists(QStringLiteral("files/gone")));  // in the working directory
        QVERIFY(w->shownRun().isEmpty());
    }

    void checkedRunsAreCompared() {
        const QString one = makeRun("one", 0.1), two = makeRun("two", 0.2);
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* table = w->runsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, timeout);
        table->model()->setAllChecked({one, two});
        auto* compared = w->runsPage()->compared();
        QTRY_VERIFY_WITH_TIMEOUT(
            compared->dataOf(one)->series("loss/cross_entropy") && compared->dataOf(two)->series("loss/cross_entropy"),
            timeout);
        QTRY_COMPARE_WITH_TIMEOUT(compared->dataOf(two)->series("loss/cross_entropy")->values.size(), 20, timeout);
        auto* settings = w->runsPage()->comparison()->settings();
        QCOMPARE(settings->rowCount(), 1);
        QCOMPARE(settings->verticalHeaderItem(0)->text(), QStringLiteral("optimizer.learning_rate"));
        // A live run grows in the comparison; a restart drops the values it replaces.
        {
            telemetry::EventWriter events(two.toStdString(), 10);
            events.write({{"loss/cross_entropy", 10, 2e9, telemetry::Scalar{-1}}});
        }
        QTRY_COMPARE_WITH_TIMEOUT(compared->dataOf(two)->series("loss/cross_entropy")->values.last(), -1.0, timeout);
        QCOMPARE(compared->dataOf(two)->series("loss/cross_entropy")->steps.size(), 11);
        // Clone a configuration into a new experiment.
        Q_EMIT table->cloneRequested(two);
        QVERIFY(w->shownRun().isEmpty());
        QCOMPARE(w->experimentPage()->form()->config().optimizer.learningRate, 0.2);
    }

    void runPathsAreNormalized() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        w->openSource(path + QStringLiteral("/"));
        QCOMPARE(w->shownRun(), path);
        QCOMPARE(w->findChild<QLabel*>(QStringLiteral("runName"))->text(), QStringLiteral("one"));
        w->openSource(path + QStringLiteral("/../one"));
        QCOMPARE(w->shownRun(), path);
    }

    void divergedRunResumesWithASmallerLearningRate() {
        const QString path = makeRun("wild", 0.4, RunState::Diverged);
        {
            auto w = window();
            w->showRun(path);
            QTRY_VERIFY_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate == 0.4, timeout);
            QTRY_VERIFY2(action(*w, "resume")->toolTip().contains(QStringLiteral("before its first checkpoint")),
                         qPrintable(action(*w, "resume")->toolTip()));
            QVERIFY(!action(*w, "resume")->isEnabled());
        }
        telemetry::writeFileAtomically((path + QStringLiteral("/checkpoints/latest.pt")).toStdString(), "something");
        auto w = window();
        w->showRun(path);
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "resume")->isEnabled(), timeout);
        bool asked = false;
        QTimer::singleShot(0, qApp, [&] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog && dialog->objectName() == QStringLiteral("divergedDialog"));
            asked = true;
            auto* rate = dialog->findChild<QLineEdit*>(QStringLiteral("newRate"));
            QCOMPARE(rate->text(), QStringLiteral("0.2"));
            rate->setText(QStringLiteral("fast"));
            QVERIFY(!dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled());
            dialog->reject();
        });
        action(*w, "resume")->trigger();
        QVERIFY(asked);
        QVERIFY(!w->worker()->isBusy());
    }

    void crashedRunIsOfferedAtTheNextStart() {
        const QString path = makeRun("died", 0.1, RunState::Running);  // unlocked: its process has ended
        QSettings().setValue(QStringLiteral("runs/trainedLast"), path);
        auto w = window();
        QVERIFY(w->messageBar()->isVisible());
        QVERIFY2(w->messageBar()->title().contains(QStringLiteral("died")), qPrintable(w->messageBar()->title()));
        w->close();
        w = window();
        QVERIFY(!w->messageBar()->isVisible());  // reported once
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestRunsPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_runspage.moc"
