// CIFAR's binary and Python versions, packed and unpacked: contents and error messages.
#include <QtTest>

#include <cmath>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/Dataset.h"
#include "training/data/images/DatasetStatus.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

struct Kind {
    std::string name, archive, folder;
    std::vector<std::string> train;
    std::string test;
    int classes;
    bool python = false;
};

Kind kindOf(const QString& name, bool python = false) {
    const std::string form = python ? "python" : "binary", ending = python ? "" : ".bin";
    if (name == "cifar10") {
        Kind kind{"cifar10", "cifar-10-" + form + ".tar.gz", python ? "cifar-10-batches-py" : "cifar-10-batches-bin",
                  {},        "test_batch" + ending,          10,
                  python};
        for (const char* number : {"1", "2", "3", "4", "5"})
            kind.train.push_back("data_batch_" + std::string(number) + ending);
        return kind;
    }
    return {"cifar100", "cifar-100-" + form + ".tar.gz", "cifar-100-" + form, {"train" + ending}, "test" + ending, 100,
            python};
}

// The pixels (i + 3 x + 5 y + 50 channel) mod 256.
void appendPixels(test::Bytes& bytes, int i) {
    for (int channel = 0; channel < 3; ++channel)
        for (int y = 0; y < 32; ++y)
            for (int x = 0; x < 32; ++x)
                bytes.push_back(static_cast<std::uint8_t>(i + 3 * x + 5 * y + 50 * channel));
}

void append(test::Bytes& bytes, const std::string& text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}

// Python 2's str, as in a pickle of protocol 2.
std::string pickledText(const std::string& text) {
    return "U" + std::string(1, static_cast<char>(text.size())) + text;
}

// A dict with the pixels as a NumPy array and the labels as a list: what Python 2 wrote.
test::Bytes pickledBatch(const Kind& kind, int first, int count) {
    using namespace std::string_literals;
    test::Bytes bytes;
    append(bytes, "\x80\2}("s + pickledText("data"));
    append(bytes, "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1K"s);
    bytes.push_back(static_cast<std::uint8_t>(count));
    append(bytes, "M\0\x0c\x86"s + "cnumpy\ndtype\nU\2u1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"s);
    append(bytes, "K\0tb\x89T"s);
    for (int byte = 0; byte < 4; ++byte)
        bytes.push_back(static_cast<std::uint8_t>(count * 3072 >> 8 * byte));
    for (int i = first; i < first + count; ++i)
        appendPixels(bytes, i);
    append(bytes, "tb"s + pickledText(kind.classes == 100 ? "fine_labels" : "labels") + "](");
    for (int i = first; i < first + count; ++i)
        append(bytes, std::string("K") + static_cast<char>(7 * i % kind.classes));
    append(bytes, "eu.");
    return bytes;
}

test::Bytes pickledNames(const Kind& kind) {
    test::Bytes bytes;
    append(bytes, "\x80\2}(" + pickledText(kind.classes == 100 ? "fine_label_names" : "label_names") + "](");
    for (int label = 0; label < kind.classes; ++label)
        append(bytes, pickledText("name " + std::to_string(label)));
    append(bytes, "eu.");
    return bytes;
}

// Image i of a part has label 7 i mod classes.
test::Bytes records(const Kind& kind, int first, int count) {
    if (kind.python)
        return pickledBatch(kind, first, count);
    test::Bytes bytes;
    for (int i = first; i < first + count; ++i) {
        if (kind.classes == 100)
            bytes.push_back(19);
        bytes.push_back(static_cast<std::uint8_t>(7 * i % kind.classes));
        appendPixels(bytes, i);
    }
    return bytes;
}

