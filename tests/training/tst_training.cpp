// train(): the run directory, control of a running training, and how runs end.
#include <ATen/Context.h>
#include <torch/types.h>

#include <QtTest>

#include <set>

#include "BackgroundRun.h"
#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/interop/Value.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/DatasetStatus.h"
#include "training/engine/tasks/Evaluation.h"
#include "training/schedule/LearningRate.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestTraining : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    config::RunConfig config() const { return test::smallConfig(data_); }

private Q_SLOTS:
    void initTestCase();
    void runWritesEveryTagAndFile();
    void trainingImprovesAccuracy_data();
    void trainingImprovesAccuracy();
    void runWithAllOptionsResumesExactly();
    void learningRateFollowsTheSchedule();
    void gammaZeroStillMeasuresDeviations();
    void sameSeedGivesTheSameBits();
    void divergenceEndsTheRunAndKeepsTheLastCheckpoint();
    void pausedRunWaitsUntilResumed();
    void checkpointCanBeRequestedWhilePaused();
    void invalidSettingsFailNamingTheKey();
    void trainsOnInstalledFashionMnist();
};

void TestTraining::initTestCase() {
    at::set_num_threads(1);
    QVERIFY(temporary_.isValid());
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 100, 60);
}

void TestTraining::runWritesEveryTagAndFile() {
    const fs::path path = freshPath();
    auto config = this->config();
    config.telemetry.keepEveryEpochs = 1;
    test::Watcher watcher;
    std::set<bool> searched;  // all batches have one shape
    watcher.stepped = [&](std::int64_t) { searched.insert(at::globalContext().benchmarkCuDNN()); };
    const TrainingResult result = test::runIn(path, config, watcher);
    QCOMPARE(result.state, RunState::Finished);
    QCOMPARE(result.status.step, 20);
    QCOMPARE(result.status.steps, 20);
    QCOMPARE(result.status.epoch, 2);
    QVERIFY(result.status.imagesPerSecond > 0);
    QCOMPARE(result.status.secondsLeft, 0.0);
    QVERIFY(searched == std::set<bool>{true} && !at::globalContext().benchmarkCuDNN());
    for (const char* file : {"config.yaml", "environment.json", "status.json", "log.txt", "checkpoints/latest.pt",
                             "checkpoints/best.pt", "checkpoints/epoch-1.pt", "checkpoints/epoch-2.pt"})
        QVERIFY2(fs::exists(path / file), file);
    QCOMPARE(telemetry::readConfig(path), config);
    const auto environment = telemetry::readEnvironment(path);
    for (const char* key : {"isonet", "torch", "device", "host", "threads", "seed", "cuda"})
        QVERIFY2(environment.contains(key), key);
    QCOMPARE(telemetry::readStatus(path)->state, RunState::Finished);

    const test::Values values = test::valuesIn(path);
    namespace tags = telemetry::tags;
    for (const auto& tag : {tags::lossTotal, tags::lossCrossEntropy, tags::lossPenalty, tags::lossWeightedPenalty,
                            tags::trainTop1, tags::learningRate, tags::epoch, tags::imagesPerSecond})
        QVERIFY2(values.contains(tag) && values.at(tag).size() >= 19, tag.c_str());
    for (const auto& tag : {tags::validationTop1, tags::validationTop5, tags::validationCrossEntropy}) {
        QCOMPARE(values.at(tag).size(), std::size_t{2});
        QVERIFY(values.at(tag).contains(10) && values.at(tag).contains(20));
    }
    QVERIFY(values.at(tags::validationTop5).at(20) >= values.at(tags::validationTop1).at(20));
    const model::Network network(config.model);
    for (const auto& layer : network->convolutions()) {
        const std::string& name = layer.plan->name;
        for (const auto& tag : {tags::spectrum, tags::sigmaMin, tags::sigmaMax, tags::deviation, tags::stableRank,
                                tags::effectiveRank, tags::entropy, tags::operatorDistance}) {
            QVERIFY2(values.contains(tag + name), (tag + name).c_str());
            QVERIFY2(values.at(tag + name).contains(0) && values.at(tag + name).contains(20), (tag + name).c_str());
        }
        QVERIFY(values.at(tags::sigmaMin + name).at(0) <= values.at(tags::sigmaMax + name).at(0));
        if (layer.plan->penalized) {
            QCOMPARE(values.at(tags::deviation + name).size(), std::size_t{21});  // 0 to 20, once each
            // Delta initialization makes the square layers exact isometries.
            if (layer.plan->inputs == layer.plan->outputs && layer.plan->stride == 1)
                QVERIFY(values.at(tags::deviation + name).at(0) < 1e-5);
        }
    }
    for (const auto& layer : network->offsets())
        QVERIFY2(values.contains(tags::offset + layer.plan->name), layer.plan->name.c_str());
    for (const char* stage : {"stage1", "stage2", "stage3"})
        QVERIFY(values.contains(tags::offset + stage));
    // loss/total is the sum of its parts.
    for (const auto& [step, total] : values.at(tags::lossTotal))
        QVERIFY(std::abs(total - values.at(tags::lossCrossEntropy).at(step) -
                         1e-4 * values.at(tags::lossPenalty).at(step)) < 1e-5);
    for (const auto& [step, weighted] : values.at(tags::lossWeightedPenalty))
        QVERIFY(std::abs(weighted - 1e-4 * values.at(tags::lossPenalty).at(step)) < 1e-5);
    // The observer received exactly the records in the files.
    std::set<std::pair<std::string, std::int64_t>> heard;
    for (const auto& record : watcher.records)
        QVERIFY2(heard.insert({record.tag, record.step}).second, record.tag.c_str());
    std::size_t stored = 0;
    for (const auto& [tag, series] : values)
        stored += series.size();
    QCOMPARE(heard.size(), stored);
}

