// The lines of a plot of a sweep: curves split by a second key.
#include <QtTest>

#include "training/sweeps/CurveLines.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet::sweeps;

class TestCurveLines : public QObject {
    Q_OBJECT

    static Sweep sweepOf(const std::string& yaml) {
        return parseSweep("base: isonet-20-fashion-mnist\n" + yaml, "sweep.yaml");
    }
    static std::vector<RowResult> finished(const std::vector<double>& top1) {
        std::vector<RowResult> results(top1.size());
        for (std::size_t i = 0; i < top1.size(); ++i) {
            results[i].state = RowState::Finished;
            results[i].metrics = {top1[i]};
        }
        return results;
    }

private Q_SLOTS:
    void everyValueOfTheSecondKeyIsALine() {
        const auto sweep = sweepOf("vary: {model.dropout: [0.1, 0], stages[2].channels: [80, 96]}\n");
        const auto lines = linesOf(sweep, finished({70, 71, 80, 81}), "model.stages[2].channels", "model.dropout", 0);
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0].name, std::string());
        QCOMPARE(lines[0].value, std::string("0"));  // ascending
        QCOMPARE(lines[0].curve.points[1].spread.mean, 81.0);
        QCOMPARE(lines[1].curve.points[0].spread.mean, 70.0);
        const auto together = linesOf(sweep, finished({70, 71, 80, 81}), "model.stages[2].channels", "", 0);
        QCOMPARE(together.size(), std::size_t{1});
        QCOMPARE(together[0].curve.points[0].spread.mean, 75.0);
    }

    void labelsAreLinesToo() {
        const auto sweep = sweepOf(
            "rows: [{row: a, method: One}, {row: b, method: Two, set: {model.activation: relu}}]\n"
            "vary: {model.dropout: [0, 0.1]}\n");
        const auto lines = linesOf(sweep, finished({1, 2, 3, 4}), "model.dropout", "", 0);
        QCOMPARE(lines.size(), std::size_t{2});
        QVERIFY2(lines[0].name.starts_with("a One"), lines[0].name.c_str());
        QVERIFY2(lines[1].name.starts_with("b Two"), lines[1].name.c_str());
        QCOMPARE(lines[1].curve.points[1].spread.mean, 4.0);
    }

    // The words for lines without a name or a value are those of the display.
    void linesWithoutNameOrValueHaveEmptyTexts() {
        const auto sweep = sweepOf(
            "rows: [{method: One}, {method: Two}]\n"
            "vary: {model.dropout: [0, 0.1], stages[2].normalization: [~, batch]}\n");
        const std::vector<double> top1{1, 2, 3, 4, 5, 6, 7, 8};
        const auto together = linesOf(sweep, finished(top1), "model.dropout", "", 0);
        QCOMPARE(together.size(), std::size_t{1});
        QCOMPARE(together[0].name, std::string());
        const auto lines = linesOf(sweep, finished(top1), "model.dropout", "model.stages[2].normalization", 0);
        QCOMPARE(lines.size(), std::size_t{2});
        QVERIFY(lines[0].name.empty() && lines[0].value.empty());
        QVERIFY(lines[1].name.empty() && lines[1].value == "batch");
    }

    void theUsualSplitGivesFewLinesWithPoints() {
        const auto grid = sweepOf("vary: {model.dropout: [0, 0.1], stages[2].channels: [80, 96]}\n");
        const auto keys = variedKeys(grid);
        QCOMPARE(usualSplit(grid, keys, "model.dropout", 8), std::string("model.stages[2].channels"));
        QCOMPARE(usualSplit(grid, keys, "model.dropout", 1), std::string());  // two lines
        // Random values: every line would be one point.
        const auto random = sweepOf(
            "sample: {optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}, model.dropout: {uniform: [0, 0.5]}}\n"
            "samples: 6\n");
        QCOMPARE(usualSplit(random, variedKeys(random), "model.dropout", 8), std::string());
    }

    void aSingleVariedKeySplitsNothing() {
        const auto sweep = sweepOf("vary: {model.dropout: [0, 0.1]}\nrepeats: 2\n");
        QCOMPARE(usualSplit(sweep, variedKeys(sweep), "model.dropout", 8), std::string());
    }

    void paperValuesStayWithTheirLine() {
        const auto& table = *findPaperTable("table4");
        const std::vector<RowResult> results(table.rows.size());
        const auto lines = linesOf(table, results, "model.depth", "", 0);
        QCOMPARE(lines.size(), std::size_t{6});
        const auto csv = QString::fromStdString(linesCsv(lines, "model.depth", "", "top1"));
        QVERIFY2(csv.contains(QStringLiteral(",ResNet,,,34,top1,,,,,0,0,73.29\n")), qPrintable(csv));
    }

    // Its labels are the coefficients, which would be a curve of one point each.
    void rowsThatDifferInOneKeyAreOneCurve() {
        const Sweep& table = *findPaperTable("table2");
        QCOMPARE(variedKeys(table), std::vector<std::string>{"penalty.coefficient"});
        const std::vector<RowResult> results(table.rows.size());
        const auto lines = linesOf(table, results, "penalty.coefficient", {}, 0);
        QCOMPARE(lines.size(), std::size_t{1});
        QCOMPARE(lines[0].name, std::string("ISONet"));
        QCOMPARE(lines[0].curve.points.size(), table.rows.size());
        QCOMPARE(lines[0].curve.points[1].paper, std::optional<double>(70.08));
        QVERIFY(linesOf(*findPaperTable("table1"), std::vector<RowResult>(findPaperTable("table1")->rows.size()),
                        "penalty.coefficient", {}, 0)
                    .size() > 1);
    }
};

QTEST_GUILESS_MAIN(TestCurveLines)
#include "tst_curvelines.moc"
