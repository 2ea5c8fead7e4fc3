#include "SshServer.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

#include "model/base/FreePort.h"

namespace isonet::test {
namespace {

QString sshProgram(const char* name) {
    const QString program = QString::fromLatin1(name);
    const QString inPath = QStandardPaths::findExecutable(program);
    return inPath.isEmpty() ? QStandardPaths::findExecutable(program, {"/usr/sbin", "/usr/local/sbin"}) : inPath;
}

}  // namespace

SshServer::SshServer() : path_(qgetenv("PATH")) {
    why_ = prepare();
}

SshServer::~SshServer() {
    qputenv("PATH", path_);
    server_.terminate();
    if (!server_.waitForFinished(5000)) {
        server_.kill();
        server_.waitForFinished(5000);
    }
}

bool SshServer::write(const char* name, const QStringList& lines, bool executable) {
    QFile target(file(name));
    if (!target.open(QIODevice::WriteOnly))
        return false;
    target.write((lines.join('\n') + '\n').toLocal8Bit());
    target.close();
    const auto own = QFile::ReadOwner | QFile::WriteOwner;
    return target.setPermissions(executable ? own | QFile::ExeOwner : own);
}

QString SshServer::prepare() {
    const QString sshd = sshProgram("sshd"), ssh = sshProgram("ssh"), keygen = sshProgram("ssh-keygen");
    if (sshd.isEmpty() || ssh.isEmpty() || keygen.isEmpty() || sshProgram("rsync").isEmpty())
        return "sshd, ssh or rsync is not installed (openssh-server, rsync)";
    if (::getuid() == 0 && !QDir("/run/sshd").exists())
        return "/run/sshd is missing, which sshd needs when it is started by root";
    for (const char* key : {"host_key", "user_key"})
        if (QProcess::execute(keygen, {"-q", "-t", "ed25519", "-N", "", "-f", file(key)}) != 0)
            return "ssh-keygen makes no key";
    QFile::copy(file("user_key.pub"), file("authorized_keys"));
    const QString port = QString::number(base::freePort());
    const passwd* user = ::getpwuid(::getuid());
    QFile hostKey(file("host_key.pub"));
    if (!user || !hostKey.open(QIODevice::ReadOnly))
        return "this user has no name";
    write("sshd_config", {"Port " + port, "ListenAddress 127.0.0.1", "HostKey " + file("host_key"),
                          "AuthorizedKeysFile " + file("authorized_keys"), "PidFile none", "StrictModes no",
                          "UsePAM no", "PasswordAuthentication no", "PermitRootLogin prohibit-password"});
    write("ssh_config",
          {"Host testhost", "HostName 127.0.0.1", "Port " + port, "User " + QString::fromLocal8Bit(user->pw_name),
           "IdentityFile " + file("user_key"), "IdentitiesOnly yes", "UserKnownHostsFile " + file("known_hosts"),
           "GlobalKnownHostsFile /dev/null"});
    write("known_hosts", {"[127.0.0.1]:" + port + " " + QString::fromLatin1(hostKey.readAll()).trimmed()});
    QDir(folder_.path()).mkdir("bin");
    write("bin/ssh", {"#!/bin/sh", "exec " + ssh + " -F " + file("ssh_config") + " \"$@\""}, true);
    server_.setStandardErrorFile(file("sshd.log"));
    server_.start(sshd, {"-D", "-e", "-f", file("sshd_config")});
    const bool listens = QTest::qWaitFor(
        [&] {
            QFile log(file("sshd.log"));
            return log.open(QIODevice::ReadOnly) && log.readAll().contains("Server listening");
        },
        10000);
    if (!listens)
        return "the private sshd does not start";
    qputenv("PATH", file("bin").toUtf8() + ":" + path_);
    return QProcess::execute("ssh", {"-o", "BatchMode=yes", "testhost", "true"}) == 0
               ? QString()
               : "the private sshd does not let this user in";
}

}  // namespace isonet::test
