// The checks of `isonet bench soak`: an intact run has no fault, each kind of planted damage is found, and a round that
// trains in this process finds the planted damage and nothing else.
#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "app/bench/soak/Child.h"
#include "app/bench/soak/LevelWatch.h"
#include "app/bench/soak/RunInvariants.h"
#include "app/bench/soak/SoakBenchmark.h"
#include "app/bench/soak/SoakData.h"
#include "training/engine/loop/Trainer.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using namespace isonet::benchmarks;
namespace fs = std::filesystem;

namespace {

using Damage = std::function<void(const fs::path& run)>;

// Stops after some steps; -1: never.
class StopAfter : public training::TrainingObserver {
public:
    explicit StopAfter(std::int64_t steps) : steps_(steps) {}
    void onStep(std::int64_t done) override {
        if (done == steps_)
            source.request_stop();
    }
    std::stop_source source;

private:
    std::int64_t steps_;
};

void trainRun(const fs::path& run, const config::RunConfig& config, std::int64_t steps) {
    auto directory = fs::exists(run / "config.yaml") ? telemetry::RunDirectory::resume(run)
                                                     : telemetry::RunDirectory::create(run, config);
    StopAfter observer(steps);
    training::TrainingControl control;
    training::train(config, directory, observer, control, observer.source.get_token());
}

void changeStatus(const fs::path& run, const std::function<void(telemetry::RunStatus&)>& change) {
    std::ifstream file(run / "status.json");
    auto status = telemetry::statusFromJson(std::string(std::istreambuf_iterator<char>(file), {}));
    change(status);
    std::ofstream(run / "status.json") << telemetry::statusJson(status);
}

fs::path eventFile(const fs::path& run) {
    return run / telemetry::eventFileNames(run).front();
}

// A further event file with the loss of one step.
void recordLoss(const fs::path& run, std::int64_t step, double loss, std::optional<std::int64_t> restart = {}) {
    telemetry::EventWriter(run, restart).write({{telemetry::tags::lossTotal, step, 1.0, telemetry::Scalar{loss}}});
}

void changeByte(const fs::path& file, std::streamoff place) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(place);
    const char old = static_cast<char>(bytes.get());
    bytes.seekp(place);
    bytes.put(static_cast<char>(old ^ 0x55));
}

bool contains(const std::vector<std::string>& faults, const QString& text) {
    return std::ranges::any_of(faults, [&](const auto& what) { return QString::fromStdString(what).contains(text); });
}

QByteArray joined(const std::vector<std::string>& faults) {
    QByteArray text;
    for (const auto& what : faults)
        text += QByteArray::fromStdString(what) + "\n";
    return text;
}

}  // namespace

Q_DECLARE_METATYPE(Damage)

class TestSoak : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void runsInGoodOrderHaveNoFaults();
    void damageIsFound_data();
    void damageIsFound();
    void checkpointsAheadOfAResumeAreKept();
    void lossAcrossAResumeIsFound_data();
    void lossAcrossAResumeIsFound();
    void onlyASteadyRiseIsALeak();
    void fullDiskOfAChildIsAnError();
    void onlyAnIdleProcessHangs();
    void roundFindsOnlyWhatWasPlanted();

private:
    fs::path copyOf(const fs::path& run) {
        const fs::path copy = fs::path(temporary_.path().toStdString()) / ("copy" + std::to_string(++copies_));
        fs::copy(run, copy, fs::copy_options::recursive);
        return copy;
    }
    QTemporaryDir temporary_;
    fs::path stopped_, finished_;  // at step 17 of 30, and its continuation to the end
    int copies_ = 0;
};

void TestSoak::initTestCase() {
    at::set_num_threads(1);
    const fs::path folder = temporary_.path().toStdString();
    writeSoakImages(folder / "images");
    config::RunConfig config = soakConfig(folder / "images", 1);
    config.run.epochs = 3;
    config.telemetry.keepEveryEpochs = 1;
    config.data.root = (folder / "images").string();
    stopped_ = folder / "stopped";
    trainRun(stopped_, config, 17);
    finished_ = copyOf(stopped_);
    trainRun(finished_, config, -1);
}

void TestSoak::runsInGoodOrderHaveNoFaults() {
    const RunFacts stopped = readFacts(stopped_), finished = readFacts(finished_);
    QCOMPARE(stopped.recordedSteps(), 17);
    QCOMPARE(finished.recordedSteps(), 30);
    QCOMPARE(joined(faultsIn(stopped, Ending::Stopped, soakStepsPerEpoch)), QByteArray());
    QCOMPARE(joined(faultsIn(finished, Ending::Finished, soakStepsPerEpoch)), QByteArray());
    QCOMPARE(joined(faultsBetween(stopped, finished, true)), QByteArray());
}

