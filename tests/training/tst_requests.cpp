// Requests during a run: a validation changes nothing of the training, and the end of an epoch can be its end.
#include <torch/types.h>

#include <QtTest>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/engine/checkpoint/Checkpoint.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;
namespace tags = telemetry::tags;

class TestRequests : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    int runs_ = 0;
    fs::path data_;
    fs::path freshPath() { return fs::path(temporary_.path().toStdString()) / ("run" + std::to_string(++runs_)); }
    config::RunConfig config() const {
        auto config = test::smallConfig(data_);
        config.telemetry.spectrumSteps = 0;
        config.telemetry.finalSpectra = false;
        config.run.epochs = 3;
        return config;
    }
    // `request` is called with the control after each step.
    static TrainingResult trained(const fs::path& path, const config::RunConfig& config, test::Watcher& watcher,
                                  const std::function<void(std::int64_t, TrainingControl&)>& request) {
        auto directory = telemetry::RunDirectory::create(path, config);
        TrainingControl control;
        watcher.stepped = [&](std::int64_t done) { request(done, control); };
        return train(config, directory, watcher, control, {});
    }
    static TrainingState stateIn(const fs::path& run, const std::string& name = "latest") {
        const auto file = run / "checkpoints" / (name + ".pt");
        return trainingStateOf(interop::readTorchFile(file), file.string());
    }
    static bool sameWeights(const TrainingState& a, const TrainingState& b) {
        if (a.network.size() != b.network.size())
            return false;
        for (auto left = a.network.begin(), right = b.network.begin(); left != a.network.end(); ++left, ++right)
            if (left->first != right->first || !left->second.equal(right->second))
                return false;
        return true;
    }

private Q_SLOTS:
    void initTestCase();
    void validationIsRecordedAndChangesNothing();
    void secondValidationOfTheSameWeightsIsNotComputedAgain();
    void validationIsNotAnEpochAtChanceLevel();
    void runStopsAfterTheEpochAndResumes();
    void requestIsWithdrawnByResume();
    void lastEpochEndsAsUsual();
};

void TestRequests::initTestCase() {
    at::set_num_threads(1);
    data_ = fs::path(temporary_.path().toStdString()) / "data";
    test::writeFashionFolder(data_, 60, 40);  // six batches of 10 per epoch
}

void TestRequests::validationIsRecordedAndChangesNothing() {
    const fs::path with = freshPath(), without = freshPath();
    test::Watcher watcher;
    std::string answer;
    const auto result = trained(with, config(), watcher, [&](std::int64_t step, TrainingControl& control) {
        if (step == 8)
            control.requestEvaluation([&](bool done, const std::string& message) { answer = done ? message : ""; });
    });
    QCOMPARE(result.state, RunState::Finished);
    QVERIFY2(answer.starts_with("Validated at step 8: validation top-1 "), answer.c_str());
    test::Watcher quiet;
    QCOMPARE(trained(without, config(), quiet, [](std::int64_t, TrainingControl&) {}).state, RunState::Finished);
    QVERIFY(sameWeights(stateIn(with), stateIn(without)));
    auto values = test::valuesIn(with), plain = test::valuesIn(without);
    for (const auto& tag : {tags::validationTop1, tags::validationTop5, tags::validationCrossEntropy}) {
        QCOMPARE(values[tag].count(8), 1u);
        values[tag].erase(8);
        QCOMPARE(values[tag], plain[tag]);
    }
    QCOMPARE(values[tags::lossTotal], plain[tags::lossTotal]);
    // The best of all evaluations is best.pt, also of one on request.
    const auto best = test::valuesIn(with)[tags::validationTop1];
    const auto highest =
        std::max_element(best.begin(), best.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    QCOMPARE(stateIn(with, "best").step, highest->first);
}

void TestRequests::secondValidationOfTheSameWeightsIsNotComputedAgain() {
    test::Watcher watcher;
    std::vector<std::string> answers;
    const auto hear = [&](bool, const std::string& message) { answers.push_back(message); };
    const fs::path path = freshPath();
    trained(path, config(), watcher, [&](std::int64_t step, TrainingControl& control) {
        if (step != 6)  // the end of the first epoch
            return;
        control.requestEvaluation(hear);
        control.requestEvaluation(hear);
    });
    QCOMPARE(answers.size(), 2u);
    QVERIFY2(answers[0].starts_with("Validated at step 6: "), answers[0].c_str());
    QCOMPARE(answers[0], answers[1]);
    QCOMPARE(test::valuesIn(path)[tags::validationTop1].size(), 3u);
}

void TestRequests::validationIsNotAnEpochAtChanceLevel() {
    auto config = this->config();
    config.optimizer.learningRate = 1e-12;  // stays at chance level
    config.run.chanceEpochs = 3;
    test::Watcher watcher;
    const auto result = trained(freshPath(), config, watcher, [](std::int64_t step, TrainingControl& control) {
        if (step < 6)
            control.requestEvaluation();
    });
    QCOMPARE(result.status.step, 18);
}

void TestRequests::runStopsAfterTheEpochAndResumes() {
    test::Watcher watcher;
    const fs::path path = freshPath();
    const auto stopped = trained(path, config(), watcher, [](std::int64_t step, TrainingControl& control) {
        if (step == 2)
            control.stopAfterEpoch(true);
    });
    QCOMPARE(stopped.state, RunState::Interrupted);
    QCOMPARE(stopped.status.step, 6);
    QCOMPARE(stateIn(path).step, 6);
    QCOMPARE(test::valuesIn(path)[tags::validationTop1].count(6), 1u);
    test::Watcher second;
    const auto resumed = test::runIn(path, config(), second);
    QCOMPARE(resumed.state, RunState::Finished);
    QCOMPARE(resumed.status.step, 18);
}

void TestRequests::requestIsWithdrawnByResume() {
    test::Watcher watcher;
    std::string answer;
    const auto result = trained(freshPath(), config(), watcher, [&](std::int64_t step, TrainingControl& control) {
        if (step == 1)
            control.stopAfterEpoch(true);
        if (step == 2)
            control.resume([&](bool, const std::string& message) { answer = message; });
    });
    QCOMPARE(answer, std::string("The run does not stop after this epoch."));
    QCOMPARE(result.state, RunState::Finished);
}

void TestRequests::lastEpochEndsAsUsual() {
    test::Watcher watcher;
    const auto result = trained(freshPath(), config(), watcher, [](std::int64_t step, TrainingControl& control) {
        if (step == 14)
            control.stopAfterEpoch(true);
    });
    QCOMPARE(result.state, RunState::Finished);
}

QTEST_GUILESS_MAIN(TestRequests)
#include "tst_requests.moc"
