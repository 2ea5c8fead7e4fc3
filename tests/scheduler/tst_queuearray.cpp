// `isonet queue run --on slurm`: a queue as one array, with programs in place of SLURM's that record what they are
// given.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "model/base/AtomicFile.h"
#include "tests/app/Program.h"
#include "tests/training/SmallSweep.h"
#include "tests/training/SyntheticImages.h"
#include "training/launch/Ticket.h"
#include "training/scheduler/Lease.h"
#include "training/sweeps/Queue.h"

using namespace isonet;
namespace fs = std::filesystem;
using scheduler::Lease;
using scheduler::LeaseState;

class TestQueueArray : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_, data_;
    int queues_ = 0;

    sweeps::Queue queue() {
        auto sweep = test::sweepOf(data_, {0.002, 0.003, 0.001});
        for (auto& row : sweep.rows) {
            row.config.run.epochs = 1;
            row.config.telemetry.finalSpectra = false;
        }
        return sweeps::Queue::create(root_ / ("queue " + std::to_string(++queues_)), sweep);
    }
    // A stand-in for a program of SLURM, which records its arguments and runs `body`.
    void program(const std::string& name, const std::string& body) {
        const auto file = root_ / "bin" / name;
        std::ofstream(file) << "#!/bin/bash\nprintf '%s\\n' \"$@\" > '" << (root_ / (name + ".arguments")).string()
                            << "'\necho x >> '" << (root_ / (name + ".calls")).string() << "'\n"
                            << body << '\n';
        fs::permissions(file, fs::perms::owner_all);
    }
    QString noted(const std::string& name, const char* what = ".arguments") const {
        const auto file = root_ / (name + what);
        return fs::exists(file) ? QString::fromStdString(base::readFile(file, 1u << 20)) : QString();
    }
    static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }
    // A task of the array that was submitted last; its exit code.
    int runTask(int task) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SLURM_ARRAY_TASK_ID", QString::number(task));
        environment.insert("SLURM_JOB_ID", "7");
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start("bash", {text(root_ / "script")});
        return process.waitForFinished(100000) ? process.exitCode() : -1;
    }
    static QStringList statesOf(const fs::path& folder) {
        const Answer answer = runIsonet({"queue", "list", text(folder), "--json"});
        QStringList states;
        for (const auto& row : QJsonDocument::fromJson(answer.out.toUtf8()).object()["rows"].toArray())
            states += row.toObject()["running"].toBool() ? QString("running") : row.toObject()["state"].toString();
        return states;
    }

private Q_SLOTS:
    void initTestCase() {
        root_ = fs::path(temporary_.path().toStdString());
        data_ = root_ / "data";
        test::writeFashionFolder(data_, 20, 10);
        fs::create_directory(root_ / "bin");
        qputenv("PATH", QByteArray::fromStdString((root_ / "bin").string() + ":") + qgetenv("PATH"));
        qputenv("XDG_DATA_HOME", temporary_.path().toUtf8());  // launches of this user
    }
    void init() {
        program("sbatch", "cat > '" + (root_ / "script").string() + "'; echo 7");
        program("scancel", "");
        program("sacct", "");
        program("srun", "shift; exec \"$@\"");  // one task, here
        program("squeue", "for i in 0 1 2; do echo \"7_$i|PENDING|Resources|isonet-queue_" +
                              std::to_string(queues_ + 1) + "||1:00:00\"; done");
        for (const auto& entry : fs::directory_iterator(root_))
            if (entry.path().extension() == ".calls")
                fs::remove(entry.path());
    }

    void waitingRowsAreTasksThatTrainUnderTheirLeases();
    void taskWhoseRowWasTakenTouchesNothing();
    void refusedArrayGivesTheRowsBack_data();
    void refusedArrayGivesTheRowsBack();
};

