// Labels from lists: CSV and TSV as programs and people write them, ImageNet as Kaggle and its organizers ship it, Tiny
// ImageNet, and the names of classes.
#include <QtTest>

#include "FolderData.h"
#include "FreshFolders.h"
#include "ImageFiles.h"
#include "TarFiles.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/FolderParts.h"

using namespace isonet;
using namespace isonet::training;
using test::errorAt;
using test::partsAt;
namespace fs = std::filesystem;

class TestImageLists : public QObject, private test::FreshFolders {
    Q_OBJECT
    test::Bytes image_ = test::quarters(40, 32, ".png");

    static void write(const fs::path& file, const std::string& text) {
        test::writeBytes(file, test::Bytes(text.begin(), text.end()));
    }
    void images(const fs::path& folder, const std::vector<std::string>& names) {
        for (const std::string& name : names)
            test::writeBytes(folder / name, image_);
    }
    // "file label" of each image, in order.
    static QStringList listed(const FolderParts& parts, const FolderPart& part) {
        QStringList all;
        for (std::int64_t i = 0; i < part.size(); ++i)
            all << QString::fromStdString(part.file(i).filename().string() + ' ' +
                                          parts.classes[static_cast<std::size_t>(part.label(i))]);
        all.sort();
        return all;
    }
    // ILSVRC/Data/CLS-LOC with two classes of 3 images and a flat val/ of 4.
    fs::path imageNet() {
        const fs::path root = freshFolder(), home = root / "ILSVRC" / "Data" / "CLS-LOC";
        for (const std::string wnid : {"n01440764", "n02102040"})
            images(home / "train" / wnid, {wnid + "_0.JPEG", wnid + "_1.JPEG", wnid + "_2.JPEG"});
        for (int i = 1; i <= 4; ++i)
            images(home / "val", {"ILSVRC2012_val_0000000" + std::to_string(i) + ".JPEG"});
        return root;
    }

private Q_SLOTS:
    void listsAreReadAsProgramsWriteThem_data();
    void listsAreReadAsProgramsWriteThem();
    void splitsOfListsAreUsed();
    void faultsAreNamedWithTheirLine_data();
    void faultsAreNamedWithTheirLine();
    void integersAreClassesByValue();
    void listsAndFoldersThatDifferAreAskedAbout();
    void kaggleImageNetIsRead();
    void organizersImageNetIsRead();
    void tinyImageNetIsRead();
    void classNamesAreFoundAndDistinct();
};

void TestImageLists::listsAreReadAsProgramsWriteThem_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* title, const char* name, const QByteArray& content) {
        QTest::newRow(title) << QString::fromLatin1(name) << content;
    };
    row("header", "labels.csv", "path,label\na.png,cat\nb.png,dog\nsub/c.png,cat\nsub/d e.png,dog\n");
    row("no header", "labels.csv", "a.png,cat\nb.png,dog\nsub/c.png,cat\nsub/d e.png,dog");
    row("other names and order", "any.csv",
        "id,Category,File Name\n1,cat,a.png\n2,dog,b.png\n3,cat,sub/c.png\n4,dog,sub/d e.png\n");
    row("byte order mark, CRLF, quotes", "labels.csv",
        "\xef\xbb\xbf\"path\",\"label\"\r\n\"a.png\",\"cat\"\r\n\"b.png\",\"dog\"\r\n\"sub/c.png\",\"cat\"\r\n"
        "\"sub/d e.png\",\"dog\"\r\n");
    row("semicolons and backslashes", "labels.csv",
        "path;label\na.png;cat\nb.png;dog\nsub\\c.png;cat\nsub\\d e.png;dog\n");
    row("TSV", "labels.tsv", "path\tlabel\na.png\tcat\nb.png\tdog\nsub/c.png\tcat\nsub/d e.png\tdog\n");
    row("spaces", "labels.txt", "a.png cat\nb.png dog\n\nsub/c.png cat\nsub/d e.png dog\n");
    row("without endings", "labels.csv", "id,breed\na,cat\nb,dog\nsub/c,cat\nsub/d e,dog\n");
    row("label first", "labels.csv", "cat,a.png\ndog,b.png\ncat,sub/c.png\ndog,sub/d e.png\n");
}

