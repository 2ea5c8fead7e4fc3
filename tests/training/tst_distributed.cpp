// `isonet train` in several processes on one machine: the same training as in one process, exact resume, and errors.
// The processes run the real program with the variables that torchrun sets.
#include <torch/types.h>

#include <QtTest>

#include <signal.h>
#include <unistd.h>

#include "CocoFolder.h"
#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "TrainRanks.h"
#include "model/detection/Operators.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/distributed/SharedPenalty.h"
#include "training/engine/tasks/Detection.h"
#include "training/engine/tasks/DetectionEvaluation.h"
#include "training/engine/tasks/DetectionResults.h"
#include "training/engine/tasks/DetectionWeights.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using test::Ranks;
namespace fs = std::filesystem;

namespace {

training::TrainingState stateOf(const fs::path& run) {
    const auto file = run / "checkpoints/latest.pt";
    return training::trainingStateOf(interop::readTorchFile(file), file.string());
}

}  // namespace

class TestDistributed : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    config::RunConfig config() const;

private Q_SLOTS:
    void initTestCase();
    void layersAreDividedEvenly();
    void sharedPenaltyEqualsThePenalty();
    void severalProcessesTrainLikeOne();
    void twoProcessesTrainADetector();
    void stoppedRunResumesExactly();
    void killedProcessEndsTheOthers();
    void invalidSetupsAreReported();
};

void TestDistributed::initTestCase() {
    if (!distributed::Group::supported())
        QSKIP("built without Gloo's headers (libgloo-dev)");
    at::set_num_threads(1);
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 65, 42);
}

config::RunConfig TestDistributed::config() const {
    auto config = test::smallConfig(data_);
    config.run.batchSize = 12;
    config.telemetry.spectrumSteps = 0;
    config.data.workers = 1;
    return config;
}

void TestDistributed::layersAreDividedEvenly() {
    QCOMPARE(distributed::assignRanks({5, 1, 4, 2, 3}, 2), (std::vector<int>{0, 0, 1, 0, 1}));
    QCOMPARE(distributed::assignRanks({1, 1}, 4), (std::vector<int>{0, 1}));
    QCOMPARE(distributed::assignRanks({}, 3), std::vector<int>());
}

// The mean over the ranks of values and gradients equals that of the penalty.
void TestDistributed::sharedPenaltyEqualsThePenalty() {
    const auto config = this->config();
    torch::manual_seed(3);
    model::Network network(config.model);
    {
        const at::NoGradGuard noGrad;
        for (auto& parameter : network->parameters())
            parameter.add_(at::randn_like(parameter), 0.05);
    }
    const auto gradients = [&](const at::Tensor& loss) {
        std::vector<at::Tensor> all;
        for (auto& parameter : network->parameters())
            parameter.mutable_grad().reset();
        loss.backward();
        for (auto& parameter : network->parameters())
            all.push_back(parameter.grad().defined() ? parameter.grad().clone() : at::zeros_like(parameter));
        return all;
    };
    const model::Penalty whole(config.penalty, network);
    const auto expected = whole.evaluate();
    const auto expectedGradients = gradients(expected.total);
    for (const int world : {1, 2, 3, 40}) {
        at::Tensor total = at::zeros({}), layers = at::zeros_like(expected.layers), measured = at::zeros_like(layers);
        std::vector<at::Tensor> sums;
        for (int rank = 0; rank < world; ++rank) {
            const distributed::SharedPenalty shared(config.penalty, network, rank, world);
            QCOMPARE(shared.layers(), whole.layers());
            const auto value = shared.evaluate();
            total += value.total.detach() / world;
            layers += value.layers / world;
            measured += shared.measure() / world;
            if (!value.total.requires_grad())
                continue;  // more ranks than layers
            const auto own = gradients(value.total);
            for (std::size_t i = 0; i < own.size(); ++i)
                rank == 0 ? sums.push_back(own[i] / world) : void(sums[i] += own[i] / world);
        }
        QVERIFY(at::allclose(total, expected.total.detach(), 1e-5));
        QVERIFY(at::allclose(layers, expected.layers, 1e-5));
        QVERIFY(at::allclose(measured, expected.layers, 1e-5));
        for (std::size_t i = 0; i < sums.size(); ++i)
            QVERIFY(at::allclose(sums[i], expectedGradients[i], 1e-4, 1e-6));
    }
}

