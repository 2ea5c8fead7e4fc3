// Folders of class folders: contents, validation split, error messages.
#include <QtTest>

#include <cmath>
#include <map>
#include <set>

#include "FolderData.h"
#include "FreshFolders.h"
#include "ImageFiles.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/FolderDataset.h"

using namespace isonet;
using namespace isonet::training;
using test::folderData;
namespace fs = std::filesystem;

class TestImageFolder : public QObject, private test::FreshFolders {
    Q_OBJECT
    static spec::ModelSpec model(int classes) {
        spec::ModelSpec model;
        model.channels = 3;
        model.height = model.width = 24;
        model.classes = classes;
        return model;
    }
    static QString errorOf(const config::DataConfig& data, int classes) {
        try {
            openDatasets(data, model(classes));
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    }
    static std::set<std::string> files(const Dataset& dataset) {
        std::set<std::string> all;
        for (std::int64_t i = 0; i < dataset.size(); ++i)
            all.insert(dynamic_cast<const FolderDataset&>(dataset).file(i).string());
        return all;
    }

private Q_SLOTS:
    void trainAndValAreReadByClass();
    void nestedFoldersAndOtherFilesAreHandled();
    void fractionOfEachClassIsHeldOutWithoutVal();
    void subsetsAreBalanced();
    void invalidFoldersAreReportedWithTheRemedy_data();
    void invalidFoldersAreReportedWithTheRemedy();
    void statusHasCountsOrTheProblem();
};

void TestImageFolder::trainAndValAreReadByClass() {
    const fs::path root = freshPath();
    test::writeClassFolders(root / "train", {"b cat", "a dog", "c owl"}, 4);
    test::writeClassFolders(root / "val", {"b cat", "a dog", "c owl"}, 2);
    const DatasetPair pair = openDatasets(folderData(root), model(3));
    QCOMPARE(pair.train->size(), 12);
    QCOMPARE(pair.validation->size(), 6);
    const std::vector<std::string> names{"a dog", "b cat", "c owl"};
    QCOMPARE(pair.train->classNames(), names);
    QCOMPARE(pair.validation->classNames(), names);
    // The writer's classes are gray 0, 30 and 60 in the given order.
    const std::array<int, 3> gray{30, 0, 60};
    std::vector<float> out(3 * 24 * 24);
    for (const auto& part : {pair.train, pair.validation})
        for (std::int64_t i = 0; i < part->size(); ++i) {
            part->load(i, 0, PixelOrder::Planes, out.data());
            const double byte = (out[300] * 0.229 + 0.485) * 255;
            const int label = part->label(i);
            QCOMPARE(label, static_cast<int>(i / (part->size() / 3)));
            QVERIFY2(
                byte > gray[static_cast<std::size_t>(label)] - 2 && byte < gray[static_cast<std::size_t>(label)] + 12,
                qPrintable(QString::number(byte)));
        }
}

void TestImageFolder::nestedFoldersAndOtherFilesAreHandled() {
    const fs::path root = freshPath();
    test::writeClassFolders(root / "train", {"a", "b"}, 2);
    test::writeClassFolders(root / "valid", {"a", "b"}, 1);
    test::writeClassFolders(root / "train" / "a", {"deeper"}, 3);
    test::writeBytes(root / "train" / "a" / "notes.txt", {'x'});
    test::writeBytes(root / "train" / "README", {'x'});
    fs::create_directories(root / "train" / ".cache");
    fs::create_directory_symlink(root / "train" / "a", root / "train" / "a" / "circle");
    fs::create_directory_symlink(root / "train" / "b", root / "train" / "c");
    fs::create_directory_symlink(root / "train" / "b", root / "valid" / "c");
    const DatasetPair pair = openDatasets(folderData(root), model(3));
    QCOMPARE(pair.train->size(), 5 + 2 + 2);
    QCOMPARE(pair.validation->size(), 1 + 1 + 2);
    QVERIFY(files(*pair.train).contains((root / "train/a/deeper/2.jpg").string()));
}

void TestImageFolder::fractionOfEachClassIsHeldOutWithoutVal() {
    const fs::path root = freshPath();
    test::writeClassFolders(root, {"a", "b"}, 40);
    test::writeClassFolders(root, {"c"}, 2);
    auto data = folderData(root);
    data.validationFraction = 0.2;
    const DatasetPair pair = openDatasets(data, model(3));
    QCOMPARE(pair.validation->size(), 8 + 8 + 1);
    QCOMPARE(pair.train->size(), 32 + 32 + 1);
    std::map<int, int> counts;
    for (std::int64_t i = 0; i < pair.validation->size(); ++i)
        counts[pair.validation->label(i)]++;
    QCOMPARE(counts, (std::map<int, int>{{0, 8}, {1, 8}, {2, 1}}));
    std::set<std::string> all = files(*pair.train);
    const auto validation = files(*pair.validation);
    QCOMPARE(all.size(), std::size_t{65});
    all.insert(validation.begin(), validation.end());
    QCOMPARE(all.size(), std::size_t{82});
    QCOMPARE(files(*openDatasets(data, model(3)).validation), validation);
    data.validationFraction = 0.4;  // a larger fraction contains the same images
    const auto more = files(*openDatasets(data, model(3)).validation);
    QVERIFY(std::includes(more.begin(), more.end(), validation.begin(), validation.end()));
}

void TestImageFolder::subsetsAreBalanced() {
    const fs::path root = freshPath();
    test::writeClassFolders(root, {"a", "b"}, 20);
    auto data = folderData(root);
    data.trainImages = 10;
    data.validationImages = 2;
    const DatasetPair pair = openDatasets(data, model(2));
    QCOMPARE(pair.train->size(), 10);
    QCOMPARE(pair.validation->size(), 2);
    int ones = 0;
    for (std::int64_t i = 0; i < 10; ++i)
        ones += pair.train->label(i);
    QCOMPARE(ones, 5);
    const auto train = files(*pair.train);
    for (const std::string& file : files(*pair.validation))
        QVERIFY(!train.contains(file));
}

void TestImageFolder::invalidFoldersAreReportedWithTheRemedy_data() {
    QTest::addColumn<QString>("thing");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const char* thing, const char* fault) {
        QTest::newRow(name) << thing << fault;
    };
    row("missing", "missing", "does not exist");
    row("a file", "file", "is not a folder");
    row("empty folder", "empty", "contains no class folders");
    row("one class", "train", "only one class folder, \"a\"");
    row("empty class", "train/b", "contains no images");
    row("class without validation images", "val/b", "is missing");
    row("empty validation class", "val/b", "contains no images");
    row("class without training images", "val/c", "a class without training images");
    row("one image without val", "b", "only one image");
    row("another number of classes", "train", "model.classes is 7");
    row("too many images", "train", "data.train_images is 9");
}

