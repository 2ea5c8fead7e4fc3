// Custom networks on the command line: presets written out, parts set, sweeps listed.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "tests/app/Program.h"

namespace {

QString saved(const QTemporaryDir& folder, const QString& name, const QByteArray& text) {
    const QString path = folder.filePath(name);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    return path;
}

QJsonArray layersOf(const Answer& answer) {
    return QJsonDocument::fromJson(answer.out.toUtf8())["layers"].toArray();
}

}  // namespace

class TestNetworkCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void expandedPresetIsTheSameNetwork() {
        const Answer expanded = runIsonet({"presets", "show", "r-isonet-20-fashion-mnist", "--expanded"});
        QCOMPARE(expanded.code, 0);
        QVERIFY2(expanded.out.contains("  stem: {kernel: 3, channels: 16}\n  stages:\n    - {blocks: 3, channels: 16}\n"
                                       "    - {blocks: 3, channels: 32, stride: 2}\n"
                                       "    - {blocks: 3, channels: 64, stride: 2}\n"),
                 qPrintable(expanded.out));
        QVERIFY(!expanded.out.contains("family:"));
        const QTemporaryDir folder;
        const QString file = saved(folder, "own.yaml", expanded.out.toUtf8());
        const Answer own = runIsonet({"inspect", file, "--json"});
        const Answer preset = runIsonet({"inspect", "r-isonet-20-fashion-mnist", "--json"});
        QCOMPARE(own.code, 0);
        QVERIFY(!layersOf(own).isEmpty());
        QVERIFY(layersOf(own) == layersOf(preset));
    }

    // The known ones follow from the deviations of the same layers.
    void everyPenaltyIsPrinted() {
        const QTemporaryDir folder;
        const QString file =
            saved(folder, "network.yaml",
                  "model: {family: small, depth: 8, height: 32, width: 32, shortcut: true, initialization: kaiming}\n");
        const Answer answer = runIsonet({"inspect", file, "--penalties", "--json"});
        QVERIFY2(answer.code == 0, qPrintable(answer.err));
        const QJsonDocument all = QJsonDocument::fromJson(answer.out.toUtf8());
        const QJsonArray layers = all["layers"].toArray(), penalties = all["penalties"].toArray();
        QCOMPARE(penalties.size(), layers.size() - 1);  // without the stem
        for (qsizetype i = 0; i < penalties.size(); ++i) {
            const QJsonObject values = penalties[i].toObject(), layer = layers[i + 1].toObject();
            QCOMPARE(values["name"], layer["name"]);
            const auto near = [&](const char* kind, double expected) {
                const double value = values[kind].toDouble();
                return value > 0 && std::abs(value - expected) <= 1e-3 * expected;
            };
            const double deviation = layer["deviation"].toDouble(), flat = layer["weight_deviation"].toDouble();
            QVERIFY(near("convolution", deviation * deviation / 2));
            QVERIFY(near("weight", flat * flat / 2));
            if (layer["shape"].toArray()[0] == layer["shape"].toArray()[1]) {  // the side of the outputs
                QVERIFY(near("ocnn", deviation));
                QVERIFY(near("so", flat * flat));
            }
            for (const char* kind : {"dso", "mc", "srip", "spectral_norm"})
                QVERIFY2(values[kind].toDouble() > 0, kind);
            QVERIFY(values["dso"].toDouble() >= values["so"].toDouble());
        }
        const Answer text = runIsonet({"inspect", file, "--penalties"});
        QVERIFY2(text.out.contains("spectral_norm") && text.out.contains("sum"), qPrintable(text.out));
    }

    void packagedSweepsAreListedByName() {
        const Answer names = runIsonet({"reproduce"});
        QCOMPARE(names.code, 0);
        const Answer rows = runIsonet({"reproduce", "constraints", "--list"});
        QVERIFY2(rows.code == 0 && rows.out.contains("cayley-time"), qPrintable(rows.out + rows.err));
        for (const char* name : {"table1", "table7", "constraints", "optimizers", "depths", "offsets"})
            QVERIFY2(names.out.contains(name), name);
        const Answer wrong = runIsonet({"reproduce", "constraint"});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains("neither a table from the paper") && wrong.err.contains("constraints"),
                 qPrintable(wrong.err));
    }

    void sweepOfStagesIsListed() {
        const QTemporaryDir folder;
        const QString file = saved(folder, "search.yaml",
                                   "base: isonet-20-fashion-mnist\n"
                                   "vary: {stages[2].channels: [96, 128]}\n"
                                   "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}}\n"
                                   "samples: 2\nrepeats: 3\n");
        const Answer rows = runIsonet({"reproduce", file, "--list"});
        QCOMPARE(rows.code, 0);
        QCOMPARE(rows.out.count("custom-isonet-20-s3-channels-96-sample-1-seed-"), 3);
        QCOMPARE(rows.out.count("sample-2"), 6);
        const Answer yaml = runIsonet({"reproduce", file, "--list", "--json"});
        const QString written = saved(folder, "written.yaml", yaml.out.toUtf8());
        QCOMPARE(runIsonet({"reproduce", written, "--list"}).out, rows.out);
    }

    // A warning, not an error: the run fails because its folder is taken.
    void unusedSettingsAreWarnings() {
        const QTemporaryDir folder;
        saved(folder, "taken", "x");
        const Answer answer = runIsonet({"train", "isonet-20-fashion-mnist", "--set",
                                         "model.stages[1].bottleneck_ratio=2", "--run-dir", folder.path(), "--quiet"});
        QCOMPARE(answer.code, 3);
        QVERIFY2(answer.err.contains("isonet: warning: model.stages[1].bottleneck_ratio: bottleneck_ratio is 2 but has "
                                     "no effect: a basic block has no inner channels; remove it"),
                 qPrintable(answer.err));
    }

    void hugeNetworkIsRefused() {
        const Answer answer = runIsonet({"train", "isonet-20-fashion-mnist", "--set",
                                         "model.stages=[{blocks: 1000, channels: 8192, kernel: 7}]", "--quiet"});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("accepted: up to 20,000,000,000"), qPrintable(answer.err));
    }

    void helpListsWhatAResumedRunMayChange() {
        const Answer help = runIsonet({"train", "--help"});
        for (const char* key : {"optimizer.learning_rate", "run.epochs", "run.checkpoint_activations", "schedule.*"})
            QVERIFY2(help.out.contains(QLatin1String(key)), key);
    }

    void wrongPartIsReported() {
        const Answer answer =
            runIsonet({"train", "isonet-20-fashion-mnist", "--set", "model.stages[1].chanels=3", "--quiet"});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("model.stages[1] (s2); did you mean 'channels'?"), qPrintable(answer.err));
    }
};

QTEST_GUILESS_MAIN(TestNetworkCommands)
#include "tst_networkcommands.moc"
