// BackgroundRead: answers at once, later or never; SourceReader: what a name refers to.
#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <future>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/jobs/SourceReader.h"

using namespace isonet::workbench;

class TestBackgroundRead : public QObject {
    Q_OBJECT
    QStringList log_;

    BackgroundRead::Answer entry(const QString& text) {
        return [this, text] { log_ << text; };
    }

private Q_SLOTS:
    void init() { log_.clear(); }

    void quickReadingsAreAnsweredAtOnce() {
        BackgroundRead read(nullptr, std::chrono::minutes(1));
        read.start([this] { return entry("answer"); }, entry("slow"));
        QCOMPARE(log_, QStringList{"answer"});
        QVERIFY(!read.isReading());
    }

    void slowReadingsAreAnsweredLater() {
        std::promise<void> gate;
        BackgroundRead read(nullptr, std::chrono::milliseconds(1));
        read.start(
            [this, &gate] {
                gate.get_future().wait();
                return entry("answer");
            },
            entry("slow"));
        QCOMPARE(log_, QStringList{"slow"});
        QVERIFY(read.isReading());
        gate.set_value();
        QTRY_COMPARE(log_, (QStringList{"slow", "answer"}));
        QVERIFY(!read.isReading());
    }

    void canceledAndReplacedReadingsAreNotAnswered() {
        std::promise<void> gates[2];
        const auto hang = [&](int i) {
            return [this, &gates, i] {
                gates[i].get_future().wait();
                return entry(QString::number(i));
            };
        };
        BackgroundRead read(nullptr, std::chrono::milliseconds(1));
        read.start(hang(0), entry("slow"));
        read.start(hang(1), entry("slow"));
        read.cancel();
        for (auto& gate : gates)
            gate.set_value();
        BackgroundRead other(nullptr, std::chrono::minutes(1));  // does not wait for the first object's readings
        other.start([this] { return entry("other"); }, entry("slow"));
        QTest::qWait(20);
        QCOMPARE(log_, (QStringList{"slow", "slow", "other"}));
    }

    void sourcesAreRecognized() {
        const QTemporaryDir folder;
        const auto put = [&](const char* name, const char* text) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            if (file.open(QFile::WriteOnly))
                file.write(text);
            return file.fileName();
        };
        using Kind = Source::Kind;
        QCOMPARE(readSource(put("a.pt", "x")).kind, Kind::Weights);
        // Weights of any name: a zip archive, a pickle, safetensors.
        QCOMPARE(readSource(put("model.pth.tar", "PK\x03\x04...")).kind, Kind::Weights);
        QCOMPARE(readSource(put("pickled", "\x80\x02}q")).kind, Kind::Weights);
        QFile tensors(put("tensors", ""));
        QVERIFY(tensors.open(QFile::WriteOnly) && tensors.write(QByteArray("\x10\0\0\0\0\0\0\0{\"a\": 1}", 16)) == 16);
        tensors.close();
        QCOMPARE(readSource(tensors.fileName()).kind, Kind::Weights);
        QCOMPARE(readSource(put("sweep.yaml", "base: x\n")).kind, Kind::Sweep);
        const Source broken = readSource(put("broken.yaml", "model: [\n"));
        QCOMPARE(broken.kind, Kind::Configuration);
        QVERIFY(broken.invalid && !broken.config && !broken.problem.isEmpty());
        QCOMPARE(readSource(put("empty.yaml", "run: {epochs: 3}\n")).config->run.epochs, 3);
        QCOMPARE(readSource(folder.path()).kind, Kind::OtherFolder);
        QCOMPARE(readSource(folder.filePath("nosuch.yaml")).kind, Kind::Missing);
        QCOMPARE(readSource("isonet-20-fashion-mnist").kind, Kind::Preset);
    }
};

QTEST_MAIN(TestBackgroundRead)
#include "tst_backgroundread.moc"
