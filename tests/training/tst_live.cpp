// Hyperparameters changed while a run trains: applied from the next step, recorded, and kept by a resumed run.
#include <torch/types.h>

#include <QtTest>

#include <thread>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/loop/LiveSettings.h"
#include "training/schedule/LearningRate.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;
namespace tags = telemetry::tags;

class TestLive : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    config::RunConfig config() const {
        auto config = test::smallConfig(data_);
        config.telemetry.spectrumSteps = 0;
        return config;
    }
    // A run during which `settings` are requested after `after` updates.
    static TrainingResult changedRun(const fs::path& path, const config::RunConfig& config, test::Watcher& watcher,
                                     std::int64_t after, const LiveSettings& settings);
    static bool heard(const test::Watcher& watcher, const std::string& part) {
        return std::any_of(watcher.messages.begin(), watcher.messages.end(),
                           [&](const std::string& line) { return line.find(part) != std::string::npos; });
    }

private Q_SLOTS:
    void initTestCase();
    void settingsMergeAndAreValidated();
    void newEndKeepsTheMilestones();
    void changesApplyFromTheNextStepAndAreRecorded();
    void resumedRunKeepsTheChange();
    void invalidChangeIsReportedAndIgnored();
    void runStopsAtTheNewNumberOfEpochs();
    void epochsAtChanceLevelEndTheRun();
};

void TestLive::initTestCase() {
    at::set_num_threads(1);
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 60, 40);  // six batches of 10 per epoch
}

TrainingResult TestLive::changedRun(const fs::path& path, const config::RunConfig& config, test::Watcher& watcher,
                                    std::int64_t after, const LiveSettings& settings) {
    auto directory = telemetry::RunDirectory::create(path, config);
    TrainingControl control;
    watcher.stepped = [&](std::int64_t done) {
        if (done == after)
            control.change(settings);
        if (settings.spectrumSteps)  // time for the background measurement
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
    };
    return train(config, directory, watcher, control, {});
}

void TestLive::settingsMergeAndAreValidated() {
    LiveSettings settings;
    QVERIFY(settings.empty());
    settings.merge({.learningRate = 0.1, .epochs = 5});
    settings.merge({.learningRate = 0.2, .spectrumSteps = 7});
    QCOMPARE(*settings.learningRate, 0.2);
    QCOMPARE(*settings.epochs, 5);
    QCOMPARE(*settings.spectrumSteps, 7);
    QVERIFY(!settings.penaltyCoefficient);
    const auto field = [&](const LiveSettings& wanted, int begun = 1) -> std::string {
        const auto problems = withSettings(config(), wanted, begun).problems;
        return problems.empty() ? std::string() : problems.front().field;
    };
    QCOMPARE(field({.learningRate = -1}), std::string("optimizer.learning_rate"));
    QCOMPARE(field({.penaltyCoefficient = -1}), std::string("penalty.coefficient"));
    QCOMPARE(field({.spectrumSteps = -1}), std::string("telemetry.spectrum_steps"));
    QCOMPARE(field({.epochs = 0}), std::string("run.epochs"));
    QCOMPARE(field({.epochs = 1}, 2), std::string("run.epochs"));
    QCOMPARE(field({.epochs = 2}, 2), std::string());
    auto without = config();
    without.penalty.kind = spec::PenaltyKind::None;
    QCOMPARE(withSettings(without, {.penaltyCoefficient = 0.1}, 1).problems.front().field,
             std::string("penalty.coefficient"));
}

void TestLive::newEndKeepsTheMilestones() {
    auto config = this->config();
    config.run.epochs = 10;  // milestones at 3, 6 and 9
    const auto shorter = withSettings(config, {.epochs = 5}, 1);
    QVERIFY(shorter.problems.empty());
    const auto longer = withSettings(config, {.epochs = 40}, 1);
    QVERIFY(longer.problems.empty());
    for (int step = 0; step < 50; ++step)
        QCOMPARE(schedule::learningRateAt(shorter.config, step, 10), schedule::learningRateAt(config, step, 10));
    for (int step = 0; step < 100; ++step)
        QCOMPARE(schedule::learningRateAt(longer.config, step, 10), schedule::learningRateAt(config, step, 10));
    const auto least = withSettings(config, {.epochs = 2}, 1);  // before the first milestone
    QVERIFY(least.problems.empty());
    for (int step = 0; step < 20; ++step)
        QCOMPARE(schedule::learningRateAt(least.config, step, 10), config.optimizer.learningRate);
    config.schedule.kind = config::ScheduleKind::Cosine;
    const auto rescaled = withSettings(config, {.epochs = 5}, 1);
    QCOMPARE(schedule::learningRateAt(rescaled.config, 25, 10), config.optimizer.learningRate / 2);
}

