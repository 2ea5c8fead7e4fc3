// CIFAR's binary archives, packed and unpacked: contents and error messages.
#include <QtTest>

#include <cmath>

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
};

Kind kindOf(const QString& name) {
    if (name == "cifar10")
        return {"cifar10",
                "cifar-10-binary.tar.gz",
                "cifar-10-batches-bin",
                {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
                "test_batch.bin",
                10};
    return {"cifar100", "cifar-100-binary.tar.gz", "cifar-100-binary", {"train.bin"}, "test.bin", 100};
}

// Image i of a part has label 7 i mod classes and the pixels (i + 3 x + 5 y + 50 channel) mod 256.
test::Bytes records(const Kind& kind, int first, int count) {
    test::Bytes bytes;
    for (int i = first; i < first + count; ++i) {
        if (kind.classes == 100)
            bytes.push_back(19);
        bytes.push_back(static_cast<std::uint8_t>(7 * i % kind.classes));
        for (int channel = 0; channel < 3; ++channel)
            for (int y = 0; y < 32; ++y)
                for (int x = 0; x < 32; ++x)
                    bytes.push_back(static_cast<std::uint8_t>(i + 3 * x + 5 * y + 50 * channel));
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
    return files;
}

}  // namespace

class TestCifar : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int folders_ = 0;
    fs::path fresh() {
        const auto folder = fs::path(temporary_.path().toStdString()) / ("data" + std::to_string(++folders_));
        fs::create_directories(folder);
        return folder;
    }
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
};

void TestCifar::imagesAreReadFromArchivesAndFolders_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("form");
    for (const char* name : {"cifar10", "cifar100"})
        for (const char* form : {"archive", "folder of the archive", "unpacked", "folder of the unpacked"})
            QTest::newRow(qPrintable(QStringLiteral("%1, %2").arg(name, form))) << name << form;
}

void TestCifar::imagesAreReadFromArchivesAndFolders() {
    QFETCH(QString, name);
    QFETCH(QString, form);
    const Kind kind = kindOf(name);
    const fs::path folder = fresh();
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
    row("no such folder", "cifar100", "does not exist");
    row("Python archive", "cifar10", "only the binary version is supported");
    row("Python folder", "cifar100", "only the binary version is supported");
    row("Python content under the binary name", "cifar10", "only the binary version is supported");
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
    fs::path root = fresh();
    const fs::path archive = root / kind.archive;
    auto files = filesOf(kind);
    const auto writeUnpacked = [&] {
        for (const auto& [path, bytes] : files)
            test::writeBytes(root / path, bytes);
    };
    if (row == "no such folder") {
        root /= "missing";
    } else if (row == "Python archive") {
        test::writeBytes(root / "cifar-10-python.tar.gz", {1, 2, 3});
    } else if (row == "Python folder") {
        fs::create_directories(root / "cifar-100-python");
    } else if (row == "Python content under the binary name") {
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
    const fs::path root = fresh();
    test::writeTarGz(root / kind.archive, filesOf(kind));
    const DatasetPair pair = openDatasets(dataAt(kind, root), model(kind));
    const auto& names = pair.train->classNames();
    QCOMPARE(names.size(), std::size_t{100});
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QCOMPARE(names[0], std::string("apple"));
    QCOMPARE(names[43], std::string("lion"));
    QCOMPARE(names[99], std::string("worm"));
}

QTEST_GUILESS_MAIN(TestCifar)
#include "tst_cifar.moc"
