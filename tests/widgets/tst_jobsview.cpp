// The Jobs strip and the form for places: rows, chosen job, commands, log, devices, keyboard. No process is started.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

#include "widgets/common/Theme.h"
#include "widgets/jobs/DeviceMap.h"
#include "widgets/jobs/JobLog.h"
#include "widgets/jobs/JobText.h"
#include "widgets/jobs/JobsModel.h"
#include "widgets/jobs/JobsView.h"
#include "widgets/jobs/PlaceForm.h"

using namespace isonet;
using namespace isonet::widgets;
using launch::PlaceKind;

class TestJobsView : public QObject {
    Q_OBJECT

    static JobRow job(const QString& name, JobPhase phase) {
        JobRow row;
        row.run = QStringLiteral("/runs/") + name;
        row.name = name;
        row.where = QStringLiteral("process 4711");
        row.device = QStringLiteral("cpu");
        row.phase = phase;
        row.step = 50, row.steps = 200;
        row.epoch = 2, row.epochs = 8;
        row.secondsLeft = 90;
        row.loss = 1.25;
        row.top1 = 71.5;
        row.pauseProblem = phase == JobPhase::Running ? QString() : QStringLiteral("not running");
        row.resumeProblem = phase == JobPhase::Paused ? QString() : QStringLiteral("not paused");
        row.stopProblem = hasEnded(phase) ? QStringLiteral("ended") : QString();
        return row;
    }
    static std::vector<JobRow> three() {
        return {job(QStringLiteral("a"), JobPhase::Running), job(QStringLiteral("b"), JobPhase::Paused),
                job(QStringLiteral("c"), JobPhase::Dead)};
    }
    static QString cell(const JobsModel& model, int row, int column) {
        return model.index(row, column).data().toString();
    }
    static bool shows(JobsView& view) {
        view.resize(1280, 200);
        view.show();
        view.activateWindow();
        return QTest::qWaitForWindowActive(&view);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void rowsTellWhatRunsWhere() {
        JobsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJobs(three());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(cell(model, 0, JobsModel::Run), QStringLiteral("a"));
        QCOMPARE(cell(model, 0, JobsModel::Where), QStringLiteral("process 4711"));
        QCOMPARE(cell(model, 0, JobsModel::Progress), QStringLiteral("25 %"));
        QCOMPARE(cell(model, 0, JobsModel::TimeLeft), QStringLiteral("1 min 30 s"));
        QCOMPARE(cell(model, 0, JobsModel::Top1), QStringLiteral("71.50 %"));
        QCOMPARE(cell(model, 2, JobsModel::State), QStringLiteral("Gone"));
        QVERIFY(cell(model, 2, JobsModel::TimeLeft).isEmpty());
        QVERIFY(
            model.index(0, JobsModel::Progress).data(Qt::ToolTipRole).toString().contains(QStringLiteral("of 200")));
    }

    void rowsKeepTheirPlaceWhileTheirRunStays() {
        JobsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJobs(three());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset), changed(&model, &QAbstractItemModel::dataChanged);
        auto jobs = three();
        std::swap(jobs[0], jobs[2]);
        jobs[1].step = 60;
        jobs.erase(jobs.begin());
        jobs.push_back(job(QStringLiteral("d"), JobPhase::Waiting));
        model.setJobs(jobs);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(cell(model, 0, JobsModel::Run), QStringLiteral("a"));
        QCOMPARE(cell(model, 1, JobsModel::Progress), QStringLiteral("30 %"));
        QCOMPARE(cell(model, 2, JobsModel::State), QStringLiteral("Waiting"));
        model.setJobs(jobs);
        QCOMPARE(changed.size(), 1);
    }

    void theSummaryCountsByState() {
        QCOMPARE(jobsSummary(three()), QStringLiteral("1 running, 1 paused, 1 ended"));
        QVERIFY(jobsSummary({}).isEmpty());
    }

