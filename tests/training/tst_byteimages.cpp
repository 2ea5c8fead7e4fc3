// Batches handed over as bytes and normalized on the device: the same values, bit for bit.
#include <torch/types.h>

#include <QTemporaryDir>
#include <QtTest>

#include "ImageFiles.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/Loader.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/PixelNormalization.h"
#include "training/engine/tasks/NetworkInput.h"

using namespace isonet::training;

namespace {

// Random bytes in memory, like Fashion-MNIST (gray) and CIFAR (color).
std::shared_ptr<const ByteImages> randomImages(int channels, int count) {
    auto images = std::make_shared<ByteImages>();
    images->shape = {channels, 7, 6};
    RandomStream random(5);
    for (int i = 0; i < count * channels * 7 * 6; ++i)
        images->pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (int i = 0; i < count; ++i)
        images->labels.push_back(i % 10);
    images->classNames.assign(10, "a class");
    for (int channel = 0; channel < channels; ++channel) {
        images->mean.push_back(0.2860f + 0.1f * static_cast<float>(channel));
        images->deviation.push_back(0.3530f - 0.07f * static_cast<float>(channel));
    }
    return images;
}

// Batches of an epoch from the second one.
std::vector<Batch> collect(Loader& loader, std::int64_t epoch) {
    std::vector<Batch> batches;
    loader.start(epoch, 1);
    while (auto batch = loader.next())
        batches.push_back(std::move(*batch));
    return batches;
}

// Whether the bytes become the expected images, bit for bit and in the same memory layout, with the same labels.
void compareBatch(const Batch& bytes, const NetworkInput& input, const Batch& expected) {
    QCOMPARE(bytes.images.scalar_type(), at::kByte);
    const at::Tensor images = input.of(bytes.images, bytes.places);
    QVERIFY(at::equal(images, expected.images));
    QCOMPARE(images.strides(), expected.images.strides());
    QVERIFY(at::equal(bytes.labels, expected.labels));
    QVERIFY(!expected.places.defined());
}

}  // namespace

class TestByteImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesGiveTheSameBatches_data();
    void bytesGiveTheSameBatches();
    void filesGiveTheSameBatches_data();
    void filesGiveTheSameBatches();
    void bytesNormalizeLikeTheFormula();
    void meansAndDeviationsMustFitTheChannels();
    void unreadableImagesAreLeftOut_data();
    void unreadableImagesAreLeftOut();
    void imagesInMemoryNeedNoWorkersOnTheCpu();
};

void TestByteImages::bytesGiveTheSameBatches_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<QList<int>>("canvas");
    QTest::addColumn<int>("padding");
    QTest::addColumn<bool>("flip");
    QTest::addColumn<bool>("train");
    for (const bool train : {true, false}) {
        const QString part = train ? ", training" : ", evaluation";
        const auto row = [&](const char* name) -> QTestData& { return QTest::newRow(qPrintable(name + part)); };
        row("gray") << 1 << QList<int>{1, 7, 6} << 4 << true << train;
        row("gray, not mirrored") << 1 << QList<int>{1, 9, 9} << 2 << false << train;
        row("gray on three channels") << 1 << QList<int>{3, 7, 6} << 1 << true << train;
        row("color") << 3 << QList<int>{3, 7, 6} << 4 << true << train;
        row("color, not shifted") << 3 << QList<int>{3, 7, 6} << 0 << true << train;
        row("color on a larger canvas") << 3 << QList<int>{3, 12, 13} << 3 << true << train;
    }
}

// Bit for bit, and in the same memory layout.
void TestByteImages::bytesGiveTheSameBatches() {
    QFETCH(int, channels);
    QFETCH(QList<int>, canvas);
    QFETCH(int, padding);
    QFETCH(bool, flip);
    QFETCH(bool, train);
    const auto data = std::make_shared<ByteImageDataset>(randomImages(channels, 64),
                                                         Placement{{canvas[0], canvas[1], canvas[2]}, padding, flip});
    const LoaderOptions options{.batchSize = 9, .seed = 4, .train = train, .workers = 3, .channelsLast = true};
    LoaderOptions asBytes = options;
    asBytes.bytes = true;
    LoaderOptions without = asBytes;
    without.workers = 0;
    Loader floats(data, options), bytes(data, asBytes), alone(data, without);
    const NetworkInput input(*data, at::kCPU);
    for (const std::int64_t epoch : {0, 3}) {
        const auto expected = collect(floats, epoch), got = collect(bytes, epoch), same = collect(alone, epoch);
        QCOMPARE(got.size(), std::size_t(train ? 6 : 7));
        QCOMPARE(got.size(), expected.size());
        QCOMPARE(same.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            compareBatch(got[i], input, expected[i]);
            if (QTest::currentTestFailed())
                return;
            QVERIFY(at::equal(same[i].images, got[i].images) && at::equal(same[i].places, got[i].places) &&
                    at::equal(same[i].labels, got[i].labels));
        }
    }
}

void TestByteImages::filesGiveTheSameBatches_data() {
    QTest::addColumn<bool>("train");
    QTest::addColumn<bool>("padded");
    QTest::addColumn<int>("channels");
    for (const int channels : {1, 3}) {
        const QString name = channels == 1 ? "gray" : "color";
        QTest::newRow(qPrintable("resized crops, " + name)) << true << false << channels;
        QTest::newRow(qPrintable("padded crops, " + name)) << true << true << channels;
        QTest::newRow(qPrintable("evaluation, " + name)) << false << false << channels;
    }
}