// Four images in each training file, three in the test file.
std::vector<std::pair<std::string, test::Bytes>> filesOf(const Kind& kind) {
    std::vector<std::pair<std::string, test::Bytes>> files;
    int first = 0;
    for (const std::string& name : kind.train) {
        files.emplace_back(kind.folder + "/" + name, records(kind, first, 4));
        first += 4;
    }
    files.emplace_back(kind.folder + "/" + kind.test, records(kind, 1000, 3));
    files.emplace_back(kind.folder + "/readme.html", test::Bytes(100, 'x'));
    if (kind.python)
        files.emplace_back(kind.folder + (kind.classes == 100 ? "/meta" : "/batches.meta"), pickledNames(kind));
    return files;
}

}  // namespace

class TestCifar : public QObject, private test::FreshFolders {
    Q_OBJECT
    static config::DataConfig dataAt(const Kind& kind, const fs::path& root) {
        config::DataConfig data;
        data.dataset = kind.name;
        data.root = root.string();
        return data;
    }
    static spec::ModelSpec model(const Kind& kind) {
        spec::ModelSpec model;
        model.channels = 3;
        model.classes = kind.classes;
        return model;
    }

private Q_SLOTS:
    void imagesAreReadFromArchivesAndFolders_data();
    void imagesAreReadFromArchivesAndFolders();
    void invalidDataIsReportedWithTheRemedy_data();
    void invalidDataIsReportedWithTheRemedy();
    void classNamesMatchTheLabelFiles();
    void rootOfTorchvisionIsSearched();
    void invalidPicklesAreReported_data();
    void invalidPicklesAreReported();
};

void TestCifar::imagesAreReadFromArchivesAndFolders_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("form");
    QTest::addColumn<bool>("python");
    for (const char* name : {"cifar10", "cifar100"})
        for (const char* form : {"archive", "folder of the archive", "unpacked", "folder of the unpacked"})
            for (const bool python : {false, true})
                QTest::newRow(qPrintable(QStringLiteral("%1, %2, %3").arg(name, form, python ? "Python" : "binary")))
                    << name << form << python;
}

void TestCifar::imagesAreReadFromArchivesAndFolders() {
    QFETCH(QString, name);
    QFETCH(QString, form);
    QFETCH(bool, python);
    const Kind kind = kindOf(name, python);
    const fs::path folder = freshFolder();
    if (form.contains("archive"))
        test::writeTarGz(folder / kind.archive, filesOf(kind));
    else
        for (const auto& [path, bytes] : filesOf(kind))
            test::writeBytes(folder / path, bytes);
    fs::path root = folder;
    if (form == "archive")
        root /= kind.archive;
    if (form == "unpacked")
        root /= kind.folder;
    auto data = dataAt(kind, root);
    data.mean = {0};
    data.deviation = {1.0 / 255};
    const DatasetPair pair = openDatasets(data, model(kind));
    const auto trainSize = static_cast<int>(4 * kind.train.size());
    QCOMPARE(pair.train->size(), trainSize);
    QCOMPARE(pair.validation->size(), 3);
    QCOMPARE(pair.train->classes(), kind.classes);
    QCOMPARE(pair.train->classNames()[4] == "name 4", python);  // otherwise the published names
    std::vector<float> out(3 * 32 * 32);
    for (int i = 0; i < trainSize + 3; ++i) {
        const auto& part = i < trainSize ? pair.train : pair.validation;
        const int index = i < trainSize ? i : i - trainSize, number = i < trainSize ? i : 1000 + index;
        QCOMPARE(part->label(index), 7 * number % kind.classes);
        part->load(index, 0, PixelOrder::Planes, out.data());
        for (int channel = 0; channel < 3; ++channel)
            for (const auto& [x, y] : {std::pair(0, 0), std::pair(31, 0), std::pair(5, 17), std::pair(31, 31)}) {
                const int expected = (number + 3 * x + 5 * y + 50 * channel) % 256;
                QVERIFY(std::abs(out[static_cast<std::size_t>((channel * 32 + y) * 32 + x)] - expected) < 0.01);
            }
    }
    const DatasetStatus status = datasetStatus(data);
    QVERIFY2(status.found, status.message.c_str());
    QCOMPARE(status.trainImages, trainSize);
    QVERIFY(status.message.find("3 test images, 32x32, color") != std::string::npos);
    const auto there = datasetsIn(root.string());
    QVERIFY(std::any_of(there.begin(), there.end(), [&](const auto& one) { return one.info.name == kind.name; }));
}

