// A private sshd run by this user on a free port of 127.0.0.1 with temporary keys, under the name "testhost": PATH
// begins with an ssh that knows it.
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace isonet::test {

class SshServer {
public:
    SshServer();
    ~SshServer();
    const QString& why() const { return why_; }  // why there is none; empty: there is one

private:
    QString file(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }
    QString prepare();
    bool write(const char* name, const QStringList& lines, bool executable = false);

    QTemporaryDir folder_;
    QString why_;
    QProcess server_;
    QByteArray path_;
};

}  // namespace isonet::test
