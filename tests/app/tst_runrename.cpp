// Renaming a run from the window: what moves with it, and what is refused. Also the table of runs with numbers other
// than the last values, which are read from the runs.
#include <QApplication>
#include <QFile>
#include <QInputDialog>
#include <QLineEdit>
#include <QtTest>
#include <filesystem>

#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/runs/RunNotesFile.h"
#include "app/workbench/runs/RunRename.h"
#include "tests/app/RunsFixture.h"
#include "training/launch/Ticket.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/MessageBar.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

using namespace isonet;
using telemetry::RunState;
using workbench::renameRun;

class TestRunRename : public QObject, private RunsFixture {
    Q_OBJECT

    QString path(const char* name) const { return runs() + QLatin1Char('/') + QLatin1String(name); }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_runrename")); }
    void init() { resetFixture(); }

    void aRenamedRunKeepsWhatBelongsToIt() {
        const QString one = makeRun("one", 0.1), two = makeRun("two", 0.2);
        widgets::RunNotes notes;
        notes.note = QStringLiteral("the good one");
        notes.color = 3;
        workbench::writeNotes(one, notes);
        auto w = window();
        w->showRun(one);
        action(*w, "runsPage")->trigger();
        auto* table = w->runsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, timeout);
        table->model()->setAllChecked({one, two});
        table->select({one});
        QAction* rename = nullptr;
        for (auto* each : w->findChildren<QAction*>(QStringLiteral("tableRename")))
            rename = each;
        QVERIFY(rename && rename->isEnabled());
        QTimer::singleShot(0, qApp, [] {
            auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->setTextValue(QStringLiteral("baseline 56"));
            dialog->accept();
        });
        rename->trigger();
        const QString renamed = path("baseline 56");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->find(renamed), timeout);
        QVERIFY(!QFile::exists(one) && QFile::exists(renamed + QStringLiteral("/config.yaml")));
        QCOMPARE(table->model()->checked(), QStringList({renamed, two}));
        QCOMPARE(table->selected(), QStringList(renamed));
        QCOMPARE(w->shownRun(), renamed);
        QCOMPARE(w->page(), workbench::MainWindow::Page::Runs);
        QCOMPARE(table->model()->find(renamed)->notes, notes);
        QCOMPARE(w->runsPage()->compared()->runs()[0].color, 3);
        auto* compared = w->runsPage()->compared();
        QTRY_VERIFY_WITH_TIMEOUT(compared->dataOf(renamed) && compared->dataOf(renamed)->series("loss/cross_entropy"),
                                 timeout);
        QVERIFY2(!w->messageBar()->isVisible(), qPrintable(w->messageBar()->text()));
        // It stays that way after the folders are read again.
        makeRun("three", 0.3);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 3, timeout);
        QVERIFY(!table->model()->find(one));
        QCOMPARE(table->model()->checked(), QStringList({renamed, two}));
    }

    void aRowOfAQueueStaysItsRow() {
        sweeps::Sweep sweep;
        sweep.name = "rates";
        for (const char* label : {"a", "b"}) {
            sweeps::SweepRow row;
            row.label = label;
            row.config = smallRun();
            sweep.rows.push_back(row);
        }
        sweeps::nameRows(sweep);
        const auto folder = std::filesystem::path(runs().toStdString()) / "rates";
        sweeps::Queue::create(folder, sweep);
        const QString run = makeRun("rates/" + sweep.rows[1].id, 0.1);
        const auto result = renameRun(run, QStringLiteral("best"));
        QCOMPARE(result.problem, QString());
        QCOMPARE(result.path, path("rates/best"));
        const auto queue = sweeps::Queue::open(folder);
        QCOMPARE(queue.sweep().rows[1].id, std::string("best"));
        QVERIFY(queue.results()[1].state == sweeps::RowState::Finished);
    }

    void whatCannotBeRenamedSaysWhy() {
        const QString run = makeRun("one", 0.1);
        makeRun("two", 0.1);
        const auto refused = [&](const QString& of, const char* name, const char* reason) {
            const auto result = renameRun(of, QString::fromUtf8(name));
            return result.path == of && result.problem.contains(QLatin1String(reason)) ? QString()
                                                                                       : result.problem + result.path;
        };
        QCOMPARE(refused(run, "two", "already exists"), QString());
        QCOMPARE(refused(run, "a/b", "\"/\""), QString());
        QCOMPARE(refused(run, "", "empty"), QString());
        QCOMPARE(refused(run, ".hidden", "dot"), QString());
        QCOMPARE(refused(run, "a\nb", "control character"), QString());
        QCOMPARE(refused(run, std::string(300, 'x').c_str(), "300 bytes"), QString());
        {
            const auto held = telemetry::RunDirectory::resume(run.toStdString());
            QCOMPARE(refused(run, "new", "being trained"), QString());
        }
        QVERIFY(std::filesystem::create_directories(path("theirs").toStdString()));
        { telemetry::EventWriter events(path("theirs").toStdString()); }
        QCOMPARE(refused(path("theirs"), "new", "another program"), QString());
        // Launched, and nothing tells whether it has ended.
        const QString launched = makeRun("away", 0.1, RunState::Running);
        launch::Ticket ticket;
        ticket.place = "ssh:nowhere";
        launch::writeTicket(launched.toStdString(), ticket);
        QCOMPARE(refused(launched, "new", "launched"), QString());
        QCOMPARE(renameRun(run, QStringLiteral("one")).problem, QString());  // its own name
        QVERIFY(QFile::exists(run));

        auto w = window();
        action(*w, "runsPage")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w->runsPage()->table()->model()->find(run), timeout);
        Q_EMIT w->runsPage()->table()->renameRequested(run, QStringLiteral("two"));
        QTRY_VERIFY_WITH_TIMEOUT(w->messageBar()->isVisible(), timeout);
        QVERIFY2(w->messageBar()->text().contains(QStringLiteral("already exists")),
                 qPrintable(w->messageBar()->text()));
    }

    void otherNumbersAreReadFromTheRuns() {
        const QString one = makeRun("one", 0.1);
        {
            telemetry::EventWriter events(one.toStdString(), 100);
            events.write({{"accuracy/val_top1", 100, 2e9, telemetry::Scalar{75}},
                          {"accuracy/val_top1", 200, 2e9, telemetry::Scalar{60}}});
        }
        makeRun("two", 0.2);
        auto w = window();
        action(*w, "runsPage")->trigger();
        auto* table = w->runsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, timeout);
        const auto cell = [&](const char* name) {
            const int row = table->model()->rowOf(path(name));
            return table->model()->index(row, widgets::RunTableModel::Validation).data().toString();
        };
        table->setStatistic({widgets::Statistic::Largest, 0});
        QTRY_COMPARE_WITH_TIMEOUT(cell("one"), QStringLiteral("75.00"), timeout);
        QTRY_COMPARE_WITH_TIMEOUT(cell("two"), QString(), timeout);  // has none
        table->setStatistic({widgets::Statistic::AtStep, 250});
        QTRY_COMPARE_WITH_TIMEOUT(cell("one"), QStringLiteral("60.00"), timeout);
        w->close();
        w = window();
        action(*w, "runsPage")->trigger();
        table = w->runsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(cell("one"), QStringLiteral("60.00"), timeout);  // chosen in the last session
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestRunRename test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_runrename.moc"