    void commandsFollowTheChosenJob() {
        JobsView view;
        view.setJobs(three());
        QCOMPARE(view.chosen(), QStringLiteral("/runs/a"));
        const auto* actions = view.actions();
        QVERIFY(actions->pause()->isEnabled());
        QVERIFY(!actions->resume()->isEnabled());
        QVERIFY(!actions->dismiss()->isEnabled());
        QVERIFY(actions->pause()->toolTip().contains(QStringLiteral("Pause a")));
        view.choose(QStringLiteral("/runs/b"));
        QVERIFY(!actions->pause()->isEnabled());
        QVERIFY(actions->pause()->toolTip().contains(QStringLiteral("not running")));
        QVERIFY(actions->resume()->isEnabled());
        view.choose(QStringLiteral("/runs/c"));
        QVERIFY(!actions->stop()->isEnabled());
        QVERIFY(actions->dismiss()->isEnabled());
        QSignalSpy dismissed(actions, &JobActions::dismissRequested);
        actions->dismiss()->trigger();
        QCOMPARE(dismissed.value(0).value(0).toString(), QStringLiteral("/runs/c"));
        // What changes about the chosen job reaches the commands.
        auto jobs = three();
        jobs[2] = job(QStringLiteral("c"), JobPhase::Running);
        view.setJobs(jobs);
        QCOMPARE(view.chosen(), QStringLiteral("/runs/c"));
        QVERIFY(actions->pause()->isEnabled());
        view.setJobs({});
        QVERIFY(!actions->open()->isEnabled());
        QVERIFY(view.chosen().isEmpty());
    }

    void theKeyboardReachesAllCommands() {
        JobsView view;
        view.setJobs(three());
        QVERIFY(shows(view));
        view.takeFocus();
        QVERIFY(view.table()->hasFocus());
        QSignalSpy chosen(&view, &JobsView::chosenChanged), open(view.actions(), &JobActions::openRequested),
            paused(view.actions(), &JobActions::pauseRequested), hidden(&view, &JobsView::hideRequested);
        QTest::keyClick(view.table(), Qt::Key_P);
        QCOMPARE(paused.value(0).value(0).toString(), QStringLiteral("/runs/a"));
        QTest::keyClick(view.table(), Qt::Key_Down);
        QCOMPARE(chosen.value(0).value(0).toString(), QStringLiteral("/runs/b"));
        QTest::keyClick(view.table(), Qt::Key_Return);
        QCOMPARE(open.value(0).value(0).toString(), QStringLiteral("/runs/b"));
        QSet<QWidget*> reached;
        for (int i = 0; i < 20; ++i) {
            reached.insert(view.focusWidget());
            QTest::keyClick(view.focusWidget(), Qt::Key_Tab);
        }
        QVERIFY(reached.contains(view.log()));
        QVERIFY(reached.contains(view.findChild<QToolButton*>(QStringLiteral("hideJobs"))));
        QTest::keyClick(view.focusWidget(), Qt::Key_Escape);
        QCOMPARE(hidden.size(), 1);
    }

    void theLogStaysWhereTheUserReads() {
        JobsView view;
        view.setJobs(three());
        QVERIFY(shows(view));
        QString text;
        for (int i = 0; i < 200; ++i)
            text += QStringLiteral("line %1\n").arg(i);
        view.setLog(QStringLiteral("/runs/b"), text);
        QVERIFY(view.log()->toPlainText().isEmpty());  // of a job that is not chosen
        view.setLog(QStringLiteral("/runs/a"), text);
        auto* bar = view.log()->verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        QCOMPARE(bar->value(), bar->maximum());
        bar->setValue(3);
        view.setLog(QStringLiteral("/runs/a"), text + QStringLiteral("more\n"));
        QCOMPARE(bar->value(), 3);
        bar->setValue(bar->maximum());
        view.setLog(QStringLiteral("/runs/a"), text + QStringLiteral("more\nand more\n"));
        QCOMPARE(bar->value(), bar->maximum());
        view.choose(QStringLiteral("/runs/b"));
        QVERIFY(view.log()->toPlainText().isEmpty());
    }

