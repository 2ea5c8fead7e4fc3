// Sweeps whose rows have different stages: conditions, types of keys, varied keys and curves.
#include <QtTest>
#include <map>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/CurveLines.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

const std::string kBase = "base: isonet-20-fashion-mnist\n";
const std::string kFourStages = "[{channels: 8}, {channels: 16}, {channels: 32}, {channels: 64, kernel: [3, 5]}]";

Sweep sweepOf(const std::string& yaml) {
    return parseSweep(kBase + yaml, "sweep.yaml");
}

QString messageOf(const std::string& yaml) {
    try {
        sweepOf(yaml);
    } catch (const ConfigError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

std::vector<RowResult> finished(const std::vector<double>& top1) {
    std::vector<RowResult> results(top1.size());
    for (std::size_t i = 0; i < top1.size(); ++i) {
        results[i].state = RowState::Finished;
        results[i].metrics = {top1[i]};
    }
    return results;
}

}  // namespace

class TestSweepStages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The label of a row has the value that it trains with.
    void labelsHaveTheValueInForce() {
        const auto sweep = sweepOf(
            "sample: {model.activation: {choose: [relu, srelu]}, optimizer.learning_rate: {uniform: [0.1, 0.2]}}\n"
            "samples: 20\n"
            "except: [{where: {model.activation: srelu}, set: {optimizer.learning_rate: 0.05}}]\n");
        int replaced = 0;
        for (const auto& row : sweep.rows) {
            const QString method = QString::fromStdString(row.method);
            const bool srelu = row.config.model.activation == spec::Activation::SReLU;
            replaced += srelu ? 1 : 0;
            const QString rate = QString::fromStdString(numberText(row.config.optimizer.learningRate));
            QVERIFY2(method.endsWith(", learning_rate " + rate), qPrintable(method));
            QCOMPARE(rate == "0.05", srelu);
        }
        QVERIFY(replaced > 0 && replaced < 20);
    }

    // The ten networks of resources/sweeps/assembled.yaml: parameters as trained, and at 1000 classes of 3 channels.
    void assembledNetworksCanBePlanned() {
        const auto sweep = loadSweep(ISONET_TEST_DATA "/../../resources/sweeps/assembled.yaml");
        const std::map<std::string, std::pair<std::int64_t, std::int64_t>> expected{
            {"vanilla-5x5", {205834, 270472}},    {"grouped", {43882, 108520}},    {"depthwise", {61482, 189480}},
            {"bottleneck", {123584, 314942}},     {"dilated", {171754, 236392}},   {"group-norm", {174970, 239608}},
            {"space-to-depth", {260458, 327112}}, {"plain-100", {295334, 320372}}, {"wide-14", {2732938, 2988520}},
            {"resnext-50", {22994122, 25028904}},
        };
        QCOMPARE(sweep.rows.size(), expected.size());
        for (const auto& row : sweep.rows) {
            QVERIFY2(expected.contains(row.label), row.label.c_str());
            QVERIFY2(validate(row.config).empty(), row.label.c_str());
            for (const auto& unused : unusedSettings(row.config))
                QFAIL((row.label + ": " + unused.message).c_str());
            spec::ModelSpec model = row.config.model;
            const auto plan = spec::plan(model, row.config.penalty);
            QCOMPARE(plan.parameters, expected.at(row.label).first);
            // Space to depth: the stem's convolution sees the phases as channels.
            const spec::Shape3 first =
                row.label == "space-to-depth" ? spec::Shape3{4, 16, 16} : spec::Shape3{1, 32, 32};
            QCOMPARE(plan.convolutions.front().in, first);
            QVERIFY(row.label == "vanilla-5x5" || plan.convolutions.back().penalized);
            model.channels = 3;
            model.classes = 1000;
            QCOMPARE(spec::plan(model).parameters, expected.at(row.label).second);
        }
        QCOMPARE(expected.at("resnext-50").second, std::int64_t{25'028'904});
    }

private Q_SLOTS:
    void givenStagesHaveNoDepthInCurves() {
        const auto sweep = sweepOf("rows: [{set: {model.depth: 20}}, {set: {model.stages: " + kFourStages +
                                   "}}, {set: {model.depth: 32}}]\nvary: {model.dropout: [0, 0.1]}\n");
        QCOMPARE(sweep.rows.size(), std::size_t{6});
        QVERIFY(variedKeys(sweep) == (std::vector<std::string>{"model.depth", "model.dropout"}));
        const auto curves = curvesOf(sweep, finished({60, 62, 1, 3, 70, 72}), "model.depth", 0);
        QCOMPARE(curves.size(), std::size_t{1});
        QCOMPARE(curves[0].points.size(), std::size_t{2});
        QVERIFY(curves[0].points[0].value == "20" && curves[0].points[1].value == "32");
        QCOMPARE(curves[0].points[0].spread.runs, 2);
        QCOMPARE(curves[0].points[0].spread.mean, 61.0);
        const auto lines = linesOf(sweep, finished({60, 62, 1, 3, 70, 72}), "model.dropout", "model.depth", 0);
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0].curve.points[0].spread.mean, 60.0);
        // The default depth and stages are not two depths.
        const auto mixed = sweepOf("rows: [{}, {set: {model.stages: " + kFourStages + "}}]\n");
        QVERIFY(variedKeys(mixed).empty());
    }

    void conditionOnAMissingStageDoesNotHold() {
        const auto sweep = sweepOf("rows: [{}, {set: {model.stages: " + kFourStages +
                                   "}}]\n"
                                   "except: [{where: {\"stages[3].channels\": [64, 128]}, set: {run.seed: 9}}]\n");
        QCOMPARE(sweep.rows.size(), std::size_t{2});
        QVERIFY(sweep.rows[0].config.run.seed != 9);
        QCOMPARE(sweep.rows[1].config.run.seed, std::uint64_t{9});
        const auto selected = sweepOf("rows: [{}, {when: {\"stages[3].channels\": 64}}]\n");
        QCOMPARE(selected.rows.size(), std::size_t{1});
        const QString unknown = messageOf("except: [{where: {\"stages[3].chanels\": 64}, skip: true}]\n");
        QVERIFY2(unknown.contains("sweep.yaml:2: model.stages[3].chanels: unknown key in model.stages[3] (s4); did you "
                                  "mean 'channels'?"),
                 qPrintable(unknown));
        QVERIFY(messageOf("except: [{where: {\"stages[x].channels\": 64}, skip: true}]\n").contains("count from 0"));
    }

    void typesDoNotDependOnTheUsualStages() {
        const auto kernels = sweepOf("set: {model.stages: " + kFourStages +
                                     "}\nexcept: [{where: {\"stages[3].kernel\": [3, 5]}, set: {run.seed: 9}}]\n");
        QCOMPARE(kernels.rows[0].config.run.seed, std::uint64_t{9});
        // The first row of the file has three stages.
        const auto sampled = sweepOf("vary: {model.stages: [" + kFourStages +
                                     "]}\nsample: {\"stages[3].channels\": {uniform: [8, 64]}}\nsamples: 5\n");
        QCOMPARE(sampled.rows.size(), std::size_t{5});
        for (const auto& row : sampled.rows)
            QVERIFY(row.config.model.stages[3].channels >= 8 && row.config.model.stages[3].channels <= 64);
    }

    void valuesAreFoundWhereThereAreSome() {
        RunConfig config;
        QVERIFY(findValue(config, "model.depth") == "20");
        QVERIFY(findValue(config, "model.stages[2].channels") == "64");
        QVERIFY(!findValue(config, "model.stages[3].channels") && !findValue(config, "model.stages[3]"));
        QVERIFY(findValue(config, "model.stages[0].normalization") == "");
        config.model.depth = 21;
        QVERIFY(!findValue(config, "model.stages[0].channels"));
        applyOverride(config, "model.stages=[{channels: 8}]");
        QVERIFY(!findValue(config, "model.depth") && !findValue(config, "model.family"));
        QVERIFY_EXCEPTION_THROWN(findValue(config, "model.stages[4].chanels"), ConfigError);
        QVERIFY_EXCEPTION_THROWN(findValue(config, "model.dept"), ConfigError);
        QVERIFY(typeOf("model.stages[9].kernel").list && typeOf("model.stages[9].channels").integer);
        QVERIFY(!typeOf("model.stages[9]").list && typeOf("schedule.milestones").list);
    }
};

QTEST_GUILESS_MAIN(TestSweepStages)
#include "tst_sweep_stages.moc"
