// SVHN and the MATLAB 5 files that it comes in: contents, both byte orders, plain and compressed, error messages.
#include <zlib.h>

#include <QtTest>
#include <cmath>
#include <random>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/MatFile.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

// scipy.io.savemat(..., do_compression=True) of X: uint8 0 to 11 of shape 2x3x1x2 by rows, y: uint8 [[10], [1]],
// w: float64 [1, 2, -3], note: 'text', big: int64 [7, 2^40].
const char* const fromScipy =
    "4d41544c414220352e30204d41542d66696c6520506c6174666f726d3a20706f7369782c2043726561746564206f6e3a"
    "2053756e204e6f762032392031393a34313a323820323032360000000000000000000000000000000000000000000000"
    "000000000000000000000000000000000000000000000000000000000001494d0f00000038000000789ce3636060f000"
    "623620e600624e0608600562012066026266206684b219813002cae601296463e260e1626467e664e5067101333b0135"
    "0f00000028000000789ce36360603000623620e600624e06086085f2998098118c19192ac17c26062ea0000018c500f0"
    "0f00000030000000789ce3636060f000623620e680d220c00ae5330231339866642807d29c402cc100031feca10c0708"
    "c57100004fb5034d0f0000002a000000789ce36360603000623620e600621606086085f219a1628c40322fbf24550048"
    "97a456940000295503f70f0000002f000000789ce36360607000623620e600623e06086085f2198198094c33332465a6"
    "33f000d90240ccce8004808a0041f601d5";

// Elements of the format, in one byte order.
struct Writer {
    bool big = false;
    test::Bytes bytes{};

    void number(std::uint64_t value, int width) {
        for (int i = 0; i < width; ++i)
            bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big ? width - 1 - i : i)));
    }
    void element(std::uint32_t type, const test::Bytes& data) {
        number(type, 4);
        number(data.size(), 4);
        bytes.insert(bytes.end(), data.begin(), data.end());
        if (type != 15)
            bytes.resize((bytes.size() + 7) / 8 * 8);
    }
};

// A matrix: class 9 (uint8) with type 2, class 6 (double) with type 9.
test::Bytes matrix(bool big, const std::string& name, const std::vector<std::uint32_t>& shape, std::uint32_t kind,
                   std::uint32_t type, const test::Bytes& values) {
    Writer flags{big}, axes{big}, content{big}, whole{big};
    flags.number(kind, 4);
    flags.number(0, 4);
    for (const std::uint32_t axis : shape)
        axes.number(axis, 4);
    content.element(6, flags.bytes);
    content.element(5, axes.bytes);
    content.number(std::uint64_t{1} | name.size() << 16, 4);  // short: the name is in the tag
    content.bytes.insert(content.bytes.end(), name.begin(), name.end());
    content.bytes.resize(content.bytes.size() + 4 - name.size());
    content.element(type, values);
    whole.element(14, content.bytes);
    return whole.bytes;
}

test::Bytes deflated(bool big, const test::Bytes& element) {
    test::Bytes packed(compressBound(element.size()));
    uLongf size = packed.size();
    compress(packed.data(), &size, element.data(), element.size());
    packed.resize(size);
    Writer whole{big};
    whole.element(15, packed);
    return whole.bytes;
}

// train_32x32.mat or test_32x32.mat: image i has the label i % 10 + 1 and the pixels
// (7 i + 3 x + 5 y + 50 channel) mod 256.
test::Bytes svhnFile(int images, bool big, bool packed, bool doubles = false) {
    test::Bytes pixels;
    Writer labels{big};
    for (int i = 0; i < images; ++i) {
        for (int channel = 0; channel < 3; ++channel)
            for (int x = 0; x < 32; ++x)
                for (int y = 0; y < 32; ++y)
                    pixels.push_back(static_cast<std::uint8_t>(7 * i + 3 * x + 5 * y + 50 * channel));
        const double label = i % 10 + 1;
        if (doubles)
            labels.number(std::bit_cast<std::uint64_t>(label), 8);
        else
            labels.number(static_cast<std::uint64_t>(label), 1);
    }
    const auto count = static_cast<std::uint32_t>(images);
    test::Bytes file(128, ' ');
    const std::string start = "MATLAB 5.0 MAT-file, written by a test";
    std::copy(start.begin(), start.end(), file.begin());
    Writer end{big};
    end.number(0x0100, 2);
    end.number('M' << 8 | 'I', 2);
    std::copy(end.bytes.begin(), end.bytes.end(), file.begin() + 124);
    for (const auto& element : {matrix(big, "X", {32, 32, 3, count}, 9, 2, pixels),
                                matrix(big, "y", {count, 1}, doubles ? 6 : 9, doubles ? 9 : 2, labels.bytes)}) {
        const test::Bytes stored = packed ? deflated(big, element) : element;
        file.insert(file.end(), stored.begin(), stored.end());
    }
    return file;
}

