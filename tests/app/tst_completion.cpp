// isonet completion and isonet man, from the real program: bash completes commands, options and values; the manual page
// has every command.
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"

namespace {

// What bash proposes for the last word of `line`, sorted.
QStringList proposals(const QString& script, const QStringList& line) {
    QStringList words;
    for (QString word : line)
        words << "'" + word.replace("'", "'\\''") + "'";
    QProcess bash;
    bash.start(
        "bash",
        {"--norc", "-c",
         QStringLiteral("source '%1'; COMP_WORDS=(%2); COMP_CWORD=%3; _isonet; printf '%s\\n' \"${COMPREPLY[@]}\"")
             .arg(script, words.join(' '))
             .arg(line.size() - 1)});
    bash.waitForFinished();
    QStringList result = QString::fromUtf8(bash.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    result.sort();
    return result;
}

int exitCodeOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

}  // namespace

class TestCompletion : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    QString write(const QString& name, const QString& text) const {
        QFile file(temporary_.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
        return file.fileName();
    }

private Q_SLOTS:
    void bashCompletes_data();
    void bashCompletes();
    void scriptsAreValid_data();
    void scriptsAreValid();
    void everyCommandIsInTheManualPage();
    void unknownShellIsRefused();
};

void TestCompletion::bashCompletes_data() {
    const Answer answer = runIsonet({"completion", "bash"});
    QCOMPARE(answer.code, 0);
    write("isonet.bash", answer.out);
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("command") << QStringList{"isonet", "tra"} << QStringList{"train"};
    QTest::newRow("option") << QStringList{"isonet", "train", "--res"} << QStringList{"--resume"};
    QTest::newRow("option after a value")
        << QStringList{"isonet", "train", "x.yaml", "--run-"} << QStringList{"--run-dir"};
    QTest::newRow("nested command") << QStringList{"isonet", "presets", "s"} << QStringList{"show"};
    QTest::newRow("nested option") << QStringList{"isonet", "presets", "show", "--exp"} << QStringList{"--expanded"};
    QTest::newRow("same name below another")
        << QStringList{"isonet", "detect", "train", "--run-"} << QStringList{"--run-dir"};
    QTest::newRow("listed values") << QStringList{"isonet", "inspect", "run", "--operator", ""}
                                   << QStringList{"circular", "zero"};
    QTest::newRow("positional values") << QStringList{"isonet", "completion", "z"} << QStringList{"zsh"};
    QTest::newRow("file name, left to bash") << QStringList{"isonet", "train", "--resume", "t"} << QStringList{};
    QTest::newRow("option of another command") << QStringList{"isonet", "presets", "--res"} << QStringList{};
}

void TestCompletion::bashCompletes() {
    QFETCH(QStringList, line);
    QFETCH(QStringList, expected);
    QCOMPARE(proposals(temporary_.filePath("isonet.bash"), line), expected);
}

void TestCompletion::scriptsAreValid_data() {
    QTest::addColumn<QString>("shell");
    for (const char* shell : {"bash", "zsh", "fish"})
        QTest::newRow(shell) << shell;
}

void TestCompletion::scriptsAreValid() {
    QFETCH(QString, shell);
    const Answer answer = runIsonet({"completion", shell});
    QCOMPARE(answer.code, 0);
    for (const char* part : {"train", "inspect", "circular zero", "presets show", "expanded"})
        QVERIFY2(answer.out.contains(part), part);
    if (QStandardPaths::findExecutable(shell).isEmpty())
        QSKIP("the shell is not installed; its syntax is not checked");
    QCOMPARE(exitCodeOf(shell, {"-n", write("completion", answer.out)}), 0);
}

void TestCompletion::everyCommandIsInTheManualPage() {
    const Answer answer = runIsonet({"man"});
    QCOMPARE(answer.code, 0);
    QVERIFY(answer.out.startsWith(".TH ISONET 1 "));
    for (const char* section : {".SH NAME\n", ".SH SYNOPSIS\n", ".SH COMMANDS\n", ".SS isonet train\n",
                                ".SS isonet detect predict\n", ".SS isonet presets show\n", "\\fB\\-\\-run\\-dir\\fR"})
        QVERIFY2(answer.out.contains(section), section);
    QVERIFY(answer.out.contains("4 training diverged"));
    // Text that is not a macro never starts with a period or an apostrophe.
    for (const QString& line : answer.out.split('\n')) {
        const QString macro = line.section(' ', 0, 0);
        QVERIFY2(!line.startsWith('\'') &&
                     (!line.startsWith('.') ||
                      QStringList{".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".sp"}.contains(macro)),
                 qPrintable(line));
    }
    if (!QStandardPaths::findExecutable("mandoc").isEmpty())
        QCOMPARE(exitCodeOf("mandoc", {"-Tlint", "-Werror", write("isonet.1", answer.out)}), 0);
}

void TestCompletion::unknownShellIsRefused() {
    const Answer answer = runIsonet({"completion", "tcsh"});
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains("tcsh") && answer.err.contains("bash,zsh,fish"), qPrintable(answer.err));
}

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
