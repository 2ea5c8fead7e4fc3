// Commands on a detection run, as programs: commands for classifiers reject it.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"
#include "tests/training/CocoFolder.h"
#include "training/config/RunConfigYaml.h"

using namespace isonet;

class TestDetectCommands : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    QString at(const QString& name) const { return temporary_.filePath(name); }
    QByteArray contents(const QString& name) const {
        QFile file(at(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() {
        const std::filesystem::path folder = temporary_.path().toStdString();
        test::writeCocoFolder(folder / "coco", 4);
        auto config = test::detectionConfig(folder / "coco");
        config.run.epochs = 1;
        config::saveRunConfig(config, folder / "small.yaml");
        const Answer answer = runIsonet({"detect", "train", at("small.yaml"), "--run-dir", at("run"), "--quiet"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
    }

    void commandsForClassifiersRejectDetectors_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("predict") << QStringList{"predict", at("run"), at("coco/images/1.png")};
        QTest::newRow("eval") << QStringList{"eval", at("run")};
        QTest::newRow("activations") << QStringList{"inspect", at("run"), "--activations"};
        QTest::newRow("jacobian") << QStringList{"inspect", at("run"), "--jacobian"};
    }
    void commandsForClassifiersRejectDetectors() {
        QFETCH(QStringList, arguments);
        const Answer answer = runIsonet(arguments);
        QVERIFY2(answer.code == 2, qPrintable(answer.err));
        QVERIFY2(answer.err.contains(at("run")) && answer.err.contains("isonet detect predict"),
                 qPrintable(answer.err));
        QCOMPARE(answer.out, QString());
    }

    void detectTrainRejectsClassifiers() {
        const Answer answer = runIsonet({"detect", "train", "isonet-20-fashion-mnist", "--run-dir", at("none")});
        QVERIFY2(answer.code == 2, qPrintable(answer.err));
        QVERIFY2(answer.err.contains("is a classifier") && answer.err.contains("isonet train"), qPrintable(answer.err));
        QVERIFY(!QFile::exists(at("none")));
    }

    void inspectShowsDilatedStages() {
        const std::filesystem::path folder = temporary_.path().toStdString();
        auto config = test::detectionConfig(folder / "coco");
        config.detection.detector.dilated = true;
        config::saveRunConfig(config, folder / "dilated.yaml");
        Answer answer = runIsonet({"inspect", at("dilated.yaml"), "--json"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        const auto layers = QJsonDocument::fromJson(answer.out.toUtf8())["layers"].toArray();
        QVERIFY(!layers.isEmpty());
        for (const auto& value : layers) {
            const QJsonObject layer = value.toObject();
            const bool last = layer["name"].toString().startsWith("s3.");
            const bool pointwise = layer["shape"].toArray()[3].toInt() == 1;
            QCOMPARE(layer["dilation"].toInt(), last && !pointwise ? 2 : 1);
            QVERIFY(!last || layer["stride"].toInt() == 1);
            QVERIFY(!last || layer["grid"].toArray()[0].toInt() == config.model.height / 2);
        }
        answer = runIsonet({"inspect", at("dilated.yaml")});
        QVERIFY2(answer.out.contains("1, dilation 2") && answer.out.contains("(model.height, model.width)"),
                 qPrintable(answer.out));
    }

    void anExportedDetectorPredictsTheSameAfterImport() {
        const QString image = at("coco/images/1.png");
        Answer answer = runIsonet({"export", at("run"), at("weights.safetensors")});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY2(answer.out.contains("detector"), qPrintable(answer.out));
        answer = runIsonet({"import", at("weights.safetensors"), "--config", at("run/config.yaml"), at("imported.pt")});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        for (const auto& [source, out] : {std::pair("run", "first"), std::pair("imported.pt", "second")}) {
            answer = runIsonet({"detect", "predict", at(source), image, "--out", at(out), "--device", "cpu"});
            QVERIFY2(answer.code == 0, qPrintable(answer.err));
        }
        QVERIFY(QJsonDocument::fromJson(contents("first/results.json")).array().size() > 0);
        QCOMPARE(contents("second/results.json"), contents("first/results.json"));
        QVERIFY(runIsonet({"inspect", at("imported.pt")}).code == 0);
    }

    void aDetectorIsNotExportedAsANetwork() {
        for (const char* name : {"net.onnx", "net.py"}) {
            const Answer answer = runIsonet({"export", at("run"), at(name)});
            QCOMPARE(answer.code, 2);
            QVERIFY2(answer.err.contains("is a detector") && answer.err.contains(".safetensors"),
                     qPrintable(answer.err));
            QVERIFY(!QFile::exists(at(name)));
        }
    }

    void aSignalEndsPredictionsAtOnce() {
        QProcess process;
        process.start(QStringLiteral(ISONET_PROGRAM),
                      QStringList{"detect", "predict", at("run"), "--out", at("ended"), "--device", "cpu"} +
                          QStringList(1000, at("coco/images/2.png")));
        QVERIFY(process.waitForReadyRead(60000));  // the first image
        process.terminate();
        QVERIFY(process.waitForFinished(3000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!process.readAllStandardError().contains("stopping"));
        QVERIFY(QFile::exists(at("ended/2.png")) && !QFile::exists(at("ended/results.json")));
    }

    void unreadableImagesAreReportedAndOthersPredicted() {
        const QString absent = at("absent.png"), unknown = at("unknown.png");
        QVERIFY(QFile::copy(at("coco/images/2.png"), unknown));
        const Answer answer = runIsonet({"detect", "predict", at("run"), absent, unknown, at("coco/images/3.png"),
                                         "--out", at("some"), "--device", "cpu", "--json"});
        QVERIFY2(answer.code == 3, qPrintable(answer.err));
        QVERIFY2(answer.err.contains(absent), qPrintable(answer.err));
        const auto images = QJsonDocument::fromJson(answer.out.toUtf8()).object()["images"].toArray();
        QCOMPARE(images.size(), 3);
        QVERIFY(images[0].toObject()["error"].toString().contains("absent.png"));
        QVERIFY(QFile::exists(at("some/unknown.png")) && QFile::exists(at("some/3.png")));
        // An image without annotations gets an unused id.
        const auto results = QJsonDocument::fromJson(contents("some/results.json")).array();
        QVERIFY(!results.isEmpty());
        for (const auto& result : results) {
            const QJsonObject one = result.toObject();
            const bool known = one["file_name"].toString() == "3.png";
            QVERIFY(known ? one["image_id"].toInt() == 3 : one["image_id"].toInt() > 4);
        }
    }
};

QTEST_GUILESS_MAIN(TestDetectCommands)
#include "tst_detectcommands.moc"