config::DataConfig dataAt(const fs::path& root) {
    config::DataConfig data;
    data.dataset = "svhn";
    data.root = root.string();
    data.mean = {0};
    data.deviation = {1.0 / 255};
    return data;
}

}  // namespace

class TestSvhn : public QObject, private test::FreshFolders {
    Q_OBJECT

private Q_SLOTS:
    void arraysFromScipyAreRead();
    void imagesAndLabelsAreRead_data();
    void imagesAndLabelsAreRead();
    void extraImagesAreADatasetOfTheirOwn();
    void invalidFilesAreReported_data();
    void invalidFilesAreReported();
    void damageIsReported();
};

void TestSvhn::arraysFromScipyAreRead() {
    const fs::path path = freshPath() / "scipy.mat";
    const QByteArray bytes = QByteArray::fromHex(fromScipy);
    test::writeBytes(path, test::Bytes(bytes.begin(), bytes.end()));
    const MatFile file(path, "");
    QCOMPARE(file.array("X").shape, (std::vector<std::int64_t>{2, 3, 1, 2}));
    QCOMPARE(file.bytes(file.array("X")), (test::Bytes{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}));
    QCOMPARE(file.integers(file.array("y")), (std::vector<std::int64_t>{10, 1}));
    QCOMPARE(file.integers(file.array("w")), (std::vector<std::int64_t>{1, 2, -3}));
    QCOMPARE(file.integers(file.array("big")), (std::vector<std::int64_t>{7, std::int64_t{1} << 40}));
    try {
        file.array("note");
        QFAIL("a text was found as an array of numbers");
    } catch (const DataError& error) {
        QVERIFY(std::string(error.what()).find("its arrays are X, y, w, big") != std::string::npos);
    }
}

void TestSvhn::imagesAndLabelsAreRead_data() {
    QTest::addColumn<bool>("big");
    QTest::addColumn<bool>("packed");
    QTest::addColumn<bool>("doubles");
    QTest::addColumn<QString>("below");
    QTest::newRow("compressed") << false << true << false << "";
    QTest::newRow("plain, below a root") << false << false << false << "SVHN";
    QTest::newRow("big-endian") << true << true << true << "svhn";
    QTest::newRow("labels as double") << false << true << true << "";
}

void TestSvhn::imagesAndLabelsAreRead() {
    QFETCH(bool, big);
    QFETCH(bool, packed);
    QFETCH(bool, doubles);
    QFETCH(QString, below);
    const fs::path root = freshPath(), folder = root / below.toStdString();
    test::writeBytes(folder / "train_32x32.mat", svhnFile(12, big, packed, doubles));
    test::writeBytes(folder / "test_32x32.mat", svhnFile(3, big, packed, doubles));
    spec::ModelSpec model;
    model.channels = 3;
    const DatasetPair pair = openDatasets(dataAt(root), model);
    QCOMPARE(pair.train->size(), 12);
    QCOMPARE(pair.validation->size(), 3);
    QCOMPARE(pair.train->label(0), 1);
    QCOMPARE(pair.train->label(9), 0);  // stored as 10
    QCOMPARE(pair.train->classNames()[0], std::string("0"));
    std::vector<float> out(3 * 32 * 32);
    pair.train->load(9, 0, PixelOrder::Planes, out.data());
    for (int channel = 0; channel < 3; ++channel)
        for (const auto& [x, y] : {std::pair(0, 0), std::pair(31, 0), std::pair(5, 17)}) {
            const int expected = (63 + 3 * x + 5 * y + 50 * channel) % 256;
            QVERIFY(std::abs(out[static_cast<std::size_t>((channel * 32 + y) * 32 + x)] - expected) < 0.01);
        }
    const auto there = datasetsIn(root.string());
    QCOMPARE(there.size(), std::size_t{1});
    QCOMPARE(there[0].info.name, std::string("svhn"));
    QCOMPARE(there[0].message, std::string("12 training and 3 test images, 32x32, color, 10 classes"));
    QCOMPARE(fs::path(there[0].where), below.isEmpty() ? root : folder);
}

void TestSvhn::extraImagesAreADatasetOfTheirOwn() {
    const fs::path root = freshPath();
    for (const auto& [name, count] : {std::pair("train", 12), std::pair("extra", 5), std::pair("test", 3)})
        test::writeBytes(root / (std::string(name) + "_32x32.mat"), svhnFile(count, false, true));
    spec::ModelSpec model;
    model.channels = 3;
    config::DataConfig data = dataAt(root);
    QCOMPARE(openDatasets(data, model).train->size(), 12);
    data.dataset = "svhn-extra";
    const DatasetPair pair = openDatasets(data, model);
    QCOMPARE(pair.train->size(), 17);
    QCOMPARE(pair.validation->size(), 3);
    QCOMPARE(pair.train->label(12 + 4), 5);
    std::vector<float> out(3 * 32 * 32), first(3 * 32 * 32);
    pair.train->load(12 + 4, 0, PixelOrder::Planes, out.data());
    pair.train->load(4, 0, PixelOrder::Planes, first.data());
    QCOMPARE(out, first);  // the same number in its file
    QCOMPARE(datasetsIn(root.string()).size(), std::size_t{2});
    QCOMPARE(severalDatasets(datasetsIn(root.string())),
             std::string("2 datasets are here: SVHN (svhn) and SVHN with extra images (svhn-extra)"));
    fs::remove(root / "extra_32x32.mat");
    QVERIFY(severalDatasets(datasetsIn(root.string())).empty());
    QVERIFY2(datasetStatus(data).message.find("extra_32x32.mat is missing") != std::string::npos,
             datasetStatus(data).message.c_str());
}

