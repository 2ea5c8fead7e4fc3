// STL-10's binary files, packed and unpacked: contents and error messages.
#include <QtTest>
#include <cmath>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

using Files = std::vector<std::pair<std::string, test::Bytes>>;

// Image i has the label i % 10 + 1 and the pixels of test::rampAt().
test::Bytes stlImages(int count) {
    return test::ramps(count, 3, 96, true);
}

test::Bytes stlLabels(int count) {
    test::Bytes bytes;
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i % 10 + 1));
    return bytes;
}

Files stlFiles() {
    const std::string names = "a plane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n";
    return {{"stl10_binary/class_names.txt", test::Bytes(names.begin(), names.end())},
            {"stl10_binary/test_X.bin", stlImages(2)},
            {"stl10_binary/test_y.bin", stlLabels(2)},
            {"stl10_binary/train_X.bin", stlImages(4)},
            {"stl10_binary/train_y.bin", stlLabels(4)},
            {"stl10_binary/unlabeled_X.bin", stlImages(1)}};
}

void unpack(const fs::path& root, const Files& files) {
    for (const auto& [path, bytes] : files)
        test::writeBytes(root / path, bytes);
}

config::DataConfig dataAt(const fs::path& root) {
    config::DataConfig data;
    data.dataset = "stl10";
    data.root = root.string();
    data.mean = {0};
    data.deviation = {1.0 / 255};
    return data;
}

spec::ModelSpec model() {
    spec::ModelSpec model;
    model.channels = 3;
    model.height = model.width = 96;
    return model;
}

}  // namespace

class TestStl10 : public QObject, private test::FreshFolders {
    Q_OBJECT

private Q_SLOTS:
    void imagesAreRead_data();
    void imagesAreRead();
    void invalidDataIsReported_data();
    void invalidDataIsReported();
};

void TestStl10::imagesAreRead_data() {
    QTest::addColumn<bool>("packed");
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("where");
    QTest::newRow("archive") << true << "stl10_binary.tar.gz"
                             << "stl10_binary.tar.gz";
    QTest::newRow("root with the archive") << true << ""
                                           << "stl10_binary.tar.gz";
    QTest::newRow("folder") << false << "stl10_binary"
                            << "stl10_binary";
    QTest::newRow("root") << false << ""
                          << "stl10_binary";
}

void TestStl10::imagesAreRead() {
    QFETCH(bool, packed);
    QFETCH(QString, root);
    QFETCH(QString, where);
    const fs::path folder = freshFolder();
    if (packed)
        test::writeTarGz(folder / "stl10_binary.tar.gz", stlFiles());
    else
        unpack(folder, stlFiles());
    const fs::path at = root.isEmpty() ? folder : folder / root.toStdString();
    const DatasetPair pair = openDatasets(dataAt(at), model());
    QCOMPARE(pair.train->size(), 4);
    QCOMPARE(pair.validation->size(), 2);
    QCOMPARE(pair.train->label(3), 3);
    QCOMPARE(pair.train->classNames()[0], std::string("a plane"));
    std::vector<float> out(3 * 96 * 96);
    pair.train->load(3, 0, PixelOrder::Planes, out.data());
    for (int channel = 0; channel < 3; ++channel)
        for (const auto& [x, y] : {std::pair(0, 0), std::pair(95, 0), std::pair(5, 71)}) {
            const int expected = test::rampAt(3, x, y, channel);
            QVERIFY(std::abs(out[static_cast<std::size_t>((channel * 96 + y) * 96 + x)] - expected) < 0.01);
        }
    const auto there = datasetsIn(at.string());
    QCOMPARE(there.size(), std::size_t{1});
    QCOMPARE(there[0].message, std::string("4 training and 2 test images, 96x96, color, 10 classes"));
    QCOMPARE(fs::path(there[0].where), folder / where.toStdString());
}

void TestStl10::invalidDataIsReported_data() {
    QTest::addColumn<QString>("fault");
    QTest::newRow("nothing") << "contains neither stl10_binary.tar.gz nor the folder stl10_binary";
    QTest::newRow("labels missing") << "test_y.bin is missing";
    QTest::newRow("truncated") << "has 110000 bytes, not a multiple of the 27648 bytes per image";
    QTest::newRow("count differs") << "has 4 images, but";
    QTest::newRow("label out of range") << "image 2 has label 0; accepted: 1 to 10";
    QTest::newRow("names missing") << "has 1 names; STL-10 has 10 classes";
}

void TestStl10::invalidDataIsReported() {
    QFETCH(QString, fault);
    const std::string row = QTest::currentDataTag();
    const fs::path root = freshFolder();
    Files files = stlFiles();
    if (row == "nothing")
        files.clear();
    else if (row == "labels missing")
        files.erase(files.begin() + 2);
    else if (row == "truncated")
        files[3].second.resize(110000);
    else if (row == "count differs")
        files[4].second.pop_back();
    else if (row == "label out of range")
        files[4].second[2] = 0;
    else if (row == "names missing")
        files[0].second.resize(7);
    unpack(root, files);
    QString message;
    try {
        openDatasets(dataAt(root), model());
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(root.string())), qPrintable(message));
    QVERIFY2(message.contains("cs.stanford.edu/~acoates/stl10"), qPrintable(message));
}

QTEST_GUILESS_MAIN(TestStl10)
#include "tst_stl10.moc"
