// `isonet queue`: four rows two at a time, a scheduler that is killed, and changes of a queue.
#include <signal.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "model/base/AtomicFile.h"
#include "tests/app/Program.h"
#include "tests/training/SmallSweep.h"
#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/scheduler/Lease.h"
#include "training/scheduler/WorkerId.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
namespace fs = std::filesystem;

class TestQueueCommand : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_, data_;
    int queues_ = 0;

    fs::path queue(int epochs = 2) {
        auto sweep = test::sweepOf(data_, {0.002, 0.003, 0.001, 0.0015});
        for (auto& row : sweep.rows) {
            row.config.run.epochs = epochs;
            row.config.telemetry.finalSpectra = false;
        }
        const auto folder = root_ / ("queue" + std::to_string(++queues_));
        sweeps::Queue::create(folder, sweep);
        return folder;
    }
    static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }
    static QJsonObject listed(const fs::path& folder) {
        const Answer answer = runIsonet({"queue", "list", text(folder), "--json"});
        return QJsonDocument::fromJson(answer.out.toUtf8()).object();
    }
    static QString logOf(const fs::path& run) {
        return QString::fromStdString(base::readFile(run / "log.txt", 1u << 20));
    }
    void checkComplete(const fs::path& folder, int epochs);

private Q_SLOTS:
    void initTestCase();
    void fourRowsRunTwoAtATime();
    void killedSchedulerLosesNothing();
    void failedRowsAreNamed();
    void queueIsFilledAndChanged();
    void reproduceRunsRowsInParallel();
    void othersAreRefused_data();
    void othersAreRefused();
};

void TestQueueCommand::initTestCase() {
    root_ = fs::path(temporary_.path().toStdString());
    qputenv("ISONET_RUNS", QByteArray::fromStdString((root_ / "runs").string()));
    data_ = root_ / "data";
    test::writeFashionFolder(data_, 60, 40);
}

// Every row has finished, every step is recorded once, and each was begun once.
void TestQueueCommand::checkComplete(const fs::path& folder, int epochs) {
    const auto queue = sweeps::Queue::open(folder);
    for (const auto& row : queue.sweep().rows) {
        const auto result = queue.result(row);
        QVERIFY2(result.state == sweeps::RowState::Finished, (row.id + ": " + result.message).c_str());
        const auto losses = test::valuesIn(result.run).at(telemetry::tags::lossTotal);
        QCOMPARE(losses.size(), static_cast<std::size_t>(6 * epochs));
        QCOMPARE(logOf(result.run).count("Training ISONet-8") - logOf(result.run).count("Resuming from step"), 1);
        QVERIFY(scheduler::Lease::read(folder, row.id)->state == scheduler::LeaseState::Ended);
    }
    QVERIFY(QString::fromStdString(base::readFile(folder / "results.md", 1u << 20)).count("\n| ") >= 4);
}

void TestQueueCommand::fourRowsRunTwoAtATime() {
    const auto folder = queue();
    const Answer answer = runIsonet({"queue", "run", text(folder), "--jobs", "2", "--devices", "cpu"});
    QVERIFY2(answer.code == 0, qPrintable(answer.out + answer.err));
    checkComplete(folder, 2);
    const auto list = listed(folder);
    QCOMPARE(list["slots"].toString(), QString("cpu:2"));
    QCOMPARE(list["rows"].toArray().size(), 4);
    for (const auto& row : list["rows"].toArray()) {
        QCOMPARE(row.toObject()["state"].toString(), QString("finished"));
        QVERIFY(row.toObject()["failures"].toArray().isEmpty());
    }
    QVERIFY2(answer.err.contains("a-isonet-8: started on cpu, "), qPrintable(answer.err));
    const auto begins = answer.err.indexOf("b-isonet-8: started"), ends = answer.err.indexOf("a-isonet-8: finished");
    QVERIFY2(begins >= 0 && begins < ends, qPrintable(answer.err));
    // Nothing is left to do.
    QCOMPARE(runIsonet({"queue", "run", text(folder)}).code, 0);
    checkComplete(folder, 2);
}

