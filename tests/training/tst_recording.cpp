// Recording of step results: scalar windows, divergence, speed and remaining time, records on a full disk.
#include <sys/resource.h>

#include <QtTest>

#include <cmath>
#include <csignal>

#include "TestRun.h"
#include "training/engine/loop/StatusWriter.h"
#include "training/engine/loop/StepClock.h"
#include "training/measurement/RecordSink.h"
#include "training/measurement/ScalarRecorder.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using namespace isonet::training;

class TestRecording : public QObject {
    Q_OBJECT
    static StepNumbers numbers(std::int64_t step, double crossEntropy, std::optional<double> penalty) {
        StepNumbers numbers;
        numbers.step = step;
        numbers.images = 10;
        numbers.learningRate = 0.5;
        numbers.loss = crossEntropy;
        numbers.penalty = penalty;
        numbers.parts = {crossEntropy, 10.0 * static_cast<double>(step % 10)};
        return numbers;
    }
    static ScalarRecorder recorderOf(const config::RunConfig& config, std::vector<std::string> layers = {}) {
        return {config, std::move(layers), {telemetry::tags::lossCrossEntropy, telemetry::tags::trainTop1}, 100};
    }
    static std::optional<double> value(const std::vector<telemetry::Record>& records, const std::string& tag) {
        for (const auto& record : records)
            if (record.tag == tag)
                return std::get<telemetry::Scalar>(record.value).value;
        return std::nullopt;
    }

private Q_SLOTS:
    void windowsGiveMeansEveryScalarSteps();
    void gammaZeroExcludesThePenaltyFromTheLoss();
    void finishRecordsTheRestOfTheWindow();
    void nonFiniteLossIsDivergence();
    void divergenceReportsTheLastFiniteValuesAndTheExplodedPenalty();
    void coefficientChangedWithinAWindowAppliesFromItsStep();
    void penaltyOfSomeStepsIsRecordedAtItsStep();
    void clockCountsOnlyRunningTime();
    void clockCountsTheWaitForImages();
    void remainingTimeCountsStepsAndEvaluations();
    void latestStatusIsWritten();
    void recordsAreKeptUntilThereIsDiskSpace();
};

void TestRecording::windowsGiveMeansEveryScalarSteps() {
    config::RunConfig config;
    config.telemetry.scalarSteps = 4;
    config.penalty.coefficient = 0.25;
    ScalarRecorder recorder = recorderOf(config, {"a", "b"});
    QVERIFY(recorder.due(0) && !recorder.due(3) && recorder.due(4));
    auto first = numbers(0, 2, 8);
    first.deviations = {3, 4};
    auto records = recorder.add(first, 0);
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(4.0));
    QCOMPARE(value(records, telemetry::tags::deviation + "b"), std::optional(4.0));
    QVERIFY(!value(records, telemetry::tags::imagesPerSecond));  // unknown
    for (int step = 1; step < 4; ++step)
        QVERIFY(recorder.add(numbers(step, step, 4), 50).empty());
    records = recorder.add(numbers(4, 6, 8), 50);
    QCOMPARE(value(records, telemetry::tags::lossCrossEntropy), std::optional(3.0));
    QCOMPARE(value(records, telemetry::tags::lossPenalty), std::optional(5.0));
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(3.0 + 0.25 * 5.0));
    QCOMPARE(value(records, telemetry::tags::lossWeightedPenalty), std::optional(0.25 * 5.0));
    QCOMPARE(value(records, telemetry::tags::trainTop1), std::optional(100.0 * (1 + 2 + 3 + 4) / 40));
    QCOMPARE(value(records, telemetry::tags::learningRate), std::optional(0.5));
    QCOMPARE(value(records, telemetry::tags::epoch), std::optional(0.04));
    QCOMPARE(value(records, telemetry::tags::imagesPerSecond), std::optional(50.0));
    for (const auto& record : records)
        QCOMPARE(record.step, 4);
    QCOMPARE(recorder.epoch.images, 50);
}

void TestRecording::gammaZeroExcludesThePenaltyFromTheLoss() {
    config::RunConfig config;
    config.telemetry.scalarSteps = 2;
    config.penalty.coefficient = 0;
    ScalarRecorder recorder = recorderOf(config);
    recorder.add(numbers(0, 1, 100), 0);
    recorder.add(numbers(1, 1, std::nullopt), 0);
    const auto records = recorder.add(numbers(2, 3, 1e300), 0);
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(2.0));
    QCOMPARE(value(records, telemetry::tags::lossPenalty), std::optional(1e300));  // mean over the steps with a penalty
    QCOMPARE(value(records, telemetry::tags::lossWeightedPenalty), std::optional(0.0));
    QVERIFY(!recorder.divergence());
}

