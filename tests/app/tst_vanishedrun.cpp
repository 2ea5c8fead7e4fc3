// The folder of a run vanishes while the window trains it: what the window says, and the weights that it keeps.
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QtTest>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/session/WeightsRescue.h"
#include "app/workbench/window/MainWindow.h"
#include "tests/app/WindowFixture.h"
#include "widgets/common/MessageBar.h"
#include "widgets/series/RunData.h"

using namespace isonet;
using workbench::MainWindow;

class TestVanishedRun : public QObject, private WindowFixture {
    Q_OBJECT

    static QPushButton* button(MainWindow& w, const QString& text) {
        for (auto* each : w.messageBar()->findChildren<QPushButton*>())
            if (each->text().startsWith(text))
                return each;
        return nullptr;
    }
    static bool says(MainWindow& w, const char* title) {
        return w.messageBar()->isVisible() && w.messageBar()->title().contains(QString::fromLatin1(title));
    }
    // Trains until the first steps are done, then moves the folder away.
    static void loseFolder(MainWindow& w, QString& run, QString& away) {
        w.experimentPage()->form()->setConfig(longRun());
        action(w, "start")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w.shownRun().isEmpty() && w.runData()->status().step > 3, timeout);
        run = w.shownRun();
        away = run + QStringLiteral(".away");
        QVERIFY(QDir().rename(run, away));
        QTRY_VERIFY_WITH_TIMEOUT(says(w, "is gone"), timeout);
        QVERIFY2(w.messageBar()->text().contains(run), qPrintable(w.messageBar()->text()));
        QVERIFY2(!w.messageBar()->text().contains(QStringLiteral("intact")), qPrintable(w.messageBar()->text()));
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_vanishedrun")); }
    void init() { resetFixture(); }

    void theWeightsAreSavedElsewhere() {
        auto w = window();
        QString run, away;
        loseFolder(*w, run, away);
        const QString file = folder_->filePath(QStringLiteral("kept/weights.pt"));
        auto* rescue = w->findChild<workbench::WeightsRescue*>();
        QVERIFY(rescue);
        // Canceled: the offer stays.
        rescue->setFilePrompt([](const QString&) { return QString(); });
        button(*w, QStringLiteral("Save the weights"))->click();
        QVERIFY(says(*w, "is gone"));
        QString proposal;
        rescue->setFilePrompt([&](const QString& proposed) {
            proposal = proposed;
            return file;
        });
        auto* again = button(*w, QStringLiteral("Save the weights"));
        QVERIFY(again);
        again->click();
        QVERIFY2(proposal.endsWith(QStringLiteral(".pt")), qPrintable(proposal));
        QTRY_VERIFY_WITH_TIMEOUT(says(*w, "were saved"), timeout);
        QVERIFY(!w->worker()->isBusy());
        QVERIFY(QFileInfo(file).size() > 10000);
        QVERIFY(!QFileInfo::exists(run + QStringLiteral("-rescued.pt")));
        QVERIFY2(w->messageBar()->text().contains(file), qPrintable(w->messageBar()->text()));
    }

    void theRunResumesWithItsFolder() {
        auto w = window();
        QString run, away;
        loseFolder(*w, run, away);
        QVERIFY(QDir().rename(away, run));
        action(*w, "resume")->trigger();  // need not wait for the next attempt
        QTRY_VERIFY_WITH_TIMEOUT(!w->messageBar()->isVisible(), timeout);
        QVERIFY(w->worker()->isBusy());
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!w->worker()->isBusy(), timeout);
        QVERIFY(!says(*w, "gone"));
        QVERIFY(QFileInfo::exists(run + QStringLiteral("/checkpoints/latest.pt")));
    }

    void stoppingSaysWhereTheWeightsAre() {
        auto w = window();
        QString run, away;
        loseFolder(*w, run, away);
        action(*w, "stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(says(*w, "has ended without its folder"), timeout);
        QVERIFY2(w->messageBar()->text().contains(run + QStringLiteral("-rescued.pt")),
                 qPrintable(w->messageBar()->text()));
        QVERIFY(QFileInfo::exists(run + QStringLiteral("-rescued.pt")));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    TestVanishedRun test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_vanishedrun.moc"
