// Headers of tar files: names, sizes, extensions, damage.
#include <QtTest>

#include "TarFiles.h"
#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"
#include "training/data/images/OpenFiles.h"
#include "training/data/images/TarReader.h"

using namespace isonet;
using namespace isonet::training;
using isonet::test::TarEntry;
using isonet::test::TarFormat;
namespace fs = std::filesystem;

class TestTarReader : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path folder() const { return temporary_.path().toStdString(); }
    fs::path written(const test::Bytes& bytes) const {
        test::writeBytes(folder() / "x.tar", bytes);
        return folder() / "x.tar";
    }
    // "name=content" of each file.
    static std::vector<std::string> members(const fs::path& path) {
        const InputFile file(path);
        std::vector<std::string> found;
        readTar(file, 0, file.size(), file.name(), [&](const TarMember& member) {
            std::vector<std::uint8_t> bytes(member.size);
            file.read(member.offset, bytes);
            found.push_back(member.name + "=" + std::string(bytes.begin(), bytes.end()));
        });
        return found;
    }
    QString errorOf(const test::Bytes& bytes) const {
        try {
            members(written(bytes));
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void everyFormatGivesNamesAndContent_data();
    void everyFormatGivesNamesAndContent();
    void tarFilesOneAfterAnotherAreRead();
    void damageIsNamed_data();
    void damageIsNamed();
    void everyTruncationIsReportedOrEndsBetweenFiles();
    void changedBytesNeverReadOutside();
    void moreFilesThanAreKeptOpenAreRead();
};

void TestTarReader::everyFormatGivesNamesAndContent_data() {
    QTest::addColumn<TarFormat>("format");
    QTest::newRow("ustar") << TarFormat::Ustar;
    QTest::newRow("GNU") << TarFormat::Gnu;
    QTest::newRow("pax") << TarFormat::Pax;
}

void TestTarReader::everyFormatGivesNamesAndContent() {
    QFETCH(TarFormat, format);
    const std::string longName = std::string(90, 'd') + "/" + std::string(80, 'n') + ".jpg";
    const std::string content(700, 'c');
    const auto bytes = test::tarBytes({{"./", {}, '5'},
                                       {"./a/x.jpg", test::text("one")},
                                       {"a/link.jpg", {}, '2'},
                                       {longName, test::text(content)},
                                       {"empty.jpg"},
                                       {"old.jpg", test::text("v7"), '\0'},
                                       {"big.jpg", test::text("binary"), '0', true},
                                       {"caf\xe9.jpg", test::text("latin")}},
                                      format);
    const std::vector<std::string> expected{
        "a/x.jpg=one", longName + "=" + content, "empty.jpg=", "old.jpg=v7", "big.jpg=binary", "caf\xe9.jpg=latin"};
    QCOMPARE(members(written(bytes)), expected);
}

void TestTarReader::tarFilesOneAfterAnotherAreRead() {
    test::Bytes both = test::tarBytes({{"a.jpg", test::text("1")}});
    const test::Bytes second = test::tarBytes({{"b.jpg", test::text("2")}}, TarFormat::Gnu, {});
    both.insert(both.end(), second.begin(), second.end());  // without an end mark at the end
    QCOMPARE(members(written(both)), (std::vector<std::string>{"a.jpg=1", "b.jpg=2"}));
    both.resize(both.size() + 10240, 0);
    QCOMPARE(members(written(both)), (std::vector<std::string>{"a.jpg=1", "b.jpg=2"}));
    QVERIFY(members(written(test::tarEnd)).empty());
}

void TestTarReader::damageIsNamed_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const test::Bytes& bytes, const char* fault) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                          static_cast<qsizetype>(bytes.size()))
                            << fault;
    };
    const auto whole = test::tarBytes({{"a.jpg", test::text(std::string(600, 'a'))}, {"b.jpg", test::text("b")}});
    const auto cut = [&](std::ptrdiff_t size) { return test::Bytes(whole.begin(), whole.begin() + size); };
    row("empty", {}, "is empty");
    row("short", test::text("short"), "is not a tar file: it has 5 bytes");
    row("text", test::text(std::string(2000, 't')), "is not a tar file");
    test::Bytes packed(600, 7);
    packed[0] = 0x1f;
    packed[1] = 0x8b;
    row("gzip", packed, "is compressed with gzip");
    row("in the content", cut(700), "is truncated: a.jpg should have 600 bytes, but only 188 follow");
    row("in a header", cut(1536 + 100), "is truncated at byte 1536, in the header of a file");
    test::Bytes damaged = whole;
    damaged[1536 + 3] ^= 1;
    row("header", damaged, "is damaged: no file header at byte 1536");
    row("sparse", test::tarBytes({{"a.jpg", {}, 'S'}}, TarFormat::Gnu), "has the sparse file a.jpg");
    row("attribute", test::tarBytes({{"x", test::text("99 path=a\n"), 'x'}, {"a.jpg"}}),
        "is damaged: an attribute before byte 1024");
    row("size attribute", test::tarBytes({{"x", test::text("13 size=abc\n\n"), 'x'}, {"a.jpg"}}), "size \"abc");
}

