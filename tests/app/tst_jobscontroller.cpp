// Jobs below the folders of runs: runs of other processes are found, told apart, and take commands. One test starts a
// real process.
#include <QSignalSpy>
#include <QStatusBar>
#include <QtTest>
#include <fstream>

#include "app/workbench/jobs/DeviceReader.h"
#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/runs/JobIndex.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/JobRows.h"
#include "app/workbench/session/JobsController.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunSession.h"
#include "tests/app/WindowFixture.h"
#include "training/launch/Ticket.h"
#include "training/telemetry/EventFolder.h"

using namespace isonet;
using namespace isonet::workbench;
using telemetry::RunState;
using widgets::JobPhase;
using widgets::JobRow;

class TestJobsController : public QObject, private WindowFixture {
    Q_OBJECT

    // The parts of a window that jobs need.
    struct Parts {
        explicit Parts(const QString& runs) {
            folders.setPrimary(runs, false);
            session.commander().setProgram(QStringLiteral(ISONET_PROGRAM));
            jobs.refresh();
        }
        widgets::MessageBar bar;
        QStatusBar status;
        Notices notices{&bar, &status};
        DraftDocument draft;
        RunFolders folders;
        RunSession session{draft, notices};
        RunPlaces places;
        JobsController jobs{session, session.commander(), folders, places, notices};

        const JobRow* row(const std::string& name) const {
            for (const auto& each : jobs.rows())
                if (each.run.endsWith(QLatin1Char('/') + QString::fromStdString(name)))
                    return &each;
            return nullptr;
        }
        bool is(const std::string& name, JobPhase phase) const { return row(name) && row(name)->phase == phase; }
    };

    std::filesystem::path folder(const std::string& name) const {
        return std::filesystem::path(runs().toStdString()) / name;
    }
    static telemetry::RunStatus running() {
        telemetry::RunStatus status;
        status.state = RunState::Running;
        status.step = 50, status.steps = 200;
        status.epoch = 1, status.epochs = 4;
        status.loss = 1.5;
        status.device = "cpu";
        return status;
    }

private Q_SLOTS:
    void initTestCase() { prepareApplication(QStringLiteral("tst_jobscontroller")); }
    void init() { resetFixture(); }

    void runsOfOtherProcessesAreFound() {
        auto theirs = telemetry::RunDirectory::create(folder("theirs"), longRun());  // holds the lock
        theirs.writeStatus(running());
        {
            auto old = telemetry::RunDirectory::create(folder("old"), longRun());
            auto status = running();
            status.state = RunState::Finished;
            old.writeStatus(status);
        }
        Parts parts(runs());
        QSignalSpy found(&parts.jobs, &JobsController::found);
        QTRY_VERIFY_WITH_TIMEOUT(parts.is("theirs", JobPhase::Running), timeout);
        QCOMPARE(found.size(), 1);
        QVERIFY(!parts.row("old"));  // ended, and nobody launched it
        const JobRow& row = *parts.row("theirs");
        QCOMPARE(row.step, 50);
        QCOMPARE(row.loss, 1.5);
        QVERIFY2(row.where.contains(QString::number(QCoreApplication::applicationPid())), qPrintable(row.where));
        QVERIFY(!row.here);
        QVERIFY(row.pauseProblem.isEmpty() && row.stopProblem.isEmpty() && !row.resumeProblem.isEmpty());
        QCOMPARE(parts.jobs.outside(false).size(), std::size_t(1));
        QVERIFY(parts.jobs.outside(true).empty());  // this window did not start it
    }

