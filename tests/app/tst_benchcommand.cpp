// `isonet bench` with a chosen network, and what it refuses.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"

class TestBenchCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chosenNetworkIsMeasured_data();
    void chosenNetworkIsMeasured();
    void invalidOptionsAreReported_data();
    void invalidOptionsAreReported();

private:
    QTemporaryDir folder_;
};

void TestBenchCommand::chosenNetworkIsMeasured_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("published");
    QTest::newRow("published network") << "depth: 8" << true;
    QTest::newRow("other network") << "depth: 8, normalization: batch, initialization: kaiming" << false;
}

void TestBenchCommand::chosenNetworkIsMeasured() {
    QFETCH(QString, model);
    QFETCH(bool, published);
    const QString path = folder_.filePath(QStringLiteral("network.yaml"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(QStringLiteral("model: {%1, channels: 1, height: 28, width: 28}\n").arg(model).toUtf8());
    file.close();
    const Answer answer =
        runIsonet({"bench", "step", "--network", path, "--size", "16", "--batch", "3", "--device", "cpu"});
    QVERIFY2(answer.code == 0, qPrintable(answer.out + answer.err));
    for (const char* text : {"3 images of 16x16, cpu", "ours", "convolutions only", "operator calls in a step"})
        QVERIFY2(answer.out.contains(QLatin1String(text)), qPrintable(answer.out));
    QCOMPARE(answer.out.contains("ratio to published"), published);
    QCOMPARE(answer.out.contains("The published code has no such network"), !published);
}

void TestBenchCommand::invalidOptionsAreReported_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown benchmark") << QStringList{"stop"} << "unknown benchmark 'stop'";
    QTest::newRow("network for another benchmark") << QStringList{"srelu", "--network", "isonet-20-fashion-mnist"}
                                                   << "not accepted by benchmark 'srelu'; accepted by: step";
    QTest::newRow("data for another benchmark")
        << QStringList{"srelu", "--data", "x"} << "accepted by: loader, overfit";
    QTest::newRow("time for another benchmark")
        << QStringList{"srelu", "--minutes", "1"} << "not accepted by benchmark 'srelu'; accepted by: soak";
    QTest::newRow("precision") << QStringList{"step", "--precision", "float8"} << "run.precision: 'float8' is invalid";
    QTest::newRow("device") << QStringList{"step", "--device", "cuda:77"} << "cuda:77";
    QTest::newRow("size") << QStringList{"step", "--size", "2"} << "--size";
}

void TestBenchCommand::invalidOptionsAreReported() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Answer answer = runIsonet(QStringList{"bench"} + arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(message), qPrintable(answer.err));
}

QTEST_GUILESS_MAIN(TestBenchCommand)
#include "tst_benchcommand.moc"
