// Fashion-MNIST: files, image placement, subsets, error messages.
#include <QtTest>

#include <cmath>
#include <map>

#include "SyntheticImages.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/ByteImageDataset.h"
#include "training/data/classification/IdxFile.h"
#include "training/data/classification/Subset.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestDatasets : public QObject {
    Q_OBJECT
    spec::ModelSpec grayModel() const {
        spec::ModelSpec model;
        model.channels = 1;
        return model;
    }
    config::DataConfig dataAt(const fs::path& folder) const {
        config::DataConfig data;
        data.root = folder.string();
        return data;
    }
    std::string errorOf(const fs::path& folder) const {
        try {
            openDatasets(dataAt(folder), grayModel());
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void invalidFilesAreReportedWithTheRemedy_data();
    void invalidFilesAreReportedWithTheRemedy();
    void imagesAreCenteredOnBlackAndNormalized();
    void cropsAndMirrorsOnlyMoveTheImage();
    void evaluationImagesIgnoreAugmentationSettings();
    void grayImagesFillThreeChannels();
    void balancedChoiceHasEvenClasses();
    void subsetsKeepLabelsAndImagesTogether();
    void invalidSettingsNameKeyAndAcceptedValue();
    void statusHasCountsOrTheProblem();
    void installedFashionMnistIsComplete();
};

void TestDatasets::invalidFilesAreReportedWithTheRemedy_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("fault");
    QTest::newRow("missing") << "train-images-idx3-ubyte.gz"
                             << "is missing";
    QTest::newRow("not idx") << "train-images-idx3-ubyte.gz"
                             << "starts with 50 4b 03 04";
    QTest::newRow("labels instead of images") << "t10k-images-idx3-ubyte.gz"
                                              << "starts with 00 00 08 01";
    QTest::newRow("data truncated") << "t10k-images-idx3-ubyte.gz"
                                    << "1000 of 15680 bytes";
    QTest::newRow("header truncated") << "t10k-labels-idx1-ubyte.gz"
                                      << "is truncated: its header";
    QTest::newRow("stream truncated") << "train-images-idx3-ubyte.gz"
                                      << "compressed data ends early";
    QTest::newRow("stream corrupt") << "train-images-idx3-ubyte.gz"
                                    << "is damaged";
    QTest::newRow("trailing bytes") << "t10k-labels-idx1-ubyte.gz"
                                    << "is longer than its header says";
    QTest::newRow("count differs") << "train-labels-idx1-ubyte.gz"
                                   << "contains 39 labels";
    QTest::newRow("label out of range") << "train-labels-idx1-ubyte.gz"
                                        << "has label 10; accepted: 0 to 9";
    QTest::newRow("wrong size") << "t10k-images-idx3-ubyte.gz"
                                << "images of 27x28";
    QTest::newRow("huge axis") << "t10k-images-idx3-ubyte.gz"
                               << "invalid length";
    QTest::newRow("empty") << "t10k-images-idx3-ubyte.gz"
                           << "is truncated";
    QTest::newRow("folder") << "train-labels-idx1-ubyte.gz"
                            << "is a folder";
}

