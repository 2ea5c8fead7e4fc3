// The list of benchmarks and the way they measure; not the measurements themselves.
#include <QtTest>
#include <chrono>
#include <set>
#include <sstream>
#include <thread>

#include "tests/benchmarks/Benchmark.h"

using namespace isonet::benchmarks;

class TestBenchmarks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesAreUniqueAndFound();
    void duelTimesBothSidesButNotThePreparation();
    void lineShowsBothSidesAndTheRatio();
};

void TestBenchmarks::namesAreUniqueAndFound() {
    std::set<std::string> names;
    for (const Benchmark& benchmark : benchmarks()) {
        QVERIFY(names.insert(benchmark.name).second);
        QVERIFY(!benchmark.description.empty());
        QVERIFY(benchmark.run != nullptr);
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

QTEST_GUILESS_MAIN(TestBenchmarks)
#include "tst_benchmarks.moc"
