#include "SlurmCluster.h"

#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "model/base/FreePort.h"

namespace isonet::test {
namespace {

QString found(const char* program) {
    const QString name = QString::fromLatin1(program);
    const QString inPath = QStandardPaths::findExecutable(name);
    return inPath.isEmpty() ? QStandardPaths::findExecutable(name, {"/usr/sbin", "/usr/local/sbin"}) : inPath;
}

QString answerOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(20000);
    return QString::fromUtf8(process.readAllStandardOutput());
}

}  // namespace

SlurmCluster::SlurmCluster() {
    for (const char* program : {"munged", "slurmctld", "slurmd", "sbatch", "srun", "scancel"})
        if (found(program).isEmpty()) {
            why_ = QString::fromLatin1(program) + " is not installed (slurm-wlm, munge)";
            return;
        }
    folder_.setAutoRemove(true);
    QFile key(file("munge.key"));
    if (!key.open(QIODevice::WriteOnly)) {
        why_ = "no munge key can be written";
        return;
    }
    QByteArray random(128, '\0');
    for (char& byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    key.write(random);
    key.close();
    key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    writeConfig();
    qputenv("SLURM_CONF", file("slurm.conf").toUtf8());
    const bool started = begin(found("munged"), {"--foreground", "--force", "--key-file", file("munge.key"), "--socket",
                                                 file("munge.socket"), "--pid-file", file("munged.pid"), "--log-file",
                                                 file("munged.log"), "--seed-file", file("munged.seed")}) &&
                         QTest::qWaitFor([this] { return QFile::exists(file("munge.socket")); }, 10000) &&
                         begin(found("slurmctld"), {"-D", "-i", "-f", file("slurm.conf")}) &&
                         begin(found("slurmd"), {"-D", "-f", file("slurm.conf")});
    const QString sinfo = found("sinfo");
    const bool idle = started && QTest::qWaitFor(
                                     [&] {
                                         return answerOf(sinfo, {"--noheader", "--format=%T"}).trimmed() == "idle";
                                     },
                                     30000);
    if (!idle)
        why_ = "the private cluster does not start: " + answerOf(sinfo, {"--noheader"}).simplified();
}

SlurmCluster::~SlurmCluster() {
    if (why_.isEmpty())
        answerOf(found("scancel"), {"--signal=KILL", "--full", "--user", QString::number(::getuid())});
    for (auto daemon = daemons_.rbegin(); daemon != daemons_.rend(); ++daemon) {
        (*daemon)->terminate();
        if (!(*daemon)->waitForFinished(10000)) {
            (*daemon)->kill();
            (*daemon)->waitForFinished(5000);
        }
    }
    qunsetenv("SLURM_CONF");
}

bool SlurmCluster::begin(const QString& program, const QStringList& arguments) {
    auto daemon = std::make_unique<QProcess>();
    daemon->setStandardOutputFile(QProcess::nullDevice());
    daemon->setStandardErrorFile(QProcess::nullDevice());
    daemon->start(program, arguments);
    const bool started = daemon->waitForStarted();
    daemons_.push_back(std::move(daemon));
    return started;
}

void SlurmCluster::writeConfig() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const QString node = QString::fromLocal8Bit(host.data()).section('.', 0, 0);
    const passwd* user = ::getpwuid(::getuid());
    const QString name = user ? QString::fromLocal8Bit(user->pw_name) : QString("root");
    QFile config(file("slurm.conf"));
    if (!config.open(QIODevice::WriteOnly))
        return;
    const QString folder = folder_.path();
    config.write((QStringList{"ClusterName=isonettest",
                              "SlurmctldHost=" + node + "(127.0.0.1)",
                              "SlurmctldPort=" + QString::number(base::freePort()),
                              "SlurmdPort=" + QString::number(base::freePort()),
                              "AuthType=auth/munge",
                              "AuthInfo=socket=" + file("munge.socket"),
                              "SlurmUser=" + name,
                              "SlurmdUser=" + name,
                              "StateSaveLocation=" + folder,
                              "SlurmdSpoolDir=" + file("spool"),
                              "SlurmctldPidFile=" + file("slurmctld.pid"),
                              "SlurmdPidFile=" + file("slurmd.pid"),
                              "SlurmctldLogFile=" + file("slurmctld.log"),
                              "SlurmdLogFile=" + file("slurmd.log"),
                              "ProctrackType=proctrack/linuxproc",
                              "TaskPlugin=task/none",
                              "MpiDefault=none",
                              "ReturnToService=2",
                              "KillWait=30",
                              "SelectType=select/cons_tres",
                              "SelectTypeParameters=CR_Core",
                              "NodeName=" + node + " NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN",
                              "PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
                              ""})
                     .join('\n')
                     .toLocal8Bit());
}

}  // namespace isonet::test
