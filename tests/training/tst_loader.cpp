// Loader: batches independent of threads, complete, bounded prefetch, start at any batch of an epoch.
#include <c10/core/impl/FakeGuardImpl.h>
#include <torch/types.h>

#include <QtTest>

#include <atomic>
#include <chrono>
#include <set>

#include "model/base/DataError.h"
#include "training/data/classification/Loader.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"

using namespace isonet::training;

namespace {

// Eight devices of a type that no build has; each thread starts at the first.
using FakeDevices = c10::impl::FakeGuardImpl<c10::DeviceType::FPGA>;
C10_REGISTER_GUARD_IMPL(FPGA, FakeDevices)

}  // namespace

// Image i is its index plus a fraction derived from its draw, different per channel; slow images mix up the threads.
class CountingDataset : public Dataset {
public:
    CountingDataset(std::int64_t size, ImageShape shape) : size_(size), shape_(shape) {}
    std::int64_t size() const override { return size_; }
    int classes() const override { return 7; }
    const std::vector<std::string>& classNames() const override { return names_; }
    ImageShape shape() const override { return shape_; }
    int label(std::int64_t index) const override { return static_cast<int>(index % 7); }
    void load(std::int64_t index, std::uint64_t draw, PixelOrder order, float* out) const override {
        ++loads;
        onDevice += FakeDevices::getDeviceIndex() == 3;
        if (index == failing)
            throw DataError("image " + std::to_string(index) + " is corrupt");
        if (corrupt.contains(index))
            throw ImageError("image " + std::to_string(index) + " cannot be decoded");
        if (mixBits(index) % 5 == 0)
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        const int area = shape_.height * shape_.width;
        for (int c = 0; c < shape_.channels; ++c)
            for (int p = 0; p < area; ++p)
                out[order == PixelOrder::Planes ? area * c + p : shape_.channels * p + c] =
                    static_cast<float>(index) + 1000.0f * static_cast<float>(c) + 0.25f * static_cast<float>(p) +
                    static_cast<float>(draw % 1024) / 4096.0f;
    }
    mutable std::atomic<std::int64_t> loads = 0, onDevice = 0;
    std::atomic<std::int64_t> failing = -1;  // workers may still read it when a test changes it
    std::vector<std::int64_t> blocks() const override { return starts; }
    std::set<std::int64_t> corrupt;
    std::vector<std::int64_t> starts;  // of blocks

private:
    std::int64_t size_;
    ImageShape shape_;
    std::vector<std::string> names_;
};

class TestLoader : public QObject {
    Q_OBJECT
    static std::vector<Batch> collect(Loader& loader, std::int64_t epoch, std::int64_t first = 0) {
        std::vector<Batch> batches;
        loader.start(epoch, first);
        while (auto batch = loader.next())
            batches.push_back(std::move(*batch));
        return batches;
    }
    static bool equal(const Batch& a, const Batch& b) {
        return a.index == b.index && at::equal(a.images, b.images) && at::equal(a.labels, b.labels);
    }

private Q_SLOTS:
    void batchesDoNotDependOnTheNumberOfThreads();
    void epochsAndSeedsDiffer();
    void anyBatchCanBeTheFirst();
    void blocksOfFilesAreSharedAndResumedExactly();
    void trainingDropsTheIncompleteBatchAndEvaluationKeepsIt();
    void everyImageOccursOncePerEpoch();
    void channelsLastHasTheSameImages();
    void workersUseTheDeviceOfTheRun();
    void imagesThatAreNotBytesStayFloats();
    void prefetchIsBounded();
    void workerErrorsReachTheCaller();
    void destructionDuringAnEpochIsClean();
    void ranksShareTheBatchesOfASingleProcess();
    void ranksShareAWholeEvaluation();
    void worldSizeMustDivideTheBatch();
    void corruptTrainingImagesAreReplacedIndependentlyOfThreads();
    void corruptEvaluationImagesAreSkipped();
    void moreThanOnePercentOfCorruptImagesIsAnError();
};

