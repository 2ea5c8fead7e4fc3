// Commands on image folders, as programs: train, predict, datasets.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/app/Program.h"

namespace {

// A BMP of a single color: 24 bits per pixel, row size a multiple of four bytes.
QByteArray bitmap(int width, int height, int red, int green, int blue) {
    QByteArray bytes("BM");
    const auto number = [&](quint32 value, int size) {
        for (int i = 0; i < size; ++i)
            bytes.append(static_cast<char>(value >> (8 * i)));
    };
    const auto pixels = static_cast<quint32>(width * height * 3);
    for (const quint32 value : {54 + pixels, 0u, 54u, 40u, static_cast<quint32>(width), static_cast<quint32>(height)})
        number(value, 4);
    number(1, 2);
    number(24, 2);
    for (const quint32 value : {0u, pixels, 2835u, 2835u, 0u, 0u})
        number(value, 4);
    for (int i = 0; i < width * height; ++i)
        bytes.append(static_cast<char>(blue)).append(static_cast<char>(green)).append(static_cast<char>(red));
    return bytes;
}

}  // namespace

class TestImageCommands : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    QString at(const QString& name) const { return temporary_.filePath(name); }
    QStringList training(const QString& run) const {
        return {"train", at("small.yaml"), "--run-dir", at(run), "--device", "cpu", "--quiet"};
    }

private Q_SLOTS:
    void initTestCase();
    void predictionsHaveTheFolderNames();
    void undecodableFilesAreReportedAndOthersPredicted();
    void invalidInputIsReported_data();
    void invalidInputIsReported();
    void aRunIsFineTunedAndTested();
    void aRunIsExportedAsANetwork();
    void datasetsListsTheContentsOfAFolder();
    void epochsScaleTheSchedule();
    void aTruncatedConfigurationIsReported();
    void aFailedStartLeavesNoFolder();
    void corruptDataGivesExitCodeThree();
};

// A dark and a bright class.
void TestImageCommands::initTestCase() {
    for (const char* part : {"train", "val"})
        for (const auto& [name, gray] : {std::pair("night", 30), std::pair("day", 220)})
            for (int i = 0; i < (part == QByteArray("train") ? 12 : 3); ++i) {
                const QString folder = at(QStringLiteral("images/%1/%2").arg(part, name));
                QVERIFY(QDir().mkpath(folder));
                QFile image(QStringLiteral("%1/%2.bmp").arg(folder).arg(i));
                QVERIFY(image.open(QIODevice::WriteOnly));
                image.write(bitmap(24, 20, gray + i, gray, gray - i));
            }
    QFile file(at("small.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("model: {depth: 8, height: 16, width: 16, classes: 2}\n"
                              "data: {dataset: folder, root: %1}\n"
                              "optimizer: {learning_rate: 0.02}\n"
                              "run: {epochs: 5, batch_size: 6}\n")
                   .arg(at("images"))
                   .toUtf8());
    file.close();
    const Answer answer = runIsonet(training("run"));
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
}

void TestImageCommands::predictionsHaveTheFolderNames() {
    const QString day = at("images/val/day/0.bmp"), night = at("images/val/night/0.bmp");
    const Answer answer = runIsonet({"predict", at("run"), day, night, "--json", "--device", "cpu"});
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    const QJsonArray rows = QJsonDocument::fromJson(answer.out.toUtf8()).array();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].toObject()["file"].toString(), day);
    for (int i = 0; i < 2; ++i) {
        const QJsonArray classes = rows[i].toObject()["predictions"].toArray();
        QCOMPARE(classes.size(), 2);  // fewer than five exist
        double sum = 0;
        for (const auto& one : classes)
            sum += one.toObject()["probability"].toDouble();
        QVERIFY(std::abs(sum - 1) < 1e-5);
        QVERIFY(classes[0].toObject()["probability"].toDouble() >= 0.5);
        QCOMPARE(classes[0].toObject()["class"].toString(), QString(i == 0 ? "day" : "night"));
        QCOMPARE(classes[0].toObject()["index"].toInt(), i);
    }
    const Answer text = runIsonet({"predict", at("run/checkpoints/latest.pt"), night, "--top", "1", "--device", "cpu"});
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.startsWith(night + "\n") && text.out.trimmed().endsWith("%  night"), qPrintable(text.out));
}

void TestImageCommands::undecodableFilesAreReportedAndOthersPredicted() {
    const QString good = at("images/val/day/1.bmp"), bad = at("small.yaml");
    const Answer answer = runIsonet({"predict", at("run"), bad, good, "--device", "cpu"});
    QCOMPARE(answer.code, 3);
    QVERIFY2(answer.err.contains(bad) && answer.err.contains("unknown image format"), qPrintable(answer.err));
    QVERIFY2(answer.out.contains(good) && !answer.out.contains(bad), qPrintable(answer.out));
}

