// Images in tar files: layouts, labels, the same pixels as from folders.
#include <QtTest>

#include <map>
#include <set>
#include <thread>

#include "TarFiles.h"
#include "TarFixture.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/TarDataset.h"

using namespace isonet;
using namespace isonet::training;
using test::classFolders;
using test::joined;
using test::samples;
using Entries = test::TarEntries;
namespace fs = std::filesystem;

class TestTarDataset : public QObject, private test::TarFixture {
    Q_OBJECT
    // Whether every image is of the gray of its label.
    static void verifyGray(const Dataset& dataset, const std::map<int, int>& grayOf) {
        for (std::int64_t i = 0; i < dataset.size(); ++i) {
            const double byte = (pixels(dataset, i)[100] * 0.229 + 0.485) * 255;
            QVERIFY2(std::abs(byte - grayOf.at(dataset.label(i))) < 2, qPrintable(QString::number(byte)));
        }
    }
    static std::set<std::string> names(const Dataset& dataset) {
        std::set<std::string> all;
        for (std::int64_t i = 0; i < dataset.size(); ++i) {
            const std::string name = dynamic_cast<const TarDataset&>(dataset).name(i);
            all.insert(name.substr(name.rfind(' ') + 1));
        }
        return all;
    }
    static void verifyStatus(const fs::path& root, const std::string& expected) {
        const DatasetStatus status = datasetStatus(test::folderData(root));
        QCOMPARE(status.message, expected);
        QVERIFY(status.found);
        QVERIFY(status.channels == 1 && status.height == 32 && status.width == 32);  // gray, 40x30 pixels
        QCOMPARE(datasetsIn(root.string()).size(), std::size_t{1});
    }

private Q_SLOTS:
    void shardsAreReadByFolderAndByName_data();
    void shardsAreReadByFolderAndByName();
    void labelsComeFromJson();
    void classFoldersInOneFileAreRead_data();
    void classFoldersInOneFileAreRead();
    void aFractionIsHeldOutWithoutValidationFiles();
    void filesOfOneClassEachAreRead();
    void imagenetIsReadInPlace_data();
    void imagenetIsReadInPlace();
    void imagesAreThoseOfAFolder();
    void classFoldersBesideTarFilesStay();
};

void TestTarDataset::shardsAreReadByFolderAndByName_data() {
    QTest::addColumn<QString>("train");
    QTest::addColumn<QString>("validation");
    QTest::newRow("folders") << "train/a-%1.tar"
                             << "val/a-%1.tar";
    QTest::newRow("folders in capitals") << "Training/%1.tar"
                                         << "Validation/%1.TAR";
    QTest::newRow("names") << "imagenet-train-%1.tar"
                           << "imagenet-validation-%1.tar";
    QTest::newRow("numbers at once") << "x_train%1.tar"
                                     << "x_test%1.tar";
}

void TestTarDataset::shardsAreReadByFolderAndByName() {
    QFETCH(QString, train);
    QFETCH(QString, validation);
    const fs::path root = freshFolder("tars ");
    for (int i = 0; i < 2; ++i) {
        const QString number = QString("00000%1").arg(i);
        test::writeTar(root / train.arg(number).toStdString(), samples(10 * i, 6, 3));
        test::writeTar(root / validation.arg(number).toStdString(), samples(20 + 10 * i, 3, 3));
    }
    const DatasetPair pair = open(root, 3);
    QCOMPARE(pair.train->size(), 12);
    QCOMPARE(pair.validation->size(), 6);
    QCOMPARE(pair.train->classNames(), (std::vector<std::string>{"0", "1", "2"}));
    for (const auto& part : {pair.train, pair.validation})
        verifyGray(*part, {{0, 0}, {1, 30}, {2, 60}});
    QCOMPARE(names(*pair.validation),
             (std::set<std::string>{"0020.jpg", "0021.jpg", "0022.jpg", "0030.jpg", "0031.jpg", "0032.jpg"}));
    verifyStatus(root, "12 training and 6 validation images (" + validation.arg("000000").toStdString() +
                           " ...), 3 classes: 0 ... 2, in 4 tar files");
}

