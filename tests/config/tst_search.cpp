// Sweeps that search: keys of stages, random samples, conditions, repeats; and the curves of their results.
#include <QtTest>

#include <cmath>
#include <set>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Curves.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/RowGroups.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

const std::string kBase = "base: isonet-20-fashion-mnist\n";

std::vector<SweepRow> rowsOf(const std::string& yaml) {
    return parseSweep(kBase + yaml, "sweep.yaml").rows;
}

std::vector<double> ratesOf(const std::vector<SweepRow>& rows) {
    std::vector<double> rates;
    for (const auto& row : rows)
        rates.push_back(row.config.optimizer.learningRate);
    return rates;
}

RowResult finished(double top1) {
    RowResult result;
    result.state = RowState::Finished;
    result.metrics = {top1};
    return result;
}

RowResult diverged() {
    RowResult result;
    result.state = RowState::Diverged;
    result.metrics = {-1};
    result.failed = true;
    result.step = 7;
    return result;
}

RowResult waiting() {
    RowResult result;
    result.metrics = {-1};
    return result;
}

}  // namespace

class TestSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Written out and in short, in block and in flow style, with and without quotes.
    void keysOfStagesAreVaried_data() {
        QTest::addColumn<QString>("yaml");
        QTest::newRow("block") << "vary:\n  model.stages[2].channels: [64, 96]\n";
        QTest::newRow("short") << "vary:\n  stages[2].channels: [64, 96]\n";
        QTest::newRow("flow") << "vary: {model.stages[2].channels: [64, 96]}\n";
        QTest::newRow("short flow") << "vary: { stages[2].channels: [64, 96] }\n";
        QTest::newRow("quoted") << "vary: {\"stages[2].channels\": [64, 96]}\n";
    }
    void keysOfStagesAreVaried() {
        QFETCH(QString, yaml);
        const auto sweep = parseSweep(kBase + yaml.toStdString(), "sweep.yaml");
        QCOMPARE(sweep.rows.size(), std::size_t{2});
        QCOMPARE(sweep.rows[0].config.model.stages[2].channels, 64);
        QCOMPARE(sweep.rows[1].config.model.stages[2].channels, 96);
        QCOMPARE(sweep.rows[1].config.model.stages[1].channels, 32);
        QCOMPARE(QString::fromStdString(sweep.rows[1].method), "Custom ISONet-20, s3 channels 96");
        QCOMPARE(QString::fromStdString(sweep.rows[1].id), "custom-isonet-20-s3-channels-96");
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
    }

    void everyPartMayBeSet() {
        const auto sweep =
            parseSweep(kBase +
                           "set: {\"stages[0]\": {blocks: 2, channels: 24, kernel: [3, 1x7]}}\n"
                           "vary:\n"
                           "  stem.kernel: [3, 5x5]\n"
                           "  stages[1].kernel: [5, [3, 1x7]]\n"
                           "rows:\n"
                           "  - {name: max, set: {head.pool: max}}\n"
                           "  - {name: other, set: {model.stages: [{channels: 8}, {channels: 16, stride: 2}]}}\n"
                           "  - {name: wide, set: {model.width_multiplier: 2}}\n",
                       "sweep.yaml");
        QCOMPARE(sweep.rows.size(), std::size_t{12});
        const auto& model = sweep.rows[3].config.model;
        QCOMPARE(model.stages[0].channels, 24);
        QVERIFY(model.stages[0].kernel == (std::vector<spec::KernelSize>{{3, 3}, {1, 7}}));
        QVERIFY(model.stages[1].kernel == (std::vector<spec::KernelSize>{{3, 3}, {1, 7}}));
        QVERIFY(model.stem->kernel == (spec::KernelSize{5, 5}));
        QVERIFY(model.head.pool == spec::HeadPooling::Max);
        QCOMPARE(sweep.rows[4].config.model.stages.size(), std::size_t{2});
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
    }

    // From family and depth to stages, and back.
    void rowsMayMixStagesAndDepth() {
        const auto sweep = parseSweep(
            "base: table1-g-isonet-34\nrows:\n  - {name: published}\n  - {name: own, set: {model.stages: [{channels: "
            "8}]}}\n"
            "  - {name: narrow, set: {\"model.stages[3].channels\": 64}}\n",
            "sweep.yaml");
        QCOMPARE(sweep.rows[2].config.model.stages.size(), std::size_t{4});
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
        auto reversed = sweep;
        std::swap(reversed.rows[0], reversed.rows[2]);
        QVERIFY(parseSweep(toYaml(reversed), "again") == reversed);
    }

    void samplesAreReproducible() {
        const std::string yaml =
            "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}, model.dropout: {uniform: [0, 0.5]}}\n";
        const auto rows = rowsOf(yaml + "samples: 20\n");
        QCOMPARE(rows.size(), std::size_t{20});
        QVERIFY(rowsOf(yaml + "samples: 20\nsample_seed: 1\n") == rows);
        QVERIFY(ratesOf(rowsOf(yaml + "samples: 20\nsample_seed: 2\n")) != ratesOf(rows));
        const auto longer = ratesOf(rowsOf(yaml + "samples: 30\n"));
        QVERIFY(std::equal(longer.begin(), longer.begin() + 20, ratesOf(rows).begin()));
        // Another key leaves a key's values as they are.
        QVERIFY(ratesOf(rowsOf("sample: {penalty.coefficient: {log_uniform: [1e-5, 1e-3]}, optimizer.learning_rate: "
                               "{log_uniform: [1e-3, 0.1]}}\nsamples: 20\n")) == ratesOf(rows));
        // The same on every platform.
        QCOMPARE(QString::fromStdString(numberText(rows[0].config.optimizer.learningRate)), kFirstRate);
        QCOMPARE(QString::fromStdString(rows[6].id), "isonet-20-sample-7");
        QVERIFY(QString::fromStdString(rows[0].method).contains(", learning_rate " + kFirstRate + ", dropout 0."));
        const auto sweep = parseSweep(kBase + yaml + "samples: 20\n", "sweep.yaml");
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
    }

    void samplesFollowTheirDistribution() {
        const auto rows = rowsOf(
            "sample:\n"
            "  optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}\n"
            "  model.dropout: {uniform: [0.1, 0.5]}\n"
            "  stages[1].channels: {log_uniform: [8, 64]}\n"
            "  run.batch_size: {uniform: [100, 103]}\n"
            "  model.activation: {choose: [relu, elu, srelu]}\n"
            "  data.crop_area: {uniform: [1, 1]}\n"
            "samples: 2000\n");
        int low = 0, lowDropout = 0, lowChannels = 0;
        std::map<int, int> batches;
        std::map<spec::Activation, int> activations;
        for (const auto& row : rows) {
            const auto& c = row.config;
            QVERIFY(c.optimizer.learningRate >= 1e-3 && c.optimizer.learningRate <= 0.1);
            QVERIFY(c.model.dropout >= 0.1 && c.model.dropout <= 0.5);
            QVERIFY(c.model.stages[1].channels >= 8 && c.model.stages[1].channels <= 64);
            QCOMPARE(c.data.cropArea, 1.0);
            low += c.optimizer.learningRate < 0.01;
            lowDropout += c.model.dropout < 0.3;
            lowChannels += c.model.stages[1].channels < 23;  // sqrt(8 * 65) = 22.8
            ++batches[c.run.batchSize];
            ++activations[c.model.activation];
        }
        // Within five standard deviations (sqrt(2000 p (1 - p)) is at most 22.4).
        const auto near = [](int count, double expected) { return std::abs(count - expected) < 112; };
        QVERIFY(near(low, 1000) && near(lowDropout, 1000) && near(lowChannels, 1000));
        QCOMPARE(batches.size(), std::size_t{4});
        for (const auto& [batch, count] : batches)
            QVERIFY2(near(count, 500), qPrintable(QString::number(batch)));
        QCOMPARE(activations.size(), std::size_t{3});
        for (const auto& [activation, count] : activations)
            QVERIFY(near(count, 2000.0 / 3));
        const auto whole = rowsOf("sample: {optimizer.clip_norm: {uniform: [1, 5], integer: true}}\nsamples: 50\n");
        for (const auto& row : whole)
            QCOMPARE(row.config.optimizer.clipNorm, std::round(row.config.optimizer.clipNorm));
    }

    // Rows that are compared have the same samples.
    void samplesAreTheSameForEveryRow() {
        const auto rows = rowsOf(
            "rows: [{name: a}, {name: b, set: {model.activation: relu}}]\nvary: {model.depth: [8, 14]}\n"
            "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}}\nsamples: 3\n");
        QCOMPARE(rows.size(), std::size_t{12});
        const auto rates = ratesOf(rows);
        for (std::size_t i = 3; i < rates.size(); ++i)
            QCOMPARE(rates[i], rates[i % 3]);
    }

    void rowsAreRepeatedOverSeeds() {
        const auto seeds = rowsOf("vary: {model.depth: [8, 14]}\nseeds: [5, 7, 6]\n");
        QCOMPARE(seeds.size(), std::size_t{6});
        QCOMPARE(seeds[1].config.run.seed, std::uint64_t{7});
        QCOMPARE(seeds[1].config.model.depth, 8);
        QCOMPARE(QString::fromStdString(seeds[1].id), "isonet-8-seed-7");
        QCOMPARE(seeds[0].method, seeds[1].method);
        const auto repeats = rowsOf("set: {run.seed: 4}\nrepeats: 3\n");
        QCOMPARE(repeats.size(), std::size_t{3});
        QCOMPARE(repeats[2].config.run.seed, std::uint64_t{6});
        const auto paper = rowsOf("repeats: 2\nvary: {model.depth: [8, 14]}\nrows: [{paper: [50, 60]}]\n");
        QCOMPARE(paper[1].paper, std::vector<double>{50});
        QCOMPARE(paper[2].paper, std::vector<double>{60});
    }

    void conditionsSelectRowsAndChanges() {
        const auto rows = rowsOf(
            "vary: {model.depth: [8, 14, 20], model.activation: [relu, srelu]}\n"
            "except:\n"
            "  - {where: {model.depth: 8, model.activation: srelu}, skip: true}\n"
            "  - {where: {model.activation: relu}, set: {model.initialization: kaiming}}\n"
            "rows:\n"
            "  - {row: a}\n"
            "  - {row: b, when: {model.depth: [14, 20]}, set: {model.dropout: 0.1},\n"
            "     except: [{where: {model.initialization: kaiming, model.depth: [8, 20]}, set: {model.dropout: "
            "0.2}}]}\n");
        QCOMPARE(rows.size(), std::size_t{5 + 4});
        for (const auto& row : rows) {
            const auto& model = row.config.model;
            const bool relu = model.activation == spec::Activation::ReLU;
            QVERIFY(relu || model.depth != 8);
            QVERIFY(row.label == "a" || model.depth != 8);
            QVERIFY(relu == (model.initialization == spec::Initialization::Kaiming));
            QCOMPARE(model.dropout, row.label == "a" ? 0.0 : relu && model.depth == 20 ? 0.2 : 0.1);
        }
        // A list is one value for a key whose values are lists.
        const auto milestones = rowsOf(
            "set: {run.epochs: 4, schedule.milestones: [1, 2]}\n"
            "except: [{where: {schedule.milestones: [1, 2]}, set: {run.seed: 9}}]\n");
        QCOMPARE(milestones[0].config.run.seed, std::uint64_t{9});
        // A network of given stages has no depth.
        QCOMPARE(rowsOf("set: {\"stages[0].channels\": 8}\nexcept: [{where: {model.depth: 20}, skip: true}]\n").size(),
                 std::size_t{1});
        // A stage's value that follows from family and depth.
        QCOMPARE(rowsOf("except: [{where: {\"stages[1].channels\": 32}, set: {run.seed: 9}}]\n")[0].config.run.seed,
                 std::uint64_t{9});
    }

    void wrongSearchesAreReported_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const char* yaml, const QStringList& words) {
            QTest::newRow(name) << QString::fromLatin1(yaml) << words;
        };
        row("no samples", "sample: {run.seed: {uniform: [1, 9]}}\n", {"sweep.yaml:2: sample", "samples: 20"});
        row("nothing to sample", "samples: 3\n", {"samples", "sample is missing"});
        row("no distribution", "samples: 3\nsample: {run.seed: {}}\n",
            {"sweep.yaml:3", "sample.run.seed", "0 distributions", "log_uniform"});
        row("two distributions", "samples: 3\nsample: {run.seed: {choose: [1], uniform: [1, 2]}}\n",
            {"2 distributions"});
        row("unknown distribution", "samples: 3\nsample: {run.seed: {uniformly: [1, 2]}}\n",
            {"sample.run.seed.uniformly", "did you mean 'uniform'?"});
        row("one bound", "samples: 3\nsample: {model.dropout: {uniform: [0.5]}}\n", {"the lowest and the highest"});
        row("descending", "samples: 3\nsample: {model.dropout: {uniform: [0.5, 0.1]}}\n",
            {"the lowest and the highest"});
        row("logarithm of 0", "samples: 3\nsample: {model.dropout: {log_uniform: [0, 0.1]}}\n", {"both above 0"});
        row("no choices", "samples: 3\nsample: {model.dropout: {choose: []}}\n", {"a list of values"});
        row("fractions for integers", "samples: 3\nsample: {run.batch_size: {uniform: [1.5, 8]}}\n",
            {"sweep.yaml:3: sample.run.batch_size", "1.5 to 8", "accepted: integers"});
        row("unknown sampled key", "samples: 3\nsample: {model.dropot: {uniform: [0, 0.5]}}\n",
            {"sweep.yaml:3: model.dropot", "did you mean 'model.dropout'?"});
        row("sampled word", "samples: 3\nsample: {model.activation: {choose: [relo]}}\n",
            {"model.activation", "'relo'", "did you mean 'relu'?"});
        row("sampled and varied", "samples: 3\nsample: {run.seed: {uniform: [1, 9]}}\nvary: {run.seed: [1]}\n",
            {"sample.run.seed", "vary or sample"});
        row("too many", "samples: 9000\nsample: {run.epochs: {uniform: [1, 9]}}\nrepeats: 2\n",
            {"18000 rows", "at most 10000"});
        row("samples is a word", "samples: many\nsample: {run.epochs: {uniform: [1, 9]}}\n",
            {"sweep.yaml:2: samples", "an integer from 1 to 10000"});
        row("seeds and repeats", "seeds: [1, 2]\nrepeats: 2\n", {"repeats", "seeds"});
        row("seeds and varied seed", "seeds: [1, 2]\nvary: {run.seed: [1, 2]}\n", {"seeds", "one way to set the seed"});
        row("seed is a word", "seeds: [one]\n", {"sweep.yaml:2: run.seed", "'one'"});
        row("unknown condition", "rows: [{when: {model.dept: 20}}]\n", {"model.dept", "did you mean 'model.depth'?"});
        row("condition is no map", "rows: [{when: 20}]\n", {"rows.when", "a map of keys and values"});
        row("no row left", "rows: [{when: {model.depth: 8}}]\n", {"when, except", "at least one"});
        row("key of an exception", "except: [{were: {model.depth: 20}}]\n", {"except.were", "did you mean 'where'?"});
        row("skip is a number", "except: [{skip: 3}]\n", {"except.skip", "true or false"});
        row("no such stage", "vary: {stages[7].channels: [8]}\n", {"model.stages[7].channels", "model.stages[2] (s3)"});
        row("depth of stages", "set: {\"stages[0].channels\": 8}\nvary: {model.depth: [8, 14]}\n",
            {"sweep.yaml:3: model.depth", "model.stages=[]"});
    }
    void wrongSearchesAreReported() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, words);
        QString message;
        try {
            rowsOf(yaml.toStdString());
        } catch (const ConfigError& error) {
            message = QString::fromStdString(error.what());
        }
        QVERIFY2(!message.isEmpty(), "parsed without an error");
        for (const auto& word : words)
            QVERIFY2(message.contains(word), qPrintable(message));
    }

    void spreadIsThatOfTheSample() {
        const Spread spread = spreadOf(std::vector<double>{90, 92, 91, 95});
        QCOMPARE(spread.runs, 4);
        QCOMPARE(spread.mean, 92.0);
        QVERIFY(std::abs(spread.deviation - std::sqrt((4 + 0 + 1 + 9) / 3.0)) < 1e-12);
        QCOMPARE(spread.lowest, 90.0);
        QCOMPARE(spread.highest, 95.0);
        QVERIFY(spreadOf(std::vector<double>{90}) == (Spread{1, 90, 0, 90, 90}));
        QVERIFY(spreadOf({}) == Spread{});
    }

    void tableHasMeanAndDeviationOverSeeds() {
        auto sweep = parseSweep(kBase + "vary: {model.depth: [8, 14, 20]}\nseeds: [1, 2, 3]\nfails_below: 40\n", "x");
        const std::vector<RowResult> results{finished(90), finished(92), finished(91),  //
                                             finished(93), diverged(),   waiting(),     //
                                             diverged(),   diverged(),   diverged()};
        QCOMPARE(rowGroups(sweep).size(), std::size_t{3});
        const auto table = resultTable(sweep, results);
        QCOMPARE(table.header, (std::vector<std::string>{"method", "depth", "rate", "top-1", "runs", "note"}));
        QCOMPARE(table.rows[0], (std::vector<std::string>{"ISONet-8", "8", "0.01", "91.00 ± 1.00", "3", ""}));
        QCOMPARE(table.rows[1][3], std::string("93.00"));
        QCOMPARE(table.rows[1][5], std::string("1 of 3 N/A, 1 of 3 waiting"));
        QCOMPARE(table.rows[2][3], std::string("N/A"));
        QCOMPARE(table.rows[2][5], std::string("3 of 3 N/A"));
        std::vector<RowResult> begun(9, waiting());
        begun[0] = begun[1] = finished(90);
        QCOMPARE(resultTable(sweep, begun).rows[0].back(), std::string("1 of 3 waiting"));
        QVERIFY(QString::fromStdString(toMarkdown(sweep, results)).contains("standard deviation"));
        const auto csv = QString::fromStdString(toCsv(sweep, results)).split('\n');
        QCOMPARE(csv.size(), 11);
        QVERIFY2(csv[0].contains(",run,top1_mean,top1_standard_deviation,top1_runs,model.depth,run.seed"),
                 qPrintable(csv[0]));
        QVERIFY2(csv[2].endsWith(",91.0000,1.0000,3,8,2"), qPrintable(csv[2]));
        QVERIFY2(csv[9].endsWith(",,,0,20,3"), qPrintable(csv[9]));
        // Without repeats the table is as before.
        sweep = parseSweep(kBase + "vary: {model.depth: [8, 14]}\n", "x");
        const auto plain = resultTable(sweep, {finished(90), finished(91)});
        QCOMPARE(plain.header, (std::vector<std::string>{"method", "depth", "rate", "top-1"}));
    }

    void curveHasTheSpreadOfEachValue() {
        const auto sweep =
            parseSweep(kBase + "vary: {stages[2].channels: [96, 80], model.dropout: [0, 0.1]}\nrepeats: 2\n", "x");
        const auto keys = variedKeys(sweep);
        QVERIFY(keys == (std::vector<std::string>{"model.dropout", "model.stages[2].channels"}));
        const std::vector<RowResult> results{finished(90), finished(92), finished(91), diverged(),
                                             finished(80), waiting(),    waiting(),    waiting()};
        const auto curves = curvesOf(sweep, results, "model.stages[2].channels", 0);
        QCOMPARE(curves.size(), std::size_t{1});
        const auto& points = curves[0].points;
        QCOMPARE(points.size(), std::size_t{2});
        QCOMPARE(points[0].value, std::string("80"));  // ascending
        QCOMPARE(points[0].number, std::optional<double>(80));
        QVERIFY(points[0].spread == (Spread{1, 80, 0, 80, 80}));
        QCOMPARE(points[0].waiting, 3);
        QVERIFY(points[1].spread == (Spread{3, 91, 1, 90, 92}));
        QCOMPARE(points[1].failed, 1);
        QVERIFY(!points[1].paper);
        const auto csv = QString::fromStdString(curvesCsv(sweep, results)).split('\n');
        QCOMPARE(csv.size(), 1 + 4 + 1);
        QCOMPARE(csv[0], "key,row,method,value,metric,mean,standard_deviation,minimum,maximum,runs,failed,paper");
        QCOMPARE(csv[4], "model.stages[2].channels,,Custom ISONet-20,96,top1,91.0000,1.0000,90.0000,92.0000,3,1,");
    }

    void curvesOfAPaperTableHaveItsValues() {
        const Sweep& table = *findPaperTable("table4");
        QVERIFY(variedKeys(table).front() == "model.depth");
        const std::vector<RowResult> results(table.rows.size(), waiting());
        const auto curves = curvesOf(table, results, "model.depth", 0);
        QCOMPARE(curves.size(), std::size_t{6});
        QCOMPARE(curves[0].title, std::string("ResNet"));
        QCOMPARE(curves[0].points.size(), std::size_t{4});
        QCOMPARE(curves[0].points[1].paper, std::optional<double>(73.29));
        QCOMPARE(curves[2].points[3].paper, std::optional<double>());  // N/A
        QCOMPARE(curves[0].points[1].spread.runs, 0);
    }

    void rowsWithoutAStageAreLeftOut() {
        auto sweep = parseSweep(kBase + "vary: {stages[2].channels: [80, 96]}\nrows: [{row: a}]\n", "x");
        sweep.rows.push_back(rowsOf("rows: [{row: b, set: {model.stages: [{channels: 8}]}}]\n").front());
        const std::vector<RowResult> results(3, finished(50));
        QVERIFY(variedKeys(sweep) == std::vector<std::string>{"model.stages[2].channels"});
        const auto curves = curvesOf(sweep, results, "model.stages[2].channels", 0);
        QCOMPARE(curves.size(), std::size_t{1});
        QCOMPARE(curves[0].label, std::string("a"));
        QCOMPARE(QString::fromStdString(curvesCsv(sweep, results)).count('\n'), 3);
    }

    void wordsAndPartsAreVariedKeys() {
        const auto sweep = parseSweep(
            kBase +
                "vary: {head.pool: [average, max], model.width_multiplier: [1, 2], model.activation: [relu, elu]}\n",
            "x");
        QVERIFY(variedKeys(sweep) ==
                (std::vector<std::string>{"model.width_multiplier", "model.activation", "model.head.pool"}));
        const auto curves = curvesOf(sweep, std::vector<RowResult>(8, finished(50)), "model.head.pool", 0);
        QCOMPARE(curves[0].points[0].value, std::string("average"));
        QCOMPARE(curves[0].points[1].spread.runs, 4);
    }

private:
    const QString kFirstRate = QStringLiteral("0.00138");
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
