// YAML configurations: strict parsing, messages, overrides.
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <set>

#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const ConfigError& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString parseMessage(const QString& yaml) {
    return messageOf([&] { parseRunConfig(yaml.toStdString(), "run.yaml"); });
}

}  // namespace

class TestRunConfigYaml : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // As damaged files have them: one key of half a million letters, and ten thousand keys that do not exist.
    void longMessagesAreCut() {
        std::string many = "model:\n";
        for (int i = 0; i < 10000; ++i)
            many += "  key" + std::to_string(i) + ": 1\n";
        const std::string one = "model:\n  ? \"" + std::string(500000, 'x') + "\"\n  : 1\n";
        for (const std::string& text : {one, many}) {
            QElapsedTimer timer;
            timer.start();
            try {
                parseRunConfig(text, "run.yaml");
                QFAIL("accepted");
            } catch (const ConfigError& error) {
                const std::string message = error.what();
                QVERIFY2(message.size() < 100'000, qPrintable(QString::number(message.size())));
                QVERIFY(message.find("run.yaml:2: model.") == 0);
                QCOMPARE(message.ends_with("\nand 9950 more"), text.size() == many.size());
            }
            QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        }
    }

    void everyFieldSurvivesTheRoundTrip() {
        RunConfig config = defaultPreset().config;
        config.model.shortcut = true;
        config.model.multiplier = spec::ResidualMultiplier::PerChannel;
        config.model.multiplierStart = 0.1;
        config.model.offset = -0.30000000000000004;
        config.model.offsetTrained = false;
        config.model.offsetSharing = spec::OffsetSharing::PerLayer;
        config.model.initialization = spec::Initialization::DeltaOrthogonal;
        config.model.dropout = 0.25;
        config.model.blocks = {{"s1.b2", spec::Activation::SReLU, -0.1, false, spec::Initialization::Orthogonal},
                               {"s3.*", spec::Activation::ReLU, {}, {}, {}},
                               {"stem", {}, {}, {}, spec::Initialization::Xavier}};
        config.penalty.stride = spec::PenaltyStride::One;
        config.penalty.exclude = {"s1.b1.f.a", "s3.*"};
        config.data.root = "/data with: odd # characters/\"quoted\"\\x";
        config.data.exclude = "/lists/\"leave out\": 1.txt";
        config.data.trainImages = 1000;
        config.data.flip = false;
        config.data.labelKey = "target: #1";
        config.schedule.kind = ScheduleKind::Cosine;
        config.schedule.milestones = {0.5, 1.25};
        config.run.seed = 18446744073709551615ull;
        config.run.name = "true";
        config.run.precision = Precision::BFloat16;
        config.run.device = "cuda:3";
        QVERIFY(parseRunConfig(toYaml(config), "x") == config);
    }

    void yamlHasEveryKeyOnce() {
        const RunConfig config = defaultPreset().config;
        const auto pairs = flatten(config);
        std::set<std::string> keys;
        for (const auto& [key, value] : pairs)
            QVERIFY2(keys.insert(key).second, key.c_str());
        QCOMPARE(keys.size(), size_t(61));
        const std::string yaml = toYaml(config);
        for (const auto& key : keys)
            QVERIFY2(yaml.find("\n  " + key.substr(key.find('.') + 1) + ": ") != std::string::npos, key.c_str());
        QVERIFY(std::find(pairs.begin(), pairs.end(), std::pair<std::string, std::string>("model.depth", "20")) !=
                pairs.end());
    }

    // PyYAML reads 1e-4 as text; both spellings stay accepted.
    void smallNumbersAreNumbersInYaml11() {
        RunConfig config = defaultPreset().config;
        config.penalty.coefficient = 1e-4;
        config.schedule.milestones = {1e-5, 2};
        const std::string yaml = toYaml(config);
        QVERIFY2(yaml.find("coefficient: 1.0e-4\n") != std::string::npos, yaml.c_str());
        QVERIFY2(yaml.find("[1.0e-5, 2]") != std::string::npos, yaml.c_str());
        QCOMPARE(parseRunConfig("penalty:\n  coefficient: 3e-4\n", "x").penalty.coefficient, 3e-4);
        QCOMPARE(parseRunConfig("penalty:\n  coefficient: 3.0e-4\n", "x").penalty.coefficient, 3e-4);
    }

    void missingKeysKeepDefaultsAndFollowTheDataset() {
        for (const char* yaml : {"", "# nothing\n", "model:\n", "model: {depth: 20}\n"}) {
            const RunConfig config = parseRunConfig(yaml, "run.yaml");
            RunConfig expected;
            expected.model.channels = 1;
            QVERIFY2(config == expected, yaml);
        }
    }

    void errorsNameTheirLocation_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("parts");
        const auto row = [](const char* name, const char* yaml, const QStringList& parts) {
            QTest::newRow(name) << yaml << parts;
        };
        row("unknown key", "model:\n  depth: 20\n  dept: 20\n",
            {"run.yaml:3: model.dept",
             "unknown key; did you mean 'depth'? isonet presets show NAME prints the keys of model"});
        row("key of another section", "run:\n  learning_rate: 1\n",
            {"run.yaml:2: run.learning_rate", "did you mean 'optimizer.learning_rate'?"});
        row("key of a long section", "detection:\n  foo: 1\n",
            {"run.yaml:2: detection.foo", "unknown key; isonet presets show NAME prints the keys of detection"});
        row("unknown section", "optimzer:\n  momentum: 0\n",
            {"run.yaml:1: optimzer", "unknown section", "did you mean 'optimizer'?"});
        row("impossible depth", "run: {}\nmodel:\n\n  depth: 21\n", {"run.yaml:4: model.depth", "21", "6n + 2"});
        row("word for a number", "model:\n  depth: deep\n", {"run.yaml:2: model.depth", "'deep'", "an integer"});
        row("fraction for an integer", "run:\n  epochs: 2.5\n", {"run.yaml:2: run.epochs", "'2.5'", "an integer"});
        row("too large", "run:\n  epochs: 99999999999\n", {"run.yaml:2: run.epochs", "an integer"});
        row("negative seed", "run:\n  seed: -1\n", {"run.yaml:2: run.seed", "'-1'", "non-negative integer"});
        row("infinite", "optimizer:\n  learning_rate: inf\n", {"run.yaml:2: optimizer.learning_rate", "a number"});
        row("empty", "optimizer:\n  learning_rate:\n", {"run.yaml:2: optimizer.learning_rate", "nothing", "a number"});
        row("not a bool", "data:\n  flip: maybe\n", {"run.yaml:2: data.flip", "'maybe'", "true or false"});
        row("misspelled word", "model:\n  activation: sreul\n",
            {"run.yaml:2: model.activation", "'sreul'", "relu, leaky_relu", "did you mean 'srelu'?"});
        row("list for a number", "model:\n  depth: [20]\n",
            {"run.yaml:2: model.depth", "[20] is invalid", "an integer"});
        row("number for a list", "schedule:\n  milestones: 30\n",
            {"run.yaml:2: schedule.milestones", "a list of numbers"});
        row("words in a list", "schedule:\n  milestones: [30, x]\n", {"run.yaml:2: schedule.milestones", "a list"});
        row("key twice", "model:\n  depth: 20\n  depth: 32\n", {"run.yaml:3: model.depth", "duplicate key"});
        row("section twice", "run: {}\nmodel: {}\nrun: {}\n", {"run.yaml:3: run", "duplicate section"});
        row("section is a number", "model: 20\n", {"run.yaml:1: model", "'20'", "a section"});
        row("document is a list", "- 1\n- 2\n", {"run.yaml:1: ", "a list"});
        row("two documents", "model: {}\n---\nmodel: {}\n", {"run.yaml:3: ", "second document"});
        row("not YAML", "model:\n  depth: [20\n", {"run.yaml:", "not valid YAML"});
        row("tabs", "model:\n\tdepth: 20\n", {"run.yaml:2", "not valid YAML"});
        row("unknown dataset", "data:\n  dataset: mnits\n", {"run.yaml:2: data.dataset", "'mnits'", "fashion-mnist"});
        row("excluded layer", "penalty:\n  exclude: [s9.*]\n", {"run.yaml:2: penalty.exclude", "s9.*"});
        row("problem of a key that is not there", "schedule:\n  warmup_epochs: 5\nrun:\n  epochs: 2\n",
            {"run.yaml:2: schedule.warmup_epochs", "0 to 2"});
    }
    void errorsNameTheirLocation() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, parts);
        const QString message = parseMessage(yaml);
        QVERIFY2(!message.isEmpty(), "parsed without an error");
        for (const QString& part : parts)
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(!message.contains('\n'), qPrintable(message));
    }

    void allErrorsAreReportedAtOnce() {
        const QString message = parseMessage("model:\n  dept: 20\nrun:\n  epochs: x\nfoo: 1\n");
        QCOMPARE(message.count('\n'), 2);
        QVERIFY(message.contains("run.yaml:2") && message.contains("run.yaml:4") && message.contains("run.yaml:5"));
    }

    void missingFolderIsAllowedForInspection_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("folder") << "folder";
        QTest::newRow("earlier name") << "image-folder";
    }
    void missingFolderIsAllowedForInspection() {
        QFETCH(QString, name);
        const std::string yaml = "data:\n  dataset: " + name.toStdString() + "\n";
        RunConfig config = parseRunConfig(yaml, "run.yaml");
        QCOMPARE(config.model.channels, 3);
        const auto problems = validate(config);
        QCOMPARE(problems.size(), size_t(1));
        QCOMPARE(problems.front().field, std::string("data.root"));
        QVERIFY(problems.front().message.find("train/ and val/") != std::string::npos);
        config.data.root = "/images";
        QVERIFY(validate(config).empty());
        QVERIFY(parseRunConfig(toYaml(config), "again") == config);
    }

    void overrideChangesOneKey() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "optimizer.learning_rate=0.05");
        QCOMPARE(config.optimizer.learningRate, 0.05);
        applyOverride(config, "schedule.milestones=0.5, 1.5");
        QCOMPARE(config.schedule.milestones, (std::vector<double>{0.5, 1.5}));
        applyOverride(config, "schedule.milestones=[1]");
        QCOMPARE(config.schedule.milestones, std::vector<double>{1});
        applyOverride(config, "schedule.milestones=");
        QVERIFY(config.schedule.milestones.empty());
        applyOverride(config, "penalty.exclude=s1.b1.f.a,s3.*");
        QCOMPARE(config.penalty.exclude, (std::vector<std::string>{"s1.b1.f.a", "s3.*"}));
        applyOverride(config, "data.root=/a=b: c");
        QCOMPARE(config.data.root, std::string("/a=b: c"));
        applyOverride(config, "model.activation=elu");
        QCOMPARE(config.model.activation, spec::Activation::ELU);
        // Two overrides may pass through an invalid configuration.
        applyOverride(config, "model.family=imagenet");
        applyOverride(config, "model.depth=18");
        QCOMPARE(config.model.depth, 18);
    }

    void invalidOverrideNamesKeyAndAcceptedValues_data() {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("no value") << "run.epochs" << QStringList{"section.key=value"};
        QTest::newRow("no key") << "=5" << QStringList{"section.key=value"};
        QTest::newRow("unknown") << "run.epoch=5"
                                 << QStringList{
                                        "--set run.epoch=5: run.epoch: unknown key; did you mean 'run.epochs'? "
                                        "Accepted in run: "};
        QTest::newRow("another section") << "model.epochs=5" << QStringList{"unknown key; did you mean 'run.epochs'?"};
        QTest::newRow("no such section")
            << "abcdefgh.xyz=5"
            << QStringList{"unknown key; isonet presets show NAME prints the keys of model, penalty"};
        QTest::newRow("long section") << "detection.epoch_batch=5"
                                      << QStringList{
                                             "did you mean 'detection.epoch_batches'? isonet presets show NAME prints"};
        QTest::newRow("no section") << "learning_rate=1" << QStringList{"did you mean 'optimizer.learning_rate'?"};
        QTest::newRow("type") << "run.epochs=many" << QStringList{"--set run.epochs=many: run.epochs", "an integer"};
        QTest::newRow("word") << "model.activation=srelo" << QStringList{"'srelo'", "did you mean 'srelu'?"};
        QTest::newRow("list") << "schedule.milestones=[1, 2" << QStringList{"schedule.milestones", "a list of numbers"};
        QTest::newRow("nested list") << "schedule.milestones=[[1], 2]" << QStringList{"a list of numbers"};
    }
    void invalidOverrideNamesKeyAndAcceptedValues() {
        QFETCH(QString, assignment);
        QFETCH(QStringList, parts);
        RunConfig config = defaultPreset().config;
        const QString message = messageOf([&] { applyOverride(config, assignment.toStdString()); });
        for (const QString& part : parts)
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(message.size() < 400, qPrintable(message));
        QVERIFY(config == defaultPreset().config);
    }

    // Block and flow style.
    void blockOverridesAreRead() {
        const RunConfig config = parseRunConfig(
            "model:\n  blocks:\n    - layers: s3.*\n      activation: relu\n    - {layers: s1.b1, offset: -0.5, "
            "offset_trained: no}\n",
            "run.yaml");
        const std::vector<spec::BlockOverride> expected{{"s3.*", spec::Activation::ReLU, {}, {}, {}},
                                                        {"s1.b1", {}, -0.5, false, {}}};
        QVERIFY(config.model.blocks == expected);
        RunConfig changed;
        applyOverride(changed,
                      "model.blocks=[{layers: s3.*, activation: relu}, {layers: s1.b1, offset: -0.5, "
                      "offset_trained: false}]");
        QVERIFY(changed.model.blocks == expected);
        for (const auto& [key, text] : flatten(config))
            if (key == "model.blocks")
                QCOMPARE(text, std::string("[{layers: s3.*, activation: relu}, {layers: s1.b1, offset: -0.5, "
                                           "offset_trained: false}]"));
        applyOverride(changed, "model.blocks={layers: stem, initialization: xavier}");
        QCOMPARE(changed.model.blocks.size(), size_t(1));
        applyOverride(changed, "model.blocks=[]");
        QVERIFY(changed.model.blocks.empty());
    }

    void invalidBlocksAreReported_data() {
        QTest::addColumn<QString>("blocks");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("no map") << "[relu]"
                                << QStringList{"model.blocks[0]: 'relu' is not a map of keys; accepted: layers, "};
        QTest::newRow("no list") << "relu" << QStringList{"'relu'", "a list of maps"};
        QTest::newRow("no layers") << "[{activation: relu}]" << QStringList{"model.blocks[0]: layers is missing"};
        QTest::newRow("unknown key") << "[{layers: s1}, {layers: s1, activaton: relu}]"
                                     << QStringList{
                                            "model.blocks[1].activaton: unknown key; did you mean 'activation'?"};
        QTest::newRow("word") << "[{layers: s1, activation: rely}]"
                              << QStringList{"model.blocks[0].activation: 'rely'", "did you mean 'relu'?"};
        QTest::newRow("number") << "[{layers: s1, offset: low}]"
                                << QStringList{"model.blocks[0].offset: 'low'", "a number"};
        QTest::newRow("nested") << "[{layers: [s1, s2], activation: relu}]"
                                << QStringList{"model.blocks[0].layers: [s1, s2] is invalid; accepted: text"};
        QTest::newRow("no such layer") << "[{layers: s9, activation: relu}]"
                                       << QStringList{"run.yaml:2: model.blocks: blocks names \"s9\"", "\"s1.b1\""};
    }

    void invalidBlocksAreReported() {
        QFETCH(QString, blocks);
        QFETCH(QStringList, parts);
        const QString message = parseMessage("model:\n  blocks: " + blocks + "\n");
        QVERIFY2(message.startsWith("run.yaml:2: model.blocks"), qPrintable(message));
        for (const auto& part : parts)
            QVERIFY2(message.contains(part), qPrintable(message));
    }

    void fileIsSavedAndLoaded() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("my run.yaml").toStdString();
        const RunConfig config = findPreset("r-isonet-32-fashion-mnist")->config;
        saveRunConfig(config, file);
        QVERIFY(loadRunConfig(file) == config);
        saveRunConfig(defaultPreset().config, file);
        QVERIFY(loadRunConfig(file) == defaultPreset().config);
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 1);
    }

    void unreadableFileIsReported() {
        const QTemporaryDir folder;
        for (const std::string& file : {folder.filePath("absent.yaml").toStdString(), folder.path().toStdString()}) {
            try {
                loadRunConfig(file);
                QFAIL("loaded");
            } catch (const std::system_error& error) {
                QVERIFY2(std::string(error.what()).find(file) != std::string::npos, error.what());
            }
        }
    }

    void binaryFileIsRejected() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("random.bin").toStdString();
        std::string bytes;
        for (unsigned i = 0; i < 4096; ++i)
            bytes += static_cast<char>(i * 2654435761u >> 24);
        std::ofstream(file, std::ios::binary) << bytes;
        QVERIFY_EXCEPTION_THROWN(loadRunConfig(file), ConfigError);
    }
};

QTEST_GUILESS_MAIN(TestRunConfigYaml)
#include "tst_run_config_yaml.moc"
