// Presets: complete, valid and consistent with the paper's tables.
#include <QtTest>

#include <map>
#include <set>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

class TestPresets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void presetsRoundTripThroughYaml() {
        std::set<std::string> names;
        for (const auto& preset : presets()) {
            QVERIFY2(names.insert(preset.name).second, preset.name.c_str());
            QVERIFY2(!preset.title.empty() && !preset.description.empty(), preset.name.c_str());
            QVERIFY2(parseRunConfig(toYaml(preset.config), preset.name) == preset.config, preset.name.c_str());
            QCOMPARE(findPreset(preset.name), &preset);
        }
        QCOMPARE(findPreset("isonet-21"), nullptr);
    }

    void presetsAreValidExceptForTheFolderOfNetworkOnlyOnes() {
        for (const auto& preset : presets()) {
            const auto problems = validate(preset.config);
            if (!preset.networkOnly) {
                QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
                continue;
            }
            QVERIFY2(problems.size() == 1, preset.name.c_str());
            QCOMPARE(problems.front().field, std::string("data.root"));
        }
    }

    // Published networks are written as before, without settings that have no effect.
    void presetsHaveNoUnusedSettings() {
        for (const auto& preset : presets()) {
            for (const auto& unused : unusedSettings(preset.config))
                QFAIL((preset.name + ": " + unused.message).c_str());
            RunConfig expanded = preset.config;
            expanded.model = spec::expanded(expanded.model);
            const std::string yaml = toYaml(preset.config) + toYaml(expanded);
            QVERIFY2(yaml.find("weight_standardization") == std::string::npos, preset.name.c_str());
            QCOMPARE(spec::plan(networkSpec(expanded)).parameters, spec::plan(networkSpec(preset.config)).parameters);
        }
    }

    void aDetectorHasNoUseForTheHead() {
        RunConfig config = findPreset("detect-small")->config;
        config.model.head = {spec::HeadPooling::Max, {64}, false};
        config.model.dropout = 0.1;
        config.data.exclude = "list.txt";
        const auto unused = unusedSettings(config);
        QCOMPARE(unused.size(), std::size_t{5});
        QCOMPARE(unused.back().field, std::string("data.exclude"));
        QCOMPARE(unused[0].message,
                 std::string("pool is max but has no effect: a detector has no classifier; remove it"));
        config = defaultPreset().config;
        config.model.dropout = 0.1;
        config.data.exclude = "list.txt";
        QVERIFY(unusedSettings(config).empty());
    }

    void defaultIsIsonet20OnFashionMnist() {
        const auto& preset = defaultPreset();
        QCOMPARE(preset.title, std::string("ISONet-20 on Fashion-MNIST"));
        QCOMPARE(spec::networkName(preset.config.model), std::string("ISONet-20"));
        QVERIFY(!preset.networkOnly);
        for (const int depth : {20, 32, 44, 56})
            for (const char* family : {"isonet-", "r-isonet-", "vanilla-"})
                QVERIFY(findPreset(family + std::to_string(depth) + "-fashion-mnist"));
    }

    void everyRowOfThePapersTablesIsAPreset() {
        std::map<std::string, int> rows;
        int failed = 0;
        for (const auto& preset : presets()) {
            if (!preset.networkOnly || isDetection(preset.config))
                continue;
            ++rows[preset.table];
            failed += preset.paperFailed ? 1 : 0;
            QVERIFY2(preset.paperFailed == (preset.paperTop1 == 0), preset.name.c_str());
        }
        const std::map<std::string, int> expected = {{"table1", 7},  {"table2", 5},  {"table3", 4},
                                                     {"table4", 24}, {"table5", 28}, {"table7", 5}};
        QVERIFY(rows == expected);
        QCOMPARE(failed, 6);
    }

    void tableRowMatchesThePapersNetwork_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("top1");
        QTest::addColumn<QString>("network");
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("gamma");
        QTest::addColumn<double>("dropout");
        const auto row = [](const char* name, double top1, const char* network, double rate, double gamma,
                            double dropout) {
            QTest::newRow(name) << name << top1 << network << rate << gamma << dropout;
        };
        row("table1-a-resnet-34", 73.29, "ResNet-34", 0.1, 0, 0);
        row("table1-b-vanilla-34", 63.09, "Vanilla-34", 0.02, 0, 0);
        row("table1-g-isonet-34", 70.45, "ISONet-34", 0.02, 1e-4, 0);
        row("table2-3e-5-isonet-34", 70.44, "ISONet-34", 0.02, 3e-5, 0);
        row("table2-0-isonet-34", 68.55, "ISONet-34", 0.02, 0, 0);
        row("table3-d-b-from-2-34", 70.04, "ISONet-34", 0.02, 1e-4, 0);
        row("table4-d-vanilla-bn-50", 70.00, "Vanilla+BN-50", 0.1, 0, 0);
        row("table4-e-isonet-101", 70.38, "ISONet-101", 0.02, 3e-4, 0);
        row("table4-f-isonet-dropout-18", 68.10, "ISONet-18", 0.02, 1e-4, 0.1);
        row("table5-c-r-vanilla-18", 65.66, "R-Vanilla-18", 0.02, 0, 0);
        row("table5-d-fixup-50", 72.40, "Fixup-50", 0.1, 0, 0);
        row("table5-g-r-isonet-dropout-101", 77.08, "R-ISONet-101", 0.1, 1e-4, 0.4);
        row("table7-e-resnet-isometric-34", 71.53, "ResNet-34", 0.1, 1e-4, 0);
    }
    void tableRowMatchesThePapersNetwork() {
        QFETCH(QString, name);
        QFETCH(double, top1);
        QFETCH(QString, network);
        QFETCH(double, rate);
        QFETCH(double, gamma);
        QFETCH(double, dropout);
        const Preset* preset = findPreset(name.toStdString());
        QVERIFY(preset);
        QCOMPARE(preset->paperTop1, top1);
        QCOMPARE(QString::fromStdString(spec::networkName(preset->config.model)), network);
        QCOMPARE(preset->config.optimizer.learningRate, rate);
        QCOMPARE(preset->config.penalty.coefficient, gamma);
        QCOMPARE(preset->config.model.dropout, dropout);
        QCOMPARE(preset->config.run.batchSize, 256);
        QCOMPARE(preset->config.run.epochs, 100);
        QCOMPARE(preset->config.schedule.warmupEpochs, 5.0);
    }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
