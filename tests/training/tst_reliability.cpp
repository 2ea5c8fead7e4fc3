// SIGKILL at fifty random moments of training processes: each time the last checkpoint loads, the event file reads up
// to its last complete record, and the resumed run ends with the same bits as one that was never killed.
#include <torch/types.h>

#include <QtTest>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/data/images/CounterRandom.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/telemetry/EventReader.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

constexpr const char* trainOption = "--train";

config::RunConfig configOn(const fs::path& data) {
    auto config = test::smallConfig(data);
    config.run.epochs = 3;
    config.telemetry.checkpointMinutes = 1e-6;  // after each step
    config.telemetry.spectrumSteps = 4;
    config.telemetry.keepEveryEpochs = 1;
    return config;
}

// The child process: trains the run in `path` to its end. Its exit code: 0 if the run finished.
int trainMain(const fs::path& path, const fs::path& data) {
    at::set_num_threads(1);
    std::puts("ready");
    std::fflush(stdout);
    try {
        test::Watcher watcher;
        return test::runIn(path, configOn(data), watcher).state == RunState::Finished ? 0 : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

}  // namespace

constexpr int enoughKills = 16;  // isonet bench soak runs for longer

class TestReliability : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_, data_;

    // Starts this program with trainOption (LibTorch does not survive a fork without exec) and returns when it is about
    // to train.
    std::unique_ptr<QProcess> begin(const fs::path& path) const {
        auto process = std::make_unique<QProcess>();
        process->setProcessChannelMode(QProcess::SeparateChannels);
        process->start(QCoreApplication::applicationFilePath(),
                       {trainOption, QString::fromStdString(path.string()), QString::fromStdString(data_.string())});
        if (!process->waitForReadyRead(60000))
            return nullptr;
        return process;
    }
    static TrainingState latest(const fs::path& run) {
        const fs::path file = run / "checkpoints/latest.pt";
        return trainingStateOf(interop::readTorchFile(file), file.string());
    }
    static std::size_t recordsIn(const fs::path& run, std::int64_t& damaged) {
        telemetry::EventReader reader(run);
        std::size_t records = 0;
        for (auto batches = reader.poll(); !batches.empty(); batches = reader.poll())
            for (const auto& batch : batches)
                records += batch.records.size();
        damaged = reader.damagedFrames();
        return records;
    }
    static void compare(const TrainingState& got, const TrainingState& expected);

private Q_SLOTS:
    void initTestCase();
    void killsLoseOnlyTheStepsSinceTheLastCheckpoint();
};

void TestReliability::initTestCase() {
    at::set_num_threads(1);
    root_ = temporary_.path().toStdString();
    data_ = root_ / "data";
    test::writeFashionFolder(data_, 65, 40);  // six batches of 10 per epoch
}

void TestReliability::compare(const TrainingState& got, const TrainingState& expected) {
    QCOMPARE(got.step, expected.step);
    QVERIFY(at::equal(got.cpuRandom, expected.cpuRandom));
    QVERIFY(got.validation->values == expected.validation->values);
    for (const auto& [left, right] :
         {std::pair(&got.network, &expected.network), std::pair(&got.momentum, &expected.momentum)})
        for (std::size_t i = 0; i < left->size(); ++i)
            QVERIFY2(at::equal((*left)[i].second, (*right)[i].second), (*left)[i].first.c_str());
}

void TestReliability::killsLoseOnlyTheStepsSinceTheLastCheckpoint() {
    using namespace std::chrono;
    const fs::path reference = root_ / "reference";
    auto process = begin(reference);
    QVERIFY(process);
    const auto start = steady_clock::now();
    QVERIFY(process->waitForFinished(120000));
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
    // Moments from before the first checkpoint to several steps later.
    const auto longest = duration_cast<microseconds>(steady_clock::now() - start) / 4;
    RandomStream random(20200713);
    int kills = 0, finished = 0, run = 0, beforeTheFirst = 0;
    std::int64_t lastStep = -1;
    fs::path path = root_ / "run0";
    while (kills < enoughKills || finished == 0) {
        const bool last = kills >= enoughKills;  // let the run finish
        process = begin(path);
        QVERIFY(process);
        if (!last) {
            std::this_thread::sleep_for(microseconds(random.below(static_cast<std::uint64_t>(longest.count()))));
            process->kill();
        }
        QVERIFY(process->waitForFinished(120000));
        if (process->exitStatus() == QProcess::CrashExit && process->exitCode() == SIGKILL) {
            ++kills;
            if (!fs::exists(path / "checkpoints/latest.pt")) {
                QCOMPARE(lastStep, -1);  // a checkpoint does not disappear
                ++beforeTheFirst;
                continue;
            }
            const TrainingState saved = latest(path);
            QVERIFY2(saved.step >= lastStep, qPrintable(QString("%1 after %2").arg(saved.step).arg(lastStep)));
            lastStep = saved.step;
            std::int64_t damaged = 0;
            QVERIFY(recordsIn(path, damaged) > 0 || saved.step == 0);
            QCOMPARE(damaged, 0);
            QVERIFY(telemetry::readStatus(path)->state != RunState::Running);
            continue;
        }
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        ++finished;
        compare(latest(path), latest(reference));
        const auto values = test::valuesIn(path), expected = test::valuesIn(reference);
        for (const auto& [step, value] : expected.at(telemetry::tags::lossTotal))
            QCOMPARE(values.at(telemetry::tags::lossTotal).at(step), value);
        path = root_ / ("run" + std::to_string(++run));
        lastStep = -1;
    }
    qInfo("%d kills, %d of them before the first checkpoint; %d runs finished", kills, beforeTheFirst, finished);
    QVERIFY(beforeTheFirst < enoughKills * 4 / 5);
}

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == trainOption)
        return trainMain(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    TestReliability test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_reliability.moc"