void TestSoak::damageIsFound_data() {
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const Damage& damage, const char* fault) {
        QTest::newRow(name) << damage << QString::fromLatin1(fault);
    };
    row(
        "lost records", [](const fs::path& run) { fs::remove(eventFile(run)); }, "is ahead of the records");
    row(
        "records cut short", [](const fs::path& run) { fs::resize_file(eventFile(run), 9000); },
        "is ahead of the records");
    row(
        "gap", [](const fs::path& run) { recordLoss(run, 19, 0.5); }, "the loss of step 17 is missing");
    row(
        "step twice",
        [](const fs::path& run) {
            recordLoss(run, 17, 0.5);
            recordLoss(run, 17, 0.5);
        },
        "loss/total is recorded twice at step 17");
    row(
        "damaged record", [](const fs::path& run) { changeByte(eventFile(run), 5000); }, "damaged");
    row(
        "cut checkpoint", [](const fs::path& run) { fs::resize_file(run / "checkpoints/best.pt", 100000); },
        "checkpoint best cannot be read");
    row(
        "checkpoint of another step",
        [](const fs::path& run) {
            fs::copy(run / "checkpoints/epoch-1.pt", run / "checkpoints/latest.pt",
                     fs::copy_options::overwrite_existing);
        },
        "the status says step 17, checkpoint latest step 10");
    row(
        "checkpoint of another epoch",
        [](const fs::path& run) { fs::rename(run / "checkpoints/epoch-1.pt", run / "checkpoints/epoch-2.pt"); },
        "checkpoint epoch-2 of step 10 is of epoch 1");
    row(
        "no checkpoint", [](const fs::path& run) { fs::remove(run / "checkpoints/latest.pt"); },
        "there is no checkpoint latest");
    row(
        "dead run that says running",
        [](const fs::path& run) { changeStatus(run, [](auto& s) { s.state = telemetry::RunState::Running; }); },
        "the status says running, not interrupted");
    row(
        "status of another step", [](const fs::path& run) { changeStatus(run, [](auto& s) { s.step = 16; }); },
        "the status says step 16, checkpoint latest step 17");
    row(
        "temporary file", [](const fs::path& run) { std::ofstream(run / "checkpoints/.latest.pt.1-1.tmp") << "x"; },
        "the temporary file .latest.pt.1-1.tmp is left");
    row(
        "lost configuration", [](const fs::path& run) { std::ofstream(run / "config.yaml") << "model: ["; },
        "the configuration cannot be read");
    row(
        "lost steer",
        [](const fs::path& run) {
            auto directory = telemetry::RunDirectory::resume(run);
            auto config = directory.history().inForce();
            config.optimizer.learningRate = 0.123;
            directory.addChange(16, config);
        },
        "the learning rate in force is not that of checkpoint latest");
}

void TestSoak::damageIsFound() {
    QFETCH(Damage, damage);
    QFETCH(QString, fault);
    const fs::path run = copyOf(stopped_);
    damage(run);
    const auto faults = faultsIn(readFacts(run), Ending::Stopped, soakStepsPerEpoch);
    QVERIFY2(contains(faults, fault), joined(faults).constData());
}

void TestSoak::checkpointsAheadOfAResumeAreKept() {
    const fs::path run = copyOf(stopped_);
    recordLoss(run, 5, 0.5, 5);
    const auto faults = faultsIn(readFacts(run), Ending::Killed, soakStepsPerEpoch);
    QVERIFY2(faults.size() == 1 && contains(faults, "checkpoint latest of step 17 is ahead of the records"),
             joined(faults).constData());
}

void TestSoak::lossAcrossAResumeIsFound_data() {
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<QString>("fault");
    QTest::newRow("figures vanish") << Damage([](const fs::path& run) { recordLoss(run, 5, 0.5, 5); })
                                    << "loss/cross_entropy of step 5 was lost in the resume from step 17";
    QTest::newRow("figure altered") << Damage([](const fs::path& run) { recordLoss(run, 5, 0.5); })
                                    << "loss/total of step 5 was ";
    QTest::newRow("checkpoint vanishes") << Damage([](const fs::path& run) {
        fs::remove(run / "checkpoints/epoch-1.pt");
    }) << "checkpoint epoch-1 of step 10 is gone";
    QTest::newRow("earlier checkpoint") << Damage([](const fs::path& run) {
        fs::copy(run / "checkpoints/epoch-1.pt", run / "checkpoints/latest.pt", fs::copy_options::overwrite_existing);
    }) << "checkpoint latest of step 17 was replaced by an earlier one";
    QTest::newRow("run is gone") << Damage([](const fs::path& run) { fs::remove_all(run); })
                                 << "the run is no longer in its folder";
}