void TestSvhn::invalidFilesAreReported_data() {
    QTest::addColumn<QString>("fault");
    QTest::newRow("nothing") << "contains neither train_32x32.mat nor test_32x32.mat";
    QTest::newRow("one file") << "test_32x32.mat is missing";
    QTest::newRow("MATLAB 7.3") << "is a MATLAB 7.3 file (HDF5)";
    QTest::newRow("another format") << "does not start with the header of a MATLAB 5 file";
    QTest::newRow("empty") << "less than the 128 bytes";
    QTest::newRow("cut") << "is truncated";
    QTest::newRow("damaged") << "is corrupt";
    QTest::newRow("other shape") << "images X of shape 32x32x1x3; expected 32x32x3x(images)";
    QTest::newRow("count differs") << "has 3 images, but 2 labels";
    QTest::newRow("label out of range") << "has label 11 for image 1; accepted: 1 to 10";
    QTest::newRow("fraction") << "expected whole numbers";
    QTest::newRow("no labels") << "has no array y; its arrays are X";
}

void TestSvhn::invalidFilesAreReported() {
    QFETCH(QString, fault);
    const std::string row = QTest::currentDataTag();
    const fs::path root = freshPath(), train = root / "train_32x32.mat", test = root / "test_32x32.mat";
    test::Bytes bytes = svhnFile(3, false, true);
    const test::Bytes header(bytes.begin(), bytes.begin() + 128);
    test::writeBytes(train, bytes);
    const auto own = [&](const std::vector<test::Bytes>& elements) {
        bytes = header;
        for (const test::Bytes& element : elements)
            bytes.insert(bytes.end(), element.begin(), element.end());
    };
    const auto images = matrix(false, "X", {32, 32, 3, 3}, 9, 2, test::Bytes(3 * 3072));
    if (row == "nothing")
        fs::remove(train);
    else if (row == "MATLAB 7.3")
        std::copy_n("MATLAB 7.3", 10, bytes.begin());
    else if (row == "another format")
        bytes.assign(500, 'x');
    else if (row == "empty")
        bytes.clear();
    else if (row == "cut")
        bytes.resize(bytes.size() - 20);
    else if (row == "damaged")
        std::fill_n(bytes.begin() + 300, 20, 0x55);
    else if (row == "other shape")
        own({matrix(false, "X", {32, 32, 1, 3}, 9, 2, test::Bytes(3 * 1024)),
             matrix(false, "y", {3, 1}, 9, 2, {1, 2, 3})});
    else if (row == "count differs")
        own({images, matrix(false, "y", {2, 1}, 9, 2, {1, 2})});
    else if (row == "label out of range")
        own({images, matrix(false, "y", {3, 1}, 9, 2, {1, 11, 3})});
    else if (row == "fraction")
        own({images, matrix(false, "y", {3, 1}, 6, 7, {0, 0, 0x80, 0x3f, 0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f})});
    else if (row == "no labels")
        own({images});
    if (row != "nothing" && row != "one file")
        test::writeBytes(test, bytes);
    spec::ModelSpec model;
    model.channels = 3;
    QString message;
    try {
        openDatasets(dataAt(root), model);
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString((row == "nothing" ? root : test).string())), qPrintable(message));
    QVERIFY2(message.contains("ufldl.stanford.edu/housenumbers"), qPrintable(message));
}

// Any damage gives a DataError or values, never a crash.
void TestSvhn::damageIsReported() {
    const fs::path path = freshPath() / "damaged.mat";
    const QByteArray sound = QByteArray::fromHex(fromScipy);
    std::mt19937 random(1);
    int reported = 0;
    for (int i = 0; i < 500; ++i) {
        test::Bytes bytes(sound.begin(), sound.end());
        for (int change = 0; change < 3; ++change)
            bytes[128 + random() % (bytes.size() - 128)] = static_cast<std::uint8_t>(random());
        test::writeBytes(path, bytes);
        try {
            const MatFile file(path, "");
            file.bytes(file.array("X"));
            file.integers(file.array("y"));
        } catch (const DataError&) {
            ++reported;
        }
    }
    QVERIFY(reported > 100);
}

QTEST_GUILESS_MAIN(TestSvhn)
#include "tst_svhn.moc"
