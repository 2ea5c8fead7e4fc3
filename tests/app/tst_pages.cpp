// The pages of the real window: designing with undo, opening a network layer by layer, all runs of several folders with
// TensorBoard's among them, notes, wastebasket, comparison, the command palette. No training.
#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScopeGuard>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "app/workbench/CommandPalette.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/InspectPage.h"
#include "app/workbench/MainWindow.h"
#include "app/workbench/RunNotesFile.h"
#include "app/workbench/RunsPage.h"
#include "tests/app/WindowFixture.h"
#include "training/config/Presets.h"
#include "training/telemetry/EventFile.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/CompareView.h"
#include "widgets/ComparedRuns.h"
#include "widgets/DesignView.h"
#include "widgets/FactPlot.h"
#include "widgets/HeatMap.h"
#include "widgets/InspectView.h"
#include "widgets/MessageBar.h"
#include "widgets/NetworkDiagram.h"
#include "widgets/PlotGrid.h"
#include "widgets/PlotPanel.h"
#include "widgets/RunData.h"
#include "widgets/RunTable.h"
#include "widgets/RunTableModel.h"
#include "widgets/RunView.h"
#include "widgets/Theme.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

namespace {

constexpr int patience = 40000;  // ms, for what takes a second on an idle machine

}  // namespace

class TestPages : public QObject, private WindowFixture {
    Q_OBJECT

    QString makeRun(const std::string& name, double rate, RunState state = RunState::Finished) const {
        auto config = smallRun();
        config.optimizer.learningRate = rate;
        const auto path = std::filesystem::path(runs().toStdString()) / name;
        auto run = telemetry::RunDirectory::create(path, config);
        telemetry::RunStatus status;
        status.state = state;
        status.step = status.steps = 20;
        status.bestTop1 = 50 + 100 * rate;
        run.writeStatus(status);
        telemetry::EventWriter events(path);
        std::vector<telemetry::Record> records;
        for (int step = 0; step < 20; ++step)
            records.push_back({"loss/cross_entropy", step, 1e9 + step, telemetry::Scalar{2 - rate * step}});
        events.write(records);
        return QString::fromStdString(path.string());
    }
    // What PyTorch's SummaryWriter leaves: event files in folders within folders, nothing else.
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
    void initTestCase() { prepareApplication(QStringLiteral("tst_pages")); }
    void init() { startAnew(); }

    void runsOfEveryKindStandInTheTable() {
        makeRun("one", 0.1);
        makeRun("two", 0.2, RunState::Interrupted);
        const QString foreign = makeForeign(QStringLiteral("theirs/lr=0.5"));
        auto w = window();
        action(*w, "runsPage")->trigger();
        QVERIFY(!w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->isVisible());
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, patience);
        QVERIFY(model->settingColumns() == std::vector<std::string>{"optimizer.learning_rate"});
        const auto* theirs = model->find(foreign);
        QVERIFY(theirs && theirs->isForeign);
        QCOMPARE(theirs->name, QStringLiteral("theirs/lr=0.5"));
        // Its last figures come from its event files.
        QTRY_COMPARE_WITH_TIMEOUT(
            model->index(model->rowOf(foreign), widgets::RunTableModel::Validation).data().toString(),
            QStringLiteral("64.50"), patience);