void TestLoader::batchesDoNotDependOnTheNumberOfThreads() {
    const auto data = std::make_shared<CountingDataset>(203, ImageShape{1, 2, 3});
    Loader one(data, {.batchSize = 10, .seed = 5, .workers = 1, .prefetch = 1});
    const auto expected = collect(one, 3);
    QCOMPARE(expected.size(), std::size_t{20});
    for (const int workers : {0, 2, 3, 7}) {
        Loader many(data, {.batchSize = 10, .seed = 5, .workers = workers});
        const auto got = collect(many, 3);
        QCOMPARE(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY(equal(got[i], expected[i]));
    }
}

void TestLoader::epochsAndSeedsDiffer() {
    const auto data = std::make_shared<CountingDataset>(50, ImageShape{1, 2, 2});
    Loader loader(data, {.batchSize = 50, .seed = 5});
    Loader other(data, {.batchSize = 50, .seed = 6});
    const Batch first = collect(loader, 0)[0], second = collect(loader, 1)[0], foreign = collect(other, 0)[0];
    QVERIFY(!at::equal(first.labels, second.labels));
    QVERIFY(!at::equal(first.labels, foreign.labels));
    QVERIFY(equal(collect(loader, 0)[0], first));  // an epoch can be repeated
    // Another epoch draws different augmentation for the same image.
    const auto drawn = [](const Batch& batch) { return at::frac(std::get<0>(batch.images.flatten(1).min(1))); };
    QVERIFY(!at::equal(std::get<0>(drawn(first).sort()), std::get<0>(drawn(second).sort())));
}

void TestLoader::anyBatchCanBeTheFirst() {
    const auto data = std::make_shared<CountingDataset>(100, ImageShape{1, 2, 2});
    Loader loader(data, {.batchSize = 10, .seed = 9, .workers = 2});
    const auto whole = collect(loader, 4);
    for (const std::int64_t first : {0, 1, 7, 10}) {
        const auto rest = collect(loader, 4, first);
        QCOMPARE(rest.size(), whole.size() - first);
        for (std::size_t i = 0; i < rest.size(); ++i)
            QVERIFY(equal(rest[i], whole[first + i]));
    }
}

void TestLoader::blocksOfFilesAreSharedAndResumedExactly() {
    const auto data = std::make_shared<CountingDataset>(210, ImageShape{1, 2, 2});
    data->starts = {0, 40, 90, 91, 150};
    Loader loader(data, {.batchSize = 20, .seed = 9, .workers = 3});
    const auto whole = collect(loader, 4);
    QCOMPARE(whole.size(), std::size_t{10});
    const auto rest = collect(loader, 4, 7);
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(equal(rest[i], whole[7 + i]));
    std::vector<std::vector<Batch>> shares;
    for (const int rank : {0, 1}) {
        Loader share(data, {.batchSize = 20, .seed = 9, .workers = 1, .rank = rank, .world = 2});
        shares.push_back(collect(share, 4));
    }
    for (std::size_t i = 0; i < whole.size(); ++i)
        QVERIFY(at::equal(at::cat({shares[0][i].images, shares[1][i].images}), whole[i].images));
    data->starts.clear();
    Loader uniform(data, {.batchSize = 20, .seed = 9});
    QVERIFY(!equal(collect(uniform, 4)[0], whole[0]));
}

void TestLoader::trainingDropsTheIncompleteBatchAndEvaluationKeepsIt() {
    const auto data = std::make_shared<CountingDataset>(25, ImageShape{1, 1, 1});
    Loader train(data, {.batchSize = 10});
    QCOMPARE(train.batches(), 2);
    Loader evaluate(data, {.batchSize = 10, .train = false});
    QCOMPARE(evaluate.batches(), 3);
    const auto batches = collect(evaluate, 0);
    QCOMPARE(batches[2].labels.size(0), 5);
    for (std::int64_t i = 0; i < 25; ++i)  // in order and not augmented
        QCOMPARE(batches[i / 10].images[i % 10].item<float>(), static_cast<float>(i));
    Loader exact(data, {.batchSize = 5, .train = false});
    QCOMPARE(exact.batches(), 5);
    Loader none(data, {.batchSize = 26});
    QCOMPARE(none.batches(), 0);
    none.start(0);
    QVERIFY(!none.next());
}

void TestLoader::everyImageOccursOncePerEpoch() {
    const auto data = std::make_shared<CountingDataset>(60, ImageShape{1, 1, 1});
    Loader loader(data, {.batchSize = 6, .workers = 3});
    std::set<int> seen;
    for (const Batch& batch : collect(loader, 2))
        for (std::int64_t i = 0; i < 6; ++i) {
            const int image = static_cast<int>(batch.images[i].item<float>());
            QCOMPARE(batch.labels[i].item<std::int64_t>(), image % 7);
            seen.insert(image);
        }
    QCOMPARE(seen.size(), std::size_t{60});
}

void TestLoader::channelsLastHasTheSameImages() {
    const auto data = std::make_shared<CountingDataset>(20, ImageShape{3, 4, 5});
    Loader plain(data, {.batchSize = 10}), last(data, {.batchSize = 10, .channelsLast = true});
    const Batch a = collect(plain, 0)[1], b = collect(last, 0)[1];
    QVERIFY(b.images.is_contiguous(at::MemoryFormat::ChannelsLast));
    QVERIFY(equal(a, b));
}

void TestLoader::workersUseTheDeviceOfTheRun() {
    const auto data = std::make_shared<CountingDataset>(60, ImageShape{1, 1, 1});
    Loader anywhere(data, {.batchSize = 10, .workers = 3});
    collect(anywhere, 0);
    QCOMPARE(data->loads.load(), std::int64_t{60});
    QCOMPARE(data->onDevice.load(), std::int64_t{0});
    Loader third(data, {.batchSize = 10, .workers = 3, .device = at::Device(c10::DeviceType::FPGA, 3)});
    collect(third, 0);
    QCOMPARE(data->onDevice.load(), std::int64_t{60});
    // A device that cannot be used is reported where the batch is used, not by the end of the process.
    Loader absent(data, {.batchSize = 10, .device = at::Device(c10::DeviceType::FPGA, 9)});
    QCOMPARE(collect(absent, 0).size(), std::size_t{6});
}

void TestLoader::imagesThatAreNotBytesStayFloats() {
    const auto data = std::make_shared<CountingDataset>(20, ImageShape{3, 2, 2});
    Loader plain(data, {.batchSize = 10}), bytes(data, {.batchSize = 10, .bytes = true});
    QVERIFY(equal(collect(plain, 0)[1], collect(bytes, 0)[1]));
    std::uint8_t byte = 0;
    QVERIFY_EXCEPTION_THROWN(data->loadBytes(0, 0, &byte), std::logic_error);
}

void TestLoader::prefetchIsBounded() {
    const auto data = std::make_shared<CountingDataset>(1000, ImageShape{1, 1, 1});
    Loader loader(data, {.batchSize = 10, .workers = 2, .prefetch = 3});
    loader.start(0);
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(loader.next());
        QTRY_COMPARE(data->loads.load(), 10 * (i + 3));
        QTest::qWait(5);
        QCOMPARE(data->loads.load(), 10 * (i + 3));
    }
}

