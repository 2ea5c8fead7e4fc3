// Datasets of image files as found in practice: names of splits, what is ignored, folders around the data, and
// layouts that can be read in two ways.
#include <QtTest>
#include <fstream>

#include "FolderData.h"
#include "FreshFolders.h"
#include "ImageFiles.h"
#include "Unprivileged.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/catalogue/SuitableSettings.h"
#include "training/data/classification/FolderParts.h"

using namespace isonet;
using namespace isonet::training;
using test::errorAt;
using test::partsAt;
namespace fs = std::filesystem;

class TestFolderLayouts : public QObject, private test::FreshFolders {
    Q_OBJECT
    test::Bytes image_ = test::quarters(40, 32, ".png");

    void fill(const fs::path& folder, const std::vector<std::string>& classes, int images = 3) {
        for (const std::string& name : classes)
            for (int i = 0; i < images; ++i)
                test::writeBytes(folder / name / (std::to_string(i) + ".png"), image_);
    }
    static QString notesOf(const FolderParts& parts) {
        QStringList notes;
        for (const std::string& note : parts.notes)
            notes << QString::fromStdString(note);
        return notes.join(QLatin1Char('\n'));
    }
    static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }

private Q_SLOTS:
    void splitNamesOfAllKindsAreRead_data();
    void splitNamesOfAllKindsAreRead();
    void testPartIsKnownBesideValidation();
    void leftoversAreIgnoredCountedAndNamed();
    void foldersAroundTheDataAreLookedThrough();
    void splitFoldersAreNeverClasses_data();
    void splitFoldersAreNeverClasses();
    void twoReadingsAreAskedAbout_data();
    void twoReadingsAreAskedAbout();
    void aClassMayBeNamedLikeASplit();
    void foldersWithoutPermissionAreIgnored();
    void namesThatAreNotUtf8AreRead();
    void runsOfEarlierVersionsKeepTheirImages();
    void statusSuggestsSettings();
};

void TestFolderLayouts::splitNamesOfAllKindsAreRead_data() {
    QTest::addColumn<QString>("train");
    QTest::addColumn<QString>("validation");
    const auto row = [](const char* train, const char* validation) {
        QTest::newRow(train) << QString::fromLatin1(train) << QString::fromLatin1(validation);
    };
    row("Training", "Testing");
    row("TRAIN", "VAL");
    row("train", "dev");
    row("Train", "Validation");
    row("train2017", "val2017");
    row("training_set", "test_set");
    row("seg_train", "seg_test");
    row("trainset", "valid");
}

void TestFolderLayouts::splitNamesOfAllKindsAreRead() {
    QFETCH(QString, train);
    QFETCH(QString, validation);
    const fs::path root = freshPath();
    const std::vector<std::string> classes{"glioma", "meningioma", "notumor", "pituitary"};
    fill(root / train.toStdString(), classes, 3);
    fill(root / validation.toStdString(), classes, 2);
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.classes, classes);
    QCOMPARE(parts.train.size(), 12);
    QCOMPARE(parts.validation.size(), 8);
    QCOMPARE(QString::fromStdString(parts.validationName), validation + QLatin1Char('/'));
    QVERIFY(!parts.test.files);
    QVERIFY2(parts.notes.empty(), qPrintable(notesOf(parts)));
}

void TestFolderLayouts::testPartIsKnownBesideValidation() {
    const fs::path root = freshPath();
    fill(root / "train", {"a", "b"});
    fill(root / "valid", {"a", "b"}, 1);
    fill(root / "Test", {"a", "b"}, 2);
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.validation.size(), 2);
    QCOMPARE(parts.test.size(), 4);
    QCOMPARE(parts.testName, std::string("Test/"));
    QCOMPARE(folderLayout(root).test, root / "Test");
    // Images without labels are no test part.
    fs::remove_all(root / "Test");
    test::writeBytes(root / "test1" / "0.png", image_);
    const FolderParts flat = partsAt(root);
    QVERIFY(!flat.test.files);
    QVERIFY(notesOf(flat).contains(QStringLiteral("without labels: test1/")));
    // Without val/ they are not used for validation either.
    fs::remove_all(root / "valid");
    QCOMPARE(partsAt(root).validationName, std::string());
}

