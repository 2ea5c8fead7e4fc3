// The command when its output cannot be written, its terminal is gone, or its output file belongs to a run.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fstream>

#include "tests/app/Program.h"
#include "tests/training/ImageFiles.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestCommandFaults : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    int runs_ = 0;

    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }
    QString freshRun() { return folder_.filePath(QStringLiteral("run%1").arg(++runs_)); }
    // The configuration file of a run of 2 epochs, or one that does not end by itself.
    QString configFile(bool longRun) {
        auto config = test::smallConfig(path("data"));
        config.run.epochs = longRun ? 100000 : 2;
        config.telemetry.spectrumSteps = 0;
        const QString file = folder_.filePath(longRun ? QStringLiteral("long.yaml") : QStringLiteral("short.yaml"));
        config::saveRunConfig(config, file.toStdString());
        return file;
    }
    static std::optional<telemetry::RunStatus> statusOf(const QString& run) {
        return telemetry::readStatus(run.toStdString());
    }

private Q_SLOTS:
    void initTestCase() { test::writeFashionFolder(path("data"), 40, 20); }

    void anAnswerThatCannotBeWrittenFails_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("presets") << QStringList{"presets"};
        QTest::newRow("presets as JSON") << QStringList{"presets", "--json"};
        QTest::newRow("configuration") << QStringList{"presets", "show", "isonet-20-fashion-mnist"};
        QTest::newRow("inspect") << QStringList{"inspect", "isonet-20-fashion-mnist", "--json"};
        QTest::newRow("datasets") << QStringList{"datasets", "--json"};
        QTest::newRow("rows") << QStringList{"reproduce", "table4", "--list"};
    }
    void anAnswerThatCannotBeWrittenFails() {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.setStandardOutputFile(QStringLiteral("/dev/full"));
        process.start(QStringLiteral(ISONET_PROGRAM), arguments);
        QVERIFY(process.waitForFinished(60000));
        const QByteArray message = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 3);
        QVERIFY2(message.contains("standard output") && message.contains("No space left"), message.constData());
    }

    void aLostTerminalStopsTheRunWithACheckpoint() {
        const QString run = freshRun();
        QProcess process;
        process.start(QStringLiteral(ISONET_PROGRAM), {"train", configFile(true), "--run-dir", run});
        QTRY_VERIFY_WITH_TIMEOUT(statusOf(run) && statusOf(run)->step > 0, 60000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGHUP), 0);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(statusOf(run)->state == RunState::Interrupted);
        QVERIFY(QFile::exists(run + QStringLiteral("/checkpoints/latest.pt")));
    }

    // Each takes many seconds.
    void aSignalEndsACommandThatStoresNothingAtOnce_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("inspect") << QStringList{"inspect", "table5-f-r-isonet-101"};
        QTest::newRow("datasets") << QStringList{"datasets", folder_.filePath("large"), "--check"};
    }
    void aSignalEndsACommandThatStoresNothingAtOnce() {
        QFETCH(QStringList, arguments);
        fs::create_directories(path("large/a"));
        fs::create_directories(path("large/b"));
        if (const std::string image = path("large/a/0.png"); !fs::exists(image)) {
            test::writeBytes(image, test::quarters(2500, 2500, ".png"));
            for (int i = 1; i < 400; ++i)
                fs::create_hard_link(image, path((i % 2 == 0 ? "large/a/" : "large/b/") + std::to_string(i) + ".png"));
        }
        QProcess process;
        process.start(QStringLiteral(ISONET_PROGRAM), arguments);
        QVERIFY(process.waitForStarted());
        QTest::qWait(1500);
        QCOMPARE(process.state(), QProcess::Running);
        process.terminate();
        QVERIFY(process.waitForFinished(3000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!process.readAllStandardError().contains("stopping"));
    }

    void nohupKeepsTheRunGoing() {
        const QString run = freshRun();
        QProcess process;
        process.setChildProcessModifier([] { ::signal(SIGHUP, SIG_IGN); });
        process.start(QStringLiteral(ISONET_PROGRAM), {"train", configFile(true), "--run-dir", run});
        QTRY_VERIFY_WITH_TIMEOUT(statusOf(run) && statusOf(run)->step > 0, 60000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGHUP), 0);
        const auto before = statusOf(run)->step;
        QTRY_VERIFY_WITH_TIMEOUT(statusOf(run)->step > before + 20, 60000);
        process.terminate();
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 130);
    }

    void refusedMemoryEndsWithASentenceAndNoFolder() {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("the address sanitizer needs all of the address space");
#endif
        auto config = test::smallConfig(path("data"));
        config.model.widthMultiplier = 64;
        config::saveRunConfig(config, path("wide.yaml"));
        fs::create_directory(path("runs"));
        std::ofstream(path("runs/notes.txt")) << "mine";
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"),
                    {"-c", QStringLiteral("ulimit -v 1300000; exec '%1' train '%2' --run-dir '%3'")
                               .arg(QStringLiteral(ISONET_PROGRAM), folder_.filePath("wide.yaml"),
                                    folder_.filePath("runs/new/run"))});
        QVERIFY(shell.waitForFinished(60000));
        const QString error = QString::fromUtf8(shell.readAllStandardError());
        QCOMPARE(shell.exitCode(), 1);
        QVERIFY2(error.contains("isonet: Not enough memory on cpu for Custom ISONet-8") &&
                     error.contains("tried to allocate ") && error.contains("This process may use 1.24 GiB of"),
                 qPrintable(error));
        QVERIFY(!fs::exists(path("runs/new")));
        QVERIFY(fs::exists(path("runs/notes.txt")));
    }

    // train ... | head -1
    void outputThatNobodyReadsIsDropped() {
        const QString run = freshRun();
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"),
                    {"-c", QStringLiteral("'%1' train '%2' --run-dir '%3' 2>&1 | head -n 1")
                               .arg(QStringLiteral(ISONET_PROGRAM), configFile(false), run)});
        QVERIFY(shell.waitForFinished(100000));
        QTRY_VERIFY_WITH_TIMEOUT(statusOf(run) && statusOf(run)->state == RunState::Finished, 60000);
    }

    void aRunIsNotOverwritten() {
        const QString run = freshRun();
        QCOMPARE(runIsonet({"train", configFile(false), "--run-dir", run, "--quiet"}).code, 0);
        const QString best = run + QStringLiteral("/checkpoints/best.pt");
        const auto size = QFileInfo(best).size();
        const Answer answer = runIsonet({"export", run, best});
        QCOMPARE(answer.code, 3);
        QVERIFY2(answer.err.contains("belongs to the run"), qPrintable(answer.err));
        QCOMPARE(QFileInfo(best).size(), size);

        QFile::remove(run + QStringLiteral("/checkpoints/latest.pt"));
        const Answer resumed = runIsonet({"train", "--resume", run});
        QCOMPARE(resumed.code, 3);
        QVERIFY2(resumed.err.contains("--from best"), qPrintable(resumed.err));
        QCOMPARE(runIsonet({"train", "--resume", run, "--from", "best", "--quiet"}).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestCommandFaults)
#include "tst_commandfaults.moc"