    void anEmptyStripSaysWhy() {
        JobsView view;
        view.setEmptyText(QStringLiteral("Nothing is being trained in /runs."));
        QVERIFY(shows(view));
        const auto* empty = view.findChild<QLabel*>(QStringLiteral("emptyState"));
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->text(), QStringLiteral("Nothing is being trained in /runs."));
        view.setJobs(three());
        QVERIFY(!empty->isVisible());
        QVERIFY(view.table()->isVisible());
    }

    void devicesSayWhatIsMeasured() {
        DeviceMap map;
        DeviceSlot gpu;
        gpu.id = QStringLiteral("cuda:0");
        gpu.name = QStringLiteral("NVIDIA H200");
        gpu.slots = 2;
        gpu.runs = {QStringLiteral("a")};
        const int bare = DeviceMap().sizeHint().height();
        map.setDevices({gpu});
        const int unmeasured = map.sizeHint().height();
        QVERIFY(unmeasured > bare);
        QVERIFY(!DeviceMap::describe(gpu).contains(QStringLiteral("Utilization")));
        gpu.utilization = 87;
        gpu.memoryUsed = 10.0 * 1024 * 1024 * 1024;
        gpu.memoryTotal = 4 * gpu.memoryUsed;
        map.setDevices({gpu});
        QVERIFY(map.sizeHint().height() > unmeasured);
        for (const char* part : {"cuda:0: NVIDIA H200", "1 of 2 slots", "87 %", "10.0 GiB of 40.0 GiB", "\na"})
            QVERIFY2(map.accessibleDescription().contains(QString::fromUtf8(part)),
                     qPrintable(map.accessibleDescription()));
        // A taken slot has the accent color, a free one has not.
        map.resize(map.sizeHint());
        const QImage image = map.grab().toImage();
        int accent = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                accent += image.pixelColor(x, y) == themeColors().accent;
        QVERIFY(accent > 100);
    }

    void thePlaceIsReadBackFromItsFields_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"here", "process", "process:cuda:1", "devices:cuda:0,cuda:1",
              "slurm:partition=gpu,nodes=2,gpus=4,time=12:00:00,account=lab,extra=\"--exclude=n1,n2\"",
              "ssh:me@gpu4,folder=/scratch/runs,on=devices:cpu"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void thePlaceIsReadBackFromItsFields() {
        QFETCH(QString, text);
        const auto place = launch::parsePlace(text.toStdString());
        PlaceForm form;
        form.setPlace(place);
        QCOMPARE(form.kind(), place.kind);
        QVERIFY2(form.problem().isEmpty(), qPrintable(form.problem()));
        QVERIFY(form.place() == place);
    }

    void anIncompletePlaceSaysWhatIsMissing() {
        PlaceForm form;
        QSignalSpy changed(&form, &PlaceForm::changed);
        form.findChild<QRadioButton*>(QStringLiteral("place_ssh"))->click();
        QCOMPARE(form.kind(), PlaceKind::Ssh);
        QVERIFY(changed.size() > 0);
        QVERIFY(!form.problem().isEmpty());
        form.findChild<QLineEdit*>(QStringLiteral("sshHost"))->setText(QStringLiteral("gpu4"));
        QVERIFY2(form.problem().isEmpty(), qPrintable(form.problem()));
        form.findChild<QRadioButton*>(QStringLiteral("place_devices"))->click();
        QVERIFY(!form.problem().isEmpty());
        form.findChild<QLineEdit*>(QStringLiteral("placeDevices"))->setText(QStringLiteral("cuda:0-1"));
        QVERIFY2(form.problem().isEmpty(), qPrintable(form.problem()));
        QCOMPARE(form.place().devices.size(), std::size_t(2));
        QCOMPARE(form.placeOf(PlaceKind::Ssh).ssh.host, std::string("gpu4"));  // kept
    }
};

QTEST_MAIN(TestJobsView)
#include "tst_jobsview.moc"
