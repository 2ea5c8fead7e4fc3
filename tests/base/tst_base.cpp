// Files, locks and text in model/base.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <limits>
#include <new>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "model/base/AtomicFile.h"
#include "model/base/Csv.h"
#include "model/base/FileLock.h"
#include "model/base/NumberText.h"
#include "model/base/OutputFile.h"
#include "model/base/ResourceLimits.h"
#include "model/base/Sha256.h"
#include "model/base/Suggestion.h"

using namespace isonet::base;

class TestBase : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path path(const char* name) const { return folder_.filePath(name).toStdString(); }
    int files() const {
        return int(std::distance(std::filesystem::directory_iterator(folder_.path().toStdString()),
                                 std::filesystem::directory_iterator()));
    }

private Q_SLOTS:
    void init() {
        for (const auto& each : std::filesystem::directory_iterator(folder_.path().toStdString()))
            std::filesystem::remove_all(each);
    }

    void aFailedCheckKeepsTheOldFile() {
        replaceFile(path("f"), "old");
        OutputFile output(path("f"));
        output.write("new");
        std::string seen;
        try {
            output.commit([&](const std::filesystem::path& written) {
                seen = readFile(written, 100);
                throw std::runtime_error("not what was written");
            });
            QFAIL("committed");
        } catch (const std::runtime_error&) {
        }
        QCOMPARE(seen, std::string("new"));
        QCOMPARE(readFile(path("f"), 100), std::string("old"));
    }

    void pipesAreNotRead() {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        try {
            readFile(path("pipe"), 100);
            QFAIL("read");
        } catch (const std::system_error& error) {
            QCOMPARE(error.code().value(), ENXIO);
        }
    }

    // Values of FIPS 180-4's examples and of sha256sum.
    void sha256EqualsPublishedValues() {
        const auto hashOf = [](const std::string& text, std::size_t step) {
            Sha256 hash;
            for (std::size_t i = 0; i < text.size(); i += step)
                hash.add({reinterpret_cast<const std::uint8_t*>(text.data()) + i, std::min(step, text.size() - i)});
            return hash.finish();
        };
        QCOMPARE(hashOf("", 1), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(hashOf("abc", 3), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        const std::string thousand(1000, 'a'),
            expected = "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3";
        for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{1000}})
            QCOMPARE(hashOf(thousand, step), expected);
        replaceFile(path("f"), thousand);
        QCOMPARE(sha256Of(path("f")), expected);
        QVERIFY_EXCEPTION_THROWN(sha256Of(path("missing")), std::system_error);
    }

    void committedFileReplacesTheOldFile() {
        replaceFile(path("f"), "old");
        OutputFile output(path("f"));
        output.write("new ");
        output.write("content");
        QCOMPARE(output.position(), std::uint64_t{11});
        QCOMPARE(readFile(path("f"), 100), std::string("old"));
        output.commit();
        QCOMPARE(readFile(path("f"), 100), std::string("new content"));
        QCOMPARE(files(), 1);
    }

    void aNameOfTheGreatestLengthIsWritten() {
        const std::string name(255, 'n');
        replaceFile(path(name.c_str()), "x");
        QCOMPARE(readFile(path(name.c_str()), 100), std::string("x"));
        QCOMPARE(files(), 1);
    }

    void uncommittedFileLeavesNothing() {
        replaceFile(path("f"), "old");
        { OutputFile(path("f")).write("half"); }
        QCOMPARE(readFile(path("f"), 100), std::string("old"));
        QCOMPARE(files(), 1);
    }

    void aFolderThatIsRenamedMeanwhileKeepsNoTemporaryFile_data() {
        QTest::addColumn<bool>("committed");
        QTest::newRow("committed") << true;
        QTest::newRow("given up") << false;
    }
    void aFolderThatIsRenamedMeanwhileKeepsNoTemporaryFile() {
        QFETCH(bool, committed);
        std::filesystem::create_directory(path("folder"));
        {
            OutputFile output(path("folder") / "f");
            output.write("new");
            std::filesystem::rename(path("folder"), path("moved"));
            if (committed)
                output.commit();
        }
        QVERIFY(!std::filesystem::exists(path("folder")));
        const auto entries = std::filesystem::directory_iterator(path("moved"));
        QCOMPARE(std::distance(begin(entries), end(entries)), committed ? 1 : 0);
        if (committed)
            QCOMPARE(readFile(path("moved") / "f", 100), std::string("new"));
    }

    void linksAreFollowedOrReplaced() {
        replaceFile(path("target"), "old");
        std::filesystem::create_symlink("target", path("link"));
        OutputFile output(path("link"));
        output.write("new");
        output.commit();
        QVERIFY(std::filesystem::is_symlink(path("link")));
        QCOMPARE(readFile(path("target"), 100), std::string("new"));
        replaceFile(path("link"), "own");
        QVERIFY(!std::filesystem::is_symlink(path("link")));
        QCOMPARE(readFile(path("target"), 100), std::string("new"));
    }

    void linksWithTheTemporaryNameAreNotFollowed() {
        replaceFile(path("victim"), "untouched");
        const auto name = ".f." + std::to_string(::getpid()) + "-";
        for (int number = 0; number < 64; ++number)
            std::filesystem::create_symlink("victim", path((name + std::to_string(number) + ".tmp").c_str()));
        replaceFile(path("f"), "new");
        QCOMPARE(readFile(path("f"), 100), std::string("new"));
        QCOMPARE(readFile(path("victim"), 100), std::string("untouched"));
    }

    void errorsNameTheFile() {
        const auto message = [](auto action) {
            try {
                action();
            } catch (const std::system_error& error) {
                return QString(error.what());
            }
            return QString();
        };
        QVERIFY(message([&] { replaceFile(path("none/f"), "x"); }).contains("none/f: cannot be written"));
        QVERIFY(message([&] { readFile(path("none"), 10); }).contains("none: cannot be read"));
        replaceFile(path("f"), "12345");
        QVERIFY(message([&] { readFile(path("f"), 4); }).contains("f: cannot be read"));
    }

    void locksAreExclusive() {
        const int first = ::open(path("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        const int second = ::open(path("lock").c_str(), O_RDWR | O_CLOEXEC);
        QVERIFY(first >= 0 && second >= 0);
        const LockResult result = lockExclusively(first);
        if (result == LockResult::Unsupported)
            QSKIP("the file system has no locks");
        QVERIFY(result == LockResult::Acquired);
        QVERIFY(lockShared(second) == LockResult::Held);
        QVERIFY(lockExclusivelyWithRetries(second) == LockResult::Held);
        ::close(first);
        QVERIFY(lockExclusivelyWithRetries(second) == LockResult::Acquired);
        ::close(second);
    }

    void numbersAreFormatted() {
        QCOMPARE(numberText(0.02), std::string("0.02"));
        QCOMPARE(numberText(1e-4), std::string("1e-4"));
        QCOMPARE(numberText(1e-12), std::string("1e-12"));
        QCOMPARE(numberText(-1), std::string("-1"));
        QCOMPARE(yamlNumber(1e-4), std::string("1.0e-4"));  // "1e-4" is text in YAML 1.1
        QCOMPARE(yamlNumber(-3e22), std::string("-3.0e+22"));
        QCOMPARE(yamlNumber(1.5e-7), std::string("1.5e-7"));
        QCOMPARE(yamlNumber(0.02), std::string("0.02"));
        QCOMPARE(yamlNumber(std::numeric_limits<double>::infinity()), std::string("inf"));
        QCOMPARE(numberText(-std::numeric_limits<double>::quiet_NaN()), std::string("nan"));
        QCOMPARE(fixed(91.236, 2), std::string("91.24"));
        QCOMPARE(fixed(1e80, 0).size(), std::size_t{81});
        QCOMPARE(significant(0.0123456), std::string("0.01235"));
        QCOMPARE(significant(1.23456e-5, 3), std::string("1.23e-5"));
        QCOMPARE(grouped(1234567), std::string("1,234,567"));
        QCOMPARE(grouped(-123), std::string("-123"));
        QCOMPARE(grouped(-1234), std::string("-1,234"));
        QCOMPARE(grouped(999), std::string("999"));
    }

    void amountsHaveAUnit() {
        QCOMPARE(bytesText(2.0 * (1 << 30)), std::string("2.00 GiB"));
        QCOMPARE(bytesText(78'643'200), std::string("0.07 GiB"));
        QCOMPARE(bytesText(5'600'000), std::string("5.34 MiB"));
        QCOMPARE(bytesText(4096), std::string("4.00 KiB"));
        QCOMPARE(bytesText(0), std::string("0.00 KiB"));
    }

    void refusedMemoryAndThreadsAreSentences() {
        const std::system_error thread(EAGAIN, std::generic_category());
        const std::system_error file(EAGAIN, std::generic_category(), "a.txt: cannot be read");
        QCOMPARE(shortageMessage(std::bad_alloc()), std::string("Not enough memory."));
        QVERIFY(shortageMessage(std::length_error("vector")).find("(vector)") != std::string::npos);
        QVERIFY(shortageMessage(thread).starts_with("A thread could not be started: "));
        QCOMPARE(shortageMessage(file), std::string());
        QCOMPARE(shortageMessage(std::runtime_error("vector")), std::string());
    }

    void csvFieldsAreQuotedIfNeeded() {
        QCOMPARE(csvField("plain text"), std::string("plain text"));
        QCOMPARE(csvField("a,b"), std::string("\"a,b\""));
        QCOMPARE(csvField("say \"x\""), std::string("\"say \"\"x\"\"\""));
        QCOMPARE(csvLine(std::vector<std::string>{"a", "b\nc", ""}), std::string("a,\"b\nc\",\n"));
    }

    void nearestWordIsSuggested() {
        const std::vector<std::string_view> words{"depth", "width", "family"};
        QCOMPARE(didYouMean("dpeth", words), std::string("; did you mean 'depth'?"));
        QCOMPARE(didYouMean("optimizer", words), std::string());
        // Computing these distances would take minutes.
        QCOMPARE(didYouMean(std::string(20'000'000, 'd'), words), std::string());
        QCOMPARE(joined(words), std::string("depth, width, family"));
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