void TestCifar::invalidDataIsReportedWithTheRemedy_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const char* data, const char* fault) {
        QTest::newRow(name) << data << fault;
    };
    row("empty folder", "cifar10", "contains neither cifar-10-binary.tar.gz nor the folder cifar-10-batches-bin");
    row("nor the Python version", "cifar10", "neither cifar-10-python.tar.gz nor the folder cifar-10-batches-py");
    row("no such folder", "cifar100", "does not exist");
    row("Matlab archive", "cifar10", "is the Matlab version of CIFAR-10; only the binary and the Python version");
    row("Matlab folder", "cifar100", "is the Matlab version of CIFAR-100; only the binary and the Python version");
    row("empty Python folder", "cifar100", "train is missing");
    row("damaged Python content under the binary name", "cifar10", "data_batch_2 is missing");
    row("truncated archive", "cifar10", "truncated");
    row("not an archive", "cifar10", "or not an archive: Unrecognized archive format");
    row("file missing from the archive", "cifar10", "data_batch_3.bin is missing");
    row("file missing from the folder", "cifar10", "test_batch.bin is missing");
    row("truncated file", "cifar10", "data_batch_2.bin has 12000 bytes");
    row("label out of range", "cifar100", "image 2 has label 100; accepted: 0 to 99");
    row("the other CIFAR", "cifar100", "train.bin is missing");
}

void TestCifar::invalidDataIsReportedWithTheRemedy() {
    QFETCH(QString, name);
    QFETCH(QString, fault);
    const Kind kind = kindOf(name);
    const std::string row = QTest::currentDataTag();
    fs::path root = freshFolder();
    const fs::path archive = root / kind.archive;
    auto files = filesOf(kind);
    const auto writeUnpacked = [&] {
        for (const auto& [path, bytes] : files)
            test::writeBytes(root / path, bytes);
    };
    if (row == "no such folder") {
        root /= "missing";
    } else if (row == "Matlab archive") {
        test::writeBytes(root / "cifar-10-matlab.tar.gz", {1, 2, 3});
    } else if (row == "Matlab folder") {
        fs::create_directories(root / "cifar-100-matlab");
    } else if (row == "empty Python folder") {
        fs::create_directories(root / "cifar-100-python");
    } else if (row == "damaged Python content under the binary name") {
        test::writeTarGz(archive, {{"cifar-10-batches-py/data_batch_1", test::Bytes(1000)}});
    } else if (row == "truncated archive") {
        RandomStream random(1);  // noise is incompressible, so the middle of the archive is in the middle of its files
        for (auto& byte : files[4].second)
            byte = static_cast<std::uint8_t>(random.below(10));
        test::writeTarGz(archive, files);
        fs::resize_file(archive, fs::file_size(archive) / 2);
    } else if (row == "not an archive") {
        test::writeBytes(archive, test::Bytes(5000, 'x'));
    } else if (row == "file missing from the archive") {
        files.erase(files.begin() + 2);
        test::writeTarGz(archive, files);
    } else if (row == "file missing from the folder") {
        files.erase(files.begin() + 5);
        writeUnpacked();
    } else if (row == "truncated file") {
        files[1].second.resize(12000);
        writeUnpacked();
    } else if (row == "label out of range") {
        files[0].second[2 * 3074 + 1] = 100;
        writeUnpacked();
    } else if (row == "the other CIFAR") {
        test::writeTarGz(archive, filesOf(kindOf("cifar10")));
    }
    const auto data = dataAt(kind, root);
    QString message;
    try {
        openDatasets(data, model(kind));
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(root.string())), qPrintable(message));
    QVERIFY2(message.contains("cs.toronto.edu/~kriz/cifar.html"), qPrintable(message));
    if (row != "label out of range")  // only detected when images are read
        QVERIFY(!datasetStatus(data).found);
}