void TestQueueArray::waitingRowsAreTasksThatTrainUnderTheirLeases() {
    const auto made = queue();
    const auto& rows = made.sweep().rows;
    const QStringList command{"queue", "run", text(made.folder()), "--jobs", "2", "--on", "slurm:partition=gpu"};
    const Answer answer = runIsonet(command);
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    QVERIFY2(answer.out.startsWith("SLURM job 7, 3 tasks:\n  7_0  " + QString::fromStdString(rows[0].id)),
             qPrintable(answer.out));
    const auto arguments = noted("sbatch").split('\n');
    for (const char* argument : {"--partition=gpu", "--array=0-2%2", "--job-name=isonet-queue_1", "--requeue"})
        QVERIFY2(arguments.contains(argument), argument);
    for (std::size_t task = 0; task < rows.size(); ++task) {
        const auto ticket = launch::readTicket(made.folder() / rows[task].id);
        QVERIFY(ticket);
        QCOMPARE(ticket->jobId, "7_" + std::to_string(task));
        QCOMPARE(ticket->token, Lease::read(made.folder(), rows[task].id)->token);
    }
    // One query shows that all wait; nothing is submitted twice.
    QVERIFY(!statesOf(made.folder()).isEmpty());
    QCOMPARE(noted("squeue", ".calls").count('x'), 1);
    QVERIFY(runIsonet(command).out.contains("No row of the queue is waiting"));
    // Tasks train their own rows, and end the leases.
    for (int task : {1, 0, 2})
        QCOMPARE(runTask(task), 0);
    for (const auto& row : rows) {
        QVERIFY2(made.result(row).state == sweeps::RowState::Finished, row.id.c_str());
        QCOMPARE(Lease::read(made.folder(), row.id)->state, LeaseState::Ended);
        QVERIFY(fs::exists(made.folder() / row.id / "exit.json"));
    }
    QCOMPARE(statesOf(made.folder()).count("finished"), 3);
}

void TestQueueArray::taskWhoseRowWasTakenTouchesNothing() {
    const auto made = queue();
    const auto row = made.sweep().rows[0].id;
    QCOMPARE(runIsonet({"queue", "run", text(made.folder()), "--on", "slurm"}).code, 0);
    const auto other = Lease::take(made.folder(), row, Lease::read(made.folder(), row), {"process", "cpu", 1});
    QVERIFY(other);
    std::ofstream(made.folder() / row / "exit.json") << "of another launch";
    QCOMPARE(runTask(0), 3);
    QCOMPARE(base::readFile(made.folder() / row / "exit.json", 100), std::string("of another launch"));
    QVERIFY(!fs::exists(made.folder() / row / "config.yaml"));
    QCOMPARE(other->held(), std::optional(true));
    QCOMPARE(runTask(1), 0);  // the others are their own
}

void TestQueueArray::refusedArrayGivesTheRowsBack_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("message");
    QTest::newRow("partition") << "echo 'sbatch: error: invalid partition specified: nix' >&2; exit 1"
                               << "a partition that `sinfo` lists";
    QTest::newRow("down") << "echo 'sbatch: error: Unable to contact slurm controller' >&2; exit 1"
                          << "scontrol ping";
    QTest::newRow("late") << "echo 'sbatch: error: Socket timed out on send/recv operation' >&2; exit 1"
                          << "scancel --name=isonet-queue_";
    QTest::newRow("no number") << "echo hello"
                               << "no job number: hello";
}

void TestQueueArray::refusedArrayGivesTheRowsBack() {
    QFETCH(QString, body);
    QFETCH(QString, message);
    const auto made = queue();
    program("sbatch", "cat > /dev/null; " + body.toStdString());
    const Answer answer = runIsonet({"queue", "run", text(made.folder()), "--on", "slurm"});
    QVERIFY2(answer.code == 3 && answer.err.contains(message), qPrintable(answer.err));
    for (const auto& row : made.sweep().rows) {
        QCOMPARE(Lease::read(made.folder(), row.id)->state, LeaseState::Returned);
        QVERIFY(!launch::readTicket(made.folder() / row.id));
    }
    init();
    QVERIFY(runIsonet({"queue", "run", text(made.folder()), "--on", "slurm"}).out.contains("3 tasks"));
}

QTEST_GUILESS_MAIN(TestQueueArray)
#include "tst_queuearray.moc"