void TestImageLists::listsAreReadAsProgramsWriteThem() {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const fs::path root = freshFolder();
    images(root, {"a.png", "b.png", "sub/c.png", "sub/d e.png"});
    write(root / name.toStdString(), content.toStdString());
    const QStringList expected{"a.png cat", "b.png dog", "c.png cat", "d e.png dog"};
    std::vector<fs::path> roots{root / name.toStdString()};
    if (!name.endsWith(QStringLiteral(".txt")))
        roots.push_back(root);  // the only list in it
    for (const fs::path& place : roots) {
        const FolderParts parts = partsAt(place);
        QCOMPARE(parts.classes, (std::vector<std::string>{"cat", "dog"}));
        QStringList all = listed(parts, parts.train) + listed(parts, parts.validation);
        all.sort();
        QCOMPARE(all, expected);
        QCOMPARE(parts.validation.size(), 2);
    }
}

void TestImageLists::splitsOfListsAreUsed() {
    const fs::path root = freshFolder();
    images(root, {"a.png", "b.png", "c.png", "d.png", "e.png"});
    write(root / "data.csv",
          "path,label,split\na.png,cat,train\nb.png,dog,Training\nc.png,cat,valid\nd.png,dog,TEST\ne.png,dog,train\n");
    FolderParts parts = partsAt(root);
    QCOMPARE(listed(parts, parts.train), (QStringList{"a.png cat", "b.png dog", "e.png dog"}));
    QCOMPARE(listed(parts, parts.validation), QStringList{"c.png cat"});
    QCOMPARE(listed(parts, parts.test), QStringList{"d.png dog"});
    // A list for each split, with the images in folders named like them.
    const fs::path lists = freshFolder();
    images(lists / "train", {"1.png", "2.png"});
    images(lists / "val", {"1.png"});
    write(lists / "train.csv", "image_id,label\n1,cat\n2,dog\n");
    write(lists / "val.csv", "image_id,label\n1,dog\n");
    write(lists / "sample_submission.csv", "image_id,label\n7,cat\n");
    parts = partsAt(lists);
    QCOMPARE(listed(parts, parts.train), (QStringList{"1.png cat", "2.png dog"}));
    QCOMPARE(listed(parts, parts.validation), QStringList{"1.png dog"});
    QCOMPARE(parts.validation.file(0), lists / "val" / "1.png");
}

void TestImageLists::faultsAreNamedWithTheirLine_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* title, const QByteArray& content, const QStringList& words) {
        QTest::newRow(title) << content << words;
    };
    row("missing file", "path,label\na.png,cat\nb.png,dog\nc.png,dog\nd.png,dog\n",
        {"line 4: \"c.png\" does not exist", "1 more of its lines"});
    row("no label", "path,label\na.png,cat\nb.png,\n", {"line 3: \"b.png\" has no label"});
    row("too few columns", "path,label\na.png,cat\nb.png\n", {"line 3: the row has 1 columns"});
    row("unknown split", "path,label,split\na.png,cat,train\nb.png,dog,holiday\n",
        {"line 3", "\"holiday\"", "accepted"});
    row("two labels", "path,label\na.png,cat\nb.png,dog\n\na.png,dog\n", {"line 5", "\"dog\"", "\"cat\"", "line 2"});
    row("class without training images", "path,label,split\na.png,cat,train\nb.png,dog,train\na.png,owl,val\n",
        {"line 4", "\"owl\" has no training images"});
    row("one class", "path,label\na.png,cat\nb.png,cat\n", {"1 labels", "at least two"});
    row("open quote", "path,label\n\"a.png,cat\nb.png,dog\n", {"line 2: a quote is not closed"});
    row("no columns", "one\ntwo\n", {"has 1 column (one)", "accepted"});
    row("empty", "", {"has no rows"});
    row("UTF-16",
        QByteArray("\xff\xfe"
                   "p\0a\0",
                   6),
        {"UTF-16", "UTF-8"});
}

void TestImageLists::faultsAreNamedWithTheirLine() {
    QFETCH(QByteArray, content);
    QFETCH(QStringList, words);
    const fs::path root = freshFolder();
    images(root, {"a.png", "b.png"});
    write(root / "labels.csv", content.toStdString());
    const QString message = errorAt(root / "labels.csv");
    QVERIFY2(message.contains(QString::fromStdString((root / "labels.csv").string())), qPrintable(message));
    for (const QString& word : words)
        QVERIFY2(message.contains(word), qPrintable(message));
    QVERIFY2(message.endsWith(QLatin1Char('.')), qPrintable(message));
}

