// Sweeps: the paper's tables as printed, and user-defined sweep files.
#include <QtTest>

#include "model/base/AtomicFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Queue.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/RowMeasures.h"
#include "training/sweeps/SweepYaml.h"
#include "training/telemetry/HeadlineMetrics.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

std::string messageOf(const std::string& yaml) {
    try {
        parseSweep(yaml, "sweep.yaml");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

class TestSweep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The values as printed, column by column; -1: N/A.
    void tableHasThePapersValues_data() {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("row");
        QTest::addColumn<QList<double>>("top1");
        const auto row = [](const char* table, const char* label, const QList<double>& top1) {
            QTest::addRow("%s (%s)", table, label) << table << label << top1;
        };
        row("table1", "a", {73.29});
        row("table1", "b", {63.09});
        row("table1", "c", {46.83});
        row("table1", "d", {67.35});
        row("table1", "e", {68.50});
        row("table1", "f", {68.55});
        row("table1", "g", {70.45});
        row("table2", "0", {68.55});
        row("table2", "1e-5", {70.08});
        row("table2", "3e-5", {70.44});
        row("table2", "1e-4", {70.45});
        row("table2", "3e-4", {69.32});
        row("table3", "a", {46.83});
        row("table3", "b", {70.27});
        row("table3", "c", {70.45});
        row("table3", "d", {70.04});
        for (const char* table : {"table4", "table5"}) {
            row(table, "a", {69.67, 73.29, 76.60, 77.37});
            row(table, "b", {68.91, 73.35, 76.40, 77.99});
        }
        row("table4", "c", {65.67, 63.09, -1, -1});
        row("table4", "d", {68.98, 69.43, 70.00, -1});
        row("table4", "e", {67.94, 70.45, 70.73, 70.38});
        row("table4", "f", {68.10, 70.90, 71.20, 71.01});
        row("table5", "c", {65.66, -1, -1, -1});
        row("table5", "d", {68.63, 71.28, 72.40, 73.18});
        row("table5", "e", {67.37, 72.56, 76.00, 76.17});
        row("table5", "f", {69.06, 72.17, 74.20, 75.44});
        row("table5", "g", {69.17, 73.43, 76.18, 77.08});
        row("table7", "a", {73.29});
        row("table7", "b", {72.92});
        row("table7", "c", {71.80});
        row("table7", "d", {73.60});
        row("table7", "e", {71.53});
    }
    void tableHasThePapersValues() {
        QFETCH(QString, table);
        QFETCH(QString, row);
        QFETCH(QList<double>, top1);
        const auto* found = findPaperTable(table.toStdString());
        QVERIFY(found);
        QCOMPARE(found->failsBelow, 40.0);
        const QList<int> depths = top1.size() == 1 ? QList<int>{34} : QList<int>{18, 34, 50, 101};
        QList<double> numbers;
        QList<int> layers;
        for (const auto& candidate : found->rows)
            if (candidate.label == row.toStdString()) {
                numbers << (candidate.paperFailed ? -1 : candidate.paper.front());
                layers << candidate.paperDepth;
                QCOMPARE(candidate.config.model.depth, candidate.paperDepth);
            }
        QCOMPARE(numbers, top1);
        QCOMPARE(layers, depths);
    }

    void paperTablesRoundTripThroughYaml() {
        QCOMPARE(paperTables().size(), std::size_t{7});
        for (const auto& table : paperTables())
            QVERIFY2(parseSweep(toYaml(table), table.name) == table, table.name.c_str());
    }

    void tableSixHasBoxAndMaskAp() {
        const auto* table = findPaperTable("table6");
        QVERIFY(table);
        QCOMPARE(table->rows.size(), std::size_t{4});
        const std::vector<std::vector<double>> numbers{{35.0, 32.2}, {36.2, 33.0}, {37.0, 33.9}, {37.3, 34.4}};
        const char* const networks[] = {"ResNet-34", "R-ISONet-34", "ResNet-50", "R-ISONet-50"};
        for (std::size_t i = 0; i < 4; ++i) {
            const auto& row = table->rows[i];
            QCOMPARE(row.paper, numbers[i]);
            QCOMPARE(QString::fromStdString(spec::networkName(row.config.model)), networks[i]);
            QVERIFY(isDetection(row.config));
            QCOMPARE(isonet::telemetry::headlineMetricsOf(row.config).size(), std::size_t{2});
        }
        QCOMPARE(QString::fromStdString(table->rows[1].id), "r-isonet-34");
        QVERIFY(messageOf("base: {data: {dataset: coco}}\nrows: [{paper: {box: 35}}]\n")
                    .find("accepted: box_ap, mask_ap") != std::string::npos);
    }

    void sweepNeedsNoFile() {
        SweepFile file;
        file.name = "gamma";
        file.text.rows.emplace_back();
        file.text.vary = {{{"penalty.coefficient", "0"}, {"penalty.coefficient", "1e-4"}},
                          {{"run.seed", "1"}, {"run.seed", "2"}, {"run.seed", "3"}}};
        const auto made = expand(file, "gamma");
        QCOMPARE(made.rows.size(), std::size_t{6});
        QCOMPARE(made.rows[5].config.penalty.coefficient, 1e-4);
        QCOMPARE(made.rows[5].config.run.seed, std::uint64_t{3});
        QVERIFY(parseSweep(toYaml(made), "again") == made);
        const auto refused = [&](const Changes& values) {
            file.text.vary = {values};
            file.text.vary.push_back({{"run.seed", "1"}});
            try {
                expand(file, "gamma");
            } catch (const ConfigError& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QVERIFY(refused({{"penalty.coeficient", "0"}}).contains("penalty.coefficient"));
        QVERIFY(refused({{"run.epochs", "one"}}).contains("run.epochs"));
        QVERIFY(refused({{"run.seed", "2"}}).contains("varied twice"));
    }

    // Rows with equal names keep their folders in any order.
    void foldersStayWithTheirRows() {
        auto made = parseSweep("base: {}\nvary: {run.seed: [1, 2]}\n", "twins");
        made.rows[1].name = made.rows[0].name;
        nameRows(made);
        QVERIFY(made.rows[0].id != made.rows[1].id);
        std::swap(made.rows[0], made.rows[1]);
        const auto again = parseSweep(toYaml(made), "again");
        QVERIFY(again == made);
        QVERIFY(messageOf("base: {}\nrows: [{id: a}, {id: a}]\n").find("used by two runs") != std::string::npos);
        QVERIFY(messageOf("base: {}\nrows: [{id: ../a}]\n").find("not a valid folder name") != std::string::npos);
    }

    void sweepHasARowPerCombination() {
        const auto sweep = parseSweep(
            "sweep: rates\n"
            "title: 'Which \"rate\"'\n"
            "fails_below: 12.5\n"
            "base: isonet-20-fashion-mnist\n"
            "set: {run.epochs: 3}\n"
            "vary:\n"
            "  model.depth: [20, 32]\n"
            "  optimizer.learning_rate: [0.01, 0.02]\n"
            "  schedule.milestones: [[1, 2], []]\n",
            "sweep.yaml");
        QCOMPARE(sweep.rows.size(), std::size_t{8});
        const auto& third = sweep.rows[2].config;  // the last key varies fastest
        QCOMPARE(third.model.depth, 20);
        QCOMPARE(third.optimizer.learningRate, 0.02);
        QCOMPARE(third.schedule.milestones, (std::vector<double>{1, 2}));
        QVERIFY(sweep.rows[3].config.schedule.milestones.empty());
        QCOMPARE(third.run.epochs, 3);
        QCOMPARE(third.run.batchSize, 128);  // the preset's
        QCOMPARE(QString::fromStdString(sweep.rows[2].id), "isonet-20-learning_rate-0.02-milestones-1-2");
        QCOMPARE(QString::fromStdString(sweep.rows[2].method), "ISONet-20, learning_rate 0.02, milestones [1, 2]");
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
    }

    void schedulesFollowTheEpochs() {
        const std::string base =
            "base: {schedule: {kind: step, milestones: [30, 60, 90], warmup_epochs: 5}, run: {epochs: 100}}\n";
        const auto one = parseSweep(base + "set: {run.epochs: 10}\nvary: {run.seed: [1, 2]}\n", "sweep.yaml");
        QCOMPARE(one.rows[1].config.schedule.milestones, (std::vector<double>{3, 6, 9}));
        QCOMPARE(one.rows[1].config.schedule.warmupEpochs, 0.5);
        QCOMPARE(one.notes.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(one.notes[0]).startsWith("run.epochs is 10 instead of 100; scaled with it"));
        QVERIFY(parseSweep(toYaml(one), "again") == one);
        // Two lengths, a row with its own schedule, and an exception.
        const auto several = parseSweep(base +
                                            "vary: {run.epochs: [100, 50]}\n"
                                            "rows: [{name: a}, {name: b, set: {schedule.milestones: [20]}}, {name: c,\n"
                                            "        except: [{where: {run.epochs: 50}, set: {run.epochs: 20}}]}]\n",
                                        "sweep.yaml");
        const auto milestones = [&](std::size_t row) { return several.rows[row].config.schedule.milestones; };
        QCOMPARE(milestones(0), (std::vector<double>{30, 60, 90}));
        QCOMPARE(milestones(1), (std::vector<double>{15, 30, 45}));
        QCOMPARE(milestones(3), std::vector<double>{20});
        QCOMPARE(several.rows[3].config.schedule.warmupEpochs, 2.5);
        QCOMPARE(milestones(5), (std::vector<double>{6, 12, 18}));
        QCOMPARE(several.notes.size(), std::size_t{1});
        QVERIFY(several.notes[0].find("than the base's 100") != std::string::npos);
        QVERIFY(parseSweep(toYaml(several), "again") == several);
    }

    // A queue of an earlier version: its second row is twice as long, with the schedule of the first.
    void schedulesOfStoredQueuesStay() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        isonet::base::replaceFile(
            path / "experiment.yaml",
            "sweep: q\nbase: {schedule: {kind: step, milestones: [3, 6], warmup_epochs: 1}, run: {epochs: "
            "10}}\nrows:\n  - {name: a, id: a}\n  - {name: b, id: b, set: {run.epochs: 20}}\n");
        auto queue = Queue::open(path);
        QCOMPARE(queue.sweep().rows[1].config.schedule.milestones, (std::vector<double>{3, 6}));
        QVERIFY(queue.sweep().notes.empty());
        queue.change(queue.sweep());  // as this version writes it
        for (const auto& again : {Queue::open(path).sweep(), loadSweep(path / "experiment.yaml")})
            QCOMPARE(again.rows[1].config.schedule.milestones, (std::vector<double>{3, 6}));
    }

    void testFiguresHaveTheirColumn() {
        const auto sweep = parseSweep(
            "base: {data: {test_split: true}}\nrows: [{name: a}, {name: b, set: {model.depth: 14}}, {name: c, "
            "set: {model.depth: 26}}]\nrepeats: 2\n",
            "x");
        std::vector<RowResult> results(6);
        for (std::size_t i = 0; i < 5; ++i) {
            results[i].state = RowState::Finished;
            results[i].metrics = {90.0 + static_cast<double>(i)};
            results[i].test = 80.0 + static_cast<double>(i);
        }
        results[3].failed = true;
        const auto table = resultTable(sweep, results);
        QCOMPARE(table.header,
                 (std::vector<std::string>{"method", "depth", "rate", "top-1", "test top-1", "runs", "note"}));
        QCOMPARE(QString::fromStdString(table.rows[0][4]), QStringLiteral("80.50 ± 0.71"));  // 80 and 81
        QCOMPARE(table.rows[1][4], std::string("82.00"));  // the other did not converge
        QVERIFY(QString::fromStdString(toMarkdown(sweep, results))
                    .contains("Test top-1: Top-1 on the test split in percent"));
        const auto csv = QString::fromStdString(toCsv(sweep, results)).split('\n');
        const auto column = csv[0].split(',').indexOf("test_top1");
        QVERIFY(column > 0);
        QCOMPARE(csv[4].split(',')[column], QString("83.00"));
        QCOMPARE(csv[6].split(',')[column], QString());
        results.assign(6, {});
        QVERIFY(!QString::fromStdString(toCsv(sweep, results)).contains("test_top1"));
        // From the status of the run.
        isonet::telemetry::RunStatus status;
        status.state = isonet::telemetry::RunState::Finished;
        status.validationTop1 = 90;
        status.metrics["test/top1"] = 91.25;
        status.metrics["isometry/mean_deviation"] = 0.012345;
        status.step = 200;
        status.metrics["isometry/mean_operator_distance"] = 1.5e-7;
        status.secondsTrained = 278;
        std::vector<std::string> texts;
        for (const auto& measure : rowMeasures())
            texts.push_back(measureText(measure, resultOf(sweep.rows[0], "run", status, 0)));
        QCOMPARE(texts, (std::vector<std::string>{"91.25", "0.0123", "1.5e-7", "1390"}));
        // Below failsBelow: the test counts as not converged, the others are what was measured.
        QCOMPARE(measureText(rowMeasures()[0], resultOf(sweep.rows[0], "run", status, 95)), std::string("N/A"));
        QCOMPARE(measureText(rowMeasures()[1], resultOf(sweep.rows[0], "run", status, 95)), std::string("0.0123"));
    }

    // Files of earlier versions name the sweep with the key "experiment".
    void earlierNameKeyIsStillRead() {
        const std::string rest = "title: t\nbase: isonet-20-fashion-mnist\n";
        const auto now = parseSweep("sweep: rates\n" + rest, "sweep.yaml");
        QCOMPARE(QString::fromStdString(now.name), "rates");
        QVERIFY(parseSweep("experiment: rates\n" + rest, "sweep.yaml") == now);
        QVERIFY(QString::fromStdString(toYaml(now)).startsWith("sweep: rates\n"));
        QVERIFY(messageOf("sweep: a\nexperiment: b\n" + rest).find("duplicate key") != std::string::npos);
    }

    void rowsAndExceptionsChangeTheBase() {
        const auto sweep = parseSweep(
            "base: {data: {dataset: fashion-mnist}, model: {shortcut: true}}\n"
            "vary: {model.depth: [8, 14]}\n"
            "rows:\n"
            "  - {row: a, method: Plain, paper: [50, N/A]}\n"
            "  - row: b\n"
            "    name: strong\n"
            "    set: {penalty.coefficient: 0.001}\n"
            "    except: [{where: {model.depth: 14}, set: {penalty.coefficient: 0.01}}]\n",
            "sweep.yaml");
        QCOMPARE(sweep.rows.size(), std::size_t{4});
        QCOMPARE(sweep.rows[0].config.model.channels, 1);  // Fashion-MNIST's
        QVERIFY(sweep.rows[0].config.model.shortcut);
        QCOMPARE(sweep.rows[0].paper, std::vector<double>{50});
        QVERIFY(sweep.rows[1].paperFailed);
        QCOMPARE(sweep.rows[2].config.penalty.coefficient, 0.001);
        QCOMPARE(sweep.rows[3].config.penalty.coefficient, 0.01);
        QCOMPARE(QString::fromStdString(sweep.rows[3].id), "b-strong-14");
        QCOMPARE(sweep.rows[3].paperDepth, 0);
    }

    // A queue's file is reread before every row.
    void rowsMayOverrideSingleBlocks() {
        const auto sweep = parseSweep(
            "base: isonet-20-fashion-mnist\n"
            "vary: {model.blocks: [[], [{layers: s3.*, activation: relu}, {layers: s1.b1, offset: -2}]]}\n"
            "rows:\n"
            "  - name: plain\n"
            "  - {name: stem, set: {model.initialization: kaiming}}\n",
            "sweep.yaml");
        QCOMPARE(sweep.rows.size(), std::size_t{4});
        QVERIFY(sweep.rows[2].config.model.blocks.empty());
        QCOMPARE(sweep.rows[3].config.model.blocks.size(), std::size_t{2});
        QVERIFY(sweep.rows[3].config.model.blocks[0].activation == spec::Activation::ReLU);
        QVERIFY(sweep.rows[3].config.model.blocks[1].offset == -2.0);
        QVERIFY(parseSweep(toYaml(sweep), "again") == sweep);
    }

    void rowsWithEqualNamesAreNumbered() {
        const auto sweep = parseSweep(
            "base: isonet-20-fashion-mnist\nrows: [{name: x}, {name: x, set: {run.seed: 2}}]\n", "sweep.yaml");
        QCOMPARE(QString::fromStdString(sweep.rows[0].id), "x-20");
        QCOMPARE(QString::fromStdString(sweep.rows[1].id), "x-20-2");
    }

    void errorsNameLineKeyAndAcceptedValues_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, const char* yaml, const QStringList& words) {
            QTest::newRow(name) << yaml << words;
        };
        row("unknown key", "base: isonet-20-fashion-mnist\nvarry: {run.seed: [1]}\n",
            {"sweep.yaml:2", "varry", "unknown key", "did you mean 'vary'?"});
        row("no base", "vary: {run.seed: [1, 2]}\n", {"base", "missing", "preset"});
        row("unknown base", "base: isonet-21\n", {"sweep.yaml:1", "'isonet-21'", "isonet presets"});
        row("wrong section", "base:\n  model: {dept: 20}\n", {"sweep.yaml:2", "model.dept", "did you mean 'depth'?"});
        row("unknown varied key", "base: isonet-20-fashion-mnist\nvary:\n  model.dept: [20]\n",
            {"sweep.yaml:3", "model.dept", "did you mean 'model.depth'?"});
        row("impossible value", "base: isonet-20-fashion-mnist\nset: {run.epochs: many}\n",
            {"sweep.yaml:2", "run.epochs", "'many'", "an integer"});
        row("not a list", "base: isonet-20-fashion-mnist\nvary: {run.seed: 3}\n",
            {"sweep.yaml:2", "vary.run.seed", "a list of values"});
        row("too few numbers", "base: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\nrows:\n  - {paper: [70]}\n",
            {"sweep.yaml:4", "rows.paper", "1 values for 2 combinations"});
        row("not a number", "base: isonet-20-fashion-mnist\nrows: [{paper: good}]\n",
            {"sweep.yaml:2", "'good'", "a percentage above 0, or N/A"});
        row("rows is no list", "base: isonet-20-fashion-mnist\nrows: 3\n", {"sweep.yaml:2", "a list of rows"});
        row("too many", "base: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\nfails_below: 101\n",
            {"sweep.yaml:3", "fails_below", "a number from 0 to 100"});
        row("set twice", "base: isonet-20-fashion-mnist\nset:\n  run.seed: 1\n  run.seed: 2\n",
            {"sweep.yaml:4", "set.run.seed", "duplicate key"});
        row("varied twice", "base: isonet-20-fashion-mnist\nvary:\n  run.seed: [1]\n  run.seed: [2]\n",
            {"sweep.yaml:4", "vary.run.seed", "duplicate key"});
        row("wrong block", "base: isonet-20-fashion-mnist\nrows:\n  - set: {model.blocks: [{layer: s3}]}\n",
            {"sweep.yaml:3", "model.blocks[0].layer", "did you mean 'layers'?"});
        row("nested block", "base: isonet-20-fashion-mnist\nset: {model.blocks: [{layers: [s3, s4]}]}\n",
            {"sweep.yaml:2", "model.blocks[0].layers", "[s3, s4] is invalid; accepted: text"});
        row("not YAML", "base: [\n", {"sweep.yaml:", "not valid YAML"});
        row("a list", "- 1\n", {"sweep.yaml:1", "a map with the keys"});
        row("empty", "", {"sweep.yaml", "accepted: a map"});
    }
    void errorsNameLineKeyAndAcceptedValues() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, words);
        const auto message = QString::fromStdString(messageOf(yaml.toStdString()));
        for (const auto& word : words)
            QVERIFY2(message.contains(word), qPrintable(message));
    }

    void aWrongKeyOfAllRowsIsReportedOnce() {
        const auto message = QString::fromStdString(
            messageOf("base: isonet-20-fashion-mnist\nset: {run.epoch: 1}\nvary: {run.seed: [1, 2, 3]}\n"));
        QCOMPARE(message.count("unknown key"), 1);
    }

    void baseMayBeAFileInTheSameFolder() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        auto config = parseRunConfig("model: {depth: 26}\ndata: {dataset: fashion-mnist}\n", "x");
        saveRunConfig(config, path / "mine.yaml");
        QFile file(folder.filePath("seeds.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("base: mine.yaml\nvary: {run.seed: [1, 2]}\n");
        file.close();
        const auto sweep = loadSweep(path / "seeds.yaml");
        QCOMPARE(QString::fromStdString(sweep.name), "seeds");
        QCOMPARE(sweep.rows[1].config.model.depth, 26);
        QCOMPARE(sweep.rows[1].config.run.seed, std::uint64_t{2});
    }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
