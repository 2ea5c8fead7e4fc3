// The list of benchmarks and the way they measure; not the measurements themselves.
#include <ATen/Parallel.h>

#include <QtTest>
#include <chrono>
#include <cmath>
#include <set>
#include <sstream>
#include <thread>

#include "tests/benchmarks/Benchmark.h"
#include "tests/benchmarks/SReLUBenchmark.h"
#include "tests/benchmarks/StepProcess.h"

using namespace isonet::benchmarks;

class TestBenchmarks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The steps run in processes forked from this one, which must not have OpenMP's threads.
    void initTestCase() { at::set_num_threads(1); }
    void namesAreUniqueAndFound();
    void duelTimesBothSidesButNotThePreparation();
    void lineShowsBothSidesAndTheRatio();
    void trainingStepKeepsAtMostSixTenths();
    void thePublishedStepTrainsAlike();
};

void TestBenchmarks::namesAreUniqueAndFound() {
    std::set<std::string> names;
    for (const Benchmark& benchmark : benchmarks()) {
        QVERIFY(names.insert(benchmark.name).second);
        QVERIFY(!benchmark.description.empty());
        QVERIFY(benchmark.run || benchmark.runOn);
        QCOMPARE(find(benchmark.name), &benchmark);
    }
    QVERIFY(names.contains("srelu") && names.contains("penalty") && names.contains("spectrum"));
    QVERIFY(!find("nothing"));
}

void TestBenchmarks::duelTimesBothSidesButNotThePreparation() {
    using namespace std::chrono_literals;
    int theirs = 0, ours = 0, prepared = 0;
    const Duel result = duel(
        [&] {
            ++theirs;
            std::this_thread::sleep_for(60ms);
        },
        [&] {
            ++ours;
            std::this_thread::sleep_for(10ms);
        },
        [&] {
            ++prepared;
            std::this_thread::sleep_for(2ms);
        },
        3);
    QVERIFY(theirs >= 3);
    QCOMPARE(ours, theirs);
    QCOMPARE(prepared, theirs + ours);
    QVERIFY(result.published >= 0.060 && result.ours >= 0.010 && result.ours < result.published);
    QCOMPARE(result.ratio(), result.published / result.ours);
}

void TestBenchmarks::lineShowsBothSidesAndTheRatio() {
    std::ostringstream out;
    printDuel(out, "a layer", {0.030, 0.010}, "note");
    const QString line = QString::fromStdString(out.str()).simplified();
    QCOMPARE(line, QString("a layer 30.00 ms 10.00 ms 3.00 x note"));
}

void TestBenchmarks::trainingStepKeepsAtMostSixTenths() {
    isonet::spec::ModelSpec spec;
    spec.depth = 14;
    spec.height = spec.width = 16;
    const StepMemories both = activationMemory(spec, 8);
    // Every activation's output at least: 5 of 16 x 16 x 16 floats for each of 8 images, 4 of half, 4 of a quarter.
    const std::int64_t outputs = 4 * 8 * 16 * 16 * (5 * 16 + 4 * 8 + 4 * 4);
    QVERIFY(both.ours.kept >= outputs);
    QVERIFY(both.ours.peak >= both.ours.kept);
    QVERIFY2(static_cast<double>(both.ours.kept) <= 0.6 * static_cast<double>(both.published.kept),
             qPrintable(QString("%1 of %2").arg(both.ours.kept).arg(both.published.kept)));
    QVERIFY(both.ours.peak < both.published.peak);
}

// Each in a process of its own, from the same weights on the same batch.
void TestBenchmarks::thePublishedStepTrainsAlike() {
    using isonet::spec::ResidualMultiplier;
    for (const bool residual : {false, true}) {
        isonet::config::RunConfig config;
        config.model.depth = 8;
        config.model.channels = 3;
        config.model.height = config.model.width = 8;
        config.model.shortcut = residual;
        config.model.multiplier = residual ? ResidualMultiplier::Scalar : ResidualMultiplier::None;
        config.optimizer.learningRate = 0.02;
        config.penalty.coefficient = 1e-3;
        config.run.batchSize = 6;
        config.run.device = "cpu";
        StepProcess published(StepMode::Published, config), last(StepMode::PublishedChannelsLast, config),
            ours(StepMode::Ours, config), alone(StepMode::Convolutions, config);
        double first = 0;
        for (int step = 0; step < 6; ++step) {
            for (StepProcess* process : {&published, &last, &ours, &alone})
                QVERIFY(process->step() > 0);
            const double expected = published.loss();
            QVERIFY(std::abs(last.loss() - expected) < 1e-3 * expected);
            QVERIFY(std::abs(ours.loss() - expected) < 1e-3 * expected);
            first = step == 0 ? expected : first;
        }
        QVERIFY(ours.loss() != first);
        QVERIFY(ours.peak() >= 0 && ours.peak() < 1e9);
        QVERIFY(std::isfinite(ours.measuring(1e-3)));
    }
}

QTEST_GUILESS_MAIN(TestBenchmarks)
#include "tst_benchmarks.moc"
