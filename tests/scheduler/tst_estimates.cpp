// Time left: unknown before anything was measured, then from rows of the same cost.
#include <QtTest>

#include "training/scheduler/Estimates.h"

using namespace isonet;
using namespace isonet::scheduler;
using sweeps::RowResult;
using sweeps::RowState;

namespace {

sweeps::Sweep sweepOf(int rows) {
    sweeps::Sweep sweep;
    for (int i = 0; i < rows; ++i) {
        sweeps::SweepRow row;
        row.label = std::string(1, static_cast<char>('a' + i));
        row.config.run.epochs = 2;
        row.config.run.batchSize = 10;
        sweep.rows.push_back(row);
    }
    sweeps::nameRows(sweep);
    return sweep;
}

RowResult finished(double seconds) {
    RowResult result;
    result.state = RowState::Finished;
    result.step = result.steps = 200;
    result.seconds = seconds;
    return result;
}

}  // namespace

class TestEstimates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsClaimedBeforeAMeasurement();
    void rowsOfTheSameCostTakeAsLong();
    void otherNetworksAreScaled();
    void otherDataIsUnknown();
    void slotsAreFilledInOrder();
};

void TestEstimates::nothingIsClaimedBeforeAMeasurement() {
    const auto sweep = sweepOf(2);
    std::vector<RowResult> results(2);
    auto estimated = estimate(sweep, results, {0, 1}, 1);
    QCOMPARE(estimated.rows, (std::vector<double>{-1, -1}));
    QCOMPARE(estimated.seconds, -1.0);
    results[0].state = RowState::Running;
    results[0].step = 3;  // too few
    results[0].steps = 200;
    results[0].seconds = 3;
    estimated = estimate(sweep, results, {1}, 1);
    QCOMPARE(estimated.rows[1], -1.0);
    QCOMPARE(estimated.seconds, -1.0);
    QCOMPARE(estimate(sweep, {finished(1), finished(1)}, {}, 1).seconds, 0.0);
}

void TestEstimates::rowsOfTheSameCostTakeAsLong() {
    auto sweep = sweepOf(4);
    sweep.rows[2].config.run.epochs = 4;
    std::vector<RowResult> results{finished(100), {}, {}, {}};
    results[3].state = RowState::Interrupted;
    results[3].step = 150;
    results[3].steps = 200;
    results[3].seconds = 75;
    const auto estimated = estimate(sweep, results, {1, 2, 3}, 1);
    QCOMPARE(estimated.rows, (std::vector<double>{0, 100, 200, 25}));
    QCOMPARE(estimated.seconds, 325.0);
    // And what they are made of.
    QCOMPARE(estimated.bases.size(), std::size_t(4));
    QVERIFY(estimated.bases[0].row == -1);  // done
    QVERIFY(estimated.bases[1].row == 0);
    QCOMPARE(estimated.bases[1].secondsPerStep, 0.5);
    QCOMPARE(estimated.bases[1].steps, 200.0);
    QVERIFY(estimated.bases[1].sameNetwork);
    QCOMPARE(estimated.bases[3].steps, 50.0);
}

void TestEstimates::otherNetworksAreScaled() {
    auto sweep = sweepOf(3);
    sweep.rows[1].config.run.batchSize = 20;  // half as many steps of twice the work
    sweep.rows[2].config.model.depth = 56;
    const auto estimated = estimate(sweep, {finished(100), {}, {}}, {1, 2}, 1);
    QCOMPARE(estimated.rows[1], 100.0);
    QVERIFY(estimated.bases[2].row == 0 && !estimated.bases[2].sameNetwork);
    QVERIFY2(estimated.rows[2] > 200 && estimated.rows[2] < 400, qPrintable(QString::number(estimated.rows[2])));
}

void TestEstimates::otherDataIsUnknown() {
    auto sweep = sweepOf(2);
    sweep.rows[1].config.data.root = "/elsewhere";
    const auto estimated = estimate(sweep, {finished(100), {}}, {1}, 1);
    QCOMPARE(estimated.rows[1], -1.0);
    QCOMPARE(estimated.seconds, -1.0);
    sweep.rows[1].config.data.trainImages = 50;  // 5 steps in each of two epochs
    QCOMPARE(estimate(sweep, {finished(100), {}}, {1}, 1).rows[1], 5.0);
}

void TestEstimates::slotsAreFilledInOrder() {
    const auto sweep = sweepOf(4);
    std::vector<RowResult> results{finished(100), {}, {}, {}};
    results[1].state = RowState::Running;
    results[1].secondsLeft = 30;
    QCOMPARE(estimate(sweep, results, {2, 3}, 2).seconds, 130.0);  // 30 and 100 on one, 100 on the other
    QCOMPARE(estimate(sweep, results, {2, 3}, 1).seconds, 230.0);
    QCOMPARE(estimate(sweep, results, {2, 3}, 3).seconds, 100.0);
    QVERIFY_EXCEPTION_THROWN(estimate(sweep, {}, {}, 1), std::invalid_argument);
}

QTEST_GUILESS_MAIN(TestEstimates)
#include "tst_estimates.moc"
