// Certified accuracy is never above the accuracy under attack, and both follow from the margins.
#include <torch/types.h>

#include <QtTest>
#include <cmath>

#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/isometry/LipschitzBound.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/PixelNormalization.h"
#include "training/engine/tasks/Evaluation.h"
#include "training/engine/tasks/Robustness.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestRobustness : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    config::RunConfig config_;
    DatasetPair data_;

private Q_SLOTS:
    void initTestCase();
    void certifiedIsBelowAttackedIsBelowClean();
    void certificateIsTheMarginOverTheBound();
    void validationsRecordTheSame();
    void aStopEndsIt();
};

void TestRobustness::initTestCase() {
    at::set_num_threads(1);
    test::writeFashionFolder(fs::path(temporary_.path().toStdString()) / "data", 60, 30);
    config_ = test::smallConfig(fs::path(temporary_.path().toStdString()) / "data");
    data_ = openDatasets(config_.data, config_.model);
}

// A short training by hand, so that some images are certified and some are not.
void TestRobustness::certifiedIsBelowAttackedIsBelowClean() {
    torch::manual_seed(4);
    model::Network network(config_.model);
    const std::int64_t count = data_.train->size(), side = config_.model.height;
    at::Tensor images = at::empty({count, 1, side, side}), labels = at::empty({count}, at::kLong);
    for (std::int64_t i = 0; i < count; ++i) {
        data_.train->load(i, 0, PixelOrder::Planes, images[i].data_ptr<float>());
        labels[i] = data_.train->label(i);
    }
    for (int step = 0; step < 25; ++step) {
        network->zero_grad();
        at::cross_entropy_loss(network->forward(images), labels).backward();
        torch::NoGradGuard noGrad;
        for (auto& parameter : network->parameters())
            parameter.sub_(0.05 * parameter.grad());
    }
    network->train();
    RobustnessOptions options;
    options.radii = {0.001, 0.1, 3};
    options.attack = true;
    options.steps = 4;
    options.restarts = 2;
    const auto result = measureRobustness(network, *data_.validation, config_, at::kCPU, options);
    QVERIFY(network->is_training());
    QCOMPARE(result.images, 30);
    QVERIFY2(result.clean >= 20, qPrintable(QString::number(result.clean)));
    for (std::size_t i = 0; i < options.radii.size(); ++i) {
        QVERIFY(result.certified[i] <= result.attacked[i]);
        QVERIFY(result.attacked[i] <= result.clean);
        if (i > 0) {
            QVERIFY(result.certified[i] <= result.certified[i - 1]);
            QVERIFY(result.attacked[i] <= result.attacked[i - 1]);
        }
    }
    QVERIFY(result.attacked.back() < result.clean);  // the attack finds something
    QVERIFY(result.certified.front() > 0);
    QCOMPARE(result.certified.back(), 0.0);
}

void TestRobustness::certificateIsTheMarginOverTheBound() {
    torch::manual_seed(5);
    model::Network network(config_.model);
    network->eval();
    const at::NoGradGuard noGrad;
    const double deviation = pixelNormalization(config_.data, 1).deviation.front();
    const double bound = model::lipschitzBound(network).network / deviation;
    std::vector<double> certified;
    for (std::int64_t i = 0; i < data_.validation->size(); ++i) {
        at::Tensor image = at::empty({1, 1, config_.model.height, config_.model.width});
        data_.validation->load(i, 0, PixelOrder::Planes, image.data_ptr<float>());
        const auto [values, order] = network->forward(image)[0].to(at::kDouble).topk(2);
        if (order[0].item<std::int64_t>() == data_.validation->label(i))
            certified.push_back((values[0] - values[1]).item<double>() / (std::sqrt(2.0) * bound));
    }
    std::sort(certified.begin(), certified.end());
    QVERIFY(certified.size() >= 2);
    RobustnessOptions options;
    options.radii = {certified[0] / 2, (certified[0] + certified[1]) / 2, certified.back() * 1.01};
    const auto result = measureRobustness(network, *data_.validation, config_, at::kCPU, options);
    QVERIFY(std::abs(result.lipschitz - bound) < 1e-9 * bound);
    const double one = 100.0 / static_cast<double>(data_.validation->size());
    QCOMPARE(result.certified[0], one * static_cast<double>(certified.size()));
    QCOMPARE(result.certified[1], one * static_cast<double>(certified.size() - 1));
    QCOMPARE(result.certified[2], 0.0);
    QVERIFY(result.attacked.empty());
}

// telemetry.certified: the same values as from measureRobustness(), without a second pass; in the run's records, too.
void TestRobustness::validationsRecordTheSame() {
    torch::manual_seed(5);
    model::Network network(config_.model);
    const auto bound = pixelLipschitz(network, config_);
    const auto expected = measureRobustness(network, *data_.validation, config_, at::kCPU, {});
    QCOMPARE(bound, expected.lipschitz);
    const auto plain = evaluate(network, *data_.validation, config_, at::kCPU);
    QVERIFY(plain.certified.empty());
    const auto result = evaluate(network, *data_.validation, config_, at::kCPU, {}, {}, nullptr, true);
    QCOMPARE(result.certified, expected.certified);
    QCOMPARE(result.lipschitz, expected.lipschitz);
    QCOMPARE(result.top1, plain.top1);
    // Radii that tell the images apart.
    const at::Tensor margin = at::tensor({-1.0, 0.5, 2.0, 4.0});
    QVERIFY(at::equal(certifiedCounts(margin, 2, {0.1, 0.5, 1.0, 2.0}), at::tensor({3.0, 2.0, 1.0, 0.0}, at::kDouble)));

    config::RunConfig config = config_;
    config.telemetry.certified = true;
    config.telemetry.spectra = false;
    config.run.epochs = 1;
    const auto folder = fs::path(temporary_.path().toStdString()) / "certified";
    test::Watcher watcher;
    const auto run = test::runIn(folder, config, watcher);
    const auto values = test::valuesIn(folder);
    const double top1 = values.at(telemetry::tags::validationTop1).rbegin()->second;
    double above = top1;
    for (const std::string& tag : telemetry::tags::certified) {
        const double certified = values.at(tag).rbegin()->second;
        QVERIFY(certified >= 0 && certified <= above);
        above = certified;
    }
    QVERIFY(values.at(telemetry::tags::lipschitz).rbegin()->second > 0);
    QCOMPARE(run.status.metrics.at(telemetry::tags::certified.front()),
             values.at(telemetry::tags::certified.front()).rbegin()->second);
}

void TestRobustness::aStopEndsIt() {
    std::stop_source stop;
    stop.request_stop();
    model::Network network(config_.model);
    const auto result = measureRobustness(network, *data_.validation, config_, at::kCPU, {}, stop.get_token());
    QCOMPARE(result.images, 0);
    QCOMPARE(result.clean, 0.0);
}

QTEST_MAIN(TestRobustness)
#include "tst_robustness.moc"
