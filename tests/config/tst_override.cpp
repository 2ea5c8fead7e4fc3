// Assignments to stem, stages and head, and the differences of configurations.
#include <QtTest>

#include "CustomNetwork.h"
#include "model/spec/Architecture.h"
#include "training/config/Differences.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
using namespace isonet::test;
namespace spec = isonet::spec;

class TestOverride : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void assignmentWritesOutTheShorthand() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "model.stages[1].channels=64");
        auto expected = spec::described(defaultPreset().config.model).stages;
        expected[1].channels = 64;
        QVERIFY(config.model.stages == expected);
        QVERIFY(config.model.stem == spec::described(defaultPreset().config.model).stem);
        QVERIFY(parseRunConfig(toYaml(config), "x") == config);

        RunConfig large = findPreset("table1-g-isonet-34")->config;
        applyOverride(large, "model.stages[3].blocks=2");
        QCOMPARE(large.model.stages.size(), std::size_t{4});
        QCOMPARE(large.model.stem->channels, 64);
        QVERIFY(large.model.family == spec::Family::Small);  // not used anymore
        QVERIFY(parseRunConfig(toYaml(large), "x") == large);

        RunConfig stem = findPreset("table1-g-isonet-34")->config;
        applyOverride(stem, "model.stem.kernel=5");
        QCOMPARE(stem.model.stem->stride, 2);
        QVERIFY(stem.model.stages.empty() && stem.model.depth == 34);
        QVERIFY(parseRunConfig(toYaml(stem), "x") == stem);
        applyOverride(stem, "model.stem=");
        QVERIFY(stem == findPreset("table1-g-isonet-34")->config);
    }

    // Like the editor before it changes a stage.
    void writtenOutStagesAreThoseOfTheExpandedNetwork() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "model.width_multiplier=4");
        applyOverride(config, "model.depth_multiplier=2");
        spec::ModelSpec expected = spec::expanded(config.model);
        normalizeShorthand(expected);
        expected.stages[2].channels = 96;
        applyOverride(config, "model.stages[2].channels=96");
        QVERIFY(config.model == expected);
        const auto built = spec::architecture(config.model);
        QCOMPARE(built.stem.channels, 64);
        QCOMPARE(built.stages[1].channels, 128);
        QCOMPARE(built.stages[2].channels, 96);
        QCOMPARE(built.stages[2].blocks, 6);
        QVERIFY(parseRunConfig(toYaml(config), "x") == config);
    }

    // A stem alone leaves the stages to family and depth, unless their channels are multiplied: the stem's number of
    // channels is the one that is built, before and after the network is expanded.
    void writtenOutStemIsTheOneThatIsBuilt() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "model.depth_multiplier=2");
        applyOverride(config, "model.stem.channels=24");
        QVERIFY(config.model.stages.empty());
        QCOMPARE(spec::expanded(config.model).stages[0].blocks, 6);
        applyOverride(config, "model.stem=");
        applyOverride(config, "model.width_multiplier=4");
        QCOMPARE(valueAt(config, "model.stem.channels"), std::string("64"));
        applyOverride(config, "model.stem.channels=24");
        QCOMPARE(config.model.widthMultiplier, 1.0);
        const auto built = spec::architecture(config.model),
                   expanded = spec::architecture(spec::expanded(config.model));
        QCOMPARE(built.stem.channels, 24);
        QCOMPARE(built.stages[2].channels, 256);
        QCOMPARE(built.stages[2].blocks, 6);
        QVERIFY(built.stem == expanded.stem && built.stages == expanded.stages);
        config = defaultPreset().config;
        config.model.depth = 21;
        config.model.widthMultiplier = 2;
        QVERIFY(messageOf([&] { applyOverride(config, "model.stem.kernel=5"); }).contains("depth is 21"));
    }

    // As in files.
    void nullRemovesWhatIsGiven() {
        RunConfig config = defaultPreset().config;
        const RunConfig before = config;
        for (const char* nothing : {"null", "~", "NULL"}) {
            applyOverride(config, "model.stem={kernel: 5, channels: 16}");
            applyOverride(config, std::string("model.stem=") + nothing);
            applyOverride(config, "penalty.exclude=s1.b1");
            applyOverride(config, std::string("penalty.exclude=") + nothing);
            applyOverride(config, "model.blocks=[{layers: s1, activation: relu}]");
            applyOverride(config, std::string("model.blocks=") + nothing);
            QVERIFY(config == before);
        }
        applyOverride(config, "model.stages[1].normalization=layer");
        applyOverride(config, "model.stages[1].normalization=null");
        QVERIFY(!config.model.stages[1].normalization);
        applyOverride(config, "model.stages=null");
        QVERIFY(config.model.stages.empty());
        applyOverride(config, "run.name=null");  // a name
        QCOMPARE(config.run.name, std::string("null"));
    }

    void onlyStageIsNamedOnce() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "model.stages=[{channels: 8}]");
        const QString message = messageOf([&] { applyOverride(config, "model.stages[1].channels=8"); });
        QVERIFY2(message.contains("accepted: model.stages[0] (s1), and the whole of model.stages[1]"),
                 qPrintable(message));
    }

    void assignmentChangesAPart() {
        RunConfig config = defaultPreset().config;
        applyOverride(config, "model.stages=[{blocks: 2, channels: 8}, {channels: 16, kernel: [3, 1x7]}]");
        QCOMPARE(config.model.stages.size(), std::size_t{2});
        applyOverride(config, "model.stages[0]={blocks: 4, channels: 12, kernel: 5}");
        QCOMPARE(config.model.stages[0].blocks, 4);
        applyOverride(config, "model.stages[2]={channels: 20}");
        QCOMPARE(config.model.stages.size(), std::size_t{3});
        applyOverride(config, "model.stages[1].kernel=3,7x1");
        QVERIFY(config.model.stages[1].kernel == (std::vector<spec::KernelSize>{{3, 3}, {7, 1}}));
        applyOverride(config, "model.stages[1].kernel=");
        QVERIFY(config.model.stages[1].kernel.empty());
        applyOverride(config, "model.stages[1].normalization=layer");
        QVERIFY(config.model.stages[1].normalization == spec::Normalization::Layer);
        applyOverride(config, "model.stages[1].normalization=");
        QVERIFY(!config.model.stages[1].normalization);
        applyOverride(config, "model.stages[1].downsample_at=b");
        QCOMPARE(config.model.stages[1].downsampleAt, 1);
        applyOverride(config, "model.head.pool=max");
        applyOverride(config, "model.head.hidden=64");
        applyOverride(config, "model.head.dropout=0.5");
        QVERIFY(config.model.head == (spec::HeadSpec{spec::HeadPooling::Max, {64}, true}));
        QCOMPARE(config.model.dropout, 0.5);
        applyOverride(config, "model.head={bias: false}");
        QVERIFY(config.model.head == (spec::HeadSpec{spec::HeadPooling::Average, {}, false}));
        applyOverride(config, "model.head=");
        applyOverride(config, "model.stem={kernel: 4x4, activation: none}");
        QVERIFY(!config.model.stem->activated);
        applyOverride(config, "model.width_multiplier=0.5");
        QCOMPARE(config.model.widthMultiplier, 0.5);
        applyOverride(config, "model.stages=[]");
        QVERIFY(config.model.stages.empty());
        QCOMPARE(valueAt(config, "model.stages[2].channels"), std::string("32"));  // of the shorthand, 64 * 0.5
        QVERIFY(config.model.stages.empty());
    }

    void wrongAssignmentsAreReported_data() {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("no such stage") << "model.stages[3].channels=8"
                                       << QStringList{"model.stages[0] (s1) to model.stages[2] (s3)"};
        QTest::newRow("gap") << "model.stages[4]={channels: 8}" << QStringList{"model.stages[3] to add a stage"};
        QTest::newRow("no number") << "model.stages[x].channels=8" << QStringList{"stages count from 0"};
        QTest::newRow("negative") << "model.stages[-1].channels=8" << QStringList{"stages count from 0"};
        QTest::newRow("not closed") << "model.stages[1=8" << QStringList{"model.stages[0].KEY"};
        QTest::newRow("key") << "model.stages[1].chanels=8"
                             << QStringList{"unknown key in model.stages[1] (s2); did you mean 'channels'?"};
        QTest::newRow("value") << "model.stages[1].channels=wide"
                               << QStringList{"model.stages[1].channels: 'wide' is invalid; accepted: an integer"};
        QTest::newRow("map") << "model.stages[1]={chanels: 8}"
                             << QStringList{"model.stages[1].chanels: s2: unknown key; did you mean 'channels'?"};
        QTest::newRow("no map") << "model.stages[1]=8" << QStringList{"'8' is not a map of keys; accepted: blocks, "};
        QTest::newRow("list") << "model.stages=[{channels: x}]"
                              << QStringList{"model.stages[0].channels: s1: 'x' is invalid; accepted: an integer"};
        QTest::newRow("stem") << "model.stem.kernl=5"
                              << QStringList{"unknown key in model.stem; did you mean 'kernel'?"};
        QTest::newRow("head") << "model.head.pool=mean" << QStringList{"'mean' is invalid; accepted: average, max"};
        QTest::newRow("section is missing")
            << "stages[1].channels=8" << QStringList{"unknown key; did you mean 'model.stages[1].channels'?"};
        QTest::newRow("section of a whole stage is missing")
            << "stages[1]={channels: 8}" << QStringList{"did you mean 'model.stages[1]'?"};
        QTest::newRow("section of the stem is missing")
            << "stem.kernel=5" << QStringList{"did you mean 'model.stem.kernel'?"};
        QTest::newRow("fraction") << "run.epochs=1.5"
                                  << QStringList{"'1.5' is invalid; accepted: an integer from 1 to 100000"};
        QTest::newRow("not a number") << "optimizer.momentum=nan"
                                      << QStringList{"accepted: a number from 0 up to, but not including, 1"};
        QTest::newRow("nothing for a number")
            << "run.epochs=null" << QStringList{"'null' is invalid; accepted: an int"};
        QTest::newRow("list in a map") << "model.stages=[{channels: [8, 9]}]"
                                       << QStringList{"model.stages[0].channels: s1: [8, 9] is invalid; accepted: an "};
        QTest::newRow("no map in a list") << "model.stages=[8]" << QStringList{"model.stages[0]: s1: '8' is not a map"};
        QTest::newRow("not YAML") << "model.stages=[{channels: 8" << QStringList{"a list of maps"};
    }
    void wrongAssignmentsAreReported() {
        QFETCH(QString, assignment);
        QFETCH(QStringList, words);
        RunConfig config = defaultPreset().config;
        const QString message = messageOf([&] { applyOverride(config, assignment.toStdString()); });
        QVERIFY2(message.startsWith("--set " + assignment + ": "), qPrintable(message));
        for (const auto& word : words)
            QVERIFY2(message.contains(word), qPrintable(message));
        QVERIFY(config == defaultPreset().config);
    }

    void depthOfGivenStagesCannotBeSet() {
        RunConfig config = customConfig();
        for (const char* assignment : {"model.depth=32", "model.family=imagenet"}) {
            const QString message = messageOf([&] { applyOverride(config, assignment); });
            QVERIFY2(message.contains("model.stages") && message.contains("model.stages=[]"), qPrintable(message));
        }
        config = defaultPreset().config;
        applyOverride(config, "model.depth=21");
        const QString message = messageOf([&] { applyOverride(config, "model.stages[0].channels=8"); });
        QVERIFY2(message.contains("depth is 21"), qPrintable(message));
    }

    void differencesNameStages() {
        const RunConfig before = customConfig();
        RunConfig now = before;
        now.model.stages.pop_back();
        now.model.stages[0].channels = 40;
        const std::vector<Difference> expected{
            {"model.stages[0]", stageYaml(before.model.stages[0]), stageYaml(now.model.stages[0])},
            {"model.stages[1]", stageYaml(before.model.stages[1]), ""}};
        QVERIFY(differences(before, now) == expected);
        QVERIFY(differences(before, before).empty());
    }

    // In every direction between two families and given stages.
    void assignmentsTurnOneConfigurationIntoAnother() {
        RunConfig stagesOnly = customConfig();
        stagesOnly.model.stem.reset();
        stagesOnly.model.head = {};
        const std::vector<RunConfig> all{defaultPreset().config, findPreset("table1-g-isonet-34")->config,
                                         customConfig(), stagesOnly};
        for (const auto& from : all)
            for (const auto& to : all) {
                RunConfig config = from;
                for (const auto& [key, value] : assignmentsBetween(from, to))
                    applyOverride(config, key + "=" + (value == "~" || value == "\"\"" ? "" : value));
                QVERIFY(config == to);
            }
    }
};

QTEST_GUILESS_MAIN(TestOverride)
#include "tst_override.moc"
