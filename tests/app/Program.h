// Runs the `isonet` program and returns its exit code and output.
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

struct Answer {
    int code = -1;  // -1: timeout after 100 seconds
    QString out, err;
};

inline Answer runIsonet(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(ISONET_PROGRAM), arguments);
    Answer answer;
    if (process.waitForFinished(100000))
        answer.code = process.exitCode();
    answer.out = QString::fromUtf8(process.readAllStandardOutput());
    answer.err = QString::fromUtf8(process.readAllStandardError());
    return answer;
}
