// The program ends although its background jobs hang in reads: of the runs folder, of a run's values, of weights.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/ManyRuns.h"

class TestAbandonedJobs : public QObject {
    Q_OBJECT

    static QProcessEnvironment hangingDisk(const QTemporaryDir& folder) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(HANGING_FILES));
        environment.insert(QStringLiteral("ISONET_HANGS"), folder.filePath(QStringLiteral("hangs")));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.filePath(QStringLiteral("config")));
        return environment;
    }

private Q_SLOTS:
    void initTestCase() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("a sanitizer must be the first library of a program, where the one that hangs is");
#endif
    }

    void aConfigurationThatHangsIsNotWaitedFor() {
        const QTemporaryDir folder;
        const QString picture = folder.filePath(QStringLiteral("window.png")),
                      file = folder.filePath(QStringLiteral("hanging.yaml"));
        QVERIFY(QFile(file).open(QFile::WriteOnly));
        QProcess program;
        program.setProcessEnvironment(hangingDisk(folder));
        const QString runs = folder.filePath(QStringLiteral("runs"));
        program.start(QStringLiteral(ISONET_WORKBENCH),
                      {QStringLiteral("--runs"), runs, QStringLiteral("--screenshot"), picture,
                       QStringLiteral("--after"), QStringLiteral("1"), QStringLiteral("--start"), file});
        QVERIFY2(program.waitForFinished(50'000), "the window waits for a file that hangs");
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("hangs"))));
        QVERIFY(QFile::exists(picture));
        QVERIFY(!QDir(runs).exists());  // nothing was trained
    }

    void windowClosesWhileJobsHang() {
        const QTemporaryDir folder;
        const QString runs = folder.filePath(QStringLiteral("runs"));
        writeManyRuns(runs.toStdString(), 1, 1, 1);
        QVERIFY(QDir(runs).rename(QStringLiteral("run-10000"), QStringLiteral("hanging")));
        const QString picture = folder.filePath(QStringLiteral("window.png")),
                      hangs = folder.filePath(QStringLiteral("hangs")),
                      weights = folder.filePath(QStringLiteral("hanging.pt"));
        QVERIFY(QFile(weights).open(QFile::WriteOnly));
        QProcess program;
        program.setProcessEnvironment(hangingDisk(folder));
        program.start(QStringLiteral(ISONET_WORKBENCH),
                      {QStringLiteral("--runs"), runs, QStringLiteral("--screenshot"), picture,
                       QStringLiteral("--after"), QStringLiteral("0.3"), weights});
        const auto ended = [&] { return program.waitForFinished(100); };
        QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(hangs) || ended(), "nothing hangs", 50'000);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(picture) || ended(), 50'000);
        QElapsedTimer closing;
        closing.start();
        QVERIFY2(program.waitForFinished(50'000), "the window waits for a job that hangs");
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QVERIFY2(closing.elapsed() < 10'000, qPrintable(QString::number(closing.elapsed())));
        QVERIFY(QFile::exists(hangs));
        QVERIFY(QDir(folder.filePath(QStringLiteral("config"))).exists(QStringLiteral("isonet")));  // settings are kept
    }
};

QTEST_GUILESS_MAIN(TestAbandonedJobs)
#include "tst_abandonedjobs.moc"