void TestImageCommands::invalidInputIsReported_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("part");
    QTest::newRow("no image") << QStringList{"predict", at("run")} << 2 << "IMAGE";
    QTest::newRow("top") << QStringList{"predict", at("run"), at("a.bmp"), "--top", "0"} << 2 << "--top is 0";
    QTest::newRow("no run") << QStringList{"predict", at("nowhere/run"), at("a.bmp")} << 3 << "does not exist";
    QTest::newRow("export") << QStringList{"export", at("run"), at("net.txt")} << 2
                            << "accepted extensions: .pt and .pth (PyTorch), .safetensors, .onnx, .py";
    QTest::newRow("no data") << QStringList{"datasets", at("nowhere")} << 3 << "No dataset found at";
    QTest::newRow("benchmark") << QStringList{"bench", "srelu", "--data", at("images")} << 2
                               << "needs no data; accepted by: loader";
    QTest::newRow("benchmark's folder") << QStringList{"bench", "loader", "--data", at("run")} << 3
                                        << "contains no images";
}

void TestImageCommands::invalidInputIsReported() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, part);
    const Answer answer = runIsonet(arguments);
    QVERIFY2(answer.code == code, qPrintable(answer.err));
    QVERIFY2(answer.err.contains(part), qPrintable(answer.err));
}

// The folder has two parts: a part of train/ chooses best.pt, val/ is the test.
void TestImageCommands::aRunIsFineTunedAndTested() {
    const Answer tuned = runIsonet(training("tuned") +
                                   QStringList{"--set", "run.epochs=1", "--set", "model.weights=" + at("run"), "--set",
                                               "model.frozen=[stem, s1]", "--set", "data.test_split=true", "--json"});
    QVERIFY2(tuned.code == 0, qPrintable(tuned.err));
    const QJsonDocument trained = QJsonDocument::fromJson(tuned.out.toUtf8());
    const auto evaluated = [&](const QString& run, const QString& split) {
        return runIsonet({"eval", at(run), "--split", split, "--device", "cpu", "--json"});
    };
    const Answer test = evaluated("tuned", "test"), validation = evaluated("tuned", "validation");
    QVERIFY2(test.code == 0 && validation.code == 0, qPrintable(test.err + validation.err));
    const QJsonDocument tested = QJsonDocument::fromJson(test.out.toUtf8());
    QCOMPARE(tested["split"].toString(), QString("test"));
    QCOMPARE(tested["images"].toInt(), 6);
    QCOMPARE(tested["top1"].toDouble(), trained["test_top1"].toDouble(-1));
    QCOMPARE(QJsonDocument::fromJson(validation.out.toUtf8())["images"].toInt(), 2);
    // Without the split, val/ has chosen best.pt.
    const Answer chosen = evaluated("run", "test");
    QCOMPARE(chosen.code, 3);
    QVERIFY2(chosen.err.contains("--split validation"), qPrintable(chosen.err));
    const Answer layers = runIsonet({"inspect", at("tuned")});
    QVERIFY2(layers.out.contains("Frozen layers (model.frozen), not penalized: stem s1\n"), qPrintable(layers.out));
}

void TestImageCommands::aRunIsExportedAsANetwork() {
    const auto exported = [&](const char* name) {
        const Answer answer = runIsonet({"export", at("run"), at(name)});
        QFile file(at(name));
        if (answer.code != 0 || !answer.out.startsWith("ISONet-8 after ") || !file.open(QIODevice::ReadOnly))
            return QByteArray();
        return file.readAll();
    };
    // The values are those of the dataset "folder", which has ImageNet's.
    const QByteArray onnx = exported("net.onnx");
    QVERIFY(onnx.contains("ISONet Workbench") && onnx.contains("mean (0.485, 0.456, 0.406)") &&
            onnx.contains("day\nnight"));
    const QByteArray module = exported("net.py");
    QVERIFY2(module.contains("\nclass Network(nn.Module):\n") && module.contains("\nMEAN = (0.485, 0.456, 0.406)\n"),
             module.constData());
}

