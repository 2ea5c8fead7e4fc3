// The check of a dataset: corrupt images, duplicates, sizes, gray images, mean and deviation; lists of images.
#include <QtTest>

#include <atomic>
#include <cmath>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "SyntheticImages.h"
#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/check/DatasetCheck.h"
#include "training/data/images/ImageNames.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

const std::string oddName = "line\nbreak\\ caf\xe9.png";  // bytes that are not UTF-8

test::Bytes picture(int number, const std::string& ending, int width = 12, int height = 9) {
    return test::encoded(width, height, ending, [=](int x, int y) {
        return test::Color{(7 * x + 3 * number) % 256, (11 * y + number) % 256, (40 * number) % 256};
    });
}

test::Bytes grayPicture() {
    return test::encoded(20, 9, ".png", [](int x, int y) { return test::Color{x + y, x + y, x + y}; });
}

}  // namespace

class TestDatasetCheck : public QObject, private test::FreshFolders {
    Q_OBJECT
    static config::DataConfig dataAt(const fs::path& root, const char* dataset = "folder") {
        config::DataConfig data;
        data.dataset = dataset;
        data.root = root.string();
        return data;
    }
    static DatasetReport checked(const config::DataConfig& data, int threads = 2) {
        CheckSettings settings{data.root, threads};
        return checkDataset(openWhole(data), settings, {}).value();
    }
    fs::path troubled();

private Q_SLOTS:
    void corruptImagesAreCountedByKind();
    void equalPixelsAreFoundInAnyFormat();
    void theListLeavesOutWhatItNames();
    void sizesAndGrayImagesAreCounted();
    void binarySetsAreNamedByNumber();
    void meanAndDeviationAreThoseOfThePixels();
    void theReportDoesNotDependOnThreads();
    void itStopsOnRequest();
    void namesSurviveTheList();
    void badListsAreRefused_data();
    void badListsAreRefused();
};

// Two classes with 5 + 4 training and 2 + 1 validation images, with every kind of trouble.
fs::path TestDatasetCheck::troubled() {
    const fs::path root = freshPath();
    const auto put = [&](const std::string& name, const test::Bytes& bytes) { test::writeBytes(root / name, bytes); };
    put("train/cat/0.png", picture(0, ".png"));
    put("train/cat/1.png", picture(1, ".png"));
    put("train/cat/copy of 1.webp", picture(1, ".webp"));
    put("train/cat/gray.png", grayPicture());
    test::Bytes cut = picture(9, ".jpg");
    cut.resize(cut.size() / 2);
    put("train/cat/cut.jpg", cut);
    put("train/dog/0.png", picture(2, ".png"));
    put("train/dog/" + oddName, picture(3, ".png"));
    put("train/dog/text.jpg", {'n', 'o'});
    put("train/dog/none.jpg", {});
    put("val/cat/a.png", picture(4, ".png"));
    put("val/cat/b.png", picture(2, ".png"));
    put("val/dog/a.png", picture(3, ".png"));
    return root;
}

void TestDatasetCheck::corruptImagesAreCountedByKind() {
    const auto report = checked(dataAt(troubled()));
    QCOMPARE(report.parts.size(), std::size_t{2});
    const PartReport& train = report.parts[0];
    QCOMPARE(train.images, 9);
    QCOMPARE(train.ofClass, (std::vector<std::int64_t>{5, 4}));
    QCOMPARE(train.faults.of(ImageFault::Empty), 1);
    QCOMPARE(train.faults.total(), 3);
    QCOMPARE(report.parts[1].faults.total(), 0);
    QCOMPARE(report.corrupt.size(), std::size_t{3});
    QCOMPARE(report.corrupt[0].image.name, std::string("train/cat/cut.jpg"));
    QVERIFY(report.corrupt[0].message.find("cut.jpg") != std::string::npos);
}

