// Images in tar files: faults by file, key and value; listings made once; blocks.
#include <QtTest>

#include "TarFiles.h"
#include "TarFixture.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/TarCache.h"
#include "training/data/classification/TarDataset.h"
#include "training/data/images/ImageDecoder.h"

using namespace isonet;
using namespace isonet::training;
using test::classFolders;
using test::joined;
using test::samples;
using Entries = test::TarEntries;
namespace fs = std::filesystem;

class TestTarListing : public QObject, private test::TarFixture {
    Q_OBJECT

private Q_SLOTS:
    void faultsAreNamed_data();
    void faultsAreNamed();
    void damagedImagesAreSkippable();
    void changedFilesAreListedAgain();
    void storedListingsAreTrustedOnlyIfWhole();
    void listingsOfLargeFilesAreStored();
    void blocksAreShortWhereClassesFollowEachOther();
};

void TestTarListing::faultsAreNamed_data() {
    QTest::addColumn<QString>("fault");
    QTest::newRow("image without label") << "train.tar: 007.jpg has no label: neither 007.cls nor 007.json is there";
    QTest::newRow("label without image") << "train.tar: 007.cls has no image beside it";
    QTest::newRow("word") << "train.tar: 007.cls is \"owl\"; accepted: a whole number from 0 to 999999";
    QTest::newRow("fraction") << "train.tar: 007.cls is \"1.5\"; accepted: a whole number";
    QTest::newRow("negative") << "train.tar: 007.cls is \"-1\"; accepted: a whole number";
    QTest::newRow("empty label") << "train.tar: 007.cls is empty";
    QTest::newRow("two images") << "train.tar: 007 has 2 images";
    QTest::newRow("JSON") << "train.tar: 007.json is not a JSON object";
    QTest::newRow("JSON word") << "train.tar: 007.json: label is \"true\"; accepted: a whole number";
    QTest::newRow("out of range")
        << "val.tar: 007.jpg has label 2; accepted: 0 to 1, the labels of the training images";
    QTest::newRow("out of the list") << "train.tar: 007.jpg has label 2; accepted: 0 to 1, the lines of the list";
    QTest::newRow("labels from 1") << "labels from 1 to 2";
    QTest::newRow("labels in one part") << "has none, so its class is unknown";
    QTest::newRow("labels in one file") << "train-2.tar: 007.jpg has no label beside it, but the images of";
    QTest::newRow("cut") << "train.tar is truncated";
    QTest::newRow("no images") << "has no images (jpg, jpeg, ";
    QTest::newRow("no classes") << "train.tar: 007.jpg has no class";
    QTest::newRow("one class") << "all training images are of the class \"a\"";
    QTest::newRow("unknown class") << "val.tar: val/c/0.jpg is of class \"c\", which has no training images";
    QTest::newRow("validation only") << "has tar files for validation (val.tar), but none for training";
    QTest::newRow("two folders") << "both contain tar files for the same split";
    QTest::newRow("model.classes") << "model.classes is 9, but";
}

void TestTarListing::faultsAreNamed() {
    QFETCH(QString, fault);
    const std::string row = QTest::currentDataTag();
    const fs::path root = freshFolder("tars ");
    Entries train = samples(0, 4, 2), validation = samples(0, 2, 2);
    const test::Bytes image = test::grayJpeg(0);
    const auto sample = [&](const std::string& content, const std::string& ending = ".cls") {
        train.push_back({"007.jpg", image});
        train.push_back({"007" + ending, test::text(content)});
    };
    if (row == "image without label")
        train.push_back({"007.jpg", image});
    else if (row == "label without image")
        train.push_back({"007.cls", test::text("1")});
    else if (row == "word" || row == "fraction" || row == "negative" || row == "empty label")
        sample(row == "word" ? "owl\n" : row == "fraction" ? "1.5" : row == "negative" ? "-1" : "");
    else if (row == "two images") {
        sample("1");
        train.push_back({"007.png", image});
    } else if (row == "JSON" || row == "JSON word")
        sample(row == "JSON" ? "{\"label\": " : "{\"label\": true}", ".json");
    else if (row == "out of range")
        validation = {{"007.jpg", image}, {"007.cls", test::text("2")}};
    else if (row == "out of the list") {
        sample("2");
        test::writeBytes(root / "classes.txt", test::text("a\nb\n"));
    } else if (row == "labels from 1") {
        train.clear();
        sample("1");
        train.push_back({"008.jpg", image});
        train.push_back({"008.cls", test::text("2")});
    } else if (row == "labels in one part")
        validation = classFolders("val/", {"0", "1"}, 1);
    else if (row == "labels in one file")
        test::writeTar(root / "train-2.tar", {{"007.jpg", image}});
    else if (row == "no images")
        train = {{"x.txt", test::text("x")}};
    else if (row == "no classes")
        train = {{"007.jpg", image}};
    else if (row == "one class")
        train = {{"a/007.jpg", image}};
    else if (row == "unknown class") {
        train = classFolders("train/", {"a", "b"}, 2);
        validation = classFolders("val/", {"a", "b", "c"}, 1);
    } else if (row == "two folders") {
        test::writeTar(root / "train" / "1.tar", train);
        test::writeTar(root / "Training" / "1.tar", train);
    }
    if (row != "validation only")
        test::writeTar(root / "train.tar", train);
    test::writeTar(root / "val.tar", validation);
    if (row == "cut")
        fs::resize_file(root / "train.tar", fs::file_size(root / "train.tar") - 1024 - 512 - 100);
    QString message;
    try {
        open(root, row == "model.classes" ? 9 : 2);
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(root.string())) && message.endsWith('.'), qPrintable(message));
}