void TestTarDataset::labelsComeFromJson() {
    const fs::path root = freshFolder("tars ");
    Entries entries;
    for (const auto& [key, label] :
         std::map<std::string, std::string>{{"a", "0"}, {"b", "\"1\""}, {"c", "1"}, {"d", "0"}}) {
        entries.push_back({key + ".json", test::text("{\"name\": \"caf\\u00e9\", \"target\": " + label + "}")});
        entries.push_back({key + ".jpg", test::grayJpeg(label.find('1') == label.npos ? 0 : 30)});
        entries.push_back({key + ".mask.png", test::quarters(4, 4, ".png")});  // not the image
        entries.push_back({key + ".txt", test::text("text")});
    }
    test::writeTar(root / "data.tar", entries);
    test::writeBytes(root / "classes.txt", test::text("cat\r\ndog\r\nowl\r\n\r\n"));
    auto data = test::folderData(root);
    data.labelKey = "target";
    const DatasetPair pair = openDatasets(data, model(3));
    QCOMPARE(pair.train->classNames(), (std::vector<std::string>{"cat", "dog", "owl"}));
    QCOMPARE(pair.train->size() + pair.validation->size(), 4);
    for (const auto& part : {pair.train, pair.validation})
        verifyGray(*part, {{0, 0}, {1, 30}});
    const DatasetStatus status = datasetStatus(data);
    QCOMPARE(status.notes.size(), std::size_t{1});
    QVERIFY2(status.notes[0].starts_with("Ignored, files that are not images: 8 (data.tar: ") &&
                 status.notes[0].ends_with(", ... 8)"),
             status.notes[0].c_str());
    QCOMPARE(pair.notes, status.notes);
    data.labelKey = "label";
    const std::string missing = datasetStatus(data).message;
    QVERIFY2(missing.find("a.json has no key \"label\"") != std::string::npos, missing.c_str());
    QVERIFY2(missing.find("there are: name, target.") != std::string::npos, missing.c_str());
}

void TestTarDataset::classFoldersInOneFileAreRead_data() {
    QTest::addColumn<QString>("prefix");
    QTest::newRow("at the top") << "";
    QTest::newRow("in a folder") << "./flowers/";
    QTest::newRow("deeper") << "data/flowers/";
}

void TestTarDataset::classFoldersInOneFileAreRead() {
    QFETCH(QString, prefix);
    const fs::path root = freshFolder("tars ");
    const std::string at = prefix.toStdString();
    // "train" is a class here, and parts come in any case.
    Entries entries =
        joined(classFolders(at + "Train/", {"bus", "train"}, 3), classFolders(at + "VAL/", {"bus", "train"}, 1));
    entries.push_back({at + "README.md", test::text("x")});
    entries.push_back({"__MACOSX/._x.jpg", test::text("x")});
    entries.push_back({at + "Train/preview.jpg", test::grayJpeg(9)});
    test::writeTar(root / "flowers.tar", entries);
    const DatasetPair pair = open(root / "flowers.tar", 2);
    QCOMPARE(pair.train->size(), 6);
    QCOMPARE(pair.validation->size(), 2);
    QCOMPARE(pair.train->classNames(), (std::vector<std::string>{"bus", "train"}));
    for (const auto& part : {pair.train, pair.validation})
        verifyGray(*part, {{0, 0}, {1, 30}});
    verifyStatus(root, "6 training and 2 validation images (VAL/), 2 classes: bus ... train, in 1 tar file");
    QCOMPARE(pair.notes, (std::vector<std::string>{"Ignored, files that are not images: 1 (flowers.tar: " +
                                                       (prefix == "./flowers/" ? "flowers/" : at) + "README.md)",
                                                   "Ignored, images outside of class folders: 1 (flowers.tar)"}));
}

void TestTarDataset::aFractionIsHeldOutWithoutValidationFiles() {
    const fs::path root = freshFolder("tars ");
    test::writeTar(root / "all.tar", classFolders("", {"bus", "car"}, 10));
    const DatasetPair pair = open(root, 2);
    QCOMPARE(pair.train->size(), 18);
    QCOMPARE(pair.validation->size(), 2);
    auto all = names(*pair.train);
    all.merge(names(*pair.validation));
    QCOMPARE(all.size(), std::size_t{20});
    // The same images as in a folder.
    const fs::path folder = freshFolder("tars ");
    test::writeClassFolders(folder, {"bus", "car"}, 10);
    const DatasetPair unpacked = open(folder, 2);
    for (std::int64_t i = 0; i < 18; ++i)
        QCOMPARE(pair.train->label(i), unpacked.train->label(i));
    auto data = test::folderData(root);
    data.trainImages = 4;
    QCOMPARE(openDatasets(data, model(2)).train->size(), 4);
}

void TestTarDataset::filesOfOneClassEachAreRead() {
    const fs::path root = freshFolder("tars ");
    for (const std::string part : {"train", "val"})
        for (int label = 0; label < 2; ++label)
            test::writeTar(root / part / (label == 0 ? "n01.tar" : "n02.tar"),
                           {{"a.JPEG", test::grayJpeg(30 * label)}, {"b.JPEG", test::grayJpeg(30 * label)}});
    const DatasetPair pair = open(root, 2);
    QCOMPARE(pair.train->size(), 4);
    QCOMPARE(pair.validation->size(), 4);
    QCOMPARE(pair.validation->classNames(), (std::vector<std::string>{"n01", "n02"}));
    verifyGray(*pair.validation, {{0, 0}, {1, 30}});
}

void TestTarDataset::imagenetIsReadInPlace_data() {
    QTest::addColumn<QString>("labels");
    for (const char* labels : {"solution", "kit", "packed kit", "none"})
        QTest::newRow(labels) << labels;
}