void TestCifar::classNamesMatchTheLabelFiles() {
    const Kind kind = kindOf("cifar100");
    const fs::path root = freshFolder();
    test::writeTarGz(root / kind.archive, filesOf(kind));
    const DatasetPair pair = openDatasets(dataAt(kind, root), model(kind));
    const auto& names = pair.train->classNames();
    QCOMPARE(names.size(), std::size_t{100});
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QCOMPARE(names[0], std::string("apple"));
    QCOMPARE(names[43], std::string("lion"));
    QCOMPARE(names[99], std::string("worm"));
}

// As torchvision leaves it: the archive and the folder of both datasets next to each other.
void TestCifar::rootOfTorchvisionIsSearched() {
    const fs::path root = freshFolder();
    for (const char* name : {"cifar10", "cifar100"}) {
        const Kind kind = kindOf(name, true);
        test::writeTarGz(root / kind.archive, filesOf(kind));
        for (const auto& [path, bytes] : filesOf(kind))
            test::writeBytes(root / path, bytes);
    }
    const auto there = datasetsIn(root.string());
    QCOMPARE(there.size(), std::size_t{2});
    QVERIFY(there[0].found && there[1].found);
    QCOMPARE(there[0].where, (root / "cifar-10-batches-py").string());
    QCOMPARE(there[0].message, std::string("20 training and 3 test images, 32x32, color, 10 classes"));
    QCOMPARE(there[1].where, (root / "cifar-100-python").string());
    // Files that are there but cannot be used are listed with the reason.
    fs::remove(root / "cifar-10-batches-py/data_batch_3");
    const auto damaged = datasetsIn(root.string());
    QCOMPARE(damaged.size(), std::size_t{2});
    QVERIFY(!damaged[0].found);
    QVERIFY(damaged[0].message.find("data_batch_3 is missing") != std::string::npos);
}

void TestCifar::invalidPicklesAreReported_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, QByteArray from, QByteArray to, const char* fault) {
        QTest::newRow(name) << from << to << fault;
    };
    row("code", "cnumpy\ndtype\n", "cposix\nsystem\n", "'posix.system'");
    row("no pixels", "U\4data", "U\4dada", "has no entry 'data'");
    row("no labels", "U\6labels", "U\6latels", "has no entry 'labels'");
    row("fewer labels", "K\7K\4e", "K\7e", "has 4 images, but 3 labels");
    row("another shape", QByteArray("K\4M\0\x0c\x86", 6), QByteArray("K\3M\0\x10\x86", 6), "expected images x 3072");
    row("text as a label", "K\7K\4e", "K\7U\1xe", "as a label; expected integers");
    row("label out of range", "K\7K\4e", "K\7K\12e", "image 3 has label 10; accepted: 0 to 9");
    row("truncated", "eu.", "", "truncated");
}

void TestCifar::invalidPicklesAreReported() {
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, fault);
    const Kind kind = kindOf("cifar10", true);
    const fs::path root = freshFolder();
    for (const auto& [path, bytes] : filesOf(kind)) {
        QByteArray content(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
        if (path.ends_with("data_batch_2")) {  // labels 8, 5, 2, 9
            content.replace("K\x05K\x02K\x09", "K\x05K\7K\4");
            QVERIFY(content.contains(from));
            content.replace(from, to);
        }
        test::writeBytes(root / path, test::Bytes(content.begin(), content.end()));
    }
    QString message;
    try {
        openDatasets(dataAt(kind, root), model(kind));
    } catch (const DataError& error) {
        message = error.what();
    }
    QVERIFY2(message.contains(fault), qPrintable(message));
    QVERIFY2(message.contains("data_batch_2"), qPrintable(message));
    QVERIFY2(message.contains("cs.toronto.edu/~kriz/cifar.html"), qPrintable(message));
}

QTEST_GUILESS_MAIN(TestCifar)
#include "tst_cifar.moc"