void TestDistributed::severalProcessesTrainLikeOne() {
    auto config = this->config();
    config.model.shortcut = true;
    config.optimizer.accumulateBatches = 2;
    config.penalty.coefficient = 0.01;
    config.run.epochs = 3;
    test::Values one;
    for (const int world : {1, 2, 4}) {
        const auto run = freshPath();
        Ranks ranks(world, test::trainArguments(config, run));
        for (int rank = 0; rank < world; ++rank)
            QVERIFY2(ranks.exitOf(static_cast<std::size_t>(rank)) == 0,
                     qPrintable(ranks.errorOf(static_cast<std::size_t>(rank))));
        const auto values = test::valuesIn(run);
        if (world == 1) {
            one = values;
            QVERIFY(one.at(telemetry::tags::lossTotal).size() >= 6);
            continue;
        }
        for (const auto& [tag, series] : one) {
            const bool compared = tag.starts_with("loss/") || tag.starts_with("accuracy/") ||
                                  tag.starts_with("schedule/") || tag.starts_with("isometry/deviation/");
            // The deviation of the stem comes from the measuring thread, at varying times.
            if (!compared || tag == telemetry::tags::deviation + "stem.conv")
                continue;
            QVERIFY2(values.contains(tag), tag.c_str());
            QVERIFY2(values.at(tag).size() == series.size(), tag.c_str());
            for (const auto& [step, value] : series)
                QVERIFY2(std::abs(values.at(tag).at(step) - value) <= 1e-5 * std::max(1.0, std::abs(value)),
                         qPrintable(QString("%1 at %2: %3, one process %4")
                                        .arg(tag.c_str())
                                        .arg(step)
                                        .arg(values.at(tag).at(step), 0, 'g', 9)
                                        .arg(value, 0, 'g', 9)));
        }
    }
}

// Ranks divide the images of a batch and of an evaluation. Each rank draws its own samples, so training differs from
// that of one process, but the evaluation does not.
void TestDistributed::twoProcessesTrainADetector() {
    try {
        model::loadDetectionOperators();
    } catch (const model::OperatorsMissing& error) {
        QSKIP(error.what());
    }
    const fs::path folder = data_ / ".." / "coco";
    test::writeCocoFolder(folder, 7);
    const auto config = test::detectionConfig(folder);
    const auto run = freshPath();
    Ranks ranks(2, test::trainArguments(config, run));
    for (std::size_t rank = 0; rank < 2; ++rank)
        QVERIFY2(ranks.exitOf(rank) == 0, qPrintable(ranks.errorOf(rank)));
    const auto values = test::valuesIn(run);
    QCOMPARE(values.at(telemetry::tags::lossMask).size(), std::size_t{6});  // six images make three batches of two
    auto loaded = training::loadDetector(run.string(), true);
    const auto data = std::make_shared<training::DetectionDataset>(config, false);
    const auto found = training::detectAll(loaded.detector, data, loaded.config, at::kCPU, {}, {});
    const auto evaluation = training::detectionEvaluation(data->annotations(), found.detections, true);
    for (const auto& [tag, value] : evaluation.values)
        QVERIFY2(std::abs(values.at(tag).at(6) - value) < 1e-3, tag.c_str());
}

