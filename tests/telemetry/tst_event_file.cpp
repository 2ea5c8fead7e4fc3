// Writing event files: CRC vectors, exact bytes, full disks, restarts.
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <system_error>

#include "EventBytes.h"
#include "training/telemetry/Crc32c.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/EventWriter.h"

using namespace isonet::telemetry;

namespace {

Record scalar(const std::string& tag, std::int64_t step, double value, double time = 5) {
    return {tag, step, time, Scalar{value}};
}

std::vector<Record> readAll(const std::filesystem::path& folder) {
    EventReader reader(folder);
    std::vector<Record> records;
    for (const auto& batch : reader.poll())
        records.insert(records.end(), batch.records.begin(), batch.records.end());
    return records;
}

// Limits the size of files, which simulates a full disk without privileges.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        set_ = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    bool set() const { return set_; }

private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
    bool set_ = false;
};

}  // namespace

class TestEventFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksumsEqualThePublishedVectors() {
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8a9136aau);
        QCOMPARE(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
        QCOMPARE(crc32c("123456789"), 0xe3069283u);
        QCOMPARE(crc32c(""), 0u);
        QCOMPARE(maskedCrc32c(std::string("\x18\0\0\0\0\0\0\0", 8)), 0x224b7fa3u);
        QCOMPARE(maskedCrc32c("\x1a\x11"
                              "CRC test, one two"),
                 0x5794d08au);
    }

    void firstFrameIsTheVersionWithoutStep() {
        const QTemporaryDir folder;
        const EventWriter writer(folder.path().toStdString());
        const std::string content = bytes::read(writer.path());
        double time = 0;
        std::memcpy(&time, content.data() + 13, 8);
        QCOMPARE(content, bytes::frame(bytes::number(1, time) + bytes::text(3, "brain.Event:2")));
        QVERIFY(std::abs(time - static_cast<double>(std::time(nullptr))) < 5);
        const QString name = QString::fromStdString(writer.path().filename().string());
        QVERIFY2(QRegularExpression("^events\\.out\\.tfevents\\.\\d{10}\\..+\\.\\d+\\.\\d+$").match(name).hasMatch(),
                 qPrintable(name));
    }

    void scalarsAndHistogramsHaveTensorFlowsBytes() {
        const QTemporaryDir folder;
        EventWriter writer(folder.path().toStdString());
        const size_t head = bytes::read(writer.path()).size();
        const Histogram histogram{-1, 2, 3, 1.5, 5.25, {0.5, 2}, {1, 2}};
        writer.write({scalar("a", 7, 0.5, 100), {"h", 7, 100, histogram}, scalar("a", 8, 1, 100)});
        const std::string proto = bytes::number(1, -1) + bytes::number(2, 2) + bytes::number(3, 3) +
                                  bytes::number(4, 1.5) + bytes::number(5, 5.25) +
                                  bytes::text(6, bytes::doubles({0.5, 2})) + bytes::text(7, bytes::doubles({1, 2}));
        const std::string together =
            bytes::event(7, {bytes::simple("a", 0.5f), bytes::text(1, "h") + bytes::text(5, proto)});
        QCOMPARE(bytes::read(writer.path()).substr(head),
                 bytes::frame(together) + bytes::frame(bytes::event(8, {bytes::simple("a", 1)})));
    }

    void valuesSurviveTheRoundTrip() {
        const QTemporaryDir folder;
        EventWriter writer(folder.path().toStdString());
        const Histogram histogram = histogramOf({1, 2, 2.5, -3, 8}, 5);
        writer.write({scalar("loss/total", 1234567890123, 0.25, 1e9 + 0.5), {"spectrum/s1", 0, 6, histogram}});
        writer.write({scalar("nan", 3, std::nan(""))});
        writer.sync();
        const auto records = readAll(folder.path().toStdString());
        QCOMPARE(records.size(), size_t(3));
        QCOMPARE(records[0].tag, std::string("loss/total"));
        QCOMPARE(records[0].step, std::int64_t(1234567890123));
        QCOMPARE(records[0].wallTime, 1e9 + 0.5);
        QCOMPARE(std::get<Scalar>(records[0].value).value, 0.25);
        const auto& read = std::get<Histogram>(records[1].value);
        QCOMPARE(read.limits, histogram.limits);
        QCOMPARE(read.counts, histogram.counts);
        QCOMPARE(read.min, histogram.min);
        QCOMPARE(read.sumSquares, histogram.sumSquares);
        QVERIFY(std::isnan(std::get<Scalar>(records[2].value).value));
    }

    void laterFileSortsAfterAllEarlierFiles() {
        const QTemporaryDir folder;
        // From a clock that was ahead.
        bytes::write(folder.filePath("events.out.tfevents.5000000000.other.1.0").toStdString(),
                     bytes::frame(bytes::event(1, {bytes::simple("a", 1)})));
        std::vector<std::string> names;
        for (int i = 0; i < 12; ++i) {
            EventWriter writer(folder.path().toStdString());
            writer.write({scalar("a", i + 2, 0)});
            names.push_back(writer.path().filename().string());
        }
        QVERIFY(std::is_sorted(names.begin(), names.end()));
        const auto records = readAll(folder.path().toStdString());
        for (size_t i = 0; i < records.size(); ++i)
            QCOMPARE(records[i].step, static_cast<std::int64_t>(i + 1));
    }

    void fullDiskLeavesCompleteFramesAndWritesCanBeRetried() {
        const QTemporaryDir folder;
        EventWriter writer(folder.path().toStdString());
        writer.write({scalar("kept", 1, 1)});
        const std::string before = bytes::read(writer.path());
        std::vector<Record> many;
        for (int i = 0; i < 100; ++i)
            many.push_back(scalar("more", i, i));
        {
            const FileSizeLimit limit(before.size() + 1000);
            if (!limit.set())
                QSKIP("RLIMIT_FSIZE cannot be set");
            try {
                writer.write(many);
                QFAIL("written beyond the limit");
            } catch (const std::system_error& error) {
                QVERIFY2(std::string(error.what()).find(writer.path().string()) != std::string::npos, error.what());
                QCOMPARE(error.code(), std::error_code(EFBIG, std::generic_category()));
            }
            QCOMPARE(bytes::read(writer.path()), before);
        }
        writer.write(many);
        QCOMPARE(readAll(folder.path().toStdString()).size(), size_t(101));
    }

    void unusableFolderIsNamed() {
        try {
            EventWriter writer("/nowhere/at/all");
            QFAIL("created");
        } catch (const std::system_error& error) {
            QVERIFY2(std::string(error.what()).find("/nowhere/at/all/events.out.tfevents") != std::string::npos,
                     error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestEventFile)
#include "tst_event_file.moc"
