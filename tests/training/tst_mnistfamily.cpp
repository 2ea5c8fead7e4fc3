// MNIST, KMNIST and EMNIST, and Fashion-MNIST as torchvision leaves it: which files are found where, and to which
// dataset they belong.
#include <QtTest>
#include <cmath>
#include <map>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "SyntheticImages.h"
#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

// One part: image i has the label firstLabel + i % 10 and the pixels of test::rampAt(), stored by rows, or by columns.
void writePart(const fs::path& folder, const std::string& part, std::uint32_t count, bool packed, char separator = '-',
               int firstLabel = 0, bool columns = false) {
    test::Bytes labels;
    for (std::uint32_t i = 0; i < count; ++i)
        labels.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(firstLabel) + i % 10));
    const test::Bytes pixels = test::ramps(static_cast<int>(count), 1, 28, columns);
    fs::create_directories(folder);
    const auto write = [&](const std::string& name, const test::Bytes& bytes) {
        if (packed)
            test::writeGzip(folder / (name + ".gz"), bytes);
        else
            test::writeBytes(folder / name, bytes);
    };
    write(part + "-images" + separator + "idx3-ubyte", test::idxBytes({count, 28, 28}, pixels));
    write(part + "-labels" + separator + "idx1-ubyte", test::idxBytes({count}, labels));
}

void writeSet(const fs::path& folder, std::uint32_t train, bool packed = false, char separator = '-') {
    writePart(folder, "train", train, packed, separator);
    writePart(folder, "t10k", 3, packed, separator);
}

config::DataConfig dataAt(const std::string& dataset, const fs::path& root) {
    config::DataConfig data;
    data.dataset = dataset;
    data.root = root.string();
    data.mean = {0};
    data.deviation = {1.0 / 255};
    return data;
}

spec::ModelSpec model(int classes) {
    spec::ModelSpec model;
    model.channels = 1;
    model.height = model.width = 28;
    model.classes = classes;
    return model;
}

std::string errorOf(const std::string& dataset, const fs::path& root) {
    try {
        openDatasets(dataAt(dataset, root), model(10));
    } catch (const DataError& error) {
        return error.what();
    }
    return "opened without error";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

class TestMnistFamily : public QObject, private test::FreshFolders {
    Q_OBJECT

private Q_SLOTS:
    void filesAreFoundByAnyName_data();
    void filesAreFoundByAnyName();
    void rootOfTorchvisionHoldsEachOnce();
    void lettersAreTurnedAndCountFromOne();
    void archiveIsReadInPlace();
    void filesOfAnotherSetAreRefused();
    void uncertainFilesAreListedForEach();
    void missingFilesAreNamedWithThePlaces();
};

void TestMnistFamily::filesAreFoundByAnyName_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("packed");
    QTest::addColumn<char>("separator");
    QTest::newRow("directly, plain") << "" << false << '-';
    QTest::newRow("directly, packed, dot") << "" << true << '.';
    QTest::newRow("torchvision") << "MNIST/raw" << false << '-';
    QTest::newRow("torchvision, dot") << "MNIST/raw" << false << '.';
    QTest::newRow("in lower case, packed") << "mnist" << true << '-';
    QTest::newRow("gzip") << "gzip" << true << '-';
}

void TestMnistFamily::filesAreFoundByAnyName() {
    QFETCH(QString, folder);
    QFETCH(bool, packed);
    QFETCH(char, separator);
    const fs::path root = freshFolder(), place = folder.isEmpty() ? root : root / folder.toStdString();
    writeSet(place, 20, packed, separator);
    for (const fs::path& given : {root, place}) {
        const DatasetPair pair = openDatasets(dataAt("mnist", given), model(10));
        QCOMPARE(pair.train->size(), 20);
        QCOMPARE(pair.validation->size(), 3);
        QCOMPARE(pair.train->label(12), 2);
        std::vector<float> out(28 * 28);
        pair.train->load(12, 0, PixelOrder::Planes, out.data());
        QVERIFY(std::abs(out[28 * 5 + 20] - test::rampAt(12, 20, 5)) < 0.01);
    }
    QCOMPARE(fs::path(datasetStatus(dataAt("mnist", root)).where), place);
}

void TestMnistFamily::rootOfTorchvisionHoldsEachOnce() {
    const fs::path root = freshFolder();
    writeSet(root / "MNIST/raw", 21);
    writeSet(root / "FashionMNIST/raw", 22);
    writeSet(root / "KMNIST/raw", 23);
    for (const char* split : {"letters", "balanced"})
        for (const char* part : {"train", "test"})
            writePart(root / "EMNIST/raw", std::string("emnist-") + split + "-" + part, 24, true, '-', 1, true);
    std::map<std::string, std::int64_t> images;
    for (const DatasetStatus& status : datasetsIn(root.string())) {
        QVERIFY2(status.found, status.message.c_str());
        images[status.info.name] = status.trainImages;
    }
    const std::map<std::string, std::int64_t> expected{
        {"mnist", 21}, {"fashion-mnist", 22}, {"kmnist", 23}, {"emnist-letters", 24}, {"emnist-balanced", 24}};
    QVERIFY(images == expected);
    QCOMPARE(openDatasets(dataAt("kmnist", root), model(10)).train->classNames()[3], std::string("tsu"));
}

