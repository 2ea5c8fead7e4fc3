// The version and the end marker of configuration files: truncated files and files of newer programs.
#include <QtTest>

#include "training/config/FileMarks.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"

using namespace isonet;
using namespace isonet::config;

namespace {

QString refusalOf(const std::string& yaml) {
    try {
        parseRunConfig(yaml, "run.yaml");
    } catch (const ConfigError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

std::string whole() {
    return toYaml(sweeps::defaultPreset().config);
}

}  // namespace

class TestFileMarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesBeginWithTheVersionAndEndWithTheMarker() {
        const QString text = QString::fromStdString(whole());
        QVERIFY2(text.startsWith(QStringLiteral("version: %1\n").arg(schemaVersion)), qPrintable(text.left(40)));
        QVERIFY2(text.endsWith(QStringLiteral("\nend: true\n")), qPrintable(text.right(40)));
        QVERIFY(parseRunConfig(whole(), "x") == sweeps::defaultPreset().config);
    }

    void everyTruncationIsRefused() {
        const std::string text = whole();
        // Every tenth byte, then every byte of the last lines. The very last is the line break.
        for (std::size_t bytes = 9; bytes + 1 < text.size(); bytes += bytes + 100 < text.size() ? 10 : 1) {
            const QString refusal = refusalOf(text.substr(0, bytes));
            QVERIFY2(refusal.contains(QStringLiteral("the file is truncated")),
                     qPrintable(QString::number(bytes) + refusal));
            QVERIFY(refusal.startsWith(QStringLiteral("run.yaml")));
        }
        for (std::size_t bytes = 1; bytes < 9; ++bytes)
            QVERIFY(!refusalOf(text.substr(0, bytes)).isEmpty());
        QVERIFY(refusalOf(text.substr(0, text.size() - 1)).isEmpty());
    }

    void filesWithoutMarksOpenAsBefore() {
        const auto config = parseRunConfig("run: {epochs: 3}\n", "x");
        QCOMPARE(config.run.epochs, 3);
        QVERIFY(parseRunConfig(sectionsYaml(config), "x") == config);
        QVERIFY(refusalOf("run: {epochs: 3}\nend: true\n").isEmpty());
    }

    // Their folders may hold images that earlier versions ignored.
    void storedFilesWithoutVersionKeepTheirImages() {
        const std::string old = "data: {dataset: folder, root: /data}\n";
        QVERIFY(!parseRunConfig(old, "x").data.commonFormats);
        const auto stored = parseStoredConfig(old, "x");
        QVERIFY(stored.data.commonFormats);
        QVERIFY(parseStoredConfig(toYaml(stored), "x").data.commonFormats);
        auto fresh = stored;
        fresh.data.commonFormats = false;
        QVERIFY(!parseStoredConfig(toYaml(fresh), "x").data.commonFormats);
        QVERIFY(!parseStoredConfig("data: {dataset: fashion-mnist}\n", "x").data.commonFormats);
    }

    void marksThatAnotherProgramHasWrittenCount_data() {
        QTest::addColumn<QString>("yaml");
        QTest::newRow("sorted") << "end: true\nrun: {epochs: 3}\nversion: 1\n";
        QTest::newRow("one line") << "{version: 1, run: {epochs: 3}, end: true}\n";
        QTest::newRow("Windows") << "\xEF\xBB\xBFversion: 1\r\nrun: {epochs: 3}\r\nend: true\r\n";
        QTest::newRow("comment") << "version: 1 # x\nrun: {epochs: 3}\nend: true  # complete\n";
        QTest::newRow("quoted") << "'version': 1\n'end': 'true'\nrun: {epochs: 3}\n";
    }

    void marksThatAnotherProgramHasWrittenCount() {
        QFETCH(QString, yaml);
        QCOMPARE(parseRunConfig(yaml.toStdString(), "x").run.epochs, 3);
    }

    void refusedMarks_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("expected");
        QTest::newRow("one line") << "{version: 1, run: {epochs: 3}}\n"
                                  << "the file is truncated";
        QTest::newRow("word") << "version: new\nend: true\n"
                              << "run.yaml:1: version";
        QTest::newRow("zero") << "version: 0\nend: true\n"
                              << "a whole number of 1 or more";
        QTest::newRow("false") << "version: 1\nrun: {epochs: 3}\nend: false\n"
                               << "the file is truncated";
        QTest::newRow("end is false") << "end: false\n"
                                      << "true, in the last line";
    }

    void refusedMarks() {
        QFETCH(QString, yaml);
        QFETCH(QString, expected);
        const QString refusal = refusalOf(yaml.toStdString());
        QVERIFY2(refusal.contains(expected), qPrintable(refusal));
    }

    void keysOfANewerVersionAreToldFromTypos() {
        const QString newer =
            refusalOf("version: 99\nmodel: {detph: 3}\nrun: {quantum: true}\nnovelty: {a: 1}\nend: true\n");
        QVERIFY2(newer.contains(QStringLiteral("run.yaml:1: version: the file was written by a newer version")),
                 qPrintable(newer));
        QVERIFY2(newer.contains(QStringLiteral("its version is 99")), qPrintable(newer));
        QVERIFY2(newer.contains(QStringLiteral("run.yaml:3: run.quantum")), qPrintable(newer));
        QVERIFY2(!newer.contains(QStringLiteral("did you mean")), qPrintable(newer));
        const QString typo = refusalOf("version: 1\nmodel: {detph: 3}\nend: true\n");
        QVERIFY2(typo.contains(QStringLiteral("did you mean 'depth'?")), qPrintable(typo));
        QVERIFY2(!typo.contains(QStringLiteral("newer")), qPrintable(typo));
        // A newer file with nothing new opens.
        QCOMPARE(parseRunConfig("version: 99\nrun: {epochs: 3}\nend: true\n", "x").run.epochs, 3);
    }
};

QTEST_MAIN(TestFileMarks)
#include "tst_file_marks.moc"