void TestTraining::trainingImprovesAccuracy_data() {
    QTest::addColumn<QString>("variant");
    for (const char* variant : {"isonet", "r-isonet", "bfloat16"})
        QTest::newRow(variant) << variant;
}

void TestTraining::trainingImprovesAccuracy() {
    QFETCH(QString, variant);
    auto config = this->config();
    config.run.epochs = 10;
    config.optimizer.learningRate = 0.01;
    config.schedule.warmupEpochs = 2;
    config.schedule.milestones = {8};
    config.telemetry.spectrumSteps = 0;
    if (variant == "r-isonet") {
        config.optimizer.learningRate = 0.05;
        config.model.shortcut = true;
        config.model.multiplier = spec::ResidualMultiplier::Scalar;
    } else if (variant == "bfloat16") {
        config.run.precision = config::Precision::BFloat16;
    }
    test::Watcher watcher;
    const TrainingResult result = test::runIn(freshPath(), config, watcher);
    QCOMPARE(result.state, RunState::Finished);
    QVERIFY2(result.status.bestTop1 >= 35, qPrintable(QString::number(result.status.bestTop1)));  // chance: 10
    double first = 0, last = 0;
    for (const auto& record : watcher.records)
        if (record.tag == telemetry::tags::lossCrossEntropy) {
            const double value = std::get<telemetry::Scalar>(record.value).value;
            (record.step < 10 ? first : last) += record.step < 10 || record.step >= 90 ? value / 10 : 0;
        }
    QVERIFY2(last < 0.7 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
}

// Everything at once: float16 with loss scaling, mixup, smoothing, clipping, accumulation, a warmup by epochs.
void TestTraining::runWithAllOptionsResumesExactly() {
    auto config = this->config();
    config.run.epochs = 3;
    config.run.batchSize = 5;
    config.run.precision = config::Precision::Float16;
    config.data.mixup = 0.4;
    config.optimizer.labelSmoothing = 0.1;
    config.optimizer.clipNorm = 1;
    config.optimizer.accumulateBatches = 3;  // six updates per epoch; two batches remain
    config.schedule.kind = config::ScheduleKind::Cosine;
    config.schedule.warmupEpochs = 2;
    config.schedule.warmupUnit = config::WarmupUnit::Epoch;
    config.telemetry.spectrumSteps = 0;
    const fs::path whole = freshPath(), parts = freshPath();
    test::Watcher watcher;
    const auto result = test::runIn(whole, config, watcher);
    QCOMPARE(result.state, RunState::Finished);
    QCOMPARE(result.status.steps, 18);
    for (const std::int64_t stop : {2, 6, 11})
        QCOMPARE(test::runIn(parts, config, watcher, stop).state, RunState::Interrupted);
    QCOMPARE(test::runIn(parts, config, watcher).state, RunState::Finished);
    const auto value = [](const fs::path& run) { return interop::readTorchFile(run / "checkpoints/latest.pt"); };
    const auto got = value(parts), expected = value(whole);
    QCOMPARE(got.find("optim")->get<double>("loss_scale"), expected.find("optim")->get<double>("loss_scale"));
    QVERIFY(got.find("optim")->get<double>("loss_scale") > 1);
    QCOMPARE(got.find("optim")->get<std::int64_t>("scale_growth"),
             expected.find("optim")->get<std::int64_t>("scale_growth"));
    const auto network = interop::stateDictOf(got, "parts"), same = interop::stateDictOf(expected, "whole");
    for (std::size_t i = 0; i < same.size(); ++i)
        QVERIFY2(at::equal(network[i].second, same[i].second), same[i].first.c_str());
}

void TestTraining::learningRateFollowsTheSchedule() {
    auto config = this->config();
    config.run.epochs = 3;
    config.schedule.milestones = {1.5, 2.5};
    config.schedule.factor = 0.5;
    config.schedule.warmupEpochs = 0.5;
    const fs::path path = freshPath();
    test::Watcher watcher;
    test::runIn(path, config, watcher);
    const auto rates = test::valuesIn(path).at(telemetry::tags::learningRate);
    for (int step = 0; step < 30; ++step)
        QVERIFY(std::abs(rates.at(step) - schedule::learningRateAt(config, step, 10)) < 1e-8);
    QVERIFY(rates.at(0) < rates.at(4) && rates.at(10) > 1.5 * rates.at(16) && rates.at(16) > 1.5 * rates.at(26));
}

void TestTraining::gammaZeroStillMeasuresDeviations() {
    for (const auto kind : {spec::PenaltyKind::Convolution, spec::PenaltyKind::None, spec::PenaltyKind::Weight}) {
        auto config = this->config();
        config.run.epochs = 1;
        config.penalty.kind = kind;
        config.penalty.coefficient = kind == spec::PenaltyKind::Weight ? 1e-4 : 0;
        config.telemetry.scalarSteps = 5;
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, config, watcher).state, RunState::Finished);
        const auto values = test::valuesIn(path);
        const auto& series = values.at(telemetry::tags::deviation + "s1.b1.f.a");
        QCOMPARE(series.size(), std::size_t{3});  // steps 0, 5, 10
        QVERIFY(series.at(0) < 1e-5 && series.at(10) > 1e-4);
        const auto& total = values.at(telemetry::tags::lossTotal);
        const auto& crossEntropy = values.at(telemetry::tags::lossCrossEntropy);
        if (kind != spec::PenaltyKind::Weight)
            for (const auto& [step, value] : total)
                QCOMPARE(value, crossEntropy.at(step));
    }
}

