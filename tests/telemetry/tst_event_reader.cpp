// Reading event files: other formats, truncation, corruption, growth, restarts, speed.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QtTest>

#include "EventBytes.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/EventWriter.h"

using namespace isonet::telemetry;

namespace {

const std::string kVersion = bytes::frame(bytes::number(1, 100) + bytes::text(3, "brain.Event:2"));

std::string scalarFrame(std::int64_t step, float value = 0) {
    return bytes::frame(bytes::event(step, {bytes::simple("loss", value)}));
}

std::vector<Record> recordsOf(const std::vector<EventReader::Batch>& batches) {
    std::vector<Record> records;
    for (const auto& batch : batches)
        records.insert(records.end(), batch.records.begin(), batch.records.end());
    return records;
}

double scalarOf(const Record& record) {
    return std::get<Scalar>(record.value).value;
}

}  // namespace

class TestEventReader : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path file(const char* name = "events.out.tfevents.0000000001.host.1.0") const {
        return folder_->filePath(name).toStdString();
    }
    EventReader reader() const { return EventReader(folder_->path().toStdString()); }

private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void scalarTensorsOfTensorBoardV2AreRead() {
        const float half = 0.5f;
        const double quarter = 0.25;
        const std::string rankZero = bytes::text(2, "");
        const std::string content = bytes::integer(1, 1) + rankZero + bytes::text(4, bytes::raw(&half, 4));
        const std::string list = bytes::integer(1, 1) + rankZero + bytes::real(5, 1.5f);
        const std::string packed = bytes::integer(1, 2) + rankZero + bytes::text(6, bytes::raw(&quarter, 8));
        const std::string whole = bytes::integer(1, 9) + rankZero + bytes::text(10, bytes::varint(42));
        const auto value = [](const std::string& tag, const std::string& tensor, const std::string& more = {}) {
            return bytes::text(1, tag) + bytes::text(8, tensor) + more;
        };
        const std::string byClass = bytes::text(9, bytes::integer(4, 1));
        bytes::write(file(), kVersion +
                                 bytes::frame(bytes::event(1, {value("a", content, bytes::metadata("scalars"))})) +
                                 // Only the first value has metadata.
                                 bytes::frame(bytes::event(2, {value("a", list)})) +
                                 bytes::frame(bytes::event(3, {value("a", packed)})) +
                                 bytes::frame(bytes::event(4, {value("b", whole, byClass)})));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(4));
        QCOMPARE(scalarOf(records[0]), 0.5);
        QCOMPARE(scalarOf(records[1]), 1.5);
        QCOMPARE(scalarOf(records[2]), 0.25);
        QCOMPARE(scalarOf(records[3]), 42.0);
        QCOMPARE(records[3].step, std::int64_t(4));
        QCOMPARE(records[3].wallTime, 100.0);
        QCOMPARE(events.damagedFrames(), std::int64_t(0));
    }

    void histogramTensorsAreRead() {
        const std::string rows = bytes::doubles({0, 1, 4, 1, 2, 6});
        const std::string content = bytes::integer(1, 2) + bytes::shape({2, 3}) + bytes::text(4, rows);
        const std::string list = bytes::integer(1, 2) + bytes::shape({2, 3}) + bytes::text(6, rows);
        bytes::write(file(), kVersion +
                                 bytes::frame(bytes::event(1, {bytes::text(1, "h") + bytes::text(8, content) +
                                                               bytes::metadata("histograms")})) +
                                 bytes::frame(bytes::event(2, {bytes::text(1, "h") + bytes::text(8, list)})));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(2));
        for (const auto& record : records) {
            const auto& histogram = std::get<Histogram>(record.value);
            QCOMPARE(histogram.min, 0.0);
            QCOMPARE(histogram.max, 2.0);
            QCOMPARE(histogram.count, 10.0);
            QCOMPARE(histogram.sum, 4 * 0.5 + 6 * 1.5);
            QCOMPARE(histogram.limits, (std::vector<double>{1, 2}));
            QCOMPARE(histogram.counts, (std::vector<double>{4, 6}));
        }
    }

    void plainHistogramEndsAtItsMaximum() {
        const std::string proto = bytes::number(1, -1) + bytes::number(2, 3) + bytes::number(3, 2) +
                                  bytes::number(6, 0) + bytes::number(6, 1.7e308) +
                                  bytes::text(7, bytes::doubles({1, 1}));
        bytes::write(file(), bytes::frame(bytes::event(1, {bytes::text(1, "h") + bytes::text(5, proto)})));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(1));
        QCOMPARE(std::get<Histogram>(records[0].value).limits, (std::vector<double>{0, 3}));
    }

    void otherKindsOfValuesAreSkipped() {
        const std::string words = bytes::integer(1, 7) + bytes::text(2, "") + bytes::text(8, "hello");
        const std::string image = bytes::text(1, "picture") + bytes::text(4, bytes::integer(1, 28));
        bytes::write(file(), bytes::frame(bytes::event(
                                 1, {bytes::text(1, "note") + bytes::text(8, words) + bytes::metadata("text"), image,
                                     bytes::simple("loss", 2)})) +
                                 bytes::frame(bytes::number(1, 100) + bytes::text(4, "graph")));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(1));
        QCOMPARE(records[0].tag, std::string("loss"));
        QCOMPARE(events.damagedFrames(), std::int64_t(0));
    }

    void fileTruncatedAtAnyByteGivesItsCompleteFrames() {
        std::string content = kVersion;
        std::vector<size_t> ends;
        for (int step = 1; step <= 4; ++step) {
            content += scalarFrame(step, static_cast<float>(step));
            ends.push_back(content.size());
        }
        for (size_t cut = 0; cut <= content.size(); ++cut) {
            bytes::write(file(), content.substr(0, cut));
            auto events = reader();
            const auto whole =
                static_cast<size_t>(std::count_if(ends.begin(), ends.end(), [&](size_t e) { return e <= cut; }));
            const auto first = recordsOf(events.poll());
            QCOMPARE(first.size(), whole);
            QVERIFY(events.poll().empty());
            bytes::append(file(), content.substr(cut));
            const auto rest = recordsOf(events.poll());
            QCOMPARE(first.size() + rest.size(), size_t(4));
            if (!rest.empty())
                QCOMPARE(rest.back().step, std::int64_t(4));
            QCOMPARE(events.damagedFrames(), std::int64_t(0));
        }
    }

    void fileIsReadWhileItGrowsByteByByte() {
        std::string content = kVersion;
        for (int step = 0; step < 5; ++step)
            content += scalarFrame(step);
        auto events = reader();
        size_t seen = 0;
        QVERIFY(events.poll().empty());
        for (const char byte : content) {
            bytes::append(file(), std::string(1, byte));
            for (const auto& record : recordsOf(events.poll()))
                QCOMPARE(record.step, static_cast<std::int64_t>(seen++));
        }
        QCOMPARE(seen, size_t(5));
    }

    void wrongDataCrcIsSkippedAndCounted() {
        std::string damaged = scalarFrame(2);
        damaged[14] ^= 1;
        bytes::write(file(), kVersion + scalarFrame(1) + damaged + scalarFrame(3));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(2));
        QCOMPARE(records[1].step, std::int64_t(3));
        QCOMPARE(events.damagedFrames(), std::int64_t(1));
    }

    void wrongLengthCrcSkipsTheRestOfTheFile() {
        std::string damaged = scalarFrame(2);
        damaged[0] ^= 1;
        bytes::write(file(), kVersion + scalarFrame(1) + damaged + scalarFrame(3));
        bytes::write(file("events.out.tfevents.0000000002.host.1.0"), kVersion + scalarFrame(4));
        auto events = reader();
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(2));
        QCOMPARE(records[1].step, std::int64_t(4));
        QCOMPARE(events.damagedFrames(), std::int64_t(1));
        bytes::append(file(), scalarFrame(5));
        QVERIFY(events.poll().empty());
        QCOMPARE(events.damagedFrames(), std::int64_t(1));
    }

    void invalidMessageIsCounted_data() {
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const std::string& message) {
            QTest::newRow(name) << QByteArray::fromStdString(message);
        };
        row("noise", "\xff\xff\xff\xff");
        row("length beyond the end", bytes::key(5, 2) + bytes::varint(100) + "abc");
        row("step of another type", bytes::text(2, "seven"));
        row("time of another type", bytes::integer(1, 7));
        row("tag of another type", bytes::event(1, {bytes::integer(1, 3)}));
        row("histogram of uneven lists",
            bytes::event(1, {bytes::text(1, "h") + bytes::text(5, bytes::text(6, bytes::doubles({1, 2})))}));
        row("histogram tensor of another size",
            bytes::event(1, {bytes::text(1, "h") + bytes::metadata("histograms") +
                             bytes::text(8, bytes::integer(1, 2) + bytes::shape({1ll << 40, 3}) +
                                                bytes::text(6, bytes::doubles({1, 2, 3})))}));
    }
    void invalidMessageIsCounted() {
        QFETCH(QByteArray, message);
        bytes::write(file(), kVersion + bytes::frame(message.toStdString()) + scalarFrame(3));
        auto events = reader();
        QCOMPARE(recordsOf(events.poll()).size(), size_t(1));
        QCOMPARE(events.damagedFrames(), std::int64_t(1));
    }

    void restartVoidsLaterStepsOfEarlierFiles() {
        const std::filesystem::path folder = folder_->path().toStdString();
        {
            EventWriter first(folder);
            first.write({{"loss", 1, 1, Scalar{1}}, {"loss", 2, 1, Scalar{2}}, {"loss", 3, 1, Scalar{3}}});
        }
        EventWriter second(folder, 3);
        second.write({{"loss", 3, 2, Scalar{30}}});
        auto events = reader();
        const auto batches = events.poll();
        QCOMPARE(batches.size(), size_t(2));
        QVERIFY(!batches[0].restartStep);
        QCOMPARE(batches[0].records.size(), size_t(3));
        QCOMPARE(batches[1].restartStep, std::optional<std::int64_t>(3));
        QCOMPARE(batches[1].records.size(), size_t(1));
        QCOMPARE(scalarOf(batches[1].records[0]), 30.0);
    }

    void handMadeRestartIsRead() {
        bytes::write(file(), kVersion + bytes::frame(bytes::start(5)) + scalarFrame(5));
        auto events = reader();
        const auto batches = events.poll();
        QCOMPARE(batches.size(), size_t(1));
        QCOMPARE(batches[0].restartStep, std::optional<std::int64_t>(5));
        QCOMPARE(batches[0].records.size(), size_t(1));
    }

    void smallBudgetGivesTheSameRecordsInMoreCalls() {
        std::string content = kVersion;
        for (int step = 0; step < 200; ++step)
            content += scalarFrame(step);
        bytes::write(file(), content);
        auto events = reader();
        std::int64_t next = 0;
        int calls = 0;
        for (auto batches = events.poll(300); !batches.empty(); batches = events.poll(300), ++calls)
            for (const auto& record : recordsOf(batches))
                QCOMPARE(record.step, next++);
        QCOMPARE(next, std::int64_t(200));
        QVERIFY(calls > 20);
    }

    void frameLargerThanTheBudgetIsReadWhole() {
        std::vector<std::string> values;
        for (int i = 0; i < 100; ++i)
            values.push_back(bytes::simple("tag" + std::to_string(i), 1));
        bytes::write(file(), kVersion + bytes::frame(bytes::event(1, values)) + scalarFrame(2));
        auto events = reader();
        QCOMPARE(recordsOf(events.poll(16)).size(), size_t(100));
        QCOMPARE(recordsOf(events.poll(16)).size(), size_t(1));
        QVERIFY(events.poll(16).empty());
    }

    // 2 GiB that a sparse file has, or claims to have.
    void hugeFrameIsSkippedUnread() {
        const std::uint64_t length = std::uint64_t{2} << 30;
        const std::string head = bytes::raw(&length, 8);
        const std::uint32_t crc = maskedCrc32c(head);
        bytes::write(file(), kVersion + scalarFrame(1) + head + bytes::raw(&crc, 4));
        auto claimed = reader();
        QCOMPARE(recordsOf(claimed.poll()).size(), size_t(1));
        QVERIFY(claimed.poll().empty());
        std::filesystem::resize_file(file(), std::filesystem::file_size(file()) + length + 4);
        bytes::append(file(), scalarFrame(3));
        auto events = reader();
        QCOMPARE(recordsOf(events.poll()).size(), size_t(1));
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(1));
        QCOMPARE(records[0].step, std::int64_t(3));
        QCOMPARE(events.damagedFrames(), std::int64_t(1));
    }

    void pipesAreNotRead() {
        QCOMPARE(::mkfifo(file("events.out.tfevents.0000000000.pipe").c_str(), 0600), 0);
        bytes::write(file(), kVersion + scalarFrame(1));
        auto events = reader();
        QCOMPARE(recordsOf(events.poll()).size(), size_t(1));
    }

    void framesRemovedAfterAFullDiskAreReadAgain() {
        bytes::write(file(), kVersion + scalarFrame(1) + scalarFrame(2));
        auto events = reader();
        QCOMPARE(recordsOf(events.poll()).size(), size_t(2));
        bytes::write(file(), kVersion + scalarFrame(1));
        QVERIFY(events.poll().empty());
        bytes::append(file(), scalarFrame(7));
        const auto records = recordsOf(events.poll());
        QCOMPARE(records.size(), size_t(1));
        QCOMPARE(records[0].step, std::int64_t(7));
    }

    void missingFolderAndOtherFilesGiveNothing() {
        QVERIFY(EventReader("/nowhere/at/all").poll().empty());
        bytes::write(file("notes.txt"), "hello");
        QVERIFY(QDir(folder_->path()).mkdir("tfevents"));
        bytes::write(file("my.tfevents.empty"), "");
        auto events = reader();
        QVERIFY(events.poll().empty());
        QCOMPARE(events.damagedFrames(), std::int64_t(0));
    }

    void hundredThousandRecordsAreReadInSeconds() {
        EventWriter writer(folder_->path().toStdString());
        std::vector<Record> records;
        for (int i = 0; i < 100000; ++i)
            records.push_back({"isometry/deviation/s1.b1.f.a", i, 1e9 + i, Scalar{0.5 * i}});
        writer.write(records);
        auto events = reader();
        QElapsedTimer timer;
        timer.start();
        const auto batches = events.poll();
        const auto elapsed = timer.elapsed();
        QCOMPARE(recordsOf(batches).size(), size_t(100000));
#ifdef __SANITIZE_ADDRESS__
        constexpr qint64 limit = 20000;
#else
        constexpr qint64 limit = 5000;
#endif
        QVERIFY2(elapsed < limit, qPrintable(QString("%1 ms").arg(elapsed)));
        qInfo("100,000 records in %lld ms", static_cast<long long>(elapsed));
    }
};

QTEST_GUILESS_MAIN(TestEventReader)
#include "tst_event_reader.moc"