void TestDatasets::invalidFilesAreReportedWithTheRemedy() {
    QFETCH(QString, file);
    QFETCH(QString, fault);
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    test::writeFashionFolder(folder, 40, 20);
    QCOMPARE(errorOf(folder), std::string());
    const fs::path path = folder / file.toStdString();
    const std::string row = QTest::currentDataTag();
    std::vector<std::uint8_t> labels(40, 3);
    if (row == "missing") {
        fs::remove(path);
    } else if (row == "not idx") {
        test::writeGzip(path, {'P', 'K', 3, 4, 0, 0, 0, 0});
    } else if (row == "labels instead of images") {
        fs::copy_file(folder / "t10k-labels-idx1-ubyte.gz", path, fs::copy_options::overwrite_existing);
    } else if (row == "data truncated") {
        test::writeGzip(path, test::idxBytes({20, 28, 28}, std::vector<std::uint8_t>(1000)));
    } else if (row == "header truncated") {
        test::writeGzip(path, {0, 0, 8, 1, 0, 0});
    } else if (row == "stream truncated") {
        fs::resize_file(path, fs::file_size(path) / 2);
    } else if (row == "stream corrupt") {
        QFile damaged(QString::fromStdString(path.string()));
        QVERIFY(damaged.open(QIODevice::ReadWrite));
        QVERIFY(damaged.seek(damaged.size() - 6));  // the checksum
        damaged.write(QByteArray(2, '\x5a'));
    } else if (row == "trailing bytes") {
        test::writeGzip(path, test::idxBytes({20}, std::vector<std::uint8_t>(21, 1)));
    } else if (row == "count differs") {
        test::writeGzip(path, test::idxBytes({39}, std::vector<std::uint8_t>(39, 1)));
    } else if (row == "label out of range") {
        labels[17] = 10;
        test::writeGzip(path, test::idxBytes({40}, labels));
    } else if (row == "wrong size") {
        test::writeGzip(path, test::idxBytes({20, 27, 28}, std::vector<std::uint8_t>(20 * 27 * 28)));
    } else if (row == "huge axis") {
        test::writeGzip(path, test::idxBytes({0xffffffffu, 0xffffffffu, 28}, {}));
    } else if (row == "empty") {
        fs::resize_file(path, 0);
    } else if (row == "folder") {
        fs::remove(path);
        fs::create_directory(path);
    }
    const std::string message = errorOf(folder);
    QVERIFY2(message.find(path.string()) != std::string::npos, message.c_str());
    QVERIFY2(message.find(fault.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.find("data.root") != std::string::npos, message.c_str());
}

// One 2x2 image, [[51, 102], [153, 204]], with mean 0.2 and deviation 0.5: bytes become 0, 0.4, 0.8, 1.2; black -0.4.
static std::shared_ptr<const ByteImages> tinyImages() {
    auto images = std::make_shared<ByteImages>();
    images->shape = {1, 2, 2};
    images->pixels = {51, 102, 153, 204};
    images->labels = {0};
    images->classNames = {"only"};
    images->mean = {0.2f};
    images->deviation = {0.5f};
    return images;
}

void TestDatasets::imagesAreCenteredOnBlackAndNormalized() {
    const ByteImageDataset data(tinyImages(), Placement{{1, 4, 4}, 2, true});
    std::vector<float> out(16);
    data.load(0, 0, PixelOrder::Planes, out.data());
    const float b = -0.4f;
    const std::vector<float> expected{b, b, b, b, b, 0, 0.4f, b, b, 0.8f, 1.2f, b, b, b, b, b};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(std::abs(out[i] - expected[i]) < 1e-6f, qPrintable(QString::number(i)));
}

void TestDatasets::cropsAndMirrorsOnlyMoveTheImage() {
    const ByteImageDataset data(tinyImages(), Placement{{1, 4, 4}, 2, true});
    std::map<std::vector<float>, int> seen;
    for (std::uint64_t draw = 1; draw <= 4000; ++draw) {
        std::vector<float> out(16);
        data.load(0, draw, PixelOrder::Planes, out.data());
        seen[out]++;
    }
    // 5 x 5 shifts, each mirrored or not: 50 images (the image never leaves the 4x4 canvas by more than a row or
    // column).
    std::vector<std::vector<float>> expected;
    for (int dy = -2; dy <= 2; ++dy)
        for (int dx = -2; dx <= 2; ++dx)
            for (int mirror = 0; mirror < 2; ++mirror) {
                std::vector<float> plain(16, (0.0f - 0.2f) / 0.5f);
                for (int y = 0; y < 2; ++y)
                    for (int x = 0; x < 2; ++x) {
                        const int row = 1 - dy + y, column = 1 - dx + x;
                        if (row < 0 || row > 3 || column < 0 || column > 3)
                            continue;
                        const float value = (static_cast<float>(51 + 102 * y + 51 * x) / 255.0f - 0.2f) / 0.5f;
                        plain[4 * row + (mirror ? 3 - column : column)] = value;
                    }
                expected.push_back(plain);
            }
    std::map<std::vector<float>, int> allowed;
    for (const auto& image : expected)
        allowed[image]++;
    QCOMPARE(seen.size(), allowed.size());
    for (const auto& [image, count] : seen) {
        QVERIFY(allowed.contains(image));
        // 80 draws expected for each of the 50 combinations; five standard deviations.
        const double mean = 80.0 * allowed[image];
        QVERIFY2(std::abs(count - mean) < 5 * std::sqrt(mean), qPrintable(QString::number(count)));
    }
}

void TestDatasets::evaluationImagesIgnoreAugmentationSettings() {
    const ByteImageDataset augmented(tinyImages(), Placement{{1, 4, 4}, 2, true});
    const ByteImageDataset plain(tinyImages(), Placement{{1, 4, 4}, 0, false});
    std::vector<float> first(16), second(16);
    augmented.load(0, 0, PixelOrder::Planes, first.data());
    plain.load(0, 12345, PixelOrder::Planes, second.data());
    QCOMPARE(first, second);
}

void TestDatasets::grayImagesFillThreeChannels() {
    const ByteImageDataset data(tinyImages(), Placement{{3, 2, 2}, 0, false});
    std::vector<float> out(12);
    data.load(0, 0, PixelOrder::Planes, out.data());
    for (int i = 0; i < 12; ++i)
        QCOMPARE(out[i], out[i % 4]);
    QVERIFY_EXCEPTION_THROWN(ByteImageDataset(tinyImages(), Placement{{1, 1, 2}, 0, false}), DataError);
}

void TestDatasets::balancedChoiceHasEvenClasses() {
    std::vector<int> labels;
    for (int i = 0; i < 1000; ++i)
        labels.push_back(i < 990 ? i % 3 : 3);  // class 3 has only ten
    const auto chosen = balancedChoice(labels, 4, 202, 5);
    QCOMPARE(chosen.size(), std::size_t{202});
    QVERIFY(std::is_sorted(chosen.begin(), chosen.end()));
    QVERIFY(std::adjacent_find(chosen.begin(), chosen.end()) == chosen.end());
    std::map<int, int> counts;
    for (const auto i : chosen)
        counts[labels[i]]++;
    QCOMPARE(counts[3], 10);
    for (int c = 0; c < 3; ++c)
        QCOMPARE(counts[c], 64);
    QCOMPARE(balancedChoice(labels, 4, 202, 5), chosen);
    QVERIFY(balancedChoice(labels, 4, 202, 6) != chosen);
    QCOMPARE(balancedChoice(labels, 4, 0, 5).size(), labels.size());
}

void TestDatasets::subsetsKeepLabelsAndImagesTogether() {
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    test::writeFashionFolder(folder, 100, 40);
    auto data = dataAt(folder);
    data.trainImages = 50;
    data.validationImages = 20;
    const DatasetPair pair = openDatasets(data, grayModel());
    QCOMPARE(pair.train->size(), 50);
    QCOMPARE(pair.validation->size(), 20);
    QCOMPARE(pair.train->classes(), 10);
    QCOMPARE(pair.train->classNames()[9], std::string("Ankle boot"));
    std::vector<float> out(32 * 32);
    for (std::int64_t i = 0; i < pair.train->size(); ++i) {
        pair.train->load(i, 0, PixelOrder::Planes, out.data());
        const int label = pair.train->label(i);
        for (int y = 2; y < 30; ++y)  // two pixels of border
            for (int x = 2; x < 30; ++x) {
                const double byte = 255 * (0.3530242 * out[32 * y + x] + 0.2860406);
                QVERIFY2(byte > 25 * label - 0.1 && byte < 25 * label + 29.1, qPrintable(QString::number(byte)));
            }
    }
}

void TestDatasets::invalidSettingsNameKeyAndAcceptedValue() {
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    test::writeFashionFolder(folder, 40, 20);
    const auto messageOf = [&](const config::DataConfig& data, const spec::ModelSpec& model) -> std::string {
        try {
            openDatasets(data, model);
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    };
    auto data = dataAt(folder);
    data.trainImages = 41;
    QVERIFY(messageOf(data, grayModel()).find("data.train_images is 41") != std::string::npos);
    data = dataAt(folder);
    data.dataset = "mnits";
    QVERIFY(messageOf(data, grayModel()).find("\"mnits\"; accepted: fashion-mnist") != std::string::npos);
    auto model = grayModel();
    model.classes = 100;
    QVERIFY(messageOf(dataAt(folder), model).find("model.classes is 100") != std::string::npos);
    model = grayModel();
    model.height = 20;
    QVERIFY(messageOf(dataAt(folder), model).find("model.height to 28 or more") != std::string::npos);
}

void TestDatasets::statusHasCountsOrTheProblem() {
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    auto status = datasetStatus(dataAt(folder));
    QVERIFY(!status.found);
    QVERIFY(status.message.find("is missing") != std::string::npos);
    test::writeFashionFolder(folder, 40, 20);
    status = datasetStatus(dataAt(folder));
    QVERIFY(status.found);
    QCOMPARE(status.where, folder.string());
    QCOMPARE(status.message, std::string("40 training and 20 test images, 28x28, gray, 10 classes"));
    QVERIFY(!datasetStatus().empty());
}

void TestDatasets::installedFashionMnistIsComplete() {
    const DatasetStatus status = datasetStatus(config::DataConfig{});
    if (!status.found)
        QSKIP(("Fashion-MNIST is not installed: " + status.message).c_str());
    spec::ModelSpec model = grayModel();
    model.height = model.width = 28;
    const DatasetPair pair = openDatasets(config::DataConfig{}, model);
    QCOMPARE(pair.train->size(), 60000);
    QCOMPARE(pair.validation->size(), 10000);
    double sum = 0, squares = 0;
    std::vector<float> out(28 * 28);
    std::map<int, int> counts;
    for (std::int64_t i = 0; i < pair.train->size(); ++i) {
        counts[pair.train->label(i)]++;
        pair.train->load(i, 0, PixelOrder::Planes, out.data());
        for (const float value : out) {
            sum += value;
            squares += double{value} * value;
        }
    }
    const double n = 60000.0 * 28 * 28;
    QVERIFY(std::abs(sum / n) < 1e-4);
    QVERIFY(std::abs(squares / n - 1) < 1e-4);
    for (int c = 0; c < 10; ++c)
        QCOMPARE(counts[c], 6000);
}

QTEST_GUILESS_MAIN(TestDatasets)
#include "tst_datasets.moc"