void TestTraining::sameSeedGivesTheSameBits() {
    auto config = this->config();
    config.run.epochs = 1;
    config.model.dropout = 0.3;
    const auto weights = [&](std::uint64_t seed, int workers) {
        config.run.seed = seed;
        config.data.workers = workers;
        const fs::path path = freshPath();
        test::Watcher watcher;
        test::runIn(path, config, watcher);
        return interop::stateDictOf(interop::readTorchFile(path / "checkpoints/latest.pt"), "latest");
    };
    const auto first = weights(4, 1), second = weights(4, 3), other = weights(5, 1);
    bool differs = false;
    for (std::size_t i = 0; i < first.size(); ++i) {
        QVERIFY(at::equal(first[i].second, second[i].second));
        differs = differs || !at::equal(first[i].second, other[i].second);
    }
    QVERIFY(differs);
}

void TestTraining::divergenceEndsTheRunAndKeepsTheLastCheckpoint() {
    auto config = this->config();
    config.optimizer.learningRate = 100;
    const fs::path path = freshPath();
    test::Watcher watcher;
    const TrainingResult result = test::runIn(path, config, watcher);
    QCOMPARE(result.state, RunState::Diverged);
    QVERIFY2(result.message.find("not finite") != std::string::npos, result.message.c_str());
    for (const char* part : {"optimizer.learning_rate", "penalty", "Last finite values, at step"})
        QVERIFY2(result.message.find(part) != std::string::npos, result.message.c_str());
    const auto status = telemetry::readStatus(path);
    QCOMPARE(status->state, RunState::Diverged);
    QCOMPARE(status->message, result.message);
    for (const auto& [name, tensor] :
         interop::stateDictOf(interop::readTorchFile(path / "checkpoints/latest.pt"), "latest"))
        QVERIFY2(at::isfinite(tensor).all().item<bool>(), name.c_str());
    for (const auto& [tag, series] : test::valuesIn(path))
        if (tag.starts_with("loss/"))
            for (const auto& [step, value] : series)
                QVERIFY(std::isfinite(value));
}