void TestDistributed::stoppedRunResumesExactly() {
    auto config = this->config();
    config.model.dropout = 0.3;
    config.model.normalization = spec::Normalization::Batch;
    config.model.initialization = spec::Initialization::Kaiming;
    config.run.epochs = 3;
    const auto reference = freshPath(), run = freshPath();
    {
        Ranks ranks(2, test::trainArguments(config, reference));
        QVERIFY2(ranks.exitOf(0) == 0 && ranks.exitOf(1) == 0, qPrintable(ranks.errorOf(0)));
    }
    config.telemetry.checkpointMinutes = 1e-6;  // after each step
    {
        Ranks ranks(2, test::trainArguments(config, run));
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(run / "checkpoints/latest.pt") && stateOf(run).step >= 3, 60000);
        ranks.signal(SIGTERM);
        QCOMPARE(ranks.exitOf(0), 130);
        QCOMPARE(ranks.exitOf(1), 130);
    }
    const auto stopped = stateOf(run).step;
    QVERIFY(stopped < 15);
    {
        Ranks ranks(2, {"--resume", QString::fromStdString(run.string())});
        QVERIFY2(ranks.exitOf(0) == 0 && ranks.exitOf(1) == 0, qPrintable(ranks.errorOf(0)));
    }
    const auto a = stateOf(run), b = stateOf(reference);
    QCOMPARE(a.step, b.step);
    for (const auto& [left, right] : {std::pair(&a.network, &b.network), std::pair(&a.momentum, &b.momentum)}) {
        QCOMPARE(left->size(), right->size());
        for (std::size_t i = 0; i < left->size(); ++i)
            QVERIFY2(at::equal((*left)[i].second, (*right)[i].second), (*left)[i].first.c_str());
    }
    QVERIFY(test::valuesIn(run).at(telemetry::tags::validationTop1) ==
            test::valuesIn(reference).at(telemetry::tags::validationTop1));
}

void TestDistributed::killedProcessEndsTheOthers() {
    auto config = this->config();
    config.run.epochs = 10000;
    const auto run = freshPath();
    Ranks ranks(3, test::trainArguments(config, run));
    QTRY_VERIFY_WITH_TIMEOUT(telemetry::readStatus(run) && telemetry::readStatus(run)->step > 2, 60000);
    ranks.processes[1]->kill();
    for (const std::size_t rank : {0, 2})  // torchrun stops the others at once
        ::kill(static_cast<pid_t>(ranks.processes[rank]->processId()), SIGTERM);
    for (const std::size_t rank : {0, 2}) {
        QCOMPARE(ranks.exitOf(rank, 60000), 1);
        const QString error = ranks.errorOf(rank);
        QVERIFY2(error.contains("rank 1 of 3"), qPrintable(error));
    }
    const auto status = telemetry::readStatus(run);
    QVERIFY(status && status->state == telemetry::RunState::Failed);
    QVERIFY2(QString::fromStdString(status->message).contains("rank 1 of 3"), status->message.c_str());
    QVERIFY(stateOf(run).step >= 0);  // the last checkpoint is valid
}

void TestDistributed::invalidSetupsAreReported() {
    auto config = this->config();
    {
        config.run.batchSize = 13;
        Ranks ranks(2, test::trainArguments(config, freshPath()));
        QCOMPARE(ranks.exitOf(0), 2);
        QVERIFY(ranks.exitOf(1) > 0);
        const QString error = ranks.errorOf(0);
        QVERIFY2(error.contains("batch_size is 13") && error.contains("multiples of 2"), qPrintable(error));
    }
    {
        config.run.batchSize = 12;
        const auto run = freshPath();
        auto options = test::trainArguments(config, run);
        options.last() = "2";
        Ranks ranks(2, options, 1);  // rank 0 never connects
        QCOMPARE(ranks.exitOf(0), 3);
        const QString error = ranks.errorOf(0);
        QVERIFY2(error.contains("could not connect to the others at 127.0.0.1:"), qPrintable(error));
        QVERIFY(!fs::exists(run));
    }
}

QTEST_GUILESS_MAIN(TestDistributed)
#include "tst_distributed.moc"