void TestLive::changesApplyFromTheNextStepAndAreRecorded() {
    auto config = this->config();
    const fs::path path = freshPath();
    test::Watcher watcher;
    const auto result =
        changedRun(path, config, watcher, 4, {.learningRate = 0.005, .penaltyCoefficient = 0.01, .spectrumSteps = 3});
    QCOMPARE(result.state, RunState::Finished);
    const auto values = test::valuesIn(path);
    const auto& rates = values.at(tags::learningRate);
    const auto near = [](double got, double wanted) { return std::abs(got - wanted) < 1e-7 * wanted; };  // float32
    QVERIFY(near(rates.at(3), schedule::learningRateAt(config, 3, 6)));
    QVERIFY(near(rates.at(4), schedule::learningRateAt(watcher.configs.back(), 4, 6)));
    const auto& total = values.at(tags::lossTotal);
    for (const auto& [step, value] : total)
        if (step < 12)
            QVERIFY(std::abs(value - values.at(tags::lossCrossEntropy).at(step) -
                             (step < 4 ? 1e-4 : 0.01) * values.at(tags::lossPenalty).at(step)) < 1e-5);
    QVERIFY(near(values.at(tags::changed + "optimizer.learning_rate").at(4), 0.005));
    QVERIFY(near(values.at(tags::changed + "penalty.coefficient").at(4), 0.01));
    QCOMPARE(values.at(tags::changed + "telemetry.spectrum_steps").at(4), 3.0);
    const auto& measured = values.at(tags::sigmaMax + "s1.b1.f.a");  // before the change only at the end of epochs
    const auto between = measured.upper_bound(6);
    QVERIFY(between != measured.end() && between->first < 12);
    QVERIFY(heard(watcher, "Changed at step 4: optimizer.learning_rate: 0.02 -> 0.005"));
    QCOMPARE(watcher.configs.size(), std::size_t{2});
    QCOMPARE(watcher.configs.front(), config);
    QCOMPARE(watcher.configs.back().penalty.coefficient, 0.01);
    QCOMPARE(telemetry::readConfig(path), config);  // as started
    QCOMPARE(telemetry::readConfigInForce(path), watcher.configs.back());
    const auto history = telemetry::readHistory(path);
    QCOMPARE(history.changes.size(), std::size_t{1});
    QCOMPARE(history.changes.front().step, 4);
}

void TestLive::resumedRunKeepsTheChange() {
    auto config = this->config();
    config.run.epochs = 4;
    const LiveSettings settings{.learningRate = 0.01, .penaltyCoefficient = 1e-3, .epochs = 3};
    const fs::path reference = freshPath(), path = freshPath();
    test::Watcher watcher;
    QCOMPARE(changedRun(reference, config, watcher, 8, settings).state, RunState::Finished);
    {
        auto directory = telemetry::RunDirectory::create(path, config);
        TrainingControl control;
        std::stop_source stop;
        watcher.stepped = [&](std::int64_t done) {
            if (done == 8)
                control.change(settings);
            if (done == 11)
                stop.request_stop();
        };
        QCOMPARE(train(config, directory, watcher, control, stop.get_token()).state, RunState::Interrupted);
        watcher.stepped = nullptr;
    }
    QCOMPARE(telemetry::readConfig(path), config);
    const auto kept = telemetry::readConfigInForce(path);
    QCOMPARE(kept.optimizer.learningRate, 0.01);
    QCOMPARE(kept.run.epochs, 3);
    QCOMPARE(test::runIn(path, kept, watcher).state, RunState::Finished);
    const auto state = [](const fs::path& run) {
        return trainingStateOf(interop::readTorchFile(run / "checkpoints/latest.pt"), "latest");
    };
    const auto got = state(path), expected = state(reference);
    QCOMPARE(got.step, 18);
    QCOMPARE(got.config, expected.config);
    QCOMPARE(got.config.penalty.coefficient, 1e-3);
    for (std::size_t i = 0; i < got.network.size(); ++i)
        QVERIFY2(at::equal(got.network[i].second, expected.network[i].second), got.network[i].first.c_str());
    QCOMPARE(test::valuesIn(path).at(tags::changed + "run.epochs").at(8), 3.0);
}

void TestLive::invalidChangeIsReportedAndIgnored() {
    const auto config = this->config();
    const fs::path path = freshPath();
    test::Watcher watcher;
    QCOMPARE(changedRun(path, config, watcher, 3, {.learningRate = -0.5, .epochs = 9}).state, RunState::Finished);
    QVERIFY(heard(watcher, "Not changed: optimizer.learning_rate: learning_rate is -0.5"));
    QCOMPARE(telemetry::readConfig(path), config);
    QVERIFY(!test::valuesIn(path).contains(tags::changed + "run.epochs"));
}

void TestLive::runStopsAtTheNewNumberOfEpochs() {
    auto config = this->config();
    config.run.epochs = 50;
    test::Watcher watcher;
    const auto shorter = changedRun(freshPath(), config, watcher, 8, {.epochs = 2});
    QCOMPARE(shorter.state, RunState::Finished);
    QCOMPARE(shorter.status.step, 12);
    QCOMPARE(shorter.status.epochs, 2);
    config.run.epochs = 1;
    const auto longer = changedRun(freshPath(), config, watcher, 6, {.epochs = 2});  // requested in the last step
    QCOMPARE(longer.status.step, 12);
}

void TestLive::epochsAtChanceLevelEndTheRun() {
    auto config = this->config();
    config.run.epochs = 9;
    config.optimizer.learningRate = 1e-9;  // learns nothing
    config.run.chanceEpochs = 2;
    const fs::path path = freshPath();
    test::Watcher watcher;
    const auto result = test::runIn(path, config, watcher);
    QCOMPARE(result.state, RunState::Diverged);
    QCOMPARE(result.status.step, 12);
    for (const char* part : {"at chance level for 2 epochs", "validation top-1", "learning rate"})
        QVERIFY2(result.message.find(part) != std::string::npos, result.message.c_str());
    config.run.chanceEpochs = 0;
    config.run.epochs = 3;
    QCOMPARE(test::runIn(freshPath(), config, watcher).state, RunState::Finished);
}

QTEST_GUILESS_MAIN(TestLive)
#include "tst_live.moc"