void TestRecording::finishRecordsTheRestOfTheWindow() {
    config::RunConfig config;
    config.telemetry.scalarSteps = 10;
    ScalarRecorder recorder = recorderOf(config, {"a"});
    recorder.add(numbers(0, 1, 0), 0);
    recorder.add(numbers(1, 2, 0), 0);
    recorder.add(numbers(2, 4, 0), 0);
    const auto records = recorder.finish(3, 0.1, 0, {7});
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(3.0));
    QCOMPARE(value(records, telemetry::tags::deviation + "a"), std::optional(7.0));
    QCOMPARE(records.front().step, 3);
    QVERIFY(!value(recorder.finish(3, 0.1, 0, {7}), telemetry::tags::lossTotal));  // no step is counted twice
}

void TestRecording::nonFiniteLossIsDivergence() {
    config::RunConfig config;
    for (const auto& [crossEntropy, penalty] : {std::pair(std::nan(""), 1.0), std::pair(1.0, HUGE_VAL)}) {
        ScalarRecorder recorder = recorderOf(config);
        QVERIFY(recorder.add(numbers(250, crossEntropy, penalty), 0).empty());
        QVERIFY(recorder.divergence());
        for (const char* part : {"step 250", "epoch 3", "learning rate 0.5", "optimizer.learning_rate"})
            QVERIFY2(recorder.divergence()->find(part) != std::string::npos, recorder.divergence()->c_str());
    }
}

void TestRecording::divergenceReportsTheLastFiniteValuesAndTheExplodedPenalty() {
    config::RunConfig config;
    ScalarRecorder recorder = recorderOf(config);
    QVERIFY(recorder.lastSeen().empty());
    recorder.add(numbers(5, 2.3, 0.02), 0);
    recorder.add(numbers(6, 2.3125, 4e21), 0);
    recorder.add(numbers(7, std::nan(""), std::nan("")), 0);
    for (const char* part : {"not finite at step 7", "loss not a number, penalty not a number", "at step 6",
                             "loss 2.3125, penalty 4e21", "as low as 0.02"})
        QVERIFY2(recorder.divergence()->find(part) != std::string::npos, recorder.divergence()->c_str());
    ScalarRecorder calm = recorderOf(config);
    calm.add(numbers(5, 2.3, 0.02), 0);
    calm.add(numbers(6, std::nan(""), 0.03), 0);
    QVERIFY2(calm.divergence()->find("at step 5") != std::string::npos &&
                 calm.divergence()->find("as low as") == std::string::npos,
             calm.divergence()->c_str());
}

void TestRecording::coefficientChangedWithinAWindowAppliesFromItsStep() {
    config::RunConfig config;
    config.telemetry.scalarSteps = 2;
    config.penalty.coefficient = 0.5;
    ScalarRecorder recorder = recorderOf(config);
    recorder.add(numbers(0, 1, 4), 0);
    recorder.add(numbers(1, 1, 4), 0);
    recorder.setPenaltyCoefficient(0.25);
    const auto records = recorder.add(numbers(2, 1, 4), 0);
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(1 + (0.5 * 4 + 0.25 * 4) / 2));
    QCOMPARE(value(records, telemetry::tags::lossWeightedPenalty), std::optional((0.5 * 4 + 0.25 * 4) / 2));
}

void TestRecording::penaltyOfSomeStepsIsRecordedAtItsStep() {
    config::RunConfig config;
    config.telemetry.scalarSteps = 2;
    config.penalty.coefficient = 0.5;
    config.penalty.interval = 3;
    ScalarRecorder recorder = recorderOf(config);
    recorder.add(numbers(0, 1, 8), 0);
    recorder.add(numbers(1, 1, std::nullopt), 0);
    // Steps 1 and 2 have none: neither tag, and no sum of a loss and a penalty of other weights.
    auto records = recorder.add(numbers(2, 3, std::nullopt), 0);
    QCOMPARE(value(records, telemetry::tags::lossCrossEntropy), std::optional(2.0));
    for (const auto* tag :
         {&telemetry::tags::lossPenalty, &telemetry::tags::lossWeightedPenalty, &telemetry::tags::lossTotal})
        QVERIFY(!value(records, *tag));
    recorder.add(numbers(3, 1, 6), 0);
    records = recorder.add(numbers(4, 2, std::nullopt), 0);
    QCOMPARE(value(records, telemetry::tags::lossPenalty), std::optional(6.0));
    QCOMPARE(value(records, telemetry::tags::lossWeightedPenalty), std::optional(3.0));
    QCOMPARE(value(records, telemetry::tags::lossTotal), std::optional(1.5 + 3.0));
    for (const auto& record : records)
        QCOMPARE(
            record.step,
            record.tag == telemetry::tags::lossPenalty || record.tag == telemetry::tags::lossWeightedPenalty ? 3 : 4);
}