void TestTarDataset::imagenetIsReadInPlace() {
    QFETCH(QString, labels);
    const fs::path root = freshFolder("tars ");
    Entries train, validation;
    for (int label = 0; label < 3; ++label) {
        const std::string wordnet = "n0" + std::to_string(label);
        Entries images;
        for (int i = 0; i < 2; ++i)
            images.push_back({wordnet + "_" + std::to_string(i) + ".JPEG", test::grayJpeg(30 * label)});
        train.push_back({wordnet + ".tar", test::tarBytes(images)});
    }
    std::string solution = "ImageId,PredictionString\n", truth;
    for (int i = 1; i <= 6; ++i) {
        const int label = i % 3;
        const std::string name = "ILSVRC2012_val_0000000" + std::to_string(i);
        validation.push_back({name + ".JPEG", test::grayJpeg(30 * label)});
        solution += name + ",n0" + std::to_string(label) + " 85 1 499 272 \r\n";
        truth += std::to_string(3 - label) + "\n";  // the kit's numbers have another order
    }
    test::writeTar(root / "ILSVRC2012_img_train.tar", train);
    test::writeTar(root / "ILSVRC2012_img_val.tar", validation);
    test::writeTar(root / "ILSVRC2012_img_train_t3.tar", train);
    const test::Bytes meta = test::imagenetMeta({"n02", "n01", "n00"});
    const std::string truthName = "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt";
    const std::string metaName = "ILSVRC2012_devkit_t12/data/meta.mat";
    if (labels == "solution")
        test::writeBytes(root / "LOC_val_solution.csv", test::text(solution));
    if (labels == "kit") {
        test::writeBytes(root / truthName, test::text(truth));
        test::writeBytes(root / metaName, meta);
    }
    if (labels == "packed kit")
        test::writeTarGz(root / "ILSVRC2012_devkit_t12.tar.gz", {{truthName, test::text(truth)}, {metaName, meta}});
    if (labels == "none") {
        const std::string message = datasetStatus(test::folderData(root)).message;
        QVERIFY2(message.find("ILSVRC2012_val_00000001.JPEG has no class") != std::string::npos, message.c_str());
        QVERIFY2(message.find("LOC_val_solution.csv") != std::string::npos, message.c_str());
        return;
    }
    for (const fs::path& place : {root, root / "ILSVRC2012_img_train.tar"}) {
        const DatasetPair pair = open(place, 3);
        QCOMPARE(pair.train->size(), 6);
        QCOMPARE(pair.validation->size(), 6);
        QCOMPARE(pair.train->classNames(), (std::vector<std::string>{"n00", "n01", "n02"}));
        for (const auto& part : {pair.train, pair.validation})
            verifyGray(*part, {{0, 0}, {1, 30}, {2, 60}});
        verifyStatus(place,
                     "6 training and 6 validation images (ILSVRC2012_img_val.tar), 3 classes: n00 ... n02, in 2 "
                     "tar files");
        QCOMPARE(pair.notes, std::vector<std::string>{"Ignored, other tar files: 1 (ILSVRC2012_img_train_t3.tar)"});
    }
}

void TestTarDataset::imagesAreThoseOfAFolder() {
    const fs::path root = freshFolder("tars "), folder = freshFolder("tars ");
    Entries entries;
    for (const std::string name : {"a", "b"})
        for (int i = 0; i < 4; ++i) {
            const auto image = test::turned(test::quarters(50 + i, 40, ".jpg"), 6);
            entries.push_back({"train/" + name + "/" + std::to_string(i) + ".jpg", image});
            entries.push_back({"val/" + name + "/" + std::to_string(i) + ".jpg", image});
            test::writeBytes(folder / entries[entries.size() - 2].name, image);
            test::writeBytes(folder / entries.back().name, image);
        }
    test::writeTar(root / "all.tar", entries);
    const DatasetPair tars = open(root, 2), files = open(folder, 2);
    std::vector<std::vector<float>> expected;
    for (std::int64_t i = 0; i < 8; ++i)
        expected.push_back(pixels(*files.train, i, 77));
    std::atomic<int> equal = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (std::int64_t i = 0; i < 8; ++i)
                    equal += pixels(*tars.train, (i + t) % 8, 77) == expected[static_cast<std::size_t>((i + t) % 8)];
            });
    }
    QCOMPARE(equal.load(), 32);
    QCOMPARE(pixels(*tars.validation, 5), pixels(*files.validation, 5));
}

void TestTarDataset::classFoldersBesideTarFilesStay() {
    const fs::path root = freshFolder("tars ");
    test::writeClassFolders(root / "train", {"a", "b"}, 2);
    test::writeClassFolders(root / "val", {"a", "b"}, 1);
    test::writeTar(root / "train.tar", samples(0, 4, 2));
    QCOMPARE(datasetStatus(test::folderData(root)).message,
             std::string("4 training and 2 validation images (val/), 2 classes: a ... b"));
    fs::remove_all(root / "train");
    fs::remove_all(root / "val");
    QCOMPARE(open(root, 2).train->size() + open(root, 2).validation->size(), 4);
}

QTEST_GUILESS_MAIN(TestTarDataset)
#include "tst_tardataset.moc"
