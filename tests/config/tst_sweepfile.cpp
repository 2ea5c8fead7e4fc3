// Sweep files that are not expanded: conditions of all rows, and writing them as they were read.
#include <QtTest>

#include "training/sweeps/SweepFileText.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

const std::string kBase = "base: isonet-20-fashion-mnist\n";

}  // namespace

class TestSweepFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void conditionsMayBeThoseOfAllRows() {
        const auto rows = parseSweep(kBase +
                                         "vary: {model.depth: [8, 14, 20], model.activation: [relu, srelu]}\n"
                                         "when: {model.depth: [8, 14], model.activation: relu}\n"
                                         "rows: [{row: a}, {row: b}]\n",
                                     "x")
                              .rows;
        QCOMPARE(rows.size(), std::size_t{4});
        for (const auto& row : rows)
            QVERIFY(row.config.model.depth < 20 && row.config.model.activation == spec::Activation::ReLU);
    }

    // As text with its combinations, not with its rows.
    void fileIsWrittenAsItWasRead_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("grid") << "vary: {stages[2].channels: [64, 96], schedule.milestones: [[1, 2], []]}\n"
                              << QStringList{"  \"model.stages[2].channels\": [64, 96]",
                                             "  schedule.milestones: [[1, 2], []]"};
        QTest::newRow("samples") << "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}, model.dropout: "
                                    "{uniform: [0, 0.5]}, model.activation: {choose: [relu, srelu]}, "
                                    "model.width_multiplier: {uniform: [1, 4], integer: true}}\nsamples: "
                                    "5\nsample_seed: 9\nrepeats: 3\n"
                                 << QStringList{"  optimizer.learning_rate: {log_uniform: [0.001, 0.1]}",
                                                "samples: 5",
                                                "sample_seed: 9",
                                                "repeats: 3",
                                                "  model.width_multiplier: {uniform: [1, 4], integer: true}",
                                                "  model.activation: {choose: [relu, srelu]}"};
        QTest::newRow("conditions")
            << "vary: {model.depth: [8, 14, 20], model.shortcut: [true, false], schedule.milestones: [[1], [2], "
               "[3]]}\nseeds: [4, 5]\nwhen: {model.depth: [8, 14], schedule.milestones: [[1], [2]]}\n"
               "except: [{where: {model.depth: 8, model.shortcut: true}, skip: true}, {where: {model.depth: 14}, set: "
               "{run.epochs: 2}}]\n"
            << QStringList{"seeds: [4, 5]", "when: {model.depth: [8, 14], schedule.milestones: [[1], [2]]}",
                           "  - {where: {model.depth: 8, model.shortcut: true}, skip: true}"};
        QTest::newRow("rows") << "title: 'A, \"b\"'\nnotes: [one, 'two: 2']\nfails_below: 12.5\nset: {run.epochs: "
                                 "2}\nvary: {model.depth: [8, 14]}\nrows: [{row: a, name: n, method: 'M, 1', when: "
                                 "{model.depth: 8}, set: {schedule.milestones: [1, 2]}}, {row: b, paper: [90, N/A], "
                                 "paper_depth: 34, except: [{where: {model.depth: 8}, set: {run.epochs: 3}}]}]\n"
                              << QStringList{"base: isonet-20-fashion-mnist", "    paper: [90, N/A]"};
        QTest::newRow("stages") << "rows: [{row: a, set: {model.stages: [{channels: 8}, {channels: 16, stride: 2}]}}, "
                                   "{row: b, set: {run.name: 'x, y: z'}}]\n"
                                << QStringList{"    set: {model.stages: [{channels: 8}, {channels: 16, stride: 2}]}"};
    }
    void fileIsWrittenAsItWasRead() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, lines);
        const auto file = parseSweepFile(kBase + yaml.toStdString(), "sweep.yaml");
        const std::string text = toYaml(file);
        for (const auto& line : lines)
            QVERIFY2(QString::fromStdString(text).split('\n').contains(line), text.c_str());
        const auto again = parseSweepFile(text, "again");
        QVERIFY2(expand(again, "x") == expand(file, "x"), text.c_str());
        QCOMPARE(QString::fromStdString(toYaml(again)), QString::fromStdString(text));
        // Also with the base written out.
        auto whole = file;
        whole.preset.clear();
        QVERIFY(expand(parseSweepFile(toYaml(whole), "whole"), "x") == expand(file, "x"));
    }
};

QTEST_GUILESS_MAIN(TestSweepFile)
#include "tst_sweepfile.moc"
