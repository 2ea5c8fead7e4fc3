// Stem, stages and head in YAML and assignments: round trips, refusals, the shorthand written out.
#include <QtTest>

#include "CustomNetwork.h"
#include "model/spec/Architecture.h"
#include "training/config/Differences.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/StageFields.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
using namespace isonet::test;
namespace spec = isonet::spec;

class TestStageFields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKeySurvivesTheRoundTrip() {
        const RunConfig config = customConfig();
        for (const auto& problem : validate(config))
            QFAIL((problem.field + ": " + problem.message).c_str());
        const std::string yaml = toYaml(config);
        QVERIFY(parseRunConfig(yaml, "x") == config);
        QVERIFY2(
            yaml.find(
                "  stem: {kernel: 4x2, stride: 2, downsample: space_to_depth, channels: 24, activation: elu, "
                "pool: average, pool_kernel: 2, pool_stride: 1, normalization: layer, weight_standardization: false}\n"
                "  stages:\n"
                "    - {blocks: 1, channels: 32, kernel: 5, group_width: 8}\n"
                "    - {blocks: 3, channels: 64, block: bottleneck, kernel: [1, 1x7, 3], stride: 2, "
                "downsample: blur_pool, downsample_at: c, dilation: 2, groups: 4, bottleneck_ratio: 0.5, "
                "shortcut: false, multiplier: none, multiplier_start: 0.5, normalization: group, "
                "weight_standardization: true, "
                "activation: relu, offset: -0.25, offset_trained: false, initialization: kaiming}\n"
                "  head: {pool: max, hidden: [256, 64], bias: false}\n"
                "  width_multiplier: 2\n"
                "  depth_multiplier: 0.5\n") != std::string::npos,
            yaml.c_str());
        QVERIFY(yaml.find("family:") == std::string::npos && yaml.find("depth:") == std::string::npos);
    }

    void everyFieldOfAPartIsReadAndWritten() {
        spec::StageSpec stage = customModel().stages[1], copy;
        stage.groupWidth = 16;
        stage.parameterization = spec::Parameterization::Aol;
        spec::StemSpec stem = *customModel().stem, stemCopy;
        stem.parameterization = spec::Parameterization::Cayley;
        const auto check = [](const std::vector<Field>& from, const std::vector<Field>& to) {
            for (std::size_t i = 0; i < from.size(); ++i) {
                const std::string text = from[i].text();
                QVERIFY2(text != to[i].text(), from[i].key.c_str());
                const auto refusals = to[i].assign(std::vector{text}) || from[i].list;
                QVERIFY2(refusals, from[i].key.c_str());
            }
        };
        check(fieldsOf(stage), fieldsOf(copy));
        QVERIFY(stageFromYaml(stageYaml(stage)) == stage);
        check(fieldsOf(stem), fieldsOf(stemCopy));
        QVERIFY(stem == stemCopy);
        stem.activated = false;
        stem.activation.reset();
        const auto activation = fieldsOf(stem)[4];
        QCOMPARE(activation.text(), std::string("none"));
        QVERIFY(activation.assign(std::vector<std::string>{"srelu"}));
        QVERIFY(stem.activated && stem.activation == spec::Activation::SReLU);
        QVERIFY(activation.assign(std::vector<std::string>{""}));
        QVERIFY(stem.activated && !stem.activation);
    }

    void blockStyleAndKernelsAreRead() {
        const RunConfig config = parseRunConfig(
            "model:\n"
            "  stem:\n"
            "    kernel: 5\n"
            "    activation: none\n"
            "  stages:\n"
            "    - blocks: 2\n"
            "      channels: 8\n"
            "      kernel:\n"
            "        - 7x1\n"
            "        - 1x7\n"
            "      shortcut: ~\n"
            "    - {channels: 16, kernel: 5, block: plain}\n"
            "  head: {hidden: 32, dropout: 0.25}\n",
            "run.yaml");
        QVERIFY(!config.model.stem->activated);
        QVERIFY(config.model.stem->kernel == (spec::KernelSize{5, 5}));
        QCOMPARE(config.model.stages.size(), std::size_t{2});
        QVERIFY(config.model.stages[0].kernel == (std::vector<spec::KernelSize>{{7, 1}, {1, 7}}));
        QVERIFY(!config.model.stages[0].shortcut);
        QVERIFY(config.model.stages[1].kernel == (std::vector<spec::KernelSize>{{5, 5}}));
        QVERIFY(config.model.head.hidden == std::vector<int>{32});
        QCOMPARE(config.model.dropout, 0.25);
        QVERIFY(parseRunConfig(toYaml(config), "again") == config);
    }

    void publishedNetworksAreWrittenAsBefore() {
        const std::string yaml = sectionsYaml(defaultPreset().config);
        QVERIFY2(yaml.starts_with("model:\n"
                                  "  family: small  # small, imagenet\n"
                                  "  depth: 20\n"
                                  "  channels: 1\n"
                                  "  height: 32\n"
                                  "  width: 32\n"
                                  "  classes: 10\n"
                                  "  shortcut: false\n"
                                  "  multiplier: none  # none, scalar, per_channel\n"
                                  "  multiplier_start: 0\n"
                                  "  fixup: false\n"
                                  "  normalization: none  # none, batch, group, layer\n"
                                  "  activation: srelu  # relu, leaky_relu, prelu, rrelu, elu, selu, srelu, maxmin, "
                                  "gelu, silu, pelu, tailored_relu, transformed_tanh, transformed_softplus, "
                                  "transformed_silu\n"
                                  "  offset: -1\n"
                                  "  offset_trained: true\n"
                                  "  offset_sharing: per_channel  # per_channel, per_layer\n"
                                  "  initialization: delta  # delta, delta_orthogonal, orthogonal, kaiming, xavier, "
                                  "scaled_delta_orthogonal\n"
                                  "  dropout: 0\n"
                                  "  blocks: []\n"
                                  "\n"
                                  "penalty:\n"),
                 yaml.c_str());
        for (const auto& preset : presets()) {
            const std::string text = toYaml(preset.config);
            for (const char* key : {"stem", "stages", "head", "width_multiplier", "depth_multiplier",
                                    "normalization_groups", "weight_standardization"})
                QVERIFY2(text.find(std::string("\n  ") + key + ":") == std::string::npos, preset.name.c_str());
            for (const auto& [key, value] : flatten(preset.config))
                QVERIFY2(!key.starts_with("model.st") && !key.starts_with("model.head"), key.c_str());
        }
    }

    // `isonet presets show NAME --expanded`.
    void expandedPresetIsTheSameNetwork() {
        for (const auto& preset : presets()) {
            RunConfig config = preset.config;
            config.model = spec::expanded(config.model);
            const RunConfig read = parseRunConfig(toYaml(config), preset.name);
            QVERIFY2(spec::architecture(read.model).stages == spec::architecture(preset.config.model).stages,
                     preset.name.c_str());
            QVERIFY(spec::architecture(read.model).stem == spec::architecture(preset.config.model).stem);
            QCOMPARE(spec::networkName(read.model), spec::networkName(preset.config.model));
            QVERIFY(differences(config, read).empty());
        }
    }

    void flattenListsStagesAndGivenParts() {
        std::vector<std::pair<std::string, std::string>> parts;
        const RunConfig config = customConfig();
        for (auto& pair : flatten(config))
            if (pair.first.starts_with("model.st") || pair.first.starts_with("model.head"))
                parts.push_back(std::move(pair));
        const std::vector<std::pair<std::string, std::string>> expected{
            {"model.stem.kernel", "4x2"},
            {"model.stem.stride", "2"},
            {"model.stem.downsample", "space_to_depth"},
            {"model.stem.channels", "24"},
            {"model.stem.activation", "elu"},
            {"model.stem.pool", "average"},
            {"model.stem.pool_kernel", "2"},
            {"model.stem.pool_stride", "1"},
            {"model.stem.normalization", "layer"},
            {"model.stem.weight_standardization", "false"},
            {"model.stages[0]", "{blocks: 1, channels: 32, kernel: 5, group_width: 8}"},
            {"model.stages[1]", stageYaml(config.model.stages[1])},
            {"model.head.pool", "max"},
            {"model.head.hidden", "[256, 64]"},
            {"model.head.bias", "false"},
        };
        QVERIFY(parts == expected);
    }

    void wrongPartsAreReported_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const char* yaml, const QStringList& words) {
            QTest::newRow(name) << QStringLiteral("model:\n") + QString::fromLatin1(yaml) << words;
        };
        row("stages and depth", "  depth: 20\n  stages: [{channels: 8}]\n",
            {"run.yaml:2: model.depth: depth is given together with model.stages", "remove model.depth"});
        row("stages and family", "  stages: [{channels: 8}]\n  family: small\n",
            {"run.yaml:3: model.family: ", "model.stages", "remove model.family"});
        row("dropout twice", "  dropout: 0.1\n  head: {dropout: 0.2}\n",
            {"run.yaml:3: model.head.dropout", "model.dropout"});
        row("unknown key", "  stages:\n    - {channels: 8}\n    - {chanels: 8}\n",
            {"run.yaml:4: model.stages[1].chanels: s2: unknown key; did you mean 'channels'? Accepted: blocks, "});
        row("key of a block style stage", "  stages:\n    - channels: 8\n      strid: 8\n",
            {"run.yaml:4: model.stages[0].strid: s1: unknown key; did you mean 'stride'?"});
        row("key twice", "  stages:\n    - {channels: 8, channels: 9}\n",
            {"run.yaml:3: model.stages[0].channels: s1: duplicate key"});
        row("word", "  stages:\n    - {activation: rely}\n",
            {"model.stages[0].activation: s1: 'rely' is invalid; accepted: relu,", "did you mean 'relu'?"});
        row("block", "  stages:\n    - {block: basics}\n", {"'basics'", "basic, bottleneck, plain", "'basic'?"});
        row("number", "  stages:\n    - {blocks: some}\n", {"model.stages[0].blocks", "'some'", "an integer"});
        row("kernel", "  stages:\n    - {kernel: 3by3}\n",
            {"'3by3'", "a number from 1 to 31, height x width such as 1x7"});
        row("kernels", "  stages:\n    - {kernel: [3, x]}\n", {"model.stages[0].kernel", "one per convolution"});
        row("kernel of the stem", "  stem: {kernel: [3, 3]}\n",
            {"run.yaml:2: model.stem.kernel: [3, 3] is invalid; accepted: a number from 1 to 31, or height x width"});
        row("letter", "  stages:\n    - {downsample_at: d}\n", {"downsample_at", "'d'", "a, b, c"});
        row("list for a number", "  stages:\n    - {channels: [8, 9]}\n",
            {"run.yaml:3: model.stages[0].channels: s1: [8, 9] is invalid; accepted: an integer from 1 to 8192"});
        row("map in a stage", "  stages:\n    - {channels: {a: 1}}\n",
            {"run.yaml:3: model.stages[0].channels: s1: {a: 1} is invalid; accepted: an integer from 1 to 8192"});
        row("list in a list", "  stages:\n    - {kernel: [[3, 5]]}\n",
            {"run.yaml:3: model.stages[0].kernel: s1: [[3, 5]] is invalid; accepted: a number from 1 to 31, height"});
        row("fraction", "  stages:\n    - {blocks: 1.5}\n", {"'1.5' is invalid; accepted: an integer from 1 to 1000"});
        row("too large to read", "  stages:\n    - {stride: 99999999999}\n", {"an integer from 1 to 16"});
        row("not a number", "  stages:\n    - {bottleneck_ratio: .nan}\n", {"a number from 0.015625 to 64"});
        row("standardization", "  stages:\n    - {weight_standardization: 2}\n", {"'2'", "true or false"});
        row("normalization of the stem", "  stem: {normalization: bach}\n",
            {"model.stem.normalization: 'bach'", "did you mean 'batch'?"});
        row("no list", "  stages: 3\n", {"run.yaml:2: model.stages: '3' is invalid; accepted: a list of maps"});
        row("no maps", "  stages: [3]\n",
            {"run.yaml:2: model.stages[0]: s1: '3' is not a map of keys; accepted: blocks, channels, "});
        row("a list of lists", "  stages:\n    - {channels: 8}\n    - [8, 9]\n",
            {"run.yaml:4: model.stages[1]: s2: [8, 9] is not a map of keys; accepted: blocks, "});
        row("stem is no map", "  stem: 5\n", {"run.yaml:2: model.stem: '5' is invalid; accepted: a map, such as"});
        row("key of the stem", "  stem:\n    kernl: 5\n", {"run.yaml:3: model.stem.kernl: unknown key; did you mean"});
        row("activation of the stem", "  stem: {activation: non}\n", {"'non'", "none, relu", "did you mean 'none'?"});
        row("key of the head", "  head: {pol: max}\n", {"run.yaml:2: model.head.pol: unknown key", "'pool'"});
        row("pooling of the head", "  head: {pool: mean}\n", {"model.head.pool", "'mean'", "average, max, flatten"});
        row("range, with the entry's line", "  stages:\n    - {channels: 8}\n    - channels: 8\n      groups: 3\n",
            {"run.yaml:5: model.stages[1].groups", "groups is 3"});
    }
    void wrongPartsAreReported() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, words);
        const QString message = messageOf([&] { parseRunConfig(yaml.toStdString(), "run.yaml"); });
        QVERIFY2(!message.isEmpty(), "parsed without an error");
        for (const auto& word : words)
            QVERIFY2(message.contains(word), qPrintable(message));
    }

    void stageIsCopiedAndPasted() {
        const spec::StageSpec stage = customModel().stages[1];
        QVERIFY(stageFromYaml(stageYaml(stage)) == stage);
        QCOMPARE(stageYaml({}), std::string("{blocks: 1, channels: 16}"));
        QVERIFY(stagesFromYaml("- {channels: 8}\n- channels: 9\n  blocks: 2\n").back().blocks == 2);
        QVERIFY(stagesFromYaml("{channels: 8}").front().channels == 8);
        QVERIFY(messageOf([] { stageFromYaml("{chanels: 8}"); }).startsWith("chanels: unknown key; did you mean"));
        QVERIFY(messageOf([] { stageFromYaml("hello"); }).contains("'hello' is not a map of keys; accepted: blocks"));
        QVERIFY(messageOf([] { stageFromYaml("{channels"); }).contains("not valid YAML"));
        QVERIFY(messageOf([] { stagesFromYaml("- 3"); }).contains("'3' is not a map of keys; accepted: blocks"));
    }
};

QTEST_GUILESS_MAIN(TestStageFields)
#include "tst_stage_fields.moc"
