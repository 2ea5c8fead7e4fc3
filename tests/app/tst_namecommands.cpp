// Commands on files and class folders whose names are any bytes: not UTF-8, with line breaks, spaces and quotes.
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "tests/app/Program.h"

namespace fs = std::filesystem;

namespace {

const std::string latin = "caf\xe9";               // Latin-1
const std::string lines = "green\ntea \"no. 1\"";  // a line break, quotes

// A BMP of one gray: 24 bits per pixel.
void writeBitmap(const fs::path& file, int gray) {
    constexpr int side = 16;
    std::string bytes("BM");
    const auto number = [&](std::uint32_t value, int size) {
        for (int i = 0; i < size; ++i)
            bytes += static_cast<char>(value >> (8 * i));
    };
    constexpr std::uint32_t pixels = side * side * 3;
    for (const std::uint32_t value : {54 + pixels, 0u, 54u, 40u, std::uint32_t{side}, std::uint32_t{side}})
        number(value, 4);
    number(1, 2);
    number(24, 2);
    for (const std::uint32_t value : {0u, pixels, 2835u, 2835u, 0u, 0u})
        number(value, 4);
    bytes.append(pixels, static_cast<char>(gray));
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

class TestNameCommands : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_;

    // QProcess encodes its arguments, so that a shell passes the bytes on. Runs in the test's folder.
    Answer isonet(const std::string& arguments) const {
        QProcess process;
        process.setWorkingDirectory(temporary_.path());
        const fs::path script = root_ / "command.sh";
        std::ofstream(script, std::ios::binary) << "exec \"$1\" " << arguments << "\n";
        process.start(QStringLiteral("sh"), {QStringLiteral("command.sh"), QStringLiteral(ISONET_PROGRAM)});
        Answer answer;
        if (process.waitForFinished(100000))
            answer.code = process.exitCode();
        answer.out = QString::fromUtf8(process.readAllStandardOutput());
        answer.err = QString::fromUtf8(process.readAllStandardError());
        return answer;
    }
    static QJsonDocument json(const Answer& answer) {
        QJsonParseError error{};
        const auto document = QJsonDocument::fromJson(answer.out.toUtf8(), &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("%s in %s", qPrintable(error.errorString()), qPrintable(answer.out));
        return document;
    }

private Q_SLOTS:
    void initTestCase() {
        root_ = temporary_.path().toStdString();
        const std::vector<std::string> classes{latin, lines, "tea"};
        for (const std::string part : {"train", "val"})
            for (std::size_t label = 0; label < classes.size(); ++label) {
                const fs::path folder = root_ / ("it's " + latin) / part / classes[label];
                fs::create_directories(folder);
                for (int i = 0; i < 4; ++i)
                    writeBitmap(folder / (std::to_string(i) + latin + ".bmp"), 40 + 80 * static_cast<int>(label));
            }
        writeBitmap(root_ / (latin + ".bmp"), 40);
        std::ofstream(root_ / "small.yaml", std::ios::binary)
            << "model: {depth: 8, height: 16, width: 16, classes: 3}\n"
               "data: {dataset: folder, workers: 1}\nrun: {epochs: 1, batch_size: 4}\n";
        const Answer answer = isonet("train small.yaml --set \"data.root=it's " + latin + "\" --run-dir 'a " + latin +
                                     " run' --device cpu --json");
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QCOMPARE(json(answer).object()["state"].toString(), QStringLiteral("finished"));
        QCOMPARE(json(answer).object()["run"].toString(), QStringLiteral("a caf\uFFFD run"));
        QVERIFY(fs::exists(root_ / ("a " + latin + " run") / "checkpoints" / "latest.pt"));
    }

    void predictionsNameEveryFile() {
        const Answer answer = isonet("predict 'a " + latin + " run' " + latin + ".bmp \"it's " + latin + "/val/tea/0" +
                                     latin + ".bmp\" --json --device cpu");
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        const QJsonArray rows = json(answer).array();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].toObject()["file"].toString(), QStringLiteral("caf\uFFFD.bmp"));
        QStringList names;
        for (const auto& each : rows[0].toObject()["predictions"].toArray())
            names.append(each.toObject()["class"].toString());
        names.sort();
        QCOMPARE(names,
                 (QStringList{QStringLiteral("caf\uFFFD"), QString::fromStdString(lines), QStringLiteral("tea")}));
    }

    void textHasOneLineForAName() {
        const Answer answer = isonet("predict 'a " + latin + " run' " + latin + ".bmp --device cpu");
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY2(answer.out.contains(QStringLiteral("green\\ntea \"no. 1\"\n")), qPrintable(answer.out));
        QCOMPARE(answer.out.count(QLatin1Char('\n')), 4);
    }

    void everyCommandWritesJson_data() {
        QTest::addColumn<QByteArray>("arguments");
        const auto row = [](const char* name, const std::string& arguments) {
            QTest::newRow(name) << QByteArray::fromStdString(arguments);
        };
        row("datasets", "datasets \"it's " + latin + "\" --json");
        row("eval", "eval 'a " + latin + " run' --json --device cpu");
        row("inspect", "inspect 'a " + latin + " run' --json");
        row("inspect a checkpoint", "inspect 'a " + latin + " run/checkpoints/latest.pt' --json");
    }

    void everyCommandWritesJson() {
        QFETCH(QByteArray, arguments);
        const Answer answer = isonet(arguments.toStdString());
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        QVERIFY(!json(answer).isNull());
    }

    void anInvalidImageIsNamedInJson() {
        std::ofstream(root_ / (latin + ".jpg"), std::ios::binary) << "no image";
        const Answer answer = isonet("predict 'a " + latin + " run' " + latin + ".jpg --json --device cpu");
        QCOMPARE(answer.code, 3);
        QVERIFY(json(answer).array()[0].toObject()["error"].toString().contains(QStringLiteral("caf\uFFFD.jpg")));
        QVERIFY2(answer.err.contains(QStringLiteral("caf\uFFFD.jpg")), qPrintable(answer.err));
    }

    void aRunOfAnyNameIsResumed() {
        const Answer longer = isonet("train --resume 'a " + latin + " run' --epochs 2 --device cpu --json");
        QVERIFY2(longer.code == 0, qPrintable(longer.err));
        QCOMPARE(json(longer).object()["epoch"].toInt(), 2);
        const Answer wrong = isonet("train --resume 'a " + latin + " run' --epochs 2 --set run.epochs=3");
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains(QStringLiteral("--epochs 2 and --set run.epochs=3 are both given")),
                 qPrintable(wrong.err));
    }
};

QTEST_GUILESS_MAIN(TestNameCommands)
#include "tst_namecommands.moc"