void TestRecording::clockCountsOnlyRunningTime() {
    using namespace std::chrono_literals;
    StepClock clock;
    StepClock::Clock::time_point now{};
    QCOMPARE(clock.secondsLeft(5, 1, 100), -1.0);
    clock.start(now);
    clock.step(100, now += 5s);  // the first step is not representative
    QCOMPARE(clock.imagesPerSecond(), 0.0);
    for (int i = 0; i < 20; ++i)
        clock.step(100, now += 500ms);
    QVERIFY(std::abs(clock.imagesPerSecond() - 200) < 1e-6);
    clock.stop(now);
    clock.start(now += 60min);
    clock.step(100, now += 500ms);
    QVERIFY(std::abs(clock.imagesPerSecond() - 200) < 1e-6);
    for (int i = 0; i < 100; ++i)  // slower: the estimate adapts
        clock.step(100, now += 1s);
    QVERIFY(std::abs(clock.imagesPerSecond() - 100) < 1);
}

void TestRecording::clockCountsTheWaitForImages() {
    using namespace std::chrono_literals;
    StepClock clock;
    StepClock::Clock::time_point now{};
    clock.start(now);
    clock.waited(4);
    clock.step(100, now += 5s);  // not representative, nor is its wait
    QCOMPARE(clock.dataWaitPerStep(), 0.0);
    QCOMPARE(clock.dataWaitShare(), 0.0);
    for (int i = 0; i < 20; ++i) {
        clock.waited(0.1);  // the two batches of one update
        clock.waited(0.09);
        clock.step(200, now += 500ms);
    }
    QVERIFY(std::abs(clock.dataWaitPerStep() - 0.19) < 1e-9);
    QVERIFY(std::abs(clock.dataWaitShare() - 0.38) < 1e-9);
    clock.waited(30);  // at the end of an epoch, no step follows
    clock.stop(now);
    clock.start(now += 60min);
    clock.step(200, now += 500ms);
    QVERIFY(clock.dataWaitPerStep() < 0.19);
    for (int i = 0; i < 200; ++i)  // no longer waiting: the estimate adapts
        clock.step(200, now += 500ms);
    QVERIFY(clock.dataWaitShare() < 1e-3);
}

void TestRecording::remainingTimeCountsStepsAndEvaluations() {
    using namespace std::chrono_literals;
    StepClock clock;
    StepClock::Clock::time_point now{};
    clock.start(now);
    clock.step(100, now += 1s);
    for (int i = 0; i < 5; ++i)
        clock.step(100, now += 1s);
    QVERIFY(std::abs(clock.secondsLeft(10, 2, 600) - (10 + 2 * 2)) < 1e-6);  // three times as fast as training
    clock.evaluationTook(7);
    QVERIFY(std::abs(clock.secondsLeft(10, 2, 600) - (10 + 2 * 7)) < 1e-6);
    QCOMPARE(clock.secondsLeft(0, 0, 600), 0.0);
}

void TestRecording::latestStatusIsWritten() {
    QTemporaryDir temporary;
    const std::filesystem::path path = std::filesystem::path(temporary.path().toStdString()) / "run";
    auto directory = telemetry::RunDirectory::create(path, config::RunConfig());
    const auto stepWritten = [&] { return telemetry::readStatus(path)->step; };
    telemetry::RunStatus status;
    {
        StatusWriter writer(directory);
        for (int round = 0; round < 20; ++round) {
            for (int i = 0; i < 5; ++i) {
                ++status.step;
                writer.writeSoon(status);
            }
            ++status.step;
            writer.writeNow(status);
            QCOMPARE(stepWritten(), status.step);
        }
        QTest::qWait(5);
        QCOMPARE(stepWritten(), status.step);  // nothing older was left
        ++status.step;
        writer.writeSoon(status);
        QTRY_COMPARE(stepWritten(), status.step);
        ++status.step;
        writer.writeSoon(status);
    }
    QCOMPARE(stepWritten(), status.step);
}

void TestRecording::recordsAreKeptUntilThereIsDiskSpace() {
    QTemporaryDir temporary;
    test::Watcher watcher;
    RecordSink sink(temporary.path().toStdString(), std::nullopt, watcher);
    sink.write({{"before", 1, 1.0, telemetry::Scalar{1}}});
    QVERIFY(!sink.error());
    // A file size limit simulates a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{}, small{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 60;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    sink.write({{"during", 2, 2.0, telemetry::Scalar{2}}});
    sink.write({{"during", 3, 3.0, telemetry::Scalar{3}}});
    const auto trouble = sink.error();
    const auto heard = watcher.records.size();
    bool failed = false;
    try {
        sink.flush();
    } catch (const std::system_error&) {
        failed = true;
    }
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &old), 0);
    QVERIFY(trouble && failed);
    QCOMPARE(heard, std::size_t{1});
    sink.flush();
    QVERIFY(!sink.error());
    QCOMPARE(watcher.records.size(), std::size_t{3});
    const auto values = test::valuesIn(temporary.path().toStdString());
    QCOMPARE(values.at("before").size(), std::size_t{1});
    QCOMPARE(values.at("during").size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(TestRecording)
#include "tst_recording.moc"