void TestFolderLayouts::leftoversAreIgnoredCountedAndNamed() {
    const fs::path root = freshPath();
    fill(root, {"cats", "dogs"}, 6);
    test::writeBytes(root / "__MACOSX" / "cats" / "._0.jpg", {0, 5});
    for (const char* folder :
         {"lost+found", "@eaDir", "$RECYCLE.BIN", ".ipynb_checkpoints", "System Volume Information"})
        test::writeBytes(root / folder / "0.png", image_);
    test::writeBytes(root / "cats" / ".DS_Store", {1});
    test::writeBytes(root / "dogs" / ".DS_Store", {1});
    test::writeBytes(root / "dogs" / "Thumbs.db", {1});
    test::writeBytes(root / "dogs" / "notes.txt", {1});
    test::writeBytes(root / "dogs" / "@eaDir" / "0.png", image_);
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.classes, (std::vector<std::string>{"cats", "dogs"}));
    QCOMPARE(parts.train.size() + parts.validation.size(), 12);
    const QString notes = notesOf(parts);
    for (const char* expected :
         {"system: 10 (", ".DS_Store 2", "Thumbs.db", "@eaDir 2", "__MACOSX", "lost+found", "not images: 1 (.txt)"})
        QVERIFY2(notes.contains(QLatin1String(expected)), qPrintable(notes));
}

void TestFolderLayouts::foldersAroundTheDataAreLookedThrough() {
    const fs::path root = freshPath();
    const fs::path home = root / "ILSVRC" / "Data" / "CLS-LOC";
    fill(home / "train", {"a", "b"});
    fill(home / "val", {"a", "b"}, 1);
    test::writeBytes(root / "ILSVRC" / "Annotations" / "a" / "0.xml", {1});
    FolderParts parts = partsAt(root);
    QCOMPARE(parts.train.size(), 6);
    QCOMPARE(parts.validation.size(), 2);
    QVERIFY(notesOf(parts).contains(QStringLiteral("Found in ") + text(home)));
    QVERIFY(notesOf(parts).contains(QStringLiteral("Annotations")));
    // An archive that unpacks its folders once more.
    const fs::path twice = freshPath();
    fill(twice / "train" / "train", {"a", "b"});
    fill(twice / "test" / "test", {"a", "b"}, 1);
    parts = partsAt(twice);
    QCOMPARE(parts.train.size(), 6);
    QCOMPARE(parts.validation.size(), 2);
    // Images may be deeper in each class.
    const fs::path deep = freshPath();
    fill(deep / "a", {"images"});
    fill(deep / "b", {"images"});
    QCOMPARE(partsAt(deep).classes, (std::vector<std::string>{"a", "b"}));
}

void TestFolderLayouts::splitFoldersAreNeverClasses_data() {
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const QStringList& folders, const char* fault) {
        QTest::newRow(name) << folders << QString::fromLatin1(fault);
    };
    row("flat splits", {"train", "test"}, "contains images but no class folders");
    row("no training part", {"val/a", "val/b", "test/a", "test/b"}, "but no train/");
    row("only one split", {"Testing/a", "Testing/b"}, "set data.root to");
    row("splits in the classes", {"cats/train", "cats/val", "dogs/train", "dogs/val"}, "Move the classes");
    row("two training folders", {"train/a", "train/b", "training/a", "training/b"}, "two ways");
    row("flat validation", {"train/a", "train/b", "val"}, "labels were not found");
}

void TestFolderLayouts::splitFoldersAreNeverClasses() {
    QFETCH(QStringList, folders);
    QFETCH(QString, fault);
    const fs::path root = freshPath();
    for (const QString& folder : folders)
        fill(root, {folder.toStdString()}, 2);
    const QString message = errorAt(root);
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains(text(root)), qPrintable(message));
}

void TestFolderLayouts::twoReadingsAreAskedAbout_data() {
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<QStringList>("roots");  // that the message offers
    const auto row = [](const char* name, const QStringList& folders, const QStringList& roots) {
        QTest::newRow(name) << folders << roots;
    };
    row("two datasets", {"flowers/rose", "flowers/tulip", "pets/cat", "pets/dog"}, {"flowers", "pets"});
    row("two datasets with splits",
        {"one/train/a", "one/train/b", "one/val/a", "one/val/b", "two/Training/c", "two/Training/d"}, {"one", "two"});
    row("unknown splits", {"fold1/a", "fold1/b", "fold2/a", "fold2/b"}, {"fold1", "fold2"});
    row("training images beside classes", {"train/a", "train/b", "cats", "dogs"}, {});
    row("classes beside a dataset", {"cats", "dogs", "data/train/a", "data/train/b"}, {"data"});
}

void TestFolderLayouts::twoReadingsAreAskedAbout() {
    QFETCH(QStringList, folders);
    QFETCH(QStringList, roots);
    const fs::path root = freshPath();
    for (const QString& folder : folders)
        fill(root, {folder.toStdString()}, 2);
    const QString message = errorAt(root);
    QVERIFY2(message.contains(QStringLiteral(" ways:\n- as ")), qPrintable(message));
    for (const QString& inner : roots) {
        const fs::path choice = root / inner.toStdString();
        QVERIFY2(message.contains(QStringLiteral("set data.root to ") + text(choice)), qPrintable(message));
        QVERIFY2(errorAt(choice).isEmpty(), qPrintable(errorAt(choice)));
    }
    // The readings without a separate data.root are chosen by moving the folders, as the message says.
    if (std::string(QTest::currentDataTag()) == "two datasets") {
        const fs::path train = root / "train";
        fs::create_directories(train);
        for (const char* name : {"flowers", "pets"})
            fs::rename(root / name, train / name);
        QCOMPARE(partsAt(root).classes, (std::vector<std::string>{"flowers", "pets"}));
    }
}