void TestTraining::pausedRunWaitsUntilResumed() {
    auto config = this->config();
    config.run.epochs = 4;
    test::BackgroundRun run(freshPath(), config);
    run.control.pause();
    QTRY_COMPARE(run.status().state, RunState::Paused);
    const auto step = run.status().step;
    QCOMPARE(telemetry::readStatus(run.path)->state, RunState::Paused);
    QTest::qWait(150);
    QVERIFY(!run.done);
    QCOMPARE(run.status().step, step);
    run.control.resume();
    QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    QCOMPARE(run.result.state, RunState::Finished);
    QCOMPARE(run.result.status.step, 40);
    QVERIFY(run.result.status.secondsElapsed > 0);
}

void TestTraining::checkpointCanBeRequestedWhilePaused() {
    auto config = this->config();
    config.run.epochs = 100;
    test::BackgroundRun run(freshPath(), config);
    QTRY_VERIFY(run.status().step > 3);
    run.control.pause();
    QTRY_COMPARE(run.status().state, RunState::Paused);
    run.control.requestCheckpoint();
    const auto savedStep = [&] {
        return interop::readTorchFile(run.path / "checkpoints/latest.pt").get<std::int64_t>("step");
    };
    QTRY_COMPARE(savedStep(), run.status().step);
    QVERIFY(run.status().step > 3);
    run.thread.request_stop();
    QTRY_VERIFY_WITH_TIMEOUT(run.done, 30000);
    QCOMPARE(run.result.state, RunState::Interrupted);
    QCOMPARE(savedStep(), run.result.status.step);
    QCOMPARE(telemetry::readStatus(run.path)->state, RunState::Interrupted);
}

void TestTraining::invalidSettingsFailNamingTheKey() {
    const auto messageOf = [&](const config::RunConfig& config) -> std::string {
        test::Watcher watcher;
        const fs::path path = freshPath();
        std::string message;
        try {
            auto directory = telemetry::RunDirectory::create(path, config);
            TrainingControl control;
            train(config, directory, watcher, control, {});
        } catch (const std::exception& error) {
            message = error.what();
        }
        const auto status = telemetry::readStatus(path);
        return status && status->state == RunState::Failed && status->message == message ? message : std::string();
    };
    auto config = this->config();
    config.data.root = "/nowhere";
    const std::string missing = messageOf(config);
    QVERIFY2(missing.find("/nowhere does not exist") != std::string::npos, missing.c_str());
    config = this->config();
    config.run.batchSize = 300;
    QVERIFY(messageOf(config).find("300 is more than the 100 training images") != std::string::npos);
    config = this->config();
    config.optimizer.accumulateBatches = 11;
    QVERIFY(messageOf(config).find("optimizer.accumulate_batches: 11 is more than the 10 batches") !=
            std::string::npos);
    config = this->config();
    config.run.device = "auto";
    config.run.cudaGraph = true;
    if (!at::hasCUDA())
        QVERIFY(messageOf(config).find("run.cuda_graph: cuda_graph is true, but the device is cpu") !=
                std::string::npos);
    config = this->config();
    config.model.depth = 9;
    QVERIFY(messageOf(config).find("model.depth") != std::string::npos);
    config = this->config();
    config.run.device = "cuda:77";
    QVERIFY(messageOf(config).find("cuda:77") != std::string::npos);
}

void TestTraining::trainsOnInstalledFashionMnist() {
    const DatasetStatus status = datasetStatus(config::DataConfig{});
    if (!status.found)
        QSKIP(("Fashion-MNIST is not installed: " + status.message).c_str());
    auto config = this->config();
    config.data = {};
    config.data.trainImages = 1000;
    config.data.validationImages = 300;
    config.optimizer.learningRate = 0.02;
    config.schedule.warmupEpochs = 1;
    config.telemetry.spectrumSteps = 0;
    config.run.epochs = 2;
    test::Watcher watcher;
    const TrainingResult result = test::runIn(freshPath(), config, watcher);
    QCOMPARE(result.state, RunState::Finished);
    QVERIFY2(result.status.bestTop1 > 20, qPrintable(QString::number(result.status.bestTop1)));  // chance: 10
}

QTEST_GUILESS_MAIN(TestTraining)
#include "tst_training.moc"
