// The order of images that lie in blocks of large files: complete, local, mixed, shared by ranks.
#include <QtTest>

#include <algorithm>
#include <numeric>
#include <set>

#include "training/data/classification/BlockOrder.h"
#include "training/data/classification/Sampler.h"

using namespace isonet::training;

class TestBlockOrder : public QObject {
    Q_OBJECT
    // Blocks of `length` images.
    static std::vector<std::int64_t> blocksOf(std::int64_t images, std::int64_t length) {
        std::vector<std::int64_t> blocks;
        for (std::int64_t i = 0; i < images; i += length)
            blocks.push_back(i);
        return blocks;
    }

private Q_SLOTS:
    void everyImageOccursOnce_data();
    void everyImageOccursOnce();
    void epochsAndSeedsDiffer();
    void fewBlocksAreReadAtATime();
    void neighborsAreMixed();
    void ranksReadTheirOwnBlocks();
    void evaluationStaysInOrder();
};

void TestBlockOrder::everyImageOccursOnce_data() {
    QTest::addColumn<int>("images");
    QTest::addColumn<int>("block");
    QTest::addColumn<int>("batch");
    QTest::newRow("none") << 0 << 1 << 4;
    QTest::newRow("one") << 1 << 1 << 4;
    QTest::newRow("small batches") << 1000 << 30 << 3;
    QTest::newRow("uneven batches") << 1003 << 7 << 50;
    QTest::newRow("one block") << 2000 << 5000 << 64;
    QTest::newRow("one batch") << 100 << 10 << 1000;
}

void TestBlockOrder::everyImageOccursOnce() {
    QFETCH(int, images);
    QFETCH(int, block);
    QFETCH(int, batch);
    auto order = blockOrder(images, blocksOf(images, block), batch, 5);
    QCOMPARE(order, blockOrder(images, blocksOf(images, block), batch, 5));
    std::sort(order.begin(), order.end());
    std::vector<std::int64_t> all(static_cast<std::size_t>(images));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    QCOMPARE(order, all);
}

void TestBlockOrder::epochsAndSeedsDiffer() {
    const auto blocks = blocksOf(500, 50);
    const Sampler sampler(500, {.batchSize = 20, .seed = 3}, blocks), other(500, {.batchSize = 20, .seed = 4}, blocks);
    QCOMPARE(sampler.order(1), sampler.order(1));
    QVERIFY(sampler.order(1) != sampler.order(2));
    QVERIFY(sampler.order(1) != other.order(1));
    QVERIFY(sampler.order(1) != Sampler(500, {.batchSize = 20, .seed = 3}).order(1));
}

void TestBlockOrder::fewBlocksAreReadAtATime() {
    constexpr std::int64_t images = 320000, length = 100;
    const auto order = blockOrder(images, blocksOf(images, length), 256, 7);
    std::vector<std::int64_t> first(images / length, -1), last(images / length, 0);
    for (std::int64_t position = 0; position < images; ++position) {
        const auto block = static_cast<std::size_t>(order[static_cast<std::size_t>(position)] / length);
        first[block] = first[block] < 0 ? position : first[block];
        last[block] = position;
    }
    std::int64_t open = 0;
    for (std::size_t block = 0; block < first.size(); ++block)
        open += last[block] - first[block];
    // On average: a uniform order has nearly all 3200 blocks open, this one those of 32 buffers and their stragglers.
    const double average = static_cast<double>(open) / images;
    QVERIFY2(average > 32 && average < 600, qPrintable(QString::number(average)));
}

void TestBlockOrder::neighborsAreMixed() {
    // Sorted by class, blocks of 8: a batch of 256 images of 100 classes has most of them.
    constexpr std::int64_t images = 64000;
    const auto order = blockOrder(images, blocksOf(images, 8), 256, 7);
    for (std::int64_t batch = 0; batch < 250; batch += 50) {
        std::set<std::int64_t> classes, blocks;
        for (std::int64_t i = 0; i < 256; ++i) {
            const std::int64_t image = order[static_cast<std::size_t>(256 * batch + i)];
            classes.insert(image / 640);
            blocks.insert(image / 8);
        }
        QVERIFY2(classes.size() > 80, qPrintable(QString::number(classes.size())));
        QVERIFY2(blocks.size() > 200, qPrintable(QString::number(blocks.size())));
    }
}

void TestBlockOrder::ranksReadTheirOwnBlocks() {
    constexpr std::int64_t images = 64000, length = 100;
    const auto blocks = blocksOf(images, length);
    std::vector<std::set<std::int64_t>> read(4);
    const Sampler whole(images, {.batchSize = 256, .seed = 9}, blocks);
    const auto order = whole.order(0);
    for (int rank = 0; rank < 4; ++rank) {
        const Sampler share(images, {.batchSize = 256, .seed = 9, .rank = rank, .world = 4}, blocks);
        QCOMPARE(share.order(0), order);
        for (std::int64_t batch = 0; batch < share.batches(); ++batch) {
            const auto part = share.part(batch);
            QCOMPARE(part.count, 64);
            for (std::int64_t i = part.first; i < part.first + part.count; ++i)
                read[static_cast<std::size_t>(rank)].insert(order[static_cast<std::size_t>(i)] / length);
        }
    }
    for (const auto& mine : read)  // of 640 blocks; those at the ends belong to two
        QVERIFY2(mine.size() >= 160 && mine.size() <= 162, qPrintable(QString::number(mine.size())));
}

void TestBlockOrder::evaluationStaysInOrder() {
    const Sampler sampler(50, {.batchSize = 20, .train = false}, blocksOf(50, 10));
    const auto order = sampler.order(3);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    QCOMPARE(order.size(), std::size_t{50});
}

QTEST_GUILESS_MAIN(TestBlockOrder)
#include "tst_blockorder.moc"