    void anEndIsReportedOnce() {
        auto theirs =
            std::make_unique<telemetry::RunDirectory>(telemetry::RunDirectory::create(folder("theirs"), longRun()));
        theirs->writeStatus(running());
        Parts parts(runs());
        QSignalSpy ended(&parts.jobs, &JobsController::ended);
        QTRY_VERIFY_WITH_TIMEOUT(parts.is("theirs", JobPhase::Running), timeout);
        auto status = running();
        status.state = RunState::Diverged;
        status.message = "the loss is not finite";
        theirs->writeStatus(status);
        theirs.reset();
        parts.jobs.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, timeout);
        const auto row = ended.first().first().value<JobRow>();
        QCOMPARE(row.phase, JobPhase::Diverged);
        QCOMPARE(row.detail, QStringLiteral("the loss is not finite"));
        parts.jobs.refresh();
        QTest::qWait(50);
        QCOMPARE(ended.size(), 1);
    }

    void aProcessThatIsGoneIsReportedAndDismissed() {
        {
            auto lost = telemetry::RunDirectory::create(folder("lost"), longRun());
            lost.writeStatus(running());
        }
        launch::Ticket ticket;
        ticket.place = "process";
        ticket.host = telemetry::hostName();
        ticket.process = 2147480000;  // above the kernel's largest
        ticket.launched = double(QDateTime::currentSecsSinceEpoch()) - 10;
        launch::writeTicket(folder("lost"), ticket);
        // As a killed process leaves it: status.json says running, but the process is gone.
        std::ifstream in(folder("lost") / "status.json");
        std::string json((std::istreambuf_iterator<char>(in)), {});
        const std::string own = std::to_string(QCoreApplication::applicationPid());
        json.replace(json.find(own, json.find("\"process\"")), own.size(), "2147480000");
        std::ofstream(folder("lost") / "status.json") << json;
        Parts parts(runs());
        QTRY_VERIFY_WITH_TIMEOUT(parts.row("lost") != nullptr, timeout);
        const JobRow row = *parts.row("lost");
        QVERIFY2(row.phase == JobPhase::Dead || row.phase == JobPhase::Interrupted,
                 qPrintable(QString::number(int(row.phase))));
        QVERIFY(widgets::hasEnded(row.phase));
        QVERIFY(row.resumeProblem.isEmpty() && !row.stopProblem.isEmpty());
        parts.jobs.dismiss(row.run);
        QVERIFY(!parts.row("lost"));
        parts.jobs.refresh();
        QTest::qWait(50);
        QVERIFY(!parts.row("lost"));
    }

    void theEndOfALogIsRead() {
        std::filesystem::create_directories(folder("long"));
        std::ofstream log(folder("long") / "log.txt");
        for (int i = 0; i < 20000; ++i)
            log << "line " << i << '\n';
        log.close();
        const QString end = endOfLog(QString::fromStdString(folder("long").string()));
        QVERIFY(end.size() < 66000);
        QVERIFY(end.startsWith(QStringLiteral("line ")));
        QVERIFY(end.endsWith(QStringLiteral("line 19999")));
        QVERIFY(endOfLog(QStringLiteral("/nowhere")).isEmpty());
    }

    void devicesAreMeasured() {
        const auto processes = std::filesystem::path(folder_->path().toStdString());
        const auto write = [&](int busy, int idle) {
            std::ofstream(processes / "stat") << "cpu  " << busy << " 0 0 " << idle << " 0 0 0 0 0 0\n";
        };
        std::ofstream(processes / "meminfo") << "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable:  250 kB\n";
        write(100, 100);
        DeviceReader reader(processes);
        auto devices = reader.read();
        QVERIFY(!devices.empty());
        QCOMPARE(devices[0].id, QStringLiteral("cpu"));
        QCOMPARE(devices[0].utilization, -1.0);
        QCOMPARE(devices[0].memoryUsed, 750.0 * 1024);
        QCOMPARE(devices[0].memoryTotal, 1000.0 * 1024);
        write(175, 125);
        QCOMPARE(reader.read()[0].utilization, 75.0);
    }

    void placesAreRemembered() {
        {
            RunPlaces places;
            QCOMPARE(places.kind(), launch::PlaceKind::Here);
            QVERIFY(!places.isComplete(launch::PlaceKind::Ssh));
            places.setPlace(launch::parsePlace("slurm:partition=gpu,gpus=4,extra=\"--exclude=n1,n2\""));
            places.setPlace(launch::parsePlace("ssh:gpu4"));
        }
        RunPlaces places;
        QCOMPARE(places.kind(), launch::PlaceKind::Ssh);
        QCOMPARE(places.placeOf(launch::PlaceKind::Slurm).slurm.partition, std::string("gpu"));
        QCOMPARE(places.placeOf(launch::PlaceKind::Slurm).slurm.extra.size(), std::size_t(1));
    }

    void aProcessTakesCommandsAndIsShownLive() {
        Parts parts(runs());
        QSignalSpy launched(&parts.session.commander(), &RunCommander::launched),
            failed(&parts.session.commander(), &RunCommander::launchFailed), ended(&parts.jobs, &JobsController::ended);
        auto config = longRun();
        config.run.epochs = 5000;
        parts.session.commander().start(parts.places.placeOf(launch::PlaceKind::Process), config, runs());
        QTRY_VERIFY_WITH_TIMEOUT(launched.size() + failed.size() > 0, timeout);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(1).toString()));
        const QString run = launched.first().first().toString();
        const std::string name = QFileInfo(run).fileName().toStdString();
        QVERIFY(!QFile::exists(run + QStringLiteral(".yaml")));  // the launcher has copied the configuration
        QTRY_VERIFY_WITH_TIMEOUT(parts.is(name, JobPhase::Running) && parts.row(name)->step > 0, timeout);
        QCOMPARE(parts.jobs.outside(true).size(), std::size_t(1));

        parts.session.show(run);
        QTRY_VERIFY_WITH_TIMEOUT(parts.session.isTrainedElsewhere() && parts.session.shown().config(), timeout);
        const auto target = parts.session.target();
        QVERIFY(target.shown && !target.here);
        QCOMPARE(target.run, run);
        QVERIFY2(parts.session.pauseProblem().isEmpty(), qPrintable(parts.session.pauseProblem()));
        parts.session.pause();
        QTRY_VERIFY_WITH_TIMEOUT(parts.is(name, JobPhase::Paused), timeout);
        QTRY_VERIFY_WITH_TIMEOUT(parts.session.resumeProblem().isEmpty(), timeout);
        QVERIFY(!parts.session.pauseProblem().isEmpty());
        parts.jobs.resume(run);
        QTRY_VERIFY_WITH_TIMEOUT(parts.is(name, JobPhase::Running), timeout);

        training::LiveSettings settings;
        settings.learningRate = 0.00125;
        QVERIFY(parts.session.steer(settings).isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(telemetry::readConfigInForce(run.toStdString()).optimizer.learningRate, 0.00125,
                                  timeout);

        parts.jobs.stop(run);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, timeout);
        QCOMPARE(ended.first().first().value<JobRow>().phase, JobPhase::Interrupted);
        QVERIFY(QFile::exists(run + QStringLiteral("/checkpoints/latest.pt")));
        QTRY_VERIFY_WITH_TIMEOUT(!telemetry::isInUse(run.toStdString()), timeout);
        QVERIFY(parts.is(name, JobPhase::Interrupted));  // listed until it is dismissed
    }
};

QTEST_MAIN(TestJobsController)
#include "tst_jobscontroller.moc"
