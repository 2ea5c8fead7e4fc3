// Closing the window while runs train: detach, stop with a checkpoint, cancel.
#include <QMessageBox>
#include <QSignalSpy>
#include <QtTest>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/ShownRun.h"
#include "app/workbench/window/JobsStrip.h"
#include "tests/app/WindowFixture.h"
#include "training/launch/ControlFile.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/jobs/JobsModel.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using telemetry::RunState;
using workbench::MainWindow;

class TestClosing : public QObject, private WindowFixture {
    Q_OBJECT

    static QString start(MainWindow& w) {
        w.session().commander().setProgram(QStringLiteral(ISONET_PROGRAM));
        auto config = longRun();
        config.run.epochs = 5000;
        w.experimentPage()->form()->setConfig(config);
        action(w, "start")->trigger();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!w.shownRun().isEmpty() && w.runData()->status().step > 0, timeout); }();
        return w.shownRun();
    }
    // Presses the button of the question that closing asks; `offered`: the texts of all its buttons.
    static void answer(const QString& button, QStringList* offered = nullptr) {
        QTimer::singleShot(100, qApp, [button, offered] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box && box->objectName() == QStringLiteral("closeQuestion"));
            QAbstractButton* found = nullptr;
            for (auto* each : box->buttons()) {
                const QString text = QString(each->text()).remove(QLatin1Char('&'));
                if (offered)
                    *offered += text;
                if (text == button)
                    found = each;
            }
            QVERIFY(found);
            found->click();
        });
    }
    static telemetry::RunStatus status(const QString& run) {
        return telemetry::readStatus(run.toStdString()).value_or(telemetry::RunStatus());
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_closing")); }
    void init() { resetFixture(); }

    void aDetachedRunContinuesAsAProcessAndIsFoundAgain() {
        QString run;
        std::int64_t stepAtClose = 0;
        {
            auto w = window();
            run = start(*w);
            QStringList offered;
            answer(QStringLiteral("Detach"), &offered);
            w->close();
            QVERIFY(offered.contains(QStringLiteral("Keep training")) &&
                    offered.contains(QStringLiteral("Stop and close")));
            QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), timeout);
            stepAtClose = status(run).step;
        }
        const auto continues = [&] {
            const auto now = status(run);
            return now.state == RunState::Running && now.step > stepAtClose &&
                   now.process != QCoreApplication::applicationPid();
        };
        QTRY_VERIFY_WITH_TIMEOUT(continues(), timeout);

        auto w = window();
        auto* view = w->jobsStrip()->view();
        QTRY_VERIFY_WITH_TIMEOUT(view->isVisible(), timeout);  // it opens by itself
        QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowOf(run) >= 0, timeout);
        view->choose(run);
        view->actions()->open()->trigger();
        QCOMPARE(w->shownRun(), run);
        QTRY_VERIFY_WITH_TIMEOUT(w->runData()->status().step > stepAtClose, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(view->actions()->stop()->isEnabled(), timeout);
        view->actions()->stop()->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(status(run).state, RunState::Interrupted, timeout);
        QTRY_VERIFY_WITH_TIMEOUT(!telemetry::isInUse(run.toStdString()), timeout);
        QVERIFY(w->close());  // nothing of this window runs, so nothing is asked
    }

    void keepingTrainingChangesNothing() {
        auto w = window();
        const QString run = start(*w);
        answer(QStringLiteral("Keep training"));
        QVERIFY(!w->close());
        QVERIFY(w->worker()->isBusy() && !w->worker()->isStopping());
        QCOMPARE(w->worker()->path(), run);
    }

    // Nothing trains yet, but a process is about to.
    void aRunThatIsBeingStartedIsAskedAboutAndStopped() {
        auto w = window();
        w->session().commander().setProgram(QStringLiteral(ISONET_PROGRAM));
        auto config = longRun();
        config.run.epochs = 5000;
        w->experimentPage()->form()->setConfig(config);
        w->findChild<workbench::RunPlaces*>()->setPlace(launch::parsePlace("process"));
        QSignalSpy launched(&w->session().commander(), &workbench::RunCommander::launched);
        action(*w, "start")->trigger();
        answer(QStringLiteral("Stop and close"));
        w->close();
        QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), timeout);
        QCOMPARE(launched.size(), 1);
        const QString run = launched.first().first().toString();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(run + QStringLiteral("/exit.json")), timeout);
    }

    void stoppingWritesACheckpointAndStartsNothing() {
        auto w = window();
        const QString run = start(*w);
        answer(QStringLiteral("Stop and close"));
        w->close();
        QTRY_VERIFY_WITH_TIMEOUT(!w->isVisible(), timeout);
        QCOMPARE(status(run).state, RunState::Interrupted);
        QVERIFY(QFile::exists(run + QStringLiteral("/checkpoints/latest.pt")));
        QVERIFY(!QFile::exists(run + QStringLiteral("/launch.json")));
    }
};

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
