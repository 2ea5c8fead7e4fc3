// When a step is computed, captured and replayed, alone and among ranks.
#include <torch/types.h>

#include <QtTest>

#include "FakeGraph.h"
#include "training/engine/loop/StepGraph.h"

using namespace isonet;
using namespace isonet::training;
using testing::FakeGraph;
using testing::GraphCalls;

namespace {

// The other ranks agree to all but what `others` says.
class FakeGroup : public distributed::Group {
public:
    explicit FakeGroup(unsigned others) : others_(others) { launch_.world = 2; }
    const distributed::Launch& launch() const override { return launch_; }
    void attach(const at::Device&) override {}
    void sum(at::Tensor&) override {}
    void broadcast(const std::vector<at::Tensor>&) override {}
    std::unique_ptr<distributed::GradientAverager> averager(const std::vector<at::Tensor>&) override { return {}; }
    std::string captureObstacle() const override { return {}; }
    unsigned agree(unsigned flags) override {
        ++agreements;
        return flags | others_;
    }
    std::string broadcastText(const std::string& text) override { return text; }
    std::vector<std::string> exchange(const std::string& mine) override { return {mine, mine}; }
    void fail(const std::string&) noexcept override {}
    std::string lostPeer() override { return {}; }
    void onLost(std::function<void(const std::string&)>) override {}

    int agreements = 0;

private:
    distributed::Launch launch_;
    unsigned others_;
};

// A step that adds rate * batch to a sum.
struct Summing {
    at::Tensor sum = at::zeros({2});
    StepGraph::Compute compute() {
        return [this](const DeviceBatches& batches, const at::Tensor& rate) { sum.add_(batches[0][0] * rate); };
    }
};

std::vector<TaskBatch> batchOf(float value, std::int64_t size = 2) {
    return {{size, {at::full({size}, value)}}};
}

}  // namespace

class TestStepGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsAreWarmedUpCapturedAndReplayed_data();
    void stepsAreWarmedUpCapturedAndReplayed();
    void failedCaptureComputesNothing();
    void failureOfAnotherRankIsShared();
    void otherShapesAreRefused();
};

void TestStepGraph::stepsAreWarmedUpCapturedAndReplayed_data() {
    QTest::addColumn<bool>("ranks");
    QTest::addColumn<int>("warmUps");
    QTest::newRow("one process") << false << 4;
    QTest::newRow("several ranks") << true << 11;
}

void TestStepGraph::stepsAreWarmedUpCapturedAndReplayed() {
    QFETCH(bool, ranks);
    QFETCH(int, warmUps);
    FakeGroup group(0);
    GraphCalls calls;
    Summing summing;
    StepGraph graph(std::make_unique<FakeGraph>(calls), at::kCPU, summing.compute(), ranks ? &group : nullptr);
    double expected = 0;
    for (int i = 1; i <= warmUps + 3; ++i) {
        QVERIFY(graph.run(batchOf(static_cast<float>(i)), 0.5));
        expected += 0.5 * i;
        QCOMPARE(summing.sum[1].item<double>(), expected);
    }
    QCOMPARE(calls.warmUps, warmUps);
    QCOMPARE(calls.captures, 1);
    QCOMPARE(calls.replays, 3);
    QCOMPARE(group.agreements, ranks ? 1 : 0);
}

void TestStepGraph::failedCaptureComputesNothing() {
    GraphCalls calls;
    Summing summing;
    StepGraph graph(std::make_unique<FakeGraph>(calls, std::vector<at::Tensor>{summing.sum}), at::kCPU,
                    summing.compute());
    for (int i = 0; i < 4; ++i)
        QVERIFY(graph.run(batchOf(1), 1));
    QVERIFY(!graph.run(batchOf(1), 1));
    QCOMPARE(graph.failure(), std::string("operation not permitted when stream is capturing"));
    QCOMPARE(summing.sum[0].item<double>(), 4.0);
    QCOMPARE(calls.replays, 0);
}

void TestStepGraph::failureOfAnotherRankIsShared() {
    FakeGroup group(1);
    GraphCalls calls;
    Summing summing;
    StepGraph graph(std::make_unique<FakeGraph>(calls), at::kCPU, summing.compute(), &group);
    for (int i = 0; i < 11; ++i)
        QVERIFY(graph.run(batchOf(1), 1));
    QVERIFY(!graph.run(batchOf(1), 1));
    QCOMPARE(graph.failure(), std::string("another rank could not capture its step"));
    QCOMPARE(summing.sum[0].item<double>(), 11.0);
    QCOMPARE(calls.replays, 0);
}

void TestStepGraph::otherShapesAreRefused() {
    GraphCalls calls;
    Summing summing;
    StepGraph graph(std::make_unique<FakeGraph>(calls), at::kCPU, summing.compute());
    QVERIFY(graph.run(batchOf(1), 1));
    QVERIFY_EXCEPTION_THROWN(graph.run(batchOf(1, 3), 1), c10::Error);
}

QTEST_GUILESS_MAIN(TestStepGraph)
#include "tst_stepgraph.moc"