void TestImageFolder::invalidFoldersAreReportedWithTheRemedy() {
    QFETCH(QString, thing);
    QFETCH(QString, fault);
    const fs::path root = freshPath();
    const std::string row = QTest::currentDataTag();
    auto data = folderData(root);
    int classes = 2;
    if (row == "missing") {
        data.root = (root / "missing").string();
    } else if (row == "a file") {
        test::writeBytes(root / "file", {'x'});
        data.root = (root / "file").string();
    } else if (row == "empty folder") {
        fs::create_directories(root / "empty");
        data.root = (root / "empty").string();
    } else if (row == "one image without val") {
        test::writeClassFolders(root, {"a"}, 3);
        test::writeClassFolders(root, {"b"}, 1);
    } else {
        test::writeClassFolders(
            root / "train", row == "one class" ? std::vector<std::string>{"a"} : std::vector<std::string>{"a", "b"}, 4);
        test::writeClassFolders(root / "val", {"a", "b"}, 1);
        if (row == "empty class" || row == "empty validation class")
            fs::remove_all(root / thing.toStdString());
        if (row == "empty class" || row == "empty validation class")
            test::writeBytes(root / thing.toStdString() / "notes.txt", {'x'});
        if (row == "class without validation images")
            fs::remove_all(root / "val" / "b");
        if (row == "class without training images")
            test::writeClassFolders(root / "val", {"c"}, 1);
        if (row == "another number of classes")
            classes = 7;
        if (row == "too many images")
            data.trainImages = 9;
    }
    const QString message = errorOf(data, classes);
    QVERIFY2(message.contains(QString::fromStdString((root / thing.toStdString()).string())), qPrintable(message));
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.endsWith('.'), qPrintable(message));
}

void TestImageFolder::statusHasCountsOrTheProblem() {
    const fs::path root = freshPath();
    auto status = datasetStatus(folderData(root));
    QVERIFY(!status.found);
    QVERIFY(status.message.find("does not exist") != std::string::npos);
    test::writeClassFolders(root / "train", {"a", "b"}, 3);
    test::writeClassFolders(root / "val", {"a", "b"}, 1);
    status = datasetStatus(folderData(root));
    QVERIFY2(status.found, status.message.c_str());
    QCOMPARE(status.message, std::string("6 training and 2 validation images (val/), 2 classes: a ... b"));
    QCOMPARE(status.classes, 2);
    const auto there = datasetsIn(root.string());
    QCOMPARE(there.size(), std::size_t{1});
    QCOMPARE(there[0].info.name, std::string("folder"));
    auto none = folderData("");
    QVERIFY(datasetStatus(none).message.find("data.root") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestImageFolder)
#include "tst_imagefolder.moc"