void TestDatasetCheck::equalPixelsAreFoundInAnyFormat() {
    const auto report = checked(dataAt(troubled()));
    QCOMPARE(report.duplicates.size(), std::size_t{3});
    const DuplicateGroup &copy = report.duplicates[0], &moved = report.duplicates[1], &kept = report.duplicates[2];
    QCOMPARE(copy.images[0].name, std::string("train/cat/1.png"));
    QCOMPARE(copy.images[1].name, std::string("train/cat/copy of 1.webp"));
    QVERIFY(!copy.acrossParts && !copy.labelsDiffer);
    QCOMPARE(moved.images[0].name, std::string("train/dog/0.png"));
    QCOMPARE(moved.images[1].name, std::string("val/cat/b.png"));
    QVERIFY(moved.acrossParts && moved.labelsDiffer);
    QCOMPARE(kept.images[0].name, "train/dog/" + oddName);
    QVERIFY(kept.acrossParts && !kept.labelsDiffer);
    const std::vector<std::string> out{"train/cat/copy of 1.webp", "train/cat/cut.jpg",  "train/dog/0.png",
                                       "train/dog/" + oddName,     "train/dog/none.jpg", "train/dog/text.jpg"};
    auto named = imagesToLeaveOut(report);
    std::sort(named.begin(), named.end());
    auto expected = out;
    std::sort(expected.begin(), expected.end());
    QCOMPARE(named, expected);
}

void TestDatasetCheck::theListLeavesOutWhatItNames() {
    auto data = dataAt(troubled());
    const fs::path list = freshPath();
    writeImageNames(list, imagesToLeaveOut(checked(data)));
    data.exclude = list.string();
    spec::ModelSpec model;
    model.classes = 2;
    const DatasetPair rest = openDatasets(data, model);
    QCOMPARE(rest.train->size(), 3);
    QCOMPARE(rest.validation->size(), 3);
    const auto report = checked(data);
    QVERIFY(report.corrupt.empty() && report.duplicates.empty());
    QVERIFY(imagesToLeaveOut(report).empty());
}

void TestDatasetCheck::sizesAndGrayImagesAreCounted() {
    const fs::path root = freshPath();
    test::writeBytes(root / "train/a/0.jpg", test::turned(picture(1, ".jpg", 30, 10), 6));  // shown as 10x30
    test::writeBytes(root / "train/a/1.png", picture(2, ".png", 40, 20));
    test::writeBytes(root / "train/a/2.png", picture(3, ".png", 40, 20));
    test::writeBytes(root / "train/b/0.png", grayPicture());
    test::writeBytes(root / "val/a/0.png", picture(5, ".png"));
    test::writeBytes(root / "val/b/0.png", picture(6, ".png"));
    const PartReport train = checked(dataAt(root)).parts[0];
    QCOMPARE(train.gray, 1);
    QCOMPARE(train.color, 3);
    QCOMPARE(train.width.least, 10);
    QCOMPARE(train.width.median, 20);
    QCOMPARE(train.width.most, 40);
    QCOMPARE(train.height.least, 9);
    QCOMPARE(train.height.most, 30);
    QCOMPARE(train.distinctSizes, 3);
    QCOMPARE(train.sizes[0].width, 40);
    QCOMPARE(train.sizes[0].images, 2);
}

// 20 training images of different gray, but image 13 equals image 2, and test image 1 equals training image 7.
void TestDatasetCheck::binarySetsAreNamedByNumber() {
    const fs::path root = freshPath();
    fs::create_directories(root);
    const auto write = [&](const std::string& part, const std::vector<int>& grays) {
        std::vector<std::uint8_t> pixels, labels;
        for (std::size_t i = 0; i < grays.size(); ++i) {
            pixels.insert(pixels.end(), 784, static_cast<std::uint8_t>(grays[i]));
            labels.push_back(static_cast<std::uint8_t>(i % 10));
        }
        const auto count = static_cast<std::uint32_t>(grays.size());
        test::writeGzip(root / (part + "-images-idx3-ubyte.gz"), test::idxBytes({count, 28, 28}, pixels));
        test::writeGzip(root / (part + "-labels-idx1-ubyte.gz"), test::idxBytes({count}, labels));
    };
    std::vector<int> train;
    for (int i = 0; i < 20; ++i)
        train.push_back(i == 13 ? 12 : 10 + i);
    write("train", train);
    write("t10k", {100, 17, 102, 103, 104, 105, 106, 107, 108, 109});
    const auto data = dataAt(root, "fashion-mnist");
    const auto report = checked(data);
    QCOMPARE(imagesToLeaveOut(report), (std::vector<std::string>{"train:2", "train:7", "train:13"}));
    QVERIFY(report.allGray);
    double sum = 0, squares = 0;
    for (const int gray : train) {
        sum += gray / 255.0 / 20;
        squares += gray / 255.0 * gray / 255.0 / 20;
    }
    QVERIFY(std::abs(report.pixels.mean[0] - sum) < 1e-12);
    QVERIFY(std::abs(report.pixels.deviation[0] - std::sqrt(squares - sum * sum)) < 1e-9);
    QCOMPARE(report.pixels.grayMean, report.pixels.mean[2]);
    // The list has the numbers of the files, also where a subset is used.
    auto excluding = data;
    excluding.exclude = (root / "list").string();
    excluding.trainImages = 10;
    writeImageNames(root / "list", imagesToLeaveOut(report));
    spec::ModelSpec model;
    model.channels = 1;
    const auto rest = openDatasets(excluding, model).train;
    for (std::int64_t i = 0; i < rest->size(); ++i)
        for (const std::int64_t number : {2, 7, 13})
            QVERIFY(rest->number(i) != number);
}