        // A run that comes to be is there by itself; one that changes is read again.
        const QString three = makeRun("three", 0.3);
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 4, patience);
        {
            auto run = telemetry::RunDirectory::resume(three.toStdString());
            telemetry::RunStatus status;
            status.state = RunState::Diverged;
            run.writeStatus(status);
        }
        QTRY_VERIFY_WITH_TIMEOUT(model->find(three)->status.state == RunState::Diverged, patience);

        // TensorBoard's opens in the plots like any other.
        Q_EMIT w->runsPage()->table()->opened(foreign);
        QCOMPARE(w->page(), MainWindow::Page::Train);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->series("their/own"), patience);
        QVERIFY(w->runData()->status().state == RunState::Finished);
        QVERIFY2(!w->messageBar()->isVisible(), qPrintable(w->messageBar()->text()));
    }

    // What a run of another program has is shown, and nothing of the form in its place.
    void aForeignRunShowsItsScalarsAndNoConfiguration() {
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
        QTRY_VERIFY_WITH_TIMEOUT(!form->isVisible() && train->grid()->panels().size() == 2, patience);
        QVERIFY(!w->findChild<QPushButton*>(QStringLiteral("newFromThis"))->isVisible());
        QVERIFY(shownText(QStringLiteral("Made by another program")));
        QVERIFY(shownText(QStringLiteral("64.50 %")));
        QVERIFY(!shownText(QStringLiteral("0.0000")));
        auto* theirs = train->grid()->panel(QStringLiteral("their/own"));
        QVERIFY(theirs);
        theirs->refreshNow();
        QCOMPARE(theirs->pointCount(), 1);
        QVERIFY(action(*w, "start")->toolTip().contains(QStringLiteral("Back to my experiment")));
        action(*w, "designPage")->trigger();
        QVERIFY(!w->designView()->diagram()->isVisible());
        action(*w, "inspectPage")->trigger();
        QVERIFY(w->inspectPage()->view()->source().isEmpty());
        action(*w, "predictionsPage")->trigger();
        QTRY_VERIFY(shownText(QStringLiteral("Made by another program")));
        QVERIFY(!shownText(QStringLiteral("Reading")));

        w->showRun(own);
        QTRY_VERIFY_WITH_TIMEOUT(form->isVisible() && form->config().optimizer.learningRate == 0.1, patience);
        QCOMPARE(train->page(), 0);
        action(*w, "designPage")->trigger();
        QVERIFY(w->designView()->diagram()->isVisible());
        w->showRun(foreign);
        QTRY_VERIFY_WITH_TIMEOUT(!form->isVisible(), patience);
        w->findChild<QPushButton*>(QStringLiteral("backToDraft"))->click();
        QVERIFY(form->isVisible() && !form->isReadOnly() && form->config() == config::defaultPreset().config);
    }

    void foldersCanBeAddedAndAreRemembered() {
        makeRun("one", 0.1);
        QTemporaryDir other;
        { telemetry::RunDirectory::create(std::filesystem::path(other.path().toStdString()) / "far", smallRun()); }
        {
            auto w = window();
            action(*w, "runsPage")->trigger();
            w->runsPage()->setFolders(runs(), {other.path()});
            QTRY_COMPARE_WITH_TIMEOUT(w->runsPage()->table()->model()->rowCount(), 2, patience);
            w->close();
        }
        auto w = window();
        action(*w, "runsPage")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(w->runsPage()->table()->model()->rowCount(), 2, patience);
    }

    void notesStayWithTheRun() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* model = w->runsPage()->table()->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, patience);
        QVERIFY(model->setData(model->index(0, widgets::RunTableModel::Tags), "paper", Qt::EditRole));
        QVERIFY(model->setData(model->index(0, widgets::RunTableModel::Note), "the good one", Qt::EditRole));
        QCOMPARE(workbench::readNotes(path).tags, QStringList{"paper"});
        QCOMPARE(workbench::readNotes(path).note, QStringLiteral("the good one"));
        workbench::writeNotes(path, {});
        QVERIFY(!QFile::exists(path + QStringLiteral("/notes.json")));
    }

    void wastebasketTakesWhatIsNotInUse() {
        const QString gone = makeRun("gone", 0.1);
        const auto busy = std::filesystem::path(runs().toStdString()) / "busy";
        auto held = telemetry::RunDirectory::create(busy, smallRun());
        const QByteArray dataHome = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", QFile::encodeName(folder_->filePath(QStringLiteral("data"))));  // not there yet
        const auto restored =
            qScopeGuard([&] { dataHome.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", dataHome); });
        auto w = window();
        w->showRun(gone);
        const QString problem = w->runsPage()->moveToTrash({gone, QString::fromStdString(busy.string())});
        QVERIFY2(problem.contains(QStringLiteral("busy")), qPrintable(problem));
        QVERIFY(std::filesystem::exists(busy));
        if (problem.contains(QStringLiteral("no wastebasket")))
            QSKIP("no wastebasket for this disk");
        QVERIFY(!QFile::exists(gone));
        QVERIFY(!QFile::exists(QStringLiteral("files/gone")));  // in the current folder
        QVERIFY(w->shownRun().isEmpty());
    }

    void checkedRunsAreCompared() {
        const QString one = makeRun("one", 0.1), two = makeRun("two", 0.2);
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* table = w->runsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, patience);
        table->model()->setAllChecked({one, two});
        auto* compared = w->runsPage()->compared();
        QTRY_VERIFY_WITH_TIMEOUT(
            compared->dataOf(one)->series("loss/cross_entropy") && compared->dataOf(two)->series("loss/cross_entropy"),
            patience);
        QTRY_COMPARE_WITH_TIMEOUT(compared->dataOf(two)->series("loss/cross_entropy")->values.size(), 20, patience);
        auto* settings = w->runsPage()->comparison()->settings();
        QCOMPARE(settings->rowCount(), 1);
        QCOMPARE(settings->verticalHeaderItem(0)->text(), QStringLiteral("optimizer.learning_rate"));
        // A live run grows in the comparison; a restart takes back what it voids.
        {
            telemetry::EventWriter events(two.toStdString(), 10);
            events.write({{"loss/cross_entropy", 10, 2e9, telemetry::Scalar{-1}}});
        }
        QTRY_COMPARE_WITH_TIMEOUT(compared->dataOf(two)->series("loss/cross_entropy")->values.last(), -1.0, patience);
        QCOMPARE(compared->dataOf(two)->series("loss/cross_entropy")->steps.size(), 11);
        // A copy of one's configuration as a new experiment.
        Q_EMIT table->cloneRequested(two);
        QVERIFY(w->shownRun().isEmpty());
        QCOMPARE(w->experimentPage()->form()->config().optimizer.learningRate, 0.2);
    }

    void designIsDrawnCountedAndMeasured() {
        auto w = window();
        action(*w, "designPage")->trigger();
        w->experimentPage()->form()->setConfig(smallRun());
        auto* design = w->designView();
        QVERIFY(design->diagram()->layers().contains(QStringLiteral("s3.b1.f.b")));
        QVERIFY2(design->costs().contains(QStringLiteral("ISONet-8")), qPrintable(design->costs()));
        QTRY_COMPARE_WITH_TIMEOUT(design->layers()->rowCount(), 7, patience);
        // Delta initialisation is an isometry where the channels stay.
        QCOMPARE(design->layers()->item(1, 0)->text(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(design->layers()->item(1, 1)->text().toDouble() < 1e-5);
        QVERIFY(std::abs(design->layers()->item(1, 4)->text().toDouble() - 1) < 1e-5);
        auto kaiming = smallRun();
        kaiming.model.initialization = spec::Initialization::Kaiming;
        w->experimentPage()->form()->setConfig(kaiming);
        QTRY_VERIFY_WITH_TIMEOUT(
            design->layers()->rowCount() == 7 && design->layers()->item(1, 1)->text().toDouble() > 0.5, patience);
    }

    void networkOpensLayerByLayer() {
        auto w = window();
        w->experimentPage()->form()->setConfig(smallRun());
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QCOMPARE(view->source(), QStringLiteral("initialised"));
        QTRY_COMPARE_WITH_TIMEOUT(view->table()->rowCount(), 7, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!view->kernel()->isEmpty() && !view->spectrum()->isEmpty(), patience);
        QCOMPARE(view->layer(), QStringLiteral("s1.b1.f.a"));
        // Delta: a one in the middle of the diagonal's tiles; nothing is left of Conv(A, A) - delta.
        QCOMPARE(view->kernel()->rows(), 48);
        QCOMPARE(view->kernel()->cell(1, 1), 1.0F);
        QCOMPARE(view->kernel()->cell(1, 4), 0.0F);
        for (int row = 0; row < view->shiftMap()->rows(); ++row)
            for (int column = 0; column < view->shiftMap()->columns(); ++column)
                QVERIFY(view->shiftMap()->cell(row, column) < 1e-5F);
        QTRY_VERIFY_WITH_TIMEOUT(!view->frequencies()->isEmpty(), patience);
        QVERIFY(std::abs(view->frequencies()->cell(3, 5) - 1) < 1e-4F);

        // Where the stride folds frequencies, the map agrees with the layer's extremes.
        view->chooseLayer(QStringLiteral("s2.b1.f.a"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 32 * 3, patience);
        QCOMPARE(view->frequencies()->rows(), 16);

        auto* signalButton = view->findChild<QPushButton*>(QStringLiteral("measureSignals"));
        signalButton->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->signalPlot()->isEmpty(), patience);
        QCOMPARE(view->signalPlot()->series().size(), 2);
        QCOMPARE(view->signalPlot()->series().first().y.size(), 7);
        view->findChild<QPushButton*>(QStringLiteral("measureJacobian"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->jacobian()->isEmpty(), patience);
        QCOMPARE(view->jacobian()->series().first().y.size(), 10);  // ten classes

        // The same network beside itself shows two layers.
        w->inspectPage()->setSideBySide(true);
        auto* other = w->inspectPage()->view(1);
        QTRY_COMPARE_WITH_TIMEOUT(other->table()->rowCount(), 7, patience);
        view->chooseLayer(QStringLiteral("s3.b1.f.b"));
        QTRY_VERIFY_WITH_TIMEOUT(view->kernel()->rows() == 64 * 3, patience);
        QCOMPARE(other->layer(), QStringLiteral("s1.b1.f.a"));
        QVERIFY(!w->findChild<QTabWidget*>(QStringLiteral("sideBar"))->isVisible());
    }

    void damagedCheckpointIsToldOnThePage() {
        const QString path = makeRun("damaged", 0.1);
        telemetry::writeFileAtomically((path + QStringLiteral("/checkpoints/latest.pt")).toStdString(),
                                       "not a checkpoint");
        auto w = window();
        w->showRun(path);
        action(*w, "inspectPage")->trigger();
        auto* view = w->inspectPage()->view();
        QTRY_VERIFY2_WITH_TIMEOUT(view->failure().contains(QStringLiteral("latest.pt")), qPrintable(view->failure()),
                                  patience);
        QCOMPARE(view->table()->rowCount(), 0);
        // Where there is no layer to choose, no picture asks for one.
        QVERIFY2(view->kernel()->message().contains(QStringLiteral("latest.pt")),
                 qPrintable(view->kernel()->message()));
    }

    void runHasOneNameHoweverItsPathIsWritten() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        w->openSource(path + QStringLiteral("/"));
        QCOMPARE(w->shownRun(), path);
        QCOMPARE(w->findChild<QLabel*>(QStringLiteral("runName"))->text(), QStringLiteral("one"));
        w->openSource(path + QStringLiteral("/../one"));
        QCOMPARE(w->shownRun(), path);
    }

    void divergedRunGoesOnWithASmallerRate() {
        const QString path = makeRun("wild", 0.4, RunState::Diverged);
        {
            auto w = window();
            w->showRun(path);
            QTRY_VERIFY_WITH_TIMEOUT(w->experimentPage()->form()->config().optimizer.learningRate == 0.4, patience);
            QTRY_VERIFY2(action(*w, "resume")->toolTip().contains(QStringLiteral("before its first checkpoint")),
                         qPrintable(action(*w, "resume")->toolTip()));
            QVERIFY(!action(*w, "resume")->isEnabled());
        }
        telemetry::writeFileAtomically((path + QStringLiteral("/checkpoints/latest.pt")).toStdString(), "something");
        auto w = window();
        w->showRun(path);
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "resume")->isEnabled(), patience);
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

    void runThatDiedIsOfferedAtTheNextStart() {
        const QString path = makeRun("died", 0.1, RunState::Running);  // its lock is free: the process is gone
        QSettings().setValue(QStringLiteral("runs/trainedLast"), path);
        auto w = window();
        QVERIFY(w->messageBar()->isVisible());
        QVERIFY2(w->messageBar()->title().contains(QStringLiteral("died")), qPrintable(w->messageBar()->title()));
        w->close();
        w = window();
        QVERIFY(!w->messageBar()->isVisible());  // told once
    }

    void pageOfPlotsIsSavedAsOnePicture() {
        const QString path = makeRun("one", 0.1);
        auto w = window();
        w->showRun(path);
        auto* view = w->findChild<widgets::RunView*>();
        QTRY_VERIFY_WITH_TIMEOUT(!view->panel("lossPanel")->isEmpty(), patience);
        for (const char* name : {"page.pdf", "page.svg", "page.png"}) {
            const QString file = folder_->filePath(QString::fromLatin1(name));
            QCOMPARE(view->grid()->exportPicture(file, {QSize(900, 600), 1}, "one"), QString());
            QVERIFY(QFile(file).size() > 3000);
        }
        QImage picture(folder_->filePath(QStringLiteral("page.png")));
        QCOMPARE(picture.size(), QSize(900, 600));
        QVERIFY(!view->grid()->exportPicture(folder_->filePath("small.png"), {QSize(100, 80), 1}, "one").isEmpty());
    }

    void commandsAreFoundByTyping() {
        auto w = window();
        QTimer::singleShot(0, qApp, [] {
            auto* palette = qobject_cast<workbench::CommandPalette*>(QApplication::activeModalWidget());
            QVERIFY(palette);
            // Every row has room for its icon.
            QVERIFY(palette->list()->visualItemRect(palette->list()->item(0)).height() >=
                    palette->list()->iconSize().height());
            QTest::keyClicks(palette->filter(), "view runs page");
            palette->filter()->clear();
            QTest::keyClicks(palette->filter(), "view inspect");
            QCOMPARE(palette->list()->count(), 1);
            QTest::keyClick(palette->filter(), Qt::Key_Return);
        });
        action(*w, "commands")->trigger();
        QTRY_COMPARE(w->page(), MainWindow::Page::Inspect);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestPages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_pages.moc"