void TestMnistFamily::lettersAreTurnedAndCountFromOne() {
    const fs::path root = freshFolder();
    for (const char* part : {"train", "test"})
        writePart(root / "EMNIST/raw", std::string("emnist-letters-") + part, 11, false, '-', 1, true);
    const DatasetPair pair = openDatasets(dataAt("emnist-letters", root), model(26));
    QCOMPARE(pair.train->classes(), 26);
    QCOMPARE(pair.train->label(0), 0);
    QCOMPARE(pair.train->classNames()[static_cast<std::size_t>(pair.train->label(1))], std::string("b"));
    std::vector<float> out(28 * 28);
    pair.train->load(7, 0, PixelOrder::Planes, out.data());
    for (const auto& [x, y] : {std::pair(0, 0), std::pair(20, 5), std::pair(3, 27)})
        QVERIFY(std::abs(out[static_cast<std::size_t>(28 * y + x)] - test::rampAt(7, x, y)) < 0.01);
    const fs::path other = freshFolder();  // labels from 0, which letters do not have
    for (const char* part : {"train", "test"})
        writePart(other, std::string("emnist-letters-") + part, 11, false, '-', 0, true);
    try {
        openDatasets(dataAt("emnist-letters", other), model(26));
        QFAIL("the label 0 was accepted");
    } catch (const DataError& error) {
        QVERIFY(has(error.what(), "image 0 has label 0; accepted: 1 to 26"));
    }
}

// As torchvision downloads EMNIST: packed files of all splits in a folder of one zip archive.
void TestMnistFamily::archiveIsReadInPlace() {
    const fs::path root = freshFolder(), archive = root / "EMNIST/raw/gzip.zip";
    const fs::path files = freshFolder();
    for (const char* split : {"letters", "digits"})
        for (const char* part : {"train", "test"})
            writePart(files, std::string("emnist-") + split + "-" + part, 11, true, '-', *split == 'l' ? 1 : 0, true);
    test::Entries entries;
    for (const auto& entry : fs::directory_iterator(files)) {
        const std::string bytes = base::readFile(entry.path(), 1 << 20);
        entries.emplace_back("gzip/" + entry.path().filename().string(), test::Bytes(bytes.begin(), bytes.end()));
    }
    fs::create_directories(archive.parent_path());
    test::writeZip(archive, entries);
    std::vector<float> out(28 * 28);
    for (const fs::path& given : {root, root / "EMNIST/raw", archive}) {
        const DatasetPair pair = openDatasets(dataAt("emnist-letters", given), model(26));
        QCOMPARE(pair.train->size(), 11);
        QCOMPARE(pair.validation->label(3), 3);
        pair.train->load(7, 0, PixelOrder::Planes, out.data());
        QVERIFY(std::abs(out[28 * 5 + 20] - test::rampAt(7, 20, 5)) < 0.01);
    }
    std::vector<std::string> names;
    for (const DatasetStatus& status : datasetsIn(root.string()))
        names.push_back(status.info.name + (status.found ? "" : " (not found)"));
    QCOMPARE(names, (std::vector<std::string>{"emnist-letters", "emnist-digits"}));
    QCOMPARE(fs::path(datasetStatus(dataAt("emnist-digits", root)).where), archive);
    QVERIFY2(has(errorOf("emnist-balanced", archive), "is a file"), errorOf("emnist-balanced", archive).c_str());
    fs::resize_file(archive, 60);
    QVERIFY(!datasetStatus(dataAt("emnist-letters", archive)).found);
}

void TestMnistFamily::filesOfAnotherSetAreRefused() {
    const fs::path root = freshFolder();
    writeSet(root / "FashionMNIST/raw", 20);
    const std::string byName = errorOf("mnist", root / "FashionMNIST/raw");
    QVERIFY2(has(byName, "holds Fashion-MNIST, by the name of its folder, not MNIST"), byName.c_str());
    QVERIFY2(has(byName, "Set data.dataset to fashion-mnist"), byName.c_str());
    // The labels that the published MNIST starts with, in a folder of another name.
    const fs::path labels = root / "FashionMNIST/raw/train-labels-idx1-ubyte";
    test::writeBytes(labels, test::idxBytes({20}, {5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8, 6, 9}));
    const std::string byLabels = errorOf("fashion-mnist", root);
    QVERIFY2(has(byLabels, "holds MNIST, by its labels, not Fashion-MNIST"), byLabels.c_str());
    QCOMPARE(openDatasets(dataAt("mnist", root / "FashionMNIST/raw"), model(10)).train->size(), 20);
}

void TestMnistFamily::uncertainFilesAreListedForEach() {
    const fs::path root = freshFolder();
    writeSet(root, 20);
    const auto there = datasetsIn(root.string());
    QCOMPARE(there.size(), std::size_t{3});
    QVERIFY2(has(there[1].message, "may also be those of Fashion-MNIST or KMNIST"), there[1].message.c_str());
}

void TestMnistFamily::missingFilesAreNamedWithThePlaces() {
    const fs::path root = freshFolder();
    const std::string nothing = errorOf("kmnist", root);
    QVERIFY2(has(nothing, (root / "train-images-idx3-ubyte.gz").string() + " is missing"), nothing.c_str());
    QVERIFY2(has(nothing, "folders called KMNIST") && has(nothing, "github.com/rois-codh/kmnist"), nothing.c_str());
    writePart(root / "KMNIST/raw", "train", 20, false);
    const std::string half = errorOf("kmnist", root);
    QVERIFY2(has(half, (root / "KMNIST/raw/t10k-images-idx3-ubyte.gz").string() + " is missing"), half.c_str());
    QVERIFY(has(errorOf("mnist", root / "nowhere"), "does not exist"));
    test::writeBytes(root / "file", {1});
    QVERIFY(has(errorOf("mnist", root / "file"), "is a file"));
}

QTEST_GUILESS_MAIN(TestMnistFamily)
#include "tst_mnistfamily.moc"