void TestFolderLayouts::aClassMayBeNamedLikeASplit() {
    const fs::path root = freshPath();
    fill(root, {"plane", "ship", "train"});
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.classes, (std::vector<std::string>{"plane", "ship", "train"}));
}

void TestFolderLayouts::foldersWithoutPermissionAreIgnored() {
    const fs::path root = freshPath();
    fill(root, {"cats", "dogs", "secret"});
    fs::create_directories(root / "cats" / "closed");
    for (const fs::path& folder : {root / "secret", root / "cats" / "closed"})
        fs::permissions(folder, fs::perms::none);
    const test::Unprivileged unprivileged;
    if (!unprivileged.good)
        QSKIP("the privilege to read every file cannot be given up here");
    QString notes, error;
    std::size_t classes = 0;
    try {
        const FolderParts parts = partsAt(root);
        notes = notesOf(parts);
        classes = parts.classes.size();
    } catch (const std::exception& failure) {
        error = QString::fromUtf8(failure.what());
    }
    unprivileged.restore();
    for (const fs::path& folder : {root / "secret", root / "cats" / "closed"})
        fs::permissions(folder, fs::perms::owner_all);
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QCOMPARE(classes, std::size_t{2});
    QVERIFY2(notes.contains(QStringLiteral("cannot be read: 2 (cats/closed, secret)")), qPrintable(notes));
}

void TestFolderLayouts::namesThatAreNotUtf8AreRead() {
    const fs::path root = freshPath();
    fill(root / "train", {"caf\xe9", "tea"});
    fill(root / "val", {"caf\xe9", "tea"}, 1);
    test::writeBytes(root / "train" / "tea" / "cr\xe8me.png", image_);
    const FolderParts parts = partsAt(root);
    QCOMPARE(parts.classes, (std::vector<std::string>{"caf\xe9", "tea"}));
    QCOMPARE(parts.train.size(), 7);
    for (std::int64_t i = 0; i < 7; ++i)
        QVERIFY(fs::exists(parts.train.file(i)));
    fs::remove_all(root);  // QTemporaryDir does not remove such names
}

void TestFolderLayouts::runsOfEarlierVersionsKeepTheirImages() {
    const fs::path root = freshPath();
    for (const char* part : {"train", "val"}) {
        fill(root / part, {"cat", "dog"});
        test::writeBytes(root / part / "cat" / "new.GIF", image_);
        test::writeBytes(root / part / "dog" / "new.tiff", image_);
    }
    config::DataConfig data;
    data.dataset = "folder";
    data.root = root.string();
    QCOMPARE(folderParts(data).train.size(), 8);
    QCOMPARE(folderParts(data).validation.size(), 8);
    data.commonFormats = true;
    QCOMPARE(folderParts(data).train.size(), 6);
    QCOMPARE(folderParts(data).validation.size(), 6);
}

void TestFolderLayouts::statusSuggestsSettings() {
    const fs::path root = freshPath();
    fill(root / "Training", {"a", "b", "c"});
    fill(root / "Testing", {"a", "b", "c"}, 1);
    test::writeBytes(root / "__MACOSX" / "x", {1});
    const auto found = datasetsIn(root.string());
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].notes.size(), std::size_t{1});
    const std::vector<std::string> expected{"data.dataset=folder", "data.root=" + root.string(),
                                            "model.classes=3",     "model.channels=3",
                                            "model.height=32",     "model.width=32"};
    QCOMPARE(assignments(suitableSettings(found[0])), expected);
    // Large gray images.
    const fs::path gray = freshPath();
    const test::Bytes large = test::encoded(300, 200, ".jpg", [](int x, int y) {
        return test::Color{(x + y) / 2, (x + y) / 2, (x + y) / 2};
    });
    for (const char* name : {"a/0.jpg", "a/1.jpg", "b/0.jpg", "b/1.jpg"})
        test::writeBytes(gray / name, large);
    const SuitableSettings settings = suitableSettings(datasetsIn(gray.string()).at(0));
    QCOMPARE(settings.channels, 1);
    QCOMPARE(settings.height, 224);
}

QTEST_GUILESS_MAIN(TestFolderLayouts)
#include "tst_folderlayouts.moc"