void TestQueueCommand::killedSchedulerLosesNothing() {
    const auto folder = queue(12);
    QProcess first;
    first.start(QStringLiteral(ISONET_PROGRAM),
                {"queue", "run", text(folder), "--jobs", "2", "--devices", "cpu", "--quiet"});
    const auto queue = sweeps::Queue::open(folder);
    const auto begun = [&](std::size_t row) {
        return fs::exists(queue.folder() / queue.sweep().rows[row].id / "checkpoints" / "latest.pt");
    };
    // Each is stopped where it is, so that it outlives the start of the next command.
    const auto stopped = [&](std::size_t row) {
        const auto holder = scheduler::Lease::read(folder, queue.sweep().rows[row].id)->holder;
        ::kill(static_cast<pid_t>(holder.process), SIGSTOP);
        return holder;
    };
    QTRY_VERIFY_WITH_TIMEOUT(begun(0), 60000);
    const auto survivor = stopped(0);
    QTRY_VERIFY_WITH_TIMEOUT(begun(1), 60000);
    const auto victim = stopped(1);
    const auto firstProcess = first.processId();
    first.kill();
    QVERIFY(first.waitForFinished());
    for (const auto& holder : {survivor, victim})
        QVERIFY(holder.process != firstProcess && !scheduler::hasEnded(holder));
    ::kill(static_cast<pid_t>(victim.process), SIGKILL);
    QElapsedTimer sinceKill;
    sinceKill.start();
    QProcess second;
    second.start(QStringLiteral(ISONET_PROGRAM), {"queue", "run", text(folder), "--retries", "2"});
    // Its process is known to have ended: nobody waits for the end of its lease.
    QTRY_VERIFY_WITH_TIMEOUT(scheduler::Lease::read(folder, queue.sweep().rows[1].id)->generation == 2, 60000);
    QVERIFY2(sinceKill.elapsed() < 1000 * scheduler::kLeaseSeconds / 2,
             qPrintable(QString::number(sinceKill.elapsed())));
    ::kill(static_cast<pid_t>(survivor.process), SIGCONT);
    QVERIFY(second.waitForFinished(100000));
    const QString said = QString::fromUtf8(second.readAllStandardError());
    QVERIFY2(second.exitCode() == 0, qPrintable(said));
    QVERIFY2(said.contains("a-isonet-8: is already running"), qPrintable(said));
    checkComplete(folder, 12);
}

void TestQueueCommand::failedRowsAreNamed() {
    const auto folder = queue();
    auto opened = sweeps::Queue::open(folder);
    auto sweep = opened.sweep();
    sweep.rows[1].config.data.root += "-elsewhere";
    sweep.rows.resize(3);
    opened.change(sweep);
    const Answer answer =
        runIsonet({"queue", "run", text(folder), "--jobs", "2", "--devices", "cpu", "--retries", "1"});
    QCOMPARE(answer.code, 3);
    QVERIFY2(answer.err.contains("It is retried.") && answer.err.contains("-elsewhere"), qPrintable(answer.err));
    const auto rows = listed(folder)["rows"].toArray();
    QCOMPARE(rows[0].toObject()["state"].toString(), QString("finished"));
    QCOMPARE(rows[1].toObject()["state"].toString(), QString("failed"));
    QCOMPARE(rows[1].toObject()["failures"].toArray().size(), 2);
    QVERIFY(rows[1].toObject()["failures"].toArray()[1].toObject()["reason"].toString().contains("-elsewhere"));
    QCOMPARE(rows[2].toObject()["state"].toString(), QString("finished"));
}

