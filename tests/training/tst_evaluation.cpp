// Loading networks from runs, checkpoints, YAML files and presets, and evaluating them.
#include <torch/types.h>

#include <QtTest>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/interop/Value.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/Dataset.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/Evaluation.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestEvaluation : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path folder() const { return temporary_.path().toStdString(); }
    config::RunConfig config() const { return test::smallConfig(folder() / "data"); }

private Q_SLOTS:
    void initTestCase();
    void evaluationDoesNotDependOnTheBatchSize();
    void networksLoadFromRunsCheckpointsYamlAndPresets();
};

void TestEvaluation::initTestCase() {
    at::set_num_threads(1);
    QVERIFY(temporary_.isValid());
    test::writeFashionFolder(folder() / "data", 100, 60);
}

void TestEvaluation::evaluationDoesNotDependOnTheBatchSize() {
    auto config = this->config();
    const auto data = openDatasets(config.data, config.model);
    torch::manual_seed(2);
    model::Network network(config.model);
    network->train();
    const auto whole = evaluate(network, *data.validation, config, at::kCPU);
    QVERIFY(network->is_training());
    config.run.batchSize = 7;
    std::int64_t done = 0;
    const auto pieces =
        evaluate(network, *data.validation, config, at::kCPU, {}, [&](std::int64_t now, std::int64_t) { done = now; });
    QCOMPARE(whole.images, 60);
    QCOMPARE(done, 60);
    QCOMPARE(pieces.top1, whole.top1);
    QCOMPARE(pieces.top5, whole.top5);
    QVERIFY(std::abs(pieces.crossEntropy - whole.crossEntropy) < 1e-5 * whole.crossEntropy);
    QVERIFY(whole.top5 >= whole.top1);
    // Reference: image by image.
    network->eval();
    const at::NoGradGuard noGrad;
    double hits = 0, sum = 0;
    for (std::int64_t i = 0; i < 60; ++i) {
        at::Tensor image = at::empty({1, 1, 28, 28});
        data.validation->load(i, 0, PixelOrder::Planes, image.data_ptr<float>());
        const at::Tensor logits = network->forward(image)[0];
        hits += logits.argmax().item<std::int64_t>() == data.validation->label(i);
        sum -= logits.log_softmax(0)[data.validation->label(i)].item<double>();
    }
    QCOMPARE(whole.top1, 100 * hits / 60);
    QVERIFY(std::abs(whole.crossEntropy - sum / 60) < 1e-4);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(evaluate(network, *data.validation, config, at::kCPU, stop.get_token()).images, 0);
}

void TestEvaluation::networksLoadFromRunsCheckpointsYamlAndPresets() {
    auto config = this->config();
    const fs::path path = folder() / "run";
    test::Watcher watcher;
    test::runIn(path, config, watcher, 13);
    const auto latest = loadNetwork(path.string(), true);
    const auto best = loadNetwork(path.string());
    QCOMPARE(latest.step, 13);
    QCOMPARE(best.step, 10);
    QCOMPARE(latest.config, config);
    const auto file = loadNetwork((path / "checkpoints/best.pt").string());
    QVERIFY(at::equal(file.network->parameters()[0], best.network->parameters()[0]));
    QVERIFY(!at::equal(latest.network->parameters()[0], best.network->parameters()[0]));
    const auto initial = loadNetwork((path / "config.yaml").string());
    QCOMPARE(initial.step, 0);
    QCOMPARE(initial.config, config);
    QCOMPARE(loadNetwork("isonet-20-fashion-mnist").config.model.depth, 20);
    const auto messageOf = [](const std::string& source) -> std::string {
        try {
            loadNetwork(source);
        } catch (const std::exception& error) {
            return error.what();
        }
        return {};
    };
    QVERIFY(messageOf("isonet-21").find("isonet-20-fashion-mnist") != std::string::npos);
    QVERIFY(messageOf("/nowhere/x.pt").find("/nowhere/x.pt does not exist") != std::string::npos);
    QVERIFY(messageOf((folder() / "data").string()).find("not a run") != std::string::npos);
    const fs::path foreign = folder() / "foreign.pt";
    interop::writeTorchFile(interop::Dict{{"net", interop::Dict{}}}, foreign);
    QVERIFY(messageOf(foreign.string()).find("no configuration") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
