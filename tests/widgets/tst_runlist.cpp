// The list of runs, the run header and the message bar.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "training/sweeps/Presets.h"
#include "widgets/common/MessageBar.h"
#include "widgets/common/Theme.h"
#include "widgets/live/RunHeader.h"
#include "widgets/runs/RunList.h"
#include "widgets/runs/RunListModel.h"

using namespace isonet;
using namespace isonet::widgets;
using telemetry::RunState;

class TestRunList : public QObject {
    Q_OBJECT

    static telemetry::RunSummary run(const std::string& name, RunState state, double best = -1) {
        telemetry::RunSummary summary;
        summary.path = "/runs/" + name;
        summary.name = name;
        summary.status.state = state;
        summary.status.bestTop1 = best;
        summary.status.updated = double(QDateTime::currentSecsSinceEpoch());
        summary.config = sweeps::defaultPreset().config;
        return summary;
    }
    static QListView* view(RunList& list) { return list.findChild<QListView*>(QStringLiteral("runList")); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void runIsDescribedForScreenReaders() {
        RunList list;
        list.setRuns({run("first", RunState::Finished, 91.25)});
        const QString description = view(list)->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        for (const char* part : {"first", "ISONet-20", "Finished", "91.25 %", "today"})
            QVERIFY2(description.contains(QString::fromLatin1(part)), qPrintable(description));
    }

    void emptyFolderIsExplained() {
        RunList list;
        list.setFolder(QStringLiteral("/data/runs"));
        list.show();
        auto* empty = list.findChild<QLabel*>(QStringLiteral("emptyState"));
        QVERIFY(empty->isVisible());
        QVERIFY(empty->text().contains(QStringLiteral("/data/runs")));
        list.setRuns({run("first", RunState::Running)});
        QVERIFY(!empty->isVisible());
        QVERIFY(view(list)->isVisible());
    }

    void modelIsConsistentThroughChanges() {
        RunListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({run("b", RunState::Finished), run("a", RunState::Finished)});
        model.setRuns({run("c", RunState::Running), run("b", RunState::Finished), run("a", RunState::Finished)});
        QCOMPARE(model.rowCount(), 3);  // inserted at the top
        auto status = run("c", RunState::Finished, 90).status;
        model.setStatus(QStringLiteral("/runs/c"), status);
        model.setRuns({run("c", RunState::Finished, 91), run("b", RunState::Finished), run("a", RunState::Finished)});
        model.setRuns({run("a", RunState::Finished)});
        QCOMPARE(model.rowCount(), 1);
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
    }

    void clickAndEnterOpen() {
        RunList list;
        list.resize(360, 400);
        list.setRuns({run("b", RunState::Finished), run("a", RunState::Interrupted)});
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        QSignalSpy opened(&list, &RunList::opened);
        const auto at = view(list)->visualRect(view(list)->model()->index(1, 0)).center();
        QTest::mouseClick(view(list)->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.last().first().toString(), QStringLiteral("/runs/a"));
        view(list)->setFocus();
        QTest::keyClick(view(list), Qt::Key_Up);
        QTest::keyClick(view(list), Qt::Key_Return);
        QCOMPARE(opened.count(), 2);
        QCOMPARE(opened.last().first().toString(), QStringLiteral("/runs/b"));
    }

    void selectionIsKeptWhenRunsChange() {
        RunList list;
        list.setRuns({run("b", RunState::Finished), run("a", RunState::Finished)});
        list.select(QStringLiteral("/runs/a"));
        list.setRuns({run("c", RunState::Running), run("b", RunState::Finished), run("a", RunState::Finished)});
        QCOMPARE(list.selectedPath(), QStringLiteral("/runs/a"));
        list.setRuns({run("a", RunState::Finished)});
        QCOMPARE(list.selectedPath(), QStringLiteral("/runs/a"));
        QCOMPARE(list.count(), 1);
    }

    void selectedRunIsHighlightedOnceListed() {
        RunList list;
        list.setRuns({run("a", RunState::Finished)});
        list.select(QStringLiteral("/runs/new"));
        QCOMPARE(list.selectedPath(), QString());
        list.setRuns({run("new", RunState::Preparing), run("a", RunState::Finished)});
        QCOMPARE(list.selectedPath(), QStringLiteral("/runs/new"));
    }

    void filterFindsByNameNetworkAndState() {
        RunList list;
        list.setRuns({run("morning", RunState::Finished), run("evening", RunState::Diverged)});
        auto* filter = list.findChild<QLineEdit*>(QStringLiteral("runFilter"));
        filter->setText(QStringLiteral("EVEN"));
        QCOMPARE(view(list)->model()->rowCount(), 1);
        filter->setText(QStringLiteral("diverged"));
        QCOMPARE(view(list)->model()->rowCount(), 1);
        filter->setText(QStringLiteral("isonet-20"));
        QCOMPARE(view(list)->model()->rowCount(), 2);
    }

    void headerShowsProgressAndMetrics() {
        RunHeader header;
        header.resize(900, 80);
        header.showRun(QStringLiteral("trial"), sweeps::defaultPreset().config);
        telemetry::RunStatus status;
        status.state = RunState::Running;
        status.step = 250;
        status.steps = 1000;
        status.epoch = 2;
        status.epochs = 4;
        status.loss = 0.4321;
        status.validationTop1 = 87.5;
        status.imagesPerSecond = 812.4;
        status.secondsLeft = 200;
        header.setStatus(status);
        QStringList texts;
        for (auto* label : header.findChildren<QLabel*>())
            texts << label->text();
        const QString all = texts.join(QLatin1Char('|'));
        for (const char* part :
             {"trial", "ISONet-20", "epoch 2 of 4", "step 250 of 1,000", "0.4321", "87.50 %", "812", "3 min 20 s"})
            QVERIFY2(all.contains(QString::fromUtf8(part)), part);
        QCOMPARE(header.findChild<QProgressBar*>()->value(), 250);
    }

    void detectionRunsShowTheirAp() {
        auto summary = run("detector", RunState::Running, 35.26);
        summary.config = sweeps::findPreset("detect-small")->config;
        RunList list;
        list.setRuns({summary});
        const auto index = view(list)->model()->index(0, 0);
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("best box AP 35.3")));
        RunHeader header;
        header.resize(900, 80);
        header.showRun(QStringLiteral("detector"), summary.config);
        summary.status.validationTop1 = 35.26;
        summary.status.metrics = {{"ap/box", 35.26}, {"ap/mask", 31.5}};
        header.setStatus(summary.status);
        QStringList texts;
        for (auto* label : header.findChildren<QLabel*>())
            texts << label->text();
        for (const char* part : {"box AP", "35.26 %", "mask AP", "31.50 %"})
            QVERIFY2(texts.contains(QString::fromUtf8(part)), part);
        QVERIFY(!texts.contains(QStringLiteral("train top-1")));
        // The next run is a classifier again.
        header.showRun(QStringLiteral("classifier"), sweeps::defaultPreset().config);
        texts.clear();
        for (auto* label : header.findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains(QStringLiteral("train top-1")) && texts.contains(QStringLiteral("validation")));
    }

    void messageOffersAnAction() {
        MessageBar bar;
        QVERIFY(bar.isHidden());
        int pressed = 0;
        bar.showMessage(MessageBar::Kind::Error, QStringLiteral("x.yaml is wrong"), QStringLiteral("line 3: depth"));
        bar.addAction(QStringLiteral("Try again"), [&] { ++pressed; });
        QVERIFY(!bar.isHidden());
        bar.findChild<QPushButton*>()->click();
        QCOMPARE(pressed, 1);
        QVERIFY(bar.isHidden());
    }
};

QTEST_MAIN(TestRunList)
#include "tst_runlist.moc"