void TestQueueCommand::queueIsFilledAndChanged() {
    const auto folder = root_ / "filled", file = root_ / "small.yaml";
    config::saveRunConfig(test::smallConfig(data_), file);
    Answer answer = runIsonet({"queue", "add", text(folder), text(file), "--row", "a"});
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    QCOMPARE(answer.out.trimmed(), QString("a-isonet-8"));
    for (const char* rate : {"0.03", "0.01"})
        answer = runIsonet({"queue", "add", text(folder), text(file), "--set",
                            QStringLiteral("optimizer.learning_rate=%1").arg(rate)});
    QCOMPARE(answer.out.trimmed(), QString("isonet-8-2"));
    QCOMPARE(runIsonet({"queue", "move", text(folder), "isonet-8-2", "--to", "1", "--priority", "3"}).code, 0);
    QCOMPARE(runIsonet({"queue", "pause", text(folder)}).code, 0);
    auto list = listed(folder);
    QCOMPARE(list["rows"].toArray()[0].toObject()["row"].toString(), QString("isonet-8-2"));
    QCOMPARE(list["rows"].toArray()[0].toObject()["priority"].toInt(), 3);
    QVERIFY(list["paused"].toBool());
    QVERIFY(list["seconds_left"].isNull());  // nothing was measured
    QCOMPARE(runIsonet({"queue", "resume", text(folder)}).code, 0);
    QCOMPARE(runIsonet({"queue", "remove", text(folder), "a"}).code, 0);
    QCOMPARE(runIsonet({"queue", "retry", text(folder)}).code, 0);
    list = listed(folder);
    QCOMPARE(list["rows"].toArray().size(), 2);
    QVERIFY(!list["paused"].toBool());
    answer = runIsonet({"queue", "list", text(root_), "--json"});
    QVERIFY(QJsonDocument::fromJson(answer.out.toUtf8()).array().size() >= 1);
}

void TestQueueCommand::reproduceRunsRowsInParallel() {
    const auto folder = root_ / "reproduced", file = root_ / "rates.yaml";
    config::saveRunConfig(test::smallConfig(data_), root_ / "base.yaml");
    QFile sweep(text(file));
    QVERIFY(sweep.open(QIODevice::WriteOnly));
    sweep.write(
        "sweep: rates\ntitle: Rates\nbase: base.yaml\nset: {run.epochs: 1}\n"
        "vary: {optimizer.learning_rate: [0.01, 0.02]}\n");
    sweep.close();
    const Answer answer =
        runIsonet({"reproduce", text(file), "--out", text(folder), "--jobs", "2", "--devices", "cpu", "--json"});
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    const auto json = QJsonDocument::fromJson(answer.out.toUtf8()).object();
    QCOMPARE(json["state"].toString(), QString("done"));
    for (const auto& row : json["rows"].toArray())
        QCOMPARE(row.toObject()["state"].toString(), QString("finished"));
}

void TestQueueCommand::othersAreRefused_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    QTest::newRow("no queue") << QStringList{"queue", "run", "/nowhere"} << 3 << "not a queue";
    QTest::newRow("pause nothing") << QStringList{"queue", "pause", "/nowhere"} << 3 << "not a queue";
    QTest::newRow("slots") << QStringList{"queue", "run", "QUEUE", "--devices", "gpu"} << 2 << "accepted: auto, cpu";
    QTest::newRow("GPU") << QStringList{"queue", "run", "QUEUE", "--devices", "cuda:77"} << 2 << "there is no cuda:77";
    QTest::newRow("row") << QStringList{"queue", "run", "QUEUE", "--row", "z"} << 2 << "'z' is not a row of the queue";
    QTest::newRow("place") << QStringList{"queue", "run", "QUEUE", "--on", "ssh:host"} << 2 << "accepted: process";
    QTest::newRow("other computer") << QStringList{"queue", "run", "QUEUE", "--on", "ssh:host"} << 2
                                    << "ssh host isonet queue run";
    QTest::newRow("devices") << QStringList{"queue", "run", "QUEUE", "--on", "devices:cuda:0-1"} << 2
                             << "for a row on each: --devices cuda:0,cuda:1";
    QTest::newRow("move") << QStringList{"queue", "move", "QUEUE", "a"} << 2 << "requires --to";
    QTest::newRow("position") << QStringList{"queue", "move", "QUEUE", "a", "--to", "9"} << 2 << "accepted: 1 to 4";
    QTest::newRow("at stop") << QStringList{"queue", "run", "QUEUE", "--at-stop", "kill"} << 2 << "--at-stop";
    QTest::newRow("list") << QStringList{"queue", "list", "/nowhere"} << 3 << "no such folder";
}

void TestQueueCommand::othersAreRefused() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, message);
    static const fs::path folder = queue();
    arguments.replaceInStrings("QUEUE", text(folder));
    const Answer answer = runIsonet(arguments);
    QVERIFY2(answer.code == code && answer.err.contains(message), qPrintable(answer.out + answer.err));
}

QTEST_GUILESS_MAIN(TestQueueCommand)
#include "tst_queuecommand.moc"