void TestTarReader::damageIsNamed() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, fault);
    const QString message = errorOf({bytes.begin(), bytes.end()});
    QVERIFY2(message.startsWith(QString::fromStdString((folder() / "x.tar").string())), qPrintable(message));
    QVERIFY2(message.contains(fault) && message.endsWith('.'), qPrintable(message));
}

void TestTarReader::everyTruncationIsReportedOrEndsBetweenFiles() {
    const auto whole = test::tarBytes({{"a.jpg", test::text("aaa")}, {"b.jpg", test::text("bbb")}}, TarFormat::Gnu, {});
    for (std::size_t size = 1; size < whole.size(); size += 13) {
        const test::Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const bool between = size >= 515 && size <= 1024;  // the padding after a file may be missing
        const bool atEnd = size >= 1024 + 515;
        QCOMPARE(errorOf(cut).isEmpty(), between || atEnd);
        if (between || atEnd)
            QCOMPARE(members(written(cut)).size(), atEnd ? std::size_t{2} : std::size_t{1});
    }
}

void TestTarReader::changedBytesNeverReadOutside() {
    const std::string longName(150, 'n');
    const auto whole = test::tarBytes({{longName, test::text("content")}, {"b.jpg", test::text("b")}}, TarFormat::Pax);
    for (std::uint64_t i = 0; i < 300; ++i) {
        test::Bytes changed = whole;
        RandomStream random(i);
        for (int n = 0; n < 3; ++n)
            changed[random.below(2048)] = static_cast<std::uint8_t>(random.next());
        // A right checksum, so that the other fields are read.
        std::fill_n(changed.begin() + 148, 8, std::uint8_t{' '});
        unsigned sum = 0;
        for (std::size_t at = 0; at < 512; ++at)
            sum += changed[at];
        const std::string digits = QString::number(sum, 8).rightJustified(6, '0').toStdString();
        std::copy(digits.begin(), digits.end(), changed.begin() + 148);
        const QString message = errorOf(changed);  // reads what is found
        QVERIFY2(!message.contains("ends at byte"), qPrintable(message));
    }
}

void TestTarReader::moreFilesThanAreKeptOpenAreRead() {
    std::vector<fs::path> paths;
    for (int i = 0; i < 300; ++i) {
        paths.push_back(folder() / (std::to_string(i) + ".bin"));
        test::writeBytes(paths.back(), test::text(std::to_string(i)));
    }
    const OpenFiles files(paths);
    const auto first = files.at(0);
    for (const int i : {299, 5, 250, 5, 0}) {
        for (std::size_t j = 0; j < paths.size(); ++j)
            files.at(j);
        std::vector<std::uint8_t> bytes(std::to_string(i).size());
        files.at(static_cast<std::size_t>(i))->read(0, bytes);
        QCOMPARE(std::string(bytes.begin(), bytes.end()), std::to_string(i));
    }
    const auto open = std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
    QVERIFY2(open < 200, qPrintable(QString::number(open)));
    std::uint8_t byte = 0;
    first->read(0, {&byte, 1});
    QCOMPARE(byte, '0');
}

QTEST_GUILESS_MAIN(TestTarReader)
#include "tst_tarreader.moc"
