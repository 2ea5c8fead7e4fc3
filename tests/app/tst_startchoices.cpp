// Start and Resume while this window trains: queue it, start it alongside, or stop the other first; and what the
// toolbar says they act on.
#include <QAbstractButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunStarter.h"
#include "app/workbench/session/ShownRun.h"
#include "tests/app/WindowFixture.h"
#include "training/launch/ControlFile.h"
#include "training/sweeps/Queue.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;
using workbench::RunStarter;
using workbench::StartChoice;

class TestStartChoices : public QObject, private WindowFixture {
    Q_OBJECT

    static config::RunConfig named(const std::string& name, int epochs) {
        auto config = longRun();
        config.run.name = name;
        config.run.epochs = epochs;
        return config;
    }
    static void start(MainWindow& w, const config::RunConfig& config) {
        w.experimentPage()->form()->setConfig(config);
        action(w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w.shownRun().isEmpty() && w.runData()->status().step > 0, timeout);
    }
    // The form shows another experiment while the first run trains in the background.
    static QString trainOutOfSight(MainWindow& w, const config::RunConfig& next) {
        start(w, named("first", 500));
        const QString first = w.shownRun();
        w.session().showDraft(next);
        return first;
    }
    static void choose(const char* button) {
        QTimer::singleShot(100, qApp, [button] {
            auto* dialog = QApplication::activeModalWidget();
            QVERIFY(dialog && dialog->objectName() == QStringLiteral("startQuestion"));
            auto* found = dialog->findChild<QAbstractButton*>(QString::fromLatin1(button));
            QVERIFY(found);
            found->click();
        });
    }
    static RunState stateOf(const QString& run) {
        const auto status = telemetry::readStatus(run.toStdString());
        return status ? status->state : RunState::Preparing;
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_startchoices")); }
    void init() { resetFixture(); }

    void anotherLaunchIsNotTakenForTheOwn() {
        auto w = window();
        auto& commander = w->session().commander();
        commander.setProgram(QStringLiteral(ISONET_PROGRAM));
        auto* starter = w->findChild<RunStarter*>();
        bool ownAtFailure = false;
        QSignalSpy launched(&commander, &workbench::RunCommander::launched),
            failed(&commander, &workbench::RunCommander::launchFailed);
        connect(&commander, &workbench::RunCommander::launchFailed, starter,
                [&] { ownAtFailure = starter->isLaunching(); });
        commander.resume(launch::parsePlace("process"), QStringLiteral("/nowhere/run"));
        w->findChild<workbench::RunPlaces*>()->setPlace(launch::parsePlace("process"));
        w->experimentPage()->form()->setConfig(named("own", 500));
        action(*w, "start")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, timeout);
        QVERIFY(ownAtFailure);
        QTRY_COMPARE_WITH_TIMEOUT(launched.size(), 1, timeout);
        QVERIFY(!starter->isLaunching());
        commander.cancel(launched.first().first().toString());
        QTRY_VERIFY_WITH_TIMEOUT(!commander.isBusy(), timeout);
    }

    void theToolbarNamesWhatItActsOn() {
        auto w = window();
        auto* badge = w->findChild<QToolButton*>(QStringLiteral("targetBadge"));
        QVERIFY(badge && !badge->isVisible());
        const QString first = trainOutOfSight(*w, named("second", 2));
        QTRY_VERIFY_WITH_TIMEOUT(badge->isVisible(), timeout);
        QVERIFY2(badge->text().contains(QStringLiteral("first")), qPrintable(badge->text()));
        for (const char* name : {"pause", "stop", "checkpoint"}) {
            QVERIFY(action(*w, name)->isEnabled());
            QVERIFY2(action(*w, name)->toolTip().contains(QStringLiteral("first")), name);
            QVERIFY2(action(*w, name)->text().contains(QStringLiteral("first")), name);
        }
        QCOMPARE(action(*w, "pause")->iconText(), QStringLiteral("Pause"));
        badge->click();
        QCOMPARE(w->shownRun(), first);
        QTRY_VERIFY_WITH_TIMEOUT(!badge->isVisible(), timeout);
        QCOMPARE(action(*w, "pause")->text(), QStringLiteral("&Pause"));
        QVERIFY(action(*w, "pause")->toolTip().contains(QStringLiteral("first")));
    }

    void aRunThatIsQueuedNextStartsWhenTheWindowIsFree() {
        auto w = window();
        const QString first = trainOutOfSight(*w, named("second", 1));
        QVERIFY2(action(*w, "start")->isEnabled(), qPrintable(action(*w, "start")->toolTip()));
        QVERIFY(action(*w, "start")->toolTip().contains(QStringLiteral("first")));
        choose("queueNext");
        action(*w, "start")->trigger();
        QCOMPARE(w->worker()->path(), first);
        QStringList queues;
        const auto waits = [&] {
            queues = QSettings().value(QStringLiteral("runs/waiting")).toStringList();
            return queues.size() == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(waits(), timeout);
        const auto queue = sweeps::Queue::open(queues.first().toStdString());
        QCOMPARE(queue.sweep().rows.size(), std::size_t(1));
        QCOMPARE(queue.sweep().rows[0].config.run.name, std::string("second"));
        QCOMPARE(int(queue.results()[0].state), int(sweeps::RowState::Waiting));
        w->session().stopHere();
        QTRY_COMPARE_WITH_TIMEOUT(w->worker()->queue(), queues.first(), timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QCOMPARE(int(queue.results()[0].state), int(sweeps::RowState::Finished));
        QCOMPARE(stateOf(first), RunState::Interrupted);
    }

    void stoppingFirstStartsTheOtherRun() {
        auto w = window();
        const QString first = trainOutOfSight(*w, named("second", 1));
        choose("stopFirst");
        action(*w, "start")->trigger();
        QVERIFY(w->worker()->isStopping());
        QTRY_VERIFY_WITH_TIMEOUT(
            w->worker()->isBusy() && !w->worker()->path().isEmpty() && w->worker()->path() != first, timeout);
        const QString second = w->worker()->path();
        QVERIFY(second.contains(QStringLiteral("second")));
        QCOMPARE(stateOf(first), RunState::Interrupted);
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QCOMPARE(stateOf(second), RunState::Finished);
    }

    void cancelingStartsNothing() {
        auto w = window();
        const QString first = trainOutOfSight(*w, named("second", 1));
        int asked = 0;
        w->findChild<RunStarter*>()->setAsk([&](const QString&, const QString& running, bool canWait) {
            ++asked;
            return canWait && running.contains(QStringLiteral("first")) ? StartChoice::Cancel : StartChoice::StopFirst;
        });
        action(*w, "start")->trigger();
        QCOMPARE(asked, 1);
        QVERIFY(w->worker()->isBusy() && !w->worker()->isStopping());
        QCOMPARE(w->worker()->path(), first);
    }

    void aRunStartsBesideAsAProcess() {
        auto w = window();
        w->session().commander().setProgram(QStringLiteral(ISONET_PROGRAM));
        const QString first = trainOutOfSight(*w, named("second", 5000));
        choose("startBeside");
        action(*w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->shownRun().contains(QStringLiteral("second")), timeout);
        const QString second = w->shownRun();
        QCOMPARE(w->worker()->path(), first);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), RunState::Running, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(w->session().target().run == second, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(action(*w, "stop")->isEnabled(), timeout);
        action(*w, "stop")->trigger();  // of the shown run, not of the hidden one
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), RunState::Interrupted, timeout);
        QVERIFY(w->worker()->isBusy() && !w->worker()->isStopping());
    }
};

QTEST_MAIN(TestStartChoices)
#include "tst_startchoices.moc"
