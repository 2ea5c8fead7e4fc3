// kill -9 at fifty random moments of real training processes: each time the last checkpoint loads, the event file reads
// up to its last whole record, and the resumed run goes on to the same bits as one that was never killed.
#include <torch/types.h>

#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

#include <csignal>
#include <thread>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/data/Random.h"
#include "training/engine/Checkpoint.h"
#include "training/telemetry/EventFile.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestReliability : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path root_, data_;

    config::RunConfig config() const {
        auto config = test::smallConfig(data_);
        config.run.epochs = 3;
        config.telemetry.checkpointMinutes = 1e-6;  // after each step
        config.telemetry.spectrumSteps = 4;
        config.telemetry.keepEveryEpochs = 1;
        return config;
    }
    // A process that trains the run in `path` to its end: a fork of this one, which has no threads of torch yet.
    pid_t begin(const fs::path& path) const {
        const pid_t child = fork();
        if (child == 0) {
            int code = 1;
            try {
                test::Watcher watcher;
                code = test::runIn(path, config(), watcher).state == RunState::Finished ? 0 : 2;
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
            }
            _exit(code);
        }
        return child;
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
    void fiftyKillsLoseNothingButTheStepsSinceTheLastCheckpoint();
};

void TestReliability::initTestCase() {
    at::set_num_threads(1);
    root_ = temporary_.path().toStdString();
    data_ = root_ / "data";
    test::writeFashionFolder(data_, 65, 40);  // six batches of 10 an epoch
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

void TestReliability::fiftyKillsLoseNothingButTheStepsSinceTheLastCheckpoint() {
    using namespace std::chrono;
    const fs::path reference = root_ / "reference";
    const auto start = steady_clock::now();
    int status = 0;
    QCOMPARE(waitpid(begin(reference), &status, 0) > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
    // Moments from before the first byte to some steps on.
    const auto longest = duration_cast<microseconds>(steady_clock::now() - start) / 4;
    RandomStream random(20200713);
    int kills = 0, finished = 0, run = 0, beforeTheFirst = 0;
    std::int64_t lastStep = -1;
    fs::path path = root_ / "run0";
    while (kills < 50 || finished == 0) {
        const bool last = kills >= 50;  // what is left goes on to its end
        const pid_t child = begin(path);
        QVERIFY(child > 0);
        if (!last) {
            std::this_thread::sleep_for(microseconds(random.below(static_cast<std::uint64_t>(longest.count()))));
            kill(child, SIGKILL);
        }
        QCOMPARE(waitpid(child, &status, 0), child);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
            ++kills;
            if (!fs::exists(path / "checkpoints/latest.pt")) {
                QCOMPARE(lastStep, -1);  // a checkpoint does not vanish
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
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        ++finished;
        compare(latest(path), latest(reference));
        const auto values = test::valuesIn(path);
        for (const auto& [step, value] : test::valuesIn(reference).at(telemetry::tags::lossTotal))
            QCOMPARE(values.at(telemetry::tags::lossTotal).at(step), value);
        path = root_ / ("run" + std::to_string(++run));
        lastStep = -1;
    }
    qInfo("%d kills, %d of them before the first checkpoint; %d runs went on to their end", kills, beforeTheFirst,
          finished);
    QVERIFY(beforeTheFirst < 40);
}

QTEST_GUILESS_MAIN(TestReliability)
#include "tst_reliability.moc"
