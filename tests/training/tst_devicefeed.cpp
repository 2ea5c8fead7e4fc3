// Copies of batches to a device, on a device that runs its streams in any order that their events allow.
#include <torch/types.h>

#include <QtTest>

#include <functional>

#include "FakeDevice.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/runtime/DeviceFeed.h"

using namespace isonet;
using namespace isonet::training;

class TestDeviceFeed : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onTheCpuNothingIsCopied();
    void everyStepSeesItsBatch_data();
    void everyStepSeesItsBatch();
    void copiesRunAtMostOneStepAhead();
    void buffersAreKeptWhileShapesStay();
    void gpuCopiesReachTheDevice();
};

void TestDeviceFeed::onTheCpuNothingIsCopied() {
    const auto feed = makeDeviceFeed(at::kCPU);
    const at::Tensor images = at::ones({2, 3});
    const auto given = feed->copy({{images, at::Tensor()}});
    feed->used();
    QVERIFY(given[0][0].is_same(images));
    QVERIFY(!given[0][1].defined());
}

void TestDeviceFeed::everyStepSeesItsBatch_data() {
    QTest::addColumn<int>("order");
    QTest::addColumn<bool>("sameShapes");
    for (const bool same : {true, false}) {
        const QString shapes = same ? ", one shape" : ", several shapes";
        QTest::newRow(qPrintable("computation first" + shapes)) << 0 << same;
        QTest::newRow(qPrintable("copies first" + shapes)) << 1 << same;
        QTest::newRow(qPrintable("any order" + shapes)) << 2 << same;
    }
}

// Two batches per step; the device starts only after all steps were queued.
void TestDeviceFeed::everyStepSeesItsBatch() {
    QFETCH(int, order);
    QFETCH(bool, sameShapes);
    const auto feed = makeDeviceFeed(test::fakeDevice());
    constexpr int steps = 9;
    std::vector<std::vector<float>> seen(steps), expected(steps);
    for (int step = 0; step < steps; ++step) {
        DeviceFeed::Batches host;
        for (int batch = 0; batch < 2; ++batch) {
            const std::int64_t size = sameShapes ? 4 : 2 + step % 3;
            host.push_back({at::full({size}, static_cast<float>(10 * step + batch)), at::Tensor()});
            expected[step].push_back(static_cast<float>(10 * step + batch) * static_cast<float>(size));
        }
        const auto given = feed->copy(std::move(host));
        QCOMPARE(given.size(), std::size_t{2});
        for (const auto& batch : given) {
            QVERIFY(batch[0].device() == test::fakeDevice() && !batch[1].defined());
            test::enqueue([&seen, step, tensor = batch[0]] {
                float sum = 0;
                for (std::int64_t i = 0; i < tensor.numel(); ++i)
                    sum += static_cast<const float*>(tensor.const_data_ptr())[i];
                seen[step].push_back(sum);
            });
        }
        feed->used();
    }
    RandomStream random(3);
    test::runQueued([&](std::size_t ready) {
        return order == 0 ? std::size_t{0} : order == 1 ? ready - 1 : std::size_t{random.below(ready)};
    });
    QCOMPARE(seen, expected);
}

void TestDeviceFeed::copiesRunAtMostOneStepAhead() {
    const auto feed = makeDeviceFeed(test::fakeDevice());
    std::vector<std::vector<float>> shown;
    at::Tensor buffers[2];
    for (int step = 0; step < 6; ++step) {
        const auto given = feed->copy({{at::full({1}, static_cast<float>(step))}});
        buffers[step % 2] = given[0][0];
        test::enqueue([&] {
            // What the two buffers hold while a step runs: its batch, and at most the next one.
            shown.push_back({});
            for (const at::Tensor& buffer : buffers)
                shown.back().push_back(*static_cast<const float*>(buffer.const_data_ptr()));
        });
        feed->used();
    }
    test::runQueued([](std::size_t ready) { return ready - 1; });  // copies as early as they may run
    QCOMPARE(shown.size(), std::size_t{6});
    for (std::size_t step = 0; step < 5; ++step) {
        QCOMPARE(shown[step][step % 2], static_cast<float>(step));
        QCOMPARE(shown[step][1 - step % 2], static_cast<float>(step + 1));  // ahead
    }
}

void TestDeviceFeed::buffersAreKeptWhileShapesStay() {
    const auto feed = makeDeviceFeed(test::fakeDevice());
    const auto one = [&](std::int64_t size, at::ScalarType type) {
        const auto given = feed->copy({{at::zeros({size, 2}, type)}});
        feed->used();
        return given[0][0];
    };
    const at::Tensor first = one(3, at::kFloat), second = one(3, at::kFloat), third = one(3, at::kFloat);
    QVERIFY(third.is_same(first) && !second.is_same(first));
    QVERIFY(!one(4, at::kFloat).is_same(second));
    QVERIFY(!one(3, at::kByte).is_same(first));
    test::runQueued([](std::size_t) { return std::size_t{0}; });
}

void TestDeviceFeed::gpuCopiesReachTheDevice() {
    if (!model::loadCuda())
        QSKIP(("no CUDA here: " + model::cudaStatus()).c_str());
    const auto feed = makeDeviceFeed(at::Device("cuda:0"));
    at::Tensor sum = at::zeros({}, at::TensorOptions(at::kDouble).device(at::Device("cuda:0")));
    double expected = 0;
    for (int step = 0; step < 20; ++step) {
        const at::Tensor host = at::full({1 << 20}, step % 7, at::TensorOptions(at::kByte).pinned_memory(true));
        const auto given = feed->copy({{host}});
        sum += given[0][0].sum().to(at::kDouble);
        feed->used();
        expected += step % 7 * double{1 << 20};
    }
    QCOMPARE(sum.item<double>(), expected);
}

QTEST_GUILESS_MAIN(TestDeviceFeed)
#include "tst_devicefeed.moc"