void TestImageLists::integersAreClassesByValue() {
    const fs::path root = freshFolder();
    images(root, {"a.png", "b.png", "c.png", "d.png"});
    write(root / "labels.csv", "path,label,split\na.png,10,train\nb.png,9,train\nc.png,2,train\nd.png,9,val\n");
    QCOMPARE(partsAt(root).classes, (std::vector<std::string>{"2", "9", "10"}));
}

void TestImageLists::listsAndFoldersThatDifferAreAskedAbout() {
    const fs::path root = freshFolder();
    images(root / "rose", {"0.png", "1.png"});
    images(root / "tulip", {"0.png", "1.png"});
    write(root / "index.csv", "file,label\nrose/0.png,rose\nrose/1.png,rose\ntulip/0.png,tulip\ntulip/1.png,tulip\n");
    const FolderParts same = partsAt(root);
    QCOMPARE(same.train.size() + same.validation.size(), 4);
    QVERIFY(QString::fromStdString(same.notes.back()).contains(QStringLiteral("index.csv")));
    write(root / "index.csv", "file,label\nrose/0.png,sick\nrose/1.png,well\ntulip/0.png,sick\ntulip/1.png,well\n");
    const QString message = errorAt(root);
    QVERIFY2(message.contains(QStringLiteral("2 ways")) && message.contains(QStringLiteral("index.csv")),
             qPrintable(message));
    QCOMPARE(partsAt(root / "index.csv").classes, (std::vector<std::string>{"sick", "well"}));
}

void TestImageLists::kaggleImageNetIsRead() {
    const fs::path root = imageNet(), home = root / "ILSVRC" / "Data" / "CLS-LOC";
    const std::string rows =
        "ImageId,PredictionString\nILSVRC2012_val_00000003,n02102040 1 1 20 20 n02102040 2 2 9 9\n"
        "ILSVRC2012_val_00000001,n01440764 1 1 20 20\nILSVRC2012_val_00000002,n02102040 1 1 20 20\n";
    write(root / "LOC_val_solution.csv", rows + "ILSVRC2012_val_00000004,n01440764 0 0 3 3\n");
    write(root / "LOC_synset_mapping.txt", "n01440764 tench, Tinca tinca\nn02102040 English springer\n");
    for (const fs::path& place : {root, home}) {
        const FolderParts parts = partsAt(place);
        QCOMPARE(parts.classes, (std::vector<std::string>{"tench", "English springer"}));
        QCOMPARE(parts.train.size(), 6);
        QCOMPARE(listed(parts, parts.validation),
                 (QStringList{"ILSVRC2012_val_00000001.JPEG tench", "ILSVRC2012_val_00000002.JPEG English springer",
                              "ILSVRC2012_val_00000003.JPEG English springer", "ILSVRC2012_val_00000004.JPEG tench"}));
    }
    config::DataConfig data;
    data.dataset = "folder";
    data.root = root.string();
    QCOMPARE(datasetStatus(data).message,
             std::string("6 training and 4 validation images (val/), 2 classes: tench ... English springer"));
    // An image without a row is ignored, a row without its image is a fault.
    write(root / "LOC_val_solution.csv", rows);
    QCOMPARE(partsAt(root).validation.size(), 3);
    QVERIFY(QString::fromStdString(partsAt(root).notes.back()).contains(QStringLiteral("without a label: 1")));
    write(root / "LOC_val_solution.csv", rows + "ILSVRC2012_val_00000009,n01440764 0 0 3 3\n");
    QVERIFY2(errorAt(root).contains(QStringLiteral("line 5: the image \"ILSVRC2012_val_00000009\" is missing")),
             qPrintable(errorAt(root)));
}