void TestImageCommands::datasetsListsTheContentsOfAFolder() {
    const Answer answer = runIsonet({"datasets", at("images"), "--json"});
    QVERIFY2(answer.code == 0, qPrintable(answer.err));
    const QJsonArray rows = QJsonDocument::fromJson(answer.out.toUtf8()).array();
    QCOMPARE(rows.size(), 1);
    const QJsonObject row = rows[0].toObject();
    QCOMPARE(row["name"].toString(), QString("folder"));
    QVERIFY(row["found"].toBool());
    QCOMPARE(row["train_images"].toInt(), 24);
    QCOMPARE(row["validation_images"].toInt(), 6);
    QCOMPARE(row["classes"].toInt(), 2);
    QVERIFY(row["settings"].toArray().contains(QStringLiteral("model.classes=2")));
    const Answer table = runIsonet({"datasets", at("images")});
    QVERIFY2(table.out.contains("isonet train PRESET --set data.dataset=folder --set data.root="),
             qPrintable(table.out));
    const Answer all = runIsonet({"datasets"});
    QCOMPARE(all.code, 0);
    for (const char* name : {"fashion-mnist", "cifar10", "cifar100", "folder"})
        QVERIFY2(all.out.contains(QLatin1String(name)), name);
}

void TestImageCommands::corruptDataGivesExitCodeThree() {
    QFile image(at("images/train/day/5.bmp"));
    QVERIFY(image.resize(image.size() / 2));
    const Answer answer = runIsonet(training("broken"));
    QCOMPARE(answer.code, 3);
    QVERIFY2(answer.err.contains("train/day/5.bmp") && answer.err.contains("1 of 24"), qPrintable(answer.err));
}

// The same command works after the data is fixed: the new folder is removed, an existing one is unchanged.
void TestImageCommands::epochsScaleTheSchedule() {
    QFile file(at("steps.yaml")), plain(at("small.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly) && plain.open(QIODevice::ReadOnly));
    file.write(plain.readAll() + "schedule: {kind: step, milestones: [2, 4], warmup_epochs: 5}\n");
    file.close();
    const auto schedule = [&](const char* run, const QStringList& options) {
        const Answer answer = runIsonet(
            QStringList{"train", at("steps.yaml"), "--run-dir", at(run), "--device", "cpu", "--quiet"} + options);
        QFile config(at(run) + "/config.yaml"), log(at(run) + "/log.txt");
        if (answer.code != 0 || !config.open(QIODevice::ReadOnly) || !log.open(QIODevice::ReadOnly))
            return answer.err + answer.out;
        const QString text = config.readAll(), lines = log.readAll();
        const bool noted = answer.err.contains("isonet: note: run.epochs is 1 instead of 5; scaled with it");
        const bool logged = lines.contains("run.epochs is 1 instead of 5; scaled with it");
        return text.section("milestones: ", 1).section('\n', 0, 0) + " " +
               text.section("warmup_epochs: ", 1).section('\n', 0, 0) + (noted ? " noted" : "") +
               (logged ? " logged" : "");
    };
    QCOMPARE(schedule("set", {"--set", "run.epochs=1"}), QStringLiteral("[0.4, 0.8] 1 noted logged"));
    QCOMPARE(schedule("epochs", {"--epochs", "1"}), QStringLiteral("[0.4, 0.8] 1 noted logged"));
    QCOMPARE(schedule("given", {"--epochs", "1", "--set", "schedule.milestones=[0.5]"}),
             QStringLiteral("[0.5] 1 noted logged"));
}

void TestImageCommands::aTruncatedConfigurationIsReported() {
    QFile whole(at("run/config.yaml")), cut(at("cut.yaml"));
    QVERIFY(whole.open(QIODevice::ReadOnly) && cut.open(QIODevice::WriteOnly));
    cut.write(whole.read(300));
    cut.close();
    const Answer answer = runIsonet({"train", at("cut.yaml"), "--run-dir", at("cut-run"), "--device", "cpu"});
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains("cut.yaml: the file is truncated"), qPrintable(answer.err));
    QVERIFY(!QFile::exists(at("cut-run")));
}

void TestImageCommands::aFailedStartLeavesNoFolder() {
    QVERIFY(QDir(at("images")).rename(at("images"), at("elsewhere")));
    const auto back = qScopeGuard([this] { QDir().rename(at("elsewhere"), at("images")); });
    QVERIFY(QDir().mkpath(at("there")));
    for (const char* run : {"new/deep", "there"}) {
        const Answer answer = runIsonet(training(run));
        QCOMPARE(answer.code, 3);
        QVERIFY2(answer.err.contains(at("images")), qPrintable(answer.err));
    }
    QVERIFY(!QFileInfo::exists(at("new")));
    QVERIFY(QDir(at("there")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

QTEST_GUILESS_MAIN(TestImageCommands)
#include "tst_imagecommands.moc"