// Upright and turned files: bit for bit what load() writes, in the same memory layout.
void TestByteImages::filesGiveTheSameBatches() {
    QFETCH(bool, train);
    QFETCH(bool, padded);
    QFETCH(int, channels);
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    for (const char* part : {"train", "val"})
        for (const char* name : {"cat", "dog"}) {
            std::filesystem::create_directories(root / part / name);
            for (int i = 1; i <= 8; ++i)
                isonet::test::writeBytes(root / part / name / (std::to_string(i) + ".jpg"),
                                         isonet::test::turned(isonet::test::quarters(30 + 3 * i, 50, ".jpg"), i));
        }
    isonet::config::DataConfig config;
    config.dataset = "folder";
    config.root = root.string();
    config.crop = padded ? isonet::config::CropKind::Padded : isonet::config::CropKind::Resized;
    config.cropPadding = 3;
    isonet::spec::ModelSpec model;
    model.channels = channels;
    model.height = 18;
    model.width = 22;
    model.classes = 2;
    const auto data = openDatasets(config, model).train;
    LoaderOptions options{.batchSize = 5, .seed = 4, .train = train, .workers = 2, .channelsLast = true};
    Loader floats(data, options);
    options.bytes = true;
    Loader bytes(data, options);
    const NetworkInput input(*data, at::kCPU);
    const auto expected = collect(floats, 0), got = collect(bytes, 0);
    QCOMPARE(got.size(), std::size_t(train ? 2 : 3));
    QCOMPARE(expected.size(), got.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        compareBatch(got[i], input, expected[i]);
        if (QTest::currentTestFailed())
            return;
    }
}

// Every byte of every channel, independently of load().
void TestByteImages::bytesNormalizeLikeTheFormula() {
    auto images = std::make_shared<ByteImages>(*randomImages(3, 1));
    images->shape = {3, 16, 16};
    images->pixels.resize(3 * 256);
    for (std::size_t i = 0; i < images->pixels.size(); ++i)
        images->pixels[i] = static_cast<std::uint8_t>(i % 256);
    const ByteImageDataset data(images, Placement{{3, 16, 16}, 0, false});
    at::Tensor bytes = at::empty({1, 3, 16, 16}, at::kByte);
    data.loadBytes(0, 0, bytes.data_ptr<std::uint8_t>());
    const at::Tensor found = NetworkInput(data, at::kCPU).of(bytes, at::zeros({1, 3}, at::kInt)).contiguous();
    for (std::size_t i = 0; i < 3 * 256; ++i) {
        const float byte = static_cast<float>(i % 256);
        const float expected = (byte / 255.0f - images->mean[i / 256]) / images->deviation[i / 256];
        QVERIFY(found.data_ptr<float>()[i] == expected);
    }
}

namespace {

// Some images cannot be decoded.
class DamagedImages : public ByteImageDataset {
public:
    using ByteImageDataset::ByteImageDataset;
    Placed loadBytes(std::int64_t index, std::uint64_t draw, std::uint8_t* out) const override {
        if (index == 3 || index == 200)
            throw ImageError("image " + std::to_string(index) + " cannot be decoded");
        return ByteImageDataset::loadBytes(index, draw, out);
    }
};

}  // namespace

void TestByteImages::unreadableImagesAreLeftOut_data() {
    QTest::addColumn<int>("workers");
    QTest::newRow("one worker") << 1;
    QTest::newRow("no worker") << 0;
}

void TestByteImages::unreadableImagesAreLeftOut() {
    QFETCH(int, workers);
    const auto data = std::make_shared<DamagedImages>(randomImages(1, 220), Placement{{1, 7, 6}, 0, false});
    Loader loader(data, {.batchSize = 10, .train = false, .workers = workers, .bytes = true});
    loader.start(0);
    std::vector<std::int64_t> sizes;
    const NetworkInput input(*data, at::kCPU);
    while (const auto batch = loader.next()) {
        sizes.push_back(batch->labels.size(0));
        QCOMPARE(batch->places.size(0), sizes.back());
        QCOMPARE(input.of(batch->images, batch->places).size(0), sizes.back());
    }
    QCOMPARE(sizes.size(), std::size_t{22});
    for (std::size_t i = 0; i < sizes.size(); ++i)
        QCOMPARE(sizes[i], std::int64_t{i == 0 || i == 20 ? 9 : 10});
}

void TestByteImages::meansAndDeviationsMustFitTheChannels() {
    const std::vector<float> one{0.5F}, two{0.5F, 0.25F};
    QCOMPARE(byteValues(two, two).size(), std::size_t{512});
    QVERIFY_EXCEPTION_THROWN(byteValues(one, two), std::invalid_argument);
    auto images = std::make_shared<ByteImages>(*randomImages(3, 2));
    images->mean.pop_back();
    QVERIFY_EXCEPTION_THROWN(ByteImageDataset(images, Placement{{3, 7, 6}, 0, false}), std::invalid_argument);
}

void TestByteImages::imagesInMemoryNeedNoWorkersOnTheCpu() {
    const ByteImageDataset data(randomImages(1, 3), Placement{{1, 7, 6}, 0, false});
    QCOMPARE(Loader::workersFor(data, at::kCPU, 3), 0);
    QCOMPARE(Loader::workersFor(data, at::kCUDA, 3), 3);
}

QTEST_GUILESS_MAIN(TestByteImages)
#include "tst_byteimages.moc"