void TestImageLists::organizersImageNetIsRead() {
    const fs::path root = imageNet(), home = root / "ILSVRC" / "Data" / "CLS-LOC";
    const fs::path devkit = home / "ILSVRC2012_devkit_t12" / "data";
    write(devkit / "ILSVRC2012_validation_ground_truth.txt", "7\n3\n3\n7\n");
    QVERIFY2(errorAt(home).contains(QStringLiteral("the list that names them is missing")), qPrintable(errorAt(home)));
    write(devkit / "map_clsloc.txt", "n02102040 3 English_springer\nn01440764 7 tench\nn01443537 8 goldfish\n");
    const FolderParts parts = partsAt(home);
    const QStringList expected{"ILSVRC2012_val_00000001.JPEG n01440764", "ILSVRC2012_val_00000002.JPEG n02102040",
                               "ILSVRC2012_val_00000003.JPEG n02102040", "ILSVRC2012_val_00000004.JPEG n01440764"};
    QCOMPARE(listed(parts, parts.validation), expected);
    write(devkit / "ILSVRC2012_validation_ground_truth.txt", "7\n3\n44\n7\n");
    QVERIFY2(errorAt(home).contains(QStringLiteral("line 3: \"44\"")), qPrintable(errorAt(home)));
    write(devkit / "ILSVRC2012_validation_ground_truth.txt", "7\n3\n3\n");
    QVERIFY2(errorAt(home).contains(QStringLiteral("_00000004.JPEG has no line")), qPrintable(errorAt(home)));
    // The kit as it is downloaded.
    fs::remove_all(home / "ILSVRC2012_devkit_t12");
    test::writeTarGz(home / "ILSVRC2012_devkit_t12.tar.gz",
                     {{"ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt", test::text("2\n1\n1\n2\n")},
                      {"ILSVRC2012_devkit_t12/data/meta.mat", test::imagenetMeta({"n02102040", "n01440764"})}});
    const FolderParts packed = partsAt(home);
    QCOMPARE(listed(packed, packed.validation), expected);
}

void TestImageLists::tinyImageNetIsRead() {
    const fs::path root = freshFolder();
    for (const std::string wnid : {"n01440764", "n02102040"}) {
        images(root / "train" / wnid / "images", {wnid + "_0.JPEG", wnid + "_1.JPEG", wnid + "_2.JPEG"});
        write(root / "train" / wnid / (wnid + "_boxes.txt"), wnid + "_0.JPEG\t0\t0\t9\t9\n");
    }
    images(root / "val" / "images", {"val_0.JPEG", "val_1.JPEG"});
    images(root / "test" / "images", {"test_0.JPEG"});
    write(root / "val" / "val_annotations.txt",
          "val_0.JPEG\tn02102040\t0\t0\t31\t31\nval_1.JPEG\tn01440764\t0\t0\t31\t31\n");
    write(root / "wnids.txt", "n02102040\nn01440764\n");
    write(root / "words.txt", "n00001740\tentity\nn01440764\ttench\nn02102040\tEnglish springer, springer\n");
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.train.size(), 6);
    QCOMPARE(parts.classes, (std::vector<std::string>{"tench", "English springer"}));
    QCOMPARE(listed(parts, parts.validation), (QStringList{"val_0.JPEG English springer", "val_1.JPEG tench"}));
    QVERIFY(!parts.test.files);
}

void TestImageLists::classNamesAreFoundAndDistinct() {
    const fs::path root = freshFolder();
    for (const char* name : {"n02012849", "n03126707", "n04371430"})
        images(root / name, {"0.png", "1.png"});
    write(root / "synset_words.txt", "n02012849 crane\nn03126707 crane\nn04371430 swimming trunks, bathing trunks\n");
    QCOMPARE(partsAt(root).classes, (std::vector<std::string>{"crane", "crane (n03126707)", "swimming trunks"}));
    // Numbered folders, counted from 1, with a name in each line.
    const fs::path numbered = freshFolder();
    std::string lines;
    for (int i = 1; i <= 11; ++i) {
        images(numbered / std::to_string(i), {"0.png", "1.png"});
        lines += "flower " + std::to_string(i) + "\r\n";
    }
    write(numbered / "labels.txt", lines);
    const FolderParts parts = partsAt(numbered);
    QCOMPARE(parts.classes[1], std::string("flower 10"));  // folder "10", the second by text
    QCOMPARE(parts.classes[2], std::string("flower 11"));
    // Folders that have names keep them.
    const fs::path named = freshFolder();
    for (const char* name : {"golden", "red"})
        images(named / name, {"0.png", "1.png"});
    write(named / "labels.txt", "golden retriever\nred setter\n");
    QCOMPARE(partsAt(named).classes, (std::vector<std::string>{"golden", "red"}));
}

QTEST_GUILESS_MAIN(TestImageLists)
#include "tst_imagelists.moc"
