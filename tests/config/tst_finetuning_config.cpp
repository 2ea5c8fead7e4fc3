// The keys of training from weights and of the test split: YAML, assignments, messages, and the penalty in force.
#include <QtTest>
#include <algorithm>

#include "model/spec/NetworkPlan.h"
#include "training/config/Override.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet;
using config::RunConfig;

class TestFineTuningConfig : public QObject {
    Q_OBJECT
    static RunConfig preset(const char* name = "isonet-20-fashion-mnist") { return sweeps::findPreset(name)->config; }
    static QString problemsOf(const RunConfig& config) {
        QString all;
        for (const auto& problem : config::validate(config))
            all += QString::fromStdString(problem.field + ": " + problem.message + "\n");
        return all;
    }

private Q_SLOTS:
    void keysAreWrittenOnlyIfGiven() {
        RunConfig config = preset();
        const std::string plain = config::toYaml(config);
        for (const char* key : {"weights", "new_head", "frozen", "layer_rates", "test_split", "split_seed"})
            QVERIFY2(plain.find(std::string("\n  ") + key + ":") == std::string::npos, key);
        config.fineTuning = {"a run/weights.pt", true, {"stem", "s1.b2", "s2*"}};
        config.optimizer.layerRates = {{"s*", 0.1}, {"s1.b1", 0.25}, {"head", 10}};
        config.data.testSplit = true;
        config.data.splitSeed = 7;
        QVERIFY2(problemsOf(config).isEmpty(), qPrintable(problemsOf(config)));
        QVERIFY(config::parseRunConfig(config::toYaml(config), "test") == config);
    }

    void assignmentsReadMaps() {
        RunConfig config = preset();
        config::applyOverride(config, "optimizer.layer_rates={stem: 0.1, s1: 0.5}");
        QCOMPARE(config.optimizer.layerRates, (std::vector<config::LayerRate>{{"stem", 0.1}, {"s1", 0.5}}));
        config::applyOverride(config, "optimizer.layer_rates=");
        QVERIFY(config.optimizer.layerRates.empty());
        for (const char* wrong : {"{stem: fast}", "[0.1]", "0.1", "{stem: 1, stem: 2}", "{stem"}) {
            const auto before = config;
            QVERIFY_EXCEPTION_THROWN(config::applyOverride(config, std::string("optimizer.layer_rates=") + wrong),
                                     config::ConfigError);
            QVERIFY(config == before);
        }
    }

    void laterRatesTakePrecedence() {
        const std::vector<config::LayerRate> rates{{"s1", 0.1}, {"s1.b1", 0.5}, {"head", 3}};
        QCOMPARE(config::rateFactorOf(rates, "s1.b1.f.a.weight"), 0.5);
        QCOMPARE(config::rateFactorOf(rates, "s1.b10.f.a.weight"), 0.1);
        QCOMPARE(config::rateFactorOf(rates, "s2.b1.f.a.weight"), 1.0);
        QCOMPARE(config::rateFactorOf(rates, "head.fc.bias"), 3.0);
    }

    void wrongNamesAndFactorsAreNamed_data() {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QStringList>("parts");
        const auto row = [](const char* assignment, const QStringList& parts) {
            QTest::newRow(assignment) << QString(assignment) << parts;
        };
        row("model.frozen=[stem, s9]", {"model.frozen", "\"s9\"", "stem, s1, s2, s3, head", "\"s1.b1\" to \"s3.b3\""});
        row("model.frozen=[s1.b1.f.a]", {"\"s1.b1.f.a\"", "no such stage or block"});
        row("model.frozen=[s*, head]", {"covers the whole network"});
        row("optimizer.layer_rates={body: 0.1}", {"optimizer.layer_rates", "\"body\"", "stem, s1, s2, s3, head"});
        row("optimizer.layer_rates={stem: 0}", {"stem the factor 0", "model.frozen"});
        row("optimizer.layer_rates={stem: 2000}", {"at most 1000"});
        row("data.split_seed=-1", {"data.split_seed", "0 to 1000000000"});
    }

    void wrongNamesAndFactorsAreNamed() {
        QFETCH(QString, assignment);
        QFETCH(QStringList, parts);
        RunConfig config = preset();
        config::applyOverride(config, assignment.toStdString());
        const QString problems = problemsOf(config);
        for (const QString& part : parts)
            QVERIFY2(problems.contains(part), qPrintable(problems));
    }

    void detectorsHaveTheirOwnKeys() {
        RunConfig config = preset("table6-r-isonet-34");
        config.data.root = "/data/coco";
        config.optimizer.layerRates = {{"s1", 0.1}};
        QVERIFY2(problemsOf(config).isEmpty(), qPrintable(problemsOf(config)));
        config.fineTuning = {"weights.pt", true, {"stem"}};
        config.data.testSplit = true;
        const QString problems = problemsOf(config);
        for (const char* part : {"detection.weights", "model.new_head", "detection.frozen_stages", "data.test_split"})
            QVERIFY2(problems.contains(part), qPrintable(problems));
    }

    void penaltyLeavesFrozenLayersOut() {
        RunConfig config = preset();
        QVERIFY(config::penaltyInForce(config) == config.penalty);
        config.fineTuning.frozen = {"stem", "s1", "s2.b1"};
        const auto network = spec::plan(config.model, config::penaltyInForce(config));
        for (const auto& layer : network.convolutions) {
            const bool frozen = layer.stage == 0 || layer.name.starts_with("s1.") || layer.name.starts_with("s2.b1.");
            QVERIFY2(layer.penalized == !frozen, layer.name.c_str());
        }
        config.fineTuning.frozen = {"s*"};  // all but the head
        QCOMPARE(config::penaltyInForce(config).kind, spec::PenaltyKind::None);
        QVERIFY(spec::validate(config::penaltyInForce(config), config.model).empty());
    }

    void settingsWithoutEffectAreWarnings() {
        RunConfig config = preset();
        config.fineTuning.newHead = true;
        config.data.splitSeed = 3;
        config.optimizer.stabilizeSteps = 7;
        config.optimizer.adamBeta1 = 0.5;
        config.penalty.interval = 4;
        const auto unused = config::unusedSettings(config);
        const auto names = [&](const char* field) {
            return std::ranges::any_of(unused, [&](const auto& each) { return each.field == field; });
        };
        QVERIFY(names("model.new_head") && names("data.split_seed"));
        QVERIFY(names("optimizer.stabilize_steps") && names("optimizer.adam_beta1") && !names("penalty.interval"));
        config.optimizer.kind = config::OptimizerKind::AdamW;
        config.penalty.coefficient = 0;
        std::string found;
        for (const auto& each : config::unusedSettings(config))
            found += each.field + ": " + each.message + "\n";
        QVERIFY(
            found.find("optimizer.stabilize_steps: stabilize_steps is 7 but has no effect: optimizer.name is adamw") !=
            std::string::npos);
        QVERIFY(found.find("optimizer.adam_beta1") == std::string::npos);
        QVERIFY(found.find("penalty.interval") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestFineTuningConfig)
#include "tst_finetuning_config.moc"
