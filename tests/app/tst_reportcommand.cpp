// isonet report, from the real program: what it writes, what it refuses, and its exit codes.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"

class TestReportCommand : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    QString preset_;  // as YAML
    QString path(const QString& name) const { return folder_.filePath(name); }
    QByteArray read(const QString& name) const {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString makeRun(const QString& name, const QString& gamma) const {
        QDir().mkpath(path(name));
        QString text = preset_;
        text.replace(QRegularExpression("(penalty:\n  [^#]*?coefficient: )[^\n]*"), "\\1" + gamma);
        QFile file(path(name) + "/config.yaml");
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
        return path(name);
    }

private Q_SLOTS:
    void initTestCase() {
        preset_ = runIsonet({"presets", "show", "isonet-20-fashion-mnist"}).out;
        QVERIFY(preset_.contains("penalty:"));
    }

    void runsAreWrittenAsOneFile() {
        const QString first = makeRun("first", "0.5"), second = makeRun("second", "0.25");
        Answer answer = runIsonet({"report", first, path("one.html")});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QCOMPARE(answer.out, first + " -> " + path("one.html") + "\n");
        QVERIFY(read("one.html").contains("<h1>first</h1>"));
        answer = runIsonet({"report", first, second, path("two.htm")});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY(read("two.htm").contains("<h1>Comparison of 2 runs</h1>"));
    }

    void existingFileNeedsForce() {
        const QString run = makeRun("run", "0.5");
        QFile file(path("mine.html"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        const Answer refused = runIsonet({"report", run, path("mine.html")});
        QCOMPARE(refused.code, 3);
        QVERIFY2(refused.err.contains("--force"), qPrintable(refused.err));
        QCOMPARE(read("mine.html"), QByteArray("mine"));
        QCOMPARE(runIsonet({"report", run, path("mine.html"), "--force"}).code, 0);
        QVERIFY(read("mine.html").startsWith("<!DOCTYPE html>"));
    }

    void wrongUseIsNamed_data() {
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        QTest::newRow("no file") << QStringList{"run"} << 2 << "then the HTML file to write";
        QTest::newRow("PDF") << QStringList{"run", "out.pdf"} << 2 << "Save report";
        QTest::newRow("other suffix") << QStringList{"run", "out.txt"} << 2 << ".html";
        QTest::newRow("no run") << QStringList{"nowhere", "out.html"} << 3 << "not a run";
        QTest::newRow("no folder for the file") << QStringList{"run", "missing/out.html"} << 3 << "missing";
    }
    void wrongUseIsNamed() {
        QFETCH(QStringList, paths);
        QFETCH(int, code);
        QFETCH(QString, said);
        makeRun("run", "0.5");
        QStringList arguments{"report"};
        for (const auto& each : paths)
            arguments << path(each);
        const Answer answer = runIsonet(arguments);
        QCOMPARE(answer.code, code);
        QVERIFY2(answer.err.contains(said), qPrintable(answer.err));
    }
};

QTEST_MAIN(TestReportCommand)
#include "tst_reportcommand.moc"