void TestSoak::lossAcrossAResumeIsFound() {
    QFETCH(Damage, damage);
    QFETCH(QString, fault);
    const fs::path run = copyOf(finished_);
    damage(run);
    const auto faults = faultsBetween(readFacts(stopped_), readFacts(run), true);
    QVERIFY2(contains(faults, fault), joined(faults).constData());
    // A step after the checkpoint is trained again, with the same result unless the settings changed.
    const fs::path other = copyOf(finished_);
    recordLoss(other, 20, 0.5);
    QVERIFY(contains(faultsBetween(readFacts(finished_), readFacts(other), false), "loss/total of step 20 was "));
    RunFacts killed = readFacts(finished_);
    killed.checkpoints["latest"].step = 17;
    QVERIFY(contains(faultsBetween(killed, readFacts(other), true), "loss/total of step 20 was "));
    QVERIFY(!contains(faultsBetween(killed, readFacts(other), false), "loss/total"));
}

void TestSoak::onlyASteadyRiseIsALeak() {
    LevelWatch leak("a", 10), warmUp("b", 10), peaks("c", 10), slow("d", 10);
    for (int i = 0; i < 40; ++i) {
        leak.add(100 + 2 * i);
        warmUp.add(i < 5 ? 10 * i : 100);
        peaks.add(100 + 50 * (i % 3));
        slow.add(100 + 0.1 * i);
    }
    QCOMPARE(leak.rise().value_or(""), std::string("a rose from 138 to 160 over 40 rounds"));
    for (const auto* watch : {&warmUp, &peaks, &slow})
        QVERIFY(!watch->rise());
    QCOMPARE(leak.peak(), 178.0);
    QVERIFY(residentBytes(::getpid()) > 1 << 20);
    const double before = openDescriptors(::getpid());
    std::ifstream file("/proc/self/status");
    QCOMPARE(openDescriptors(::getpid()), before + 1);
}

void TestSoak::fullDiskOfAChildIsAnError() {
    const fs::path folder = temporary_.path().toStdString(), log = folder / "child.txt", file = folder / "file";
    Child child(
        "/bin/sh",
        {"-c", "while ! test -e '" + (folder / "go").string() + "'; do sleep 0.02; done; printf full | cat > '" +
                   file.string() + "' || exit 7; kill -HUP $$"},
        {}, log);
    QVERIFY(child.running());
    child.limitFileSize(2);
    std::ofstream(folder / "go").put('x');
    const auto end = child.waitFor(std::chrono::seconds(20));
    QVERIFY(end.has_value());
    QCOMPARE(end->text(), std::string("exit code 7"));
    Child other("/bin/sh", {"-c", "kill -HUP $$"}, {}, log);
    QCOMPARE(other.waitFor(std::chrono::seconds(20)).value_or(ChildEnd{}).signal, SIGHUP);
}

void TestSoak::onlyAnIdleProcessHangs() {
    const fs::path log = fs::path(temporary_.path().toStdString()) / "child.txt";
    Child busy("/bin/sh", {"-c", "echo begun; i=0; while test $i -lt 100000; do i=$((i + 1)); done"}, {}, log);
    const auto end = busy.waitWhileBusy(std::chrono::milliseconds(1000));
    QVERIFY(end.has_value());
    QCOMPARE(end->code, 0);
    std::ifstream text(log);
    QVERIFY(std::string(std::istreambuf_iterator<char>(text), {}).ends_with("begun\n"));
    Child idle("/bin/sleep", {"60"}, {}, log);
    QVERIFY(!idle.waitWhileBusy(std::chrono::milliseconds(200)));
    QVERIFY(idle.running());
}

void TestSoak::roundFindsOnlyWhatWasPlanted() {
    SoakOptions options;
    options.processes = false;
    options.rounds = 1;
    options.seed = 256;  // five epochs, paused, stopped and resumed, unless they are over before that
    options.damage = [](const fs::path& run) {
        if (telemetry::readStatus(run)->state == telemetry::RunState::Finished)
            std::ofstream(run / ".planted.tmp") << "x";
    };
    std::ostringstream progress, out;
    const SoakStatistics statistics = soak(options, progress);
    print(out, statistics);
    const QString text = QString::fromStdString(out.str());
    QVERIFY2(statistics.faults.size() == 1, qPrintable(text));
    for (const char* part : {"round 1: the temporary file .planted.tmp is left", "kept in ",
                             "isonet bench soak --seed 256 --first-round 1 --rounds 1"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    QVERIFY(statistics.rounds == 1 && statistics.starts == 1 && statistics.resumes <= 1 && statistics.finished == 1);
    QVERIFY(statistics.checks == 1 + statistics.resumes && statistics.peakBytes > 0);
    const fs::path kept = statistics.faults.front().folder;
    QVERIFY(fs::exists(kept / "config.yaml") && fs::exists(kept / ".planted.tmp"));
    fs::remove_all(kept.parent_path().parent_path());
}

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
