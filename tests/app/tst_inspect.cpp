// `isonet inspect` as a program: JSON keys, tables, error messages.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"
#include "tests/training/SyntheticImages.h"

class TestInspect : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void jsonHasTheLayerKeys();
    void zeroPaddedOperatorsAreAdded();
    void jacobianAndSignalsAreMeasured();
    void tablesListEveryLayer();
    void invalidInputIsReported_data();
    void invalidInputIsReported();

private:
    QTemporaryDir folder_;
    QString config_;
};

void TestInspect::initTestCase() {
    const QString data = folder_.filePath(QStringLiteral("data"));
    isonet::test::writeFashionFolder(data.toStdString(), 20, 20);
    config_ = folder_.filePath(QStringLiteral("small.yaml"));
    QFile file(config_);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("model: {depth: 8, channels: 1, height: 28, width: 28}\n"
                              "data: {dataset: fashion-mnist, root: '%1', train_images: 20, validation_images: 20}\n"
                              "run: {batch_size: 10}\n")
                   .arg(data)
                   .toUtf8());
}

void TestInspect::jsonHasTheLayerKeys() {
    const Answer answer = runIsonet({"inspect", config_, "--json"});
    QCOMPARE(answer.code, 0);
    const QJsonObject json = QJsonDocument::fromJson(answer.out.toUtf8()).object();
    QCOMPARE(json["network"].toString(), QString("ISONet-8"));
    const QJsonArray layers = json["layers"].toArray();
    QCOMPARE(layers.size(), 7);
    for (const auto& value : layers) {
        const QJsonObject layer = value.toObject();
        for (const char* key : {"name", "shape", "stride", "dilation", "grid", "penalized", "deviation",
                                "deviation_normalized", "weight_deviation", "sigma_min", "sigma_mean", "sigma_max", "b",
                                "adjoint_deviation", "operator_deviation"})
            QVERIFY2(layer.contains(QLatin1String(key)), key);
        QCOMPARE(layer["b"].toObject()["mean"].toDouble(), -1.0);
        QVERIFY(!layer.contains("zero_padded"));
    }
    QCOMPARE(layers[0].toObject()["name"].toString(), QString("stem.conv"));
    QCOMPARE(layers[1].toObject()["sigma_max"].toDouble(), 1.0);
    QVERIFY(!json.contains("signals") && !json.contains("jacobian"));
}

void TestInspect::zeroPaddedOperatorsAreAdded() {
    const Answer answer = runIsonet({"inspect", config_, "--operator", "zero", "--json"});
    QCOMPARE(answer.code, 0);
    const QJsonArray layers = QJsonDocument::fromJson(answer.out.toUtf8())["layers"].toArray();
    const QJsonObject first = layers[1].toObject()["zero_padded"].toObject();  // a delta kernel
    QVERIFY(std::abs(first["sigma_min"].toDouble() - 1) < 1e-6 && std::abs(first["sigma_max"].toDouble() - 1) < 1e-6);
    QCOMPARE(first["sigma_min_state"].toString(), QString("converged"));
    // A delta kernel from 16 to 32 channels with stride 2 leaves 16 outputs at 0.
    QCOMPARE(layers[3].toObject()["zero_padded"].toObject()["sigma_min_state"].toString(), QString("negligible"));
}

void TestInspect::jacobianAndSignalsAreMeasured() {
    const Answer answer =
        runIsonet({"inspect", config_, "--activations", "--jacobian", "--images", "2", "--values", "3", "--json"});
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    const QJsonDocument json = QJsonDocument::fromJson(answer.out.toUtf8());
    const QJsonObject signalReport = json["signals"].toObject();
    QCOMPARE(signalReport["images"].toInt(), 2);
    QCOMPARE(signalReport["activations"].toArray().size(), 7);
    QCOMPARE(signalReport["convolutions"].toArray().size(), 7);
    const QJsonObject forward = signalReport["activations"].toArray()[0].toObject()["forward"].toObject();
    QVERIFY(forward["before"].toDouble() > 0 && forward["deviation"].toDouble() >= 0);
    const QJsonArray images = json["jacobian"].toObject()["images"].toArray();
    QCOMPARE(images.size(), 2);
    QCOMPARE(images[0].toObject()["rows"].toInt(), 10);
    QCOMPARE(images[0].toObject()["values"].toArray().size(), 10);
    QVERIFY(images[0].toObject()["complete"].toBool());
}

void TestInspect::tablesListEveryLayer() {
    const Answer answer = runIsonet({"inspect", config_, "--operator", "zero"});
    QCOMPARE(answer.code, 0);
    QCOMPARE(answer.out.count(QStringLiteral("s3.b1.f.b")), 3);  // layers, spectral health, operators
    QVERIFY(answer.out.contains("Zero-padded operators"));
}

void TestInspect::invalidInputIsReported_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such source") << QStringList{"isonet-21"} << "isonet-21";
    QTest::newRow("operator") << QStringList{config_, "--operator", "round"} << "round";
    QTest::newRow("images without a measure") << QStringList{config_, "--images", "3"} << "--activations";
    QTest::newRow("no images") << QStringList{config_, "--activations", "--images", "0"} << "--images";
    QTest::newRow("output") << QStringList{config_, "--jacobian", "stem"} << "stem";
}

void TestInspect::invalidInputIsReported() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, words);
    const Answer answer = runIsonet(QStringList{"inspect"} + arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(words), qPrintable(answer.err));
}

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
