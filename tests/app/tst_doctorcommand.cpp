// `isonet doctor` as a program: text, JSON, exit codes, and training by several processes.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "tests/app/Program.h"

class TestDoctorCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonHasFactsAndVerdicts();
    void severalProcessesTrainTogether();
    void invalidInputIsReported_data();
    void invalidInputIsReported();
};

void TestDoctorCommand::jsonHasFactsAndVerdicts() {
    const Answer answer = runIsonet({"doctor", "--device", "cpu", "--only", "kernels,graph", "--json"});
    QVERIFY2(answer.code == 0, qPrintable(answer.out + answer.err));
    const QJsonObject json = QJsonDocument::fromJson(answer.out.toUtf8()).object();
    QVERIFY(json["sound"].toBool() && json["complete"].toBool());
    QStringList sections;
    for (const auto& fact : json["facts"].toArray())
        if (!sections.contains(fact.toObject()["section"].toString()))
            sections << fact.toObject()["section"].toString();
    for (const char* section : {"program", "system", "processor", "memory", "libraries", "datasets"})
        QVERIFY2(sections.contains(QLatin1String(section)), qPrintable(sections.join(' ')));
    const QJsonArray checks = json["checks"].toArray();
    QCOMPARE(checks.size(), 2);
    QCOMPARE(checks[0].toObject()["verdict"].toString(), QString("passed"));
    QCOMPARE(checks[1].toObject()["verdict"].toString(), QString("skipped"));
    QVERIFY(checks[1].toObject()["text"].toString().contains("GPU"));
}

void TestDoctorCommand::severalProcessesTrainTogether() {
    const Answer answer = runIsonet({"doctor", "--device", "cpu", "--only", "ranks"});
    QVERIFY2(answer.code == 0, qPrintable(answer.out + answer.err));
    const bool built = answer.out.contains("2 processes over Gloo");
    QVERIFY2(built || answer.out.contains("no process groups"), qPrintable(answer.out));
    QVERIFY(answer.out.contains("No failures on cpu."));
}

void TestDoctorCommand::invalidInputIsReported_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("check") << QStringList{"--only", "karnels"} << "unknown check 'karnels'; accepted: kernels, figures";
    QTest::newRow("device") << QStringList{"--device", "gpu"} << "gpu";
}

void TestDoctorCommand::invalidInputIsReported() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Answer answer = runIsonet(QStringList{"doctor"} + arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(message), qPrintable(answer.err));
}

QTEST_GUILESS_MAIN(TestDoctorCommand)
#include "tst_doctorcommand.moc"