void TestTarListing::damagedImagesAreSkippable() {
    const fs::path root = freshFolder("tars ");
    Entries entries = samples(0, 6, 2);
    entries[2].data.resize(entries[2].data.size() / 2);
    entries[4].data.clear();
    test::writeTar(root / "train.tar", entries);
    test::writeTar(root / "val.tar", samples(0, 2, 2));
    const DatasetPair pair = open(root, 2);
    int failed = 0;
    for (std::int64_t i = 0; i < 6; ++i)
        try {
            pixels(*pair.train, i);
        } catch (const ImageError& error) {
            ++failed;
            QVERIFY2(QString(error.what())
                         .contains(i == 1 ? "train.tar: 001.jpg is truncated" : "train.tar: 002.jpg is empty"),
                     error.what());
        }
    QCOMPARE(failed, 2);
    fs::resize_file(root / "val.tar", 100);  // while it is used
    QVERIFY_EXCEPTION_THROWN(pixels(*pair.validation, 1), ImageError);
}

void TestTarListing::changedFilesAreListedAgain() {
    const fs::path root = freshFolder("tars ");
    test::writeTar(root / "a.tar", samples(0, 4, 2));
    const auto first = tarListings({root / "a.tar"}, "label");
    QCOMPARE(tarListings({root / "a.tar"}, "label")[0].get(), first[0].get());
    test::writeTar(root / "a.tar", samples(5, 4, 2));  // of the same size
    fs::last_write_time(root / "a.tar", fs::last_write_time(root / "a.tar") + std::chrono::seconds(1));
    QCOMPARE(std::string(tarListings({root / "a.tar"}, "label")[0]->files.name(0)), std::string("005.jpg"));
    QCOMPARE(std::string(first[0]->files.name(0)), std::string("000.jpg"));
}

void TestTarListing::storedListingsAreTrustedOnlyIfWhole() {
    const fs::path root = freshFolder("tars ");
    test::writeTar(root / "a.tar", joined(samples(0, 3, 2), {{"x.txt"}}));
    const auto listing = tarListings({root / "a.tar"}, "label")[0];
    const std::string bytes = packedListing(*listing, "a.tar 1");
    const auto again = unpackedListing(bytes, "a.tar 1");
    QVERIFY(again);
    QCOMPARE(again->files.labels(), listing->files.labels());
    QCOMPARE(again->offsets, listing->offsets);
    QCOMPARE(again->sizes, listing->sizes);
    QCOMPARE(again->firstIgnored, std::string("x.txt"));
    QVERIFY(again->labeled && again->files.name(2) == "002.jpg");
    QVERIFY(!unpackedListing(bytes, "a.tar 2"));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QVERIFY(!unpackedListing(bytes.substr(0, size), "a.tar 1"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 4);
        QVERIFY(!unpackedListing(damaged, "a.tar 1"));
    }
}

void TestTarListing::listingsOfLargeFilesAreStored() {
    const fs::path root = freshFolder("tars "), cache = freshFolder("tars ");
    qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(cache.string()));
    test::writeBytes(root / "a.tar", test::tarBytes(samples(0, 4, 2)));
    const auto stored = [&] {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(cache))
            if (entry.is_regular_file())
                files.push_back(entry.path());
        return files;
    };
    tarListings({root / "a.tar"}, "label");
    QVERIFY(stored().empty());
    fs::resize_file(root / "a.tar", 65 << 20);  // a hole
    const auto listing = tarListings({root / "a.tar"}, "label")[0];
    QCOMPARE(listing->files.size(), 4);
    QCOMPARE(stored().size(), std::size_t{1});
    test::writeBytes(stored()[0], test::text("damaged"));  // only costs time
    fs::last_write_time(root / "a.tar", fs::last_write_time(root / "a.tar") + std::chrono::seconds(1));
    QCOMPARE(tarListings({root / "a.tar"}, "label")[0]->offsets, listing->offsets);
    QVERIFY(fs::file_size(stored()[0]) > 100);
    QCOMPARE(stored().size(), std::size_t{1});
    qunsetenv("XDG_CACHE_HOME");
}

void TestTarListing::blocksAreShortWhereClassesFollowEachOther() {
    const fs::path root = freshFolder("tars ");
    test::writeTar(root / "shuffled" / "train-0.tar", samples(0, 40, 2));
    test::writeTar(root / "shuffled" / "train-1.tar", samples(40, 10, 2));
    test::writeTar(root / "shuffled" / "val.tar", samples(0, 2, 2));
    QCOMPARE(open(root / "shuffled", 2).train->blocks(), (std::vector<std::int64_t>{0, 40}));
    test::writeTar(root / "sorted.tar",
                   joined(classFolders("train/", {"a", "b"}, 20), classFolders("val/", {"a", "b"}, 1)));
    QCOMPARE(open(root / "sorted.tar", 2).train->blocks(), (std::vector<std::int64_t>{0, 8, 16, 28, 36}));
}

QTEST_GUILESS_MAIN(TestTarListing)
#include "tst_tarlisting.moc"