void TestLoader::workerErrorsReachTheCaller() {
    const auto data = std::make_shared<CountingDataset>(100, ImageShape{1, 1, 1});
    data->failing = 34;
    Loader loader(data, {.batchSize = 10, .train = false});
    loader.start(0);
    for (int i = 0; i < 3; ++i)
        QVERIFY(loader.next());
    QVERIFY_EXCEPTION_THROWN(loader.next(), DataError);
    data->failing = -1;
    QCOMPARE(collect(loader, 0).size(), std::size_t{10});  // and start() works again
}

void TestLoader::destructionDuringAnEpochIsClean() {
    const auto data = std::make_shared<CountingDataset>(100000, ImageShape{1, 1, 1});
    for (int i = 0; i < 20; ++i) {
        Loader loader(data, {.batchSize = 10, .workers = 4});
        loader.start(0);
        QVERIFY(loader.next());
        loader.start(1);
    }
}

void TestLoader::ranksShareTheBatchesOfASingleProcess() {
    const auto data = std::make_shared<CountingDataset>(103, ImageShape{3, 2, 2});
    Loader one(data, {.batchSize = 12, .seed = 3});
    const auto whole = collect(one, 2, 1);
    std::vector<std::vector<Batch>> parts;
    for (int rank = 0; rank < 4; ++rank) {
        Loader loader(data, {.batchSize = 12, .seed = 3, .workers = rank + 1, .rank = rank, .world = 4});
        QCOMPARE(loader.batches(), 8);
        parts.push_back(collect(loader, 2, 1));
        QCOMPARE(parts.back().size(), whole.size());
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::vector<at::Tensor> images, labels;
        for (const auto& part : parts) {
            images.push_back(part[i].images);
            labels.push_back(part[i].labels);
        }
        QVERIFY(at::equal(at::cat(images), whole[i].images));
        QVERIFY(at::equal(at::cat(labels), whole[i].labels));
    }
}