void TestDatasetCheck::meanAndDeviationAreThoseOfThePixels() {
    constexpr std::size_t count = 200001;  // more than are added in 32 bits
    std::vector<std::uint8_t> pixels(3 * count);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i % 3 == 1 ? 255 : i * 37 % 251);
    PixelSums sums;
    QVERIFY(!sums.add(pixels.data(), pixels.data() + 1, pixels.data() + 2, 3, count));
    const auto found = sums.statistics();
    for (std::size_t channel = 0; channel < 3; ++channel) {
        double mean = 0, variance = 0;
        for (std::size_t i = channel; i < pixels.size(); i += 3)
            mean += pixels[i] / 255.0 / count;
        for (std::size_t i = channel; i < pixels.size(); i += 3)
            variance += (pixels[i] / 255.0 - mean) * (pixels[i] / 255.0 - mean) / count;
        QVERIFY(std::abs(found.mean[channel] - mean) < 1e-9);
        QVERIFY(std::abs(found.deviation[channel] - std::sqrt(variance)) < 1e-7);
    }
    PixelSums gray;
    QVERIFY(gray.add(pixels.data(), pixels.data(), pixels.data(), 3, count));
    QCOMPARE(gray.statistics().grayMean, gray.statistics().mean[0]);
    QVERIFY(PixelSums().statistics().mean.empty());
}

void TestDatasetCheck::theReportDoesNotDependOnThreads() {
    const auto data = dataAt(troubled());
    const auto one = checked(data, 1), four = checked(data, 4);
    QCOMPARE(one.pixels.mean, four.pixels.mean);
    QCOMPARE(one.pixels.deviation, four.pixels.deviation);
    QCOMPARE(imagesToLeaveOut(one), imagesToLeaveOut(four));
    QCOMPARE(one.corrupt.size(), four.corrupt.size());
}

void TestDatasetCheck::itStopsOnRequest() {
    const auto data = dataAt(troubled());
    std::stop_source stop;
    std::atomic<std::int64_t> last = 0;
    const CheckSettings settings{data.root, 1, [&](std::int64_t done, std::int64_t all) {
                                     QCOMPARE(all, 12);
                                     last = done;
                                     stop.request_stop();
                                 }};
    QVERIFY(!checkDataset(openWhole(data), settings, stop.get_token()));
    QVERIFY(last >= 1 && last < 9);
}

void TestDatasetCheck::namesSurviveTheList() {
    const fs::path file = freshPath();
    const std::vector<std::string> names{"train/cat/1.jpg", "train/dog/" + oddName, "ends with \\", "a\rb", "\\n", " "};
    writeImageNames(file, names);
    QCOMPARE(readImageNames(file), names);
    base::replaceFile(file, "one\r\n\r\ntwo\\\\n\nthree");
    QCOMPARE(readImageNames(file), (std::vector<std::string>{"one", "two\\n", "three"}));
}

void TestDatasetCheck::badListsAreRefused_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("stray backslash") << QByteArray("train\\cat\\1.png\n") << "line 1: a backslash stands alone";
    QTest::newRow("backslash at the end") << QByteArray("a\nb\\") << "line 2";
    QTest::newRow("other names") << QByteArray("elsewhere/1.png\n") << "\"elsewhere/1.png\"";
    QTest::newRow("everything") << QByteArray("val/cat/a.png\nval/cat/b.png\nval/dog/a.png\n")
                                << "leaves no validation images";
}

void TestDatasetCheck::badListsAreRefused() {
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    auto data = dataAt(troubled());
    data.exclude = freshPath().string();
    base::replaceFile(data.exclude, text.toStdString());
    try {
        openWhole(data);
        QFAIL("accepted");
    } catch (const DataError& error) {
        QVERIFY2(QString(error.what()).contains(expected), error.what());
        QVERIFY(QString(error.what()).contains(QString::fromStdString(data.exclude)));
    }
}

QTEST_GUILESS_MAIN(TestDatasetCheck)
#include "tst_datasetcheck.moc"