void TestLoader::ranksShareAWholeEvaluation() {
    const auto data = std::make_shared<CountingDataset>(26, ImageShape{1, 1, 1});
    std::multiset<int> seen;
    for (int rank = 0; rank < 3; ++rank) {
        Loader loader(data, {.batchSize = 8, .train = false, .rank = rank, .world = 3});
        for (const Batch& batch : collect(loader, 0)) {
            QVERIFY(batch.labels.size(0) > 0);  // the last two images are shared by two ranks
            for (std::int64_t i = 0; i < batch.labels.size(0); ++i)
                seen.insert(static_cast<int>(batch.images[i].item<float>()));
        }
    }
    QCOMPARE(seen.size(), std::size_t{26});
    for (int i = 0; i < 26; ++i)
        QCOMPARE(seen.count(i), std::size_t{1});
}

void TestLoader::worldSizeMustDivideTheBatch() {
    const auto data = std::make_shared<CountingDataset>(100, ImageShape{1, 1, 1});
    const auto messageOf = [&](LoaderOptions options) -> QString {
        try {
            Loader loader(data, options);
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    };
    QVERIFY(messageOf({.batchSize = 10, .rank = 0, .world = 3})
                .contains("10, which cannot be divided evenly among 3 processes"));
    QVERIFY(messageOf({.batchSize = 10, .rank = 2, .world = 2}).contains("Invalid rank 2 of 2"));
    QVERIFY(messageOf({.batchSize = 0}).contains("run.batch_size is 0"));
    QVERIFY(messageOf({.batchSize = 10, .train = false, .rank = 0, .world = 3}).isEmpty());
}

void TestLoader::corruptTrainingImagesAreReplacedIndependentlyOfThreads() {
    const auto data = std::make_shared<CountingDataset>(400, ImageShape{1, 2, 2});
    data->corrupt = {7, 100, 101, 399};
    Loader one(data, {.batchSize = 20, .seed = 5, .workers = 1}),
        many(data, {.batchSize = 20, .seed = 5, .workers = 5});
    const auto expected = collect(one, 1);
    const auto got = collect(many, 1);
    QCOMPARE(got.size(), std::size_t{20});
    std::multiset<int> seen;
    for (std::size_t b = 0; b < got.size(); ++b) {
        QVERIFY(equal(got[b], expected[b]));
        QCOMPARE(got[b].labels.size(0), 20);
        for (std::int64_t i = 0; i < 20; ++i) {
            const int image = static_cast<int>(got[b].images[i][0][0][0].item<float>());
            QCOMPARE(got[b].labels[i].item<std::int64_t>(), image % 7);
            seen.insert(image);
        }
    }
    for (int i = 0; i < 400; ++i)
        QVERIFY(data->corrupt.contains(i) ? seen.count(i) == 0 : seen.count(i) >= 1);
    QCOMPARE(data->corruptImages().count(), 4);
    const auto notices = data->corruptImages().takeNotices();  // once each
    QCOMPARE(notices.size(), std::size_t{4});
    QVERIFY(notices[3].find("4 of 400 images so far: 4 damaged") != std::string::npos);
    QCOMPARE(data->corruptImages().counts().of(ImageFault::Damaged), 4);
    QVERIFY(data->corruptImages().takeNotices().empty());
}

void TestLoader::corruptEvaluationImagesAreSkipped() {
    const auto data = std::make_shared<CountingDataset>(201, ImageShape{1, 1, 1});
    data->corrupt = {3, 200};
    Loader loader(data, {.batchSize = 10, .train = false, .workers = 3});
    std::vector<int> seen;
    for (const Batch& batch : collect(loader, 0))
        for (std::int64_t i = 0; i < batch.labels.size(0); ++i) {
            seen.push_back(static_cast<int>(batch.images[i].item<float>()));
            QCOMPARE(batch.labels[i].item<std::int64_t>(), seen.back() % 7);
        }
    std::vector<int> expected;
    for (int i = 0; i < 200; ++i)
        if (i != 3)
            expected.push_back(i);
    QCOMPARE(seen, expected);
}

void TestLoader::moreThanOnePercentOfCorruptImagesIsAnError() {
    const auto data = std::make_shared<CountingDataset>(200, ImageShape{1, 1, 1});
    data->corrupt = {5, 6, 57};
    Loader loader(data, {.batchSize = 10, .train = false});
    loader.start(0);
    QString message;
    try {
        for (int i = 0; i < 5; ++i)
            QVERIFY(loader.next());
        loader.next();
    } catch (const ImageError&) {
        QFAIL("expected the error of the whole dataset, not of one image");
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains("image 5 ") && message.contains("image 57") && message.contains("3 of 200") &&
                 message.contains("1 %"),
             qPrintable(message));
}

QTEST_GUILESS_MAIN(TestLoader)
#include "tst_loader.moc"
