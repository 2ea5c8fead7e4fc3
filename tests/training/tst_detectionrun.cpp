// Training a detector: recorded losses and AP, initial weights, and exact resume.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>

#include <algorithm>

#include "CocoFolder.h"
#include "FreshFolders.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "model/detection/Operators.h"
#include "model/interop/StateDict.h"
#include "model/isometry/Deviation.h"
#include "model/isometry/LayerInspection.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/Detection.h"
#include "training/engine/tasks/DetectionBatch.h"
#include "training/engine/tasks/DetectionEvaluation.h"
#include "training/engine/tasks/DetectionGather.h"
#include "training/engine/tasks/DetectionPreview.h"
#include "training/engine/tasks/DetectionResults.h"
#include "training/engine/tasks/DetectionWeights.h"
#include "training/engine/tasks/DetectorInput.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using namespace isonet::training;
namespace tags = isonet::telemetry::tags;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestDetectionRun : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path folder_;
    interop::StateDict latest(const fs::path& run, at::Tensor* random = nullptr) const;

private Q_SLOTS:
    void initTestCase();
    void batchesArePaddedToTheLargestImage();
    void imagesAreNormalizedAndTheirPaddingIsZero();
    void detectionsAreInPixelsOfTheStoredImage();
    void packedDetectionsSurviveTheRoundTrip();
    void evaluationEqualsCoco();
    void resumedRunEqualsUninterruptedRun();
    void dilatedStageIsMeasuredWithItsDilation();
    void weightsLoadFromAClassifier();
    void weightsOfAnotherDepthAreRejected();
    void differentCategoriesAreRejected();
};

void TestDetectionRun::initTestCase() {
    at::set_num_threads(1);
    try {
        model::loadDetectionOperators();
    } catch (const model::OperatorsMissing& error) {
        QSKIP(error.what());
    }
    folder_ = temporaryPath() / "coco";
    test::writeCocoFolder(folder_, 7);
}

interop::StateDict TestDetectionRun::latest(const fs::path& run, at::Tensor* random) const {
    const fs::path file = run / "checkpoints/latest.pt";
    const auto state = trainingStateOf(interop::readTorchFile(file), file.string());
    if (random)
        *random = state.cpuRandom;
    interop::StateDict all = state.network;
    all.insert(all.end(), state.momentum.begin(), state.momentum.end());
    return all;
}

void TestDetectionRun::batchesArePaddedToTheLargestImage() {
    const DetectionDataset data(test::detectionConfig(folder_), true);
    const auto batch = detectionBatch({data.load(1, false), data.load(2, false)}, false);
    QVERIFY(batch[0].sizes() == (at::IntArrayRef{2, 3, 96, 96}));
    QVERIFY(at::equal(batch[1], at::tensor({64, 96, 96, 64}, at::kLong).view({2, 2})));
    const at::Tensor first = data.load(1, false).image;
    QVERIFY(at::equal(batch[0][0].slice(1, 0, first.size(1)).slice(2, 0, first.size(2)), first));
    QCOMPARE(batch[0][0].slice(1, 64).sum().item<int>(), 0);
    QCOMPARE(batch[2].size(0), 3);
    QVERIFY(at::equal(batch[4], at::tensor({2, 1}, at::kLong)));
    QVERIFY(at::equal(batch[6], at::tensor({0, 1}, at::kLong)));
    QVERIFY(batch[7].sizes() == (at::IntArrayRef{3, 96, 96}));
}

// ImageNet's mean and deviation within each image, zeros beyond it: not black, which is below zero.
void TestDetectionRun::imagesAreNormalizedAndTheirPaddingIsZero() {
    const config::RunConfig config = test::detectionConfig(folder_);
    const DetectionDataset data(config, true);
    const auto batch = detectionBatch({data.load(1, false), data.load(2, false)}, false);
    const std::vector<model::ImageSize> sizes{{64, 96}, {96, 64}};
    const DetectorInput input(config.data, at::kCPU);
    const at::Tensor images = input.of(batch[Images], sizes);
    QVERIFY(images.is_contiguous(at::MemoryFormat::ChannelsLast));
    const at::Tensor mean = at::tensor({0.485, 0.456, 0.406}, at::kDouble).view({3, 1, 1});
    const at::Tensor deviation = at::tensor({0.229, 0.224, 0.225}, at::kDouble).view({3, 1, 1});
    const at::Tensor expected = (batch[Images].to(at::kDouble) / 255 - mean) / deviation;
    for (std::int64_t i = 0; i < 2; ++i) {
        const auto& [height, width] = sizes[static_cast<std::size_t>(i)];
        const auto within = [&](const at::Tensor& all) { return all[i].narrow(1, 0, height).narrow(2, 0, width); };
        QVERIFY(at::allclose(within(images).to(at::kDouble), within(expected), 1e-6, 1e-6));
        QCOMPARE(images[i].abs().sum().item<float>(), within(images).abs().sum().item<float>());
    }
    QVERIFY_EXCEPTION_THROWN(input.of(images, sizes), c10::Error);
    QVERIFY_EXCEPTION_THROWN(input.of(batch[Images], {{64, 96}}), c10::Error);
}

void TestDetectionRun::detectionsAreInPixelsOfTheStoredImage() {
    model::Found found;
    found.boxes = at::tensor({10.0F, 10.0F, 30.0F, 50.0F}).view({1, 4});
    found.scores = at::tensor({0.75F});
    found.labels = at::tensor({1}, at::kLong);
    found.masks = at::ones({1, 28, 28});
    const auto all = inImage(found, {100, 200}, 50, 400, 0.5);  // half the height, twice the width
    QCOMPARE(all.size(), std::size_t{1});
    QVERIFY(all[0].box == (coco::Box{20, 5, 40, 20}));
    QCOMPARE(all[0].area, 800.0);
    QVERIFY(coco::boundingBox(*all[0].mask) == (coco::Box{20, 5, 40, 20}));
    QCOMPARE(all[0].category, std::size_t{1});
    found.masks = at::Tensor();
    QVERIFY(!inImage(found, {100, 200}, 50, 400, 0.5)[0].mask);
}

void TestDetectionRun::packedDetectionsSurviveTheRoundTrip() {
    const std::vector<coco::Detection> all{
        {7, 1, 0.1 + 0.2, coco::Box{-0.1, 2, 3, 4e9}, coco::RunLength{2, 3, {1, 5}}, 5}, {0, 0, 1, {}, {}, 0.5}};
    const auto same = unpacked(packed(all));
    QCOMPARE(same.size(), std::size_t{2});
    for (std::size_t i = 0; i < 2; ++i)
        QVERIFY(same[i].image == all[i].image && same[i].category == all[i].category && same[i].box == all[i].box &&
                same[i].score == all[i].score && same[i].area == all[i].area && same[i].mask == all[i].mask);
    auto cut = packed(all);
    cut.pop_back();
    QVERIFY_EXCEPTION_THROWN(unpacked(cut), std::invalid_argument);
}

void TestDetectionRun::evaluationEqualsCoco() {
    const auto truth = coco::readAnnotations(folder_ / "annotations" / "all.json");
    std::vector<coco::Detection> perfect;
    for (const auto& object : truth.objects)
        if (!object.crowd)
            perfect.push_back({object.image, object.category, 0.9, object.box, truth.mask(object), 0});
    const auto evaluation = detectionEvaluation(truth, perfect, true);
    const auto value = [&](const std::string& tag) {
        const auto found = std::find_if(evaluation.values.begin(), evaluation.values.end(),
                                        [&](const auto& entry) { return entry.first == tag; });
        return found == evaluation.values.end() ? -1.0 : found->second;
    };
    QVERIFY(std::abs(evaluation.score - 100) < 1e-9);
    for (const char* tag :
         {"ap/box", "ap/box_50", "ap/box_small", "ap/mask", "ap/box_category/wedge", "ap/mask_category/box"})
        QVERIFY2(std::abs(value(tag) - 100) < 1e-9, tag);
    QCOMPARE(value("ap/box_large"), -1.0);  // there are no large objects
    QVERIFY(evaluation.summary.find("box AP 100.00 %") != std::string::npos);
    QCOMPARE(detectionEvaluation(truth, {}, true).score, 0.0);
}

void TestDetectionRun::resumedRunEqualsUninterruptedRun() {
    auto config = test::detectionConfig(folder_);
    config.detection.epochBatches =
        4;  // six images make three batches: the second epoch starts within a pass over the data
    const fs::path weights = temporaryPath() / "start.pt";
    interop::writeTorchFile(interop::toValue(interop::stateDict(model::Network(config.model))), weights);
    config.detection.weights = weights.string();
    const fs::path reference = freshPath(), path = freshPath();
    test::Watcher watcher;
    bool searched = false;  // images differ in size, and each size would search for algorithms again
    watcher.stepped = [&](std::int64_t) { searched = searched || at::globalContext().benchmarkCuDNN(); };
    QCOMPARE(test::runIn(reference, config, watcher).state, RunState::Finished);
    QVERIFY(!searched && !watcher.records.empty());
    for (const int stop : {3, 6}) {
        test::Watcher another;
        QCOMPARE(test::runIn(path, config, another, stop).state, RunState::Interrupted);
        fs::remove(weights);      // a resumed run has all weights in its checkpoint
        torch::manual_seed(999);  // other code may change the generator in between
    }
    auto resumed = config;
    resumed.data.workers = 1;
    QCOMPARE(test::runIn(path, resumed, watcher).state, RunState::Finished);
    at::Tensor random, expectedRandom;
    const auto got = latest(path, &random), expected = latest(reference, &expectedRandom);
    QVERIFY(at::equal(random, expectedRandom));
    QCOMPARE(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i)
        QVERIFY2(got[i].first == expected[i].first && at::equal(got[i].second, expected[i].second),
                 got[i].first.c_str());
    const auto values = test::valuesIn(path), wanted = test::valuesIn(reference);
    for (const auto& tag :
         {tags::lossObjectness, tags::lossProposalBox, tags::lossCategory, tags::lossBox, tags::lossMask}) {
        QVERIFY2(wanted.contains(tag) && wanted.at(tag).size() == 8, tag.c_str());
        QVERIFY2(values.at(tag) == wanted.at(tag), tag.c_str());
    }
    for (const auto& tag : {tags::boxAp, tags::maskAp}) {
        QVERIFY2(wanted.contains(tag) && wanted.at(tag).size() == 2, tag.c_str());
        QVERIFY2(values.at(tag) == wanted.at(tag), tag.c_str());
    }
    QVERIFY(wanted.contains("isometry/deviation/s1.b1.f.a"));
    // The loaded detector reproduces the last evaluation.
    auto loaded = loadDetector(path.string(), true);
    QCOMPARE(loaded.step, 8);
    const auto data = std::make_shared<DetectionDataset>(config, false);
    const auto found = detectAll(loaded.detector, data, loaded.config, at::kCPU, {}, {});
    QVERIFY(found.complete);
    const double score = detectionEvaluation(data->annotations(), found.detections, true).score;
    QVERIFY(std::abs(score - wanted.at(tags::boxAp).at(8)) < 1e-4);  // records are float32
    // Previews for the window, which do not affect the random numbers of a concurrent run.
    const auto randomNumbers = [] {
        at::Generator generator = at::detail::getDefaultCPUGenerator();
        const std::lock_guard lock(generator.mutex());
        return generator.get_state().clone();
    };
    const at::Tensor before = randomNumbers();
    DetectionPreviews previews(path.string(), true, "cpu");
    QCOMPARE(previews.size(), 7);
    QCOMPARE(previews.step(), 8);
    QCOMPARE(previews.name(2), "3: 3.png");
    QCOMPARE(previews.categories(), (std::vector<std::string>{"box", "wedge"}));
    const auto preview = previews.preview(2);
    QCOMPARE(preview.imageId, 3);
    QVERIFY(fs::exists(preview.file) && preview.width == 64 && preview.height == 96);
    QCOMPARE(preview.truth.size(), std::size_t{2});
    QVERIFY(preview.truth[1].crowd && coco::area(preview.truth[1].mask) == 640);
    const auto in = [](const coco::Detection& detection) { return detection.image == 2; };
    QCOMPARE(std::ptrdiff_t(preview.found.size()), std::count_if(found.detections.begin(), found.detections.end(), in));
    loadNetwork(path.string(), true);
    loadNetwork("isonet-20-fashion-mnist");
    QVERIFY(randomNumbers().equal(before));
}

void TestDetectionRun::dilatedStageIsMeasuredWithItsDilation() {
    auto config = test::detectionConfig(folder_);
    config.detection.detector.dilated = true;
    config.model.initialization = spec::Initialization::Kaiming;  // far from isometric at any stride
    config.run.epochs = 1;
    config.telemetry.finalSpectra = true;
    const fs::path path = freshPath();
    test::Watcher watcher;
    QCOMPARE(test::runIn(path, config, watcher).state, RunState::Finished);
    const auto loaded = loadNetwork(path.string(), true);
    const auto reports = model::inspect(loaded.network, loaded.config.penalty);
    const auto report = std::ranges::find(reports, "s3.b1.f.a", &model::LayerReport::name);
    QVERIFY(report != reports.end() && report->stride == 1 && report->dilation == 2);
    const auto values = test::valuesIn(path);
    const auto last = [&](const char* tag) { return values.at(tag).rbegin()->second; };
    const auto near = [](double value, double expected, double share) {
        return std::abs(value - expected) < share * expected;
    };
    QVERIFY(near(last("isometry/sigma_max/s3.b1.f.a"), report->sigmaMax, 1e-5));
    QVERIFY(near(last("isometry/sigma_min/s3.b1.f.a"), report->sigmaMin, 1e-5));
    const double deviation = last("isometry/deviation/s3.b1.f.a");  // before the last update
    QVERIFY(near(deviation, report->deviation, 0.02));
    const auto weight = loaded.network->named_parameters()["s3.b1.f.a.weight"];
    QVERIFY(!near(deviation, model::isometryDeviation(weight, 2), 0.1));
}

void TestDetectionRun::weightsLoadFromAClassifier() {
    auto config = test::detectionConfig(folder_);
    auto classes = config.model;
    classes.classes = 5;
    torch::manual_seed(77);
    model::Network classifier(classes);
    const fs::path file = temporaryPath() / "classifier.pt";
    interop::writeTorchFile(interop::toValue(interop::stateDict(classifier)), file);
    config.detection.weights = file.string();
    const auto task = makeDetection(config, at::kCPU);
    const auto state = interop::stateDict(task->network());
    const auto given = interop::stateDict(classifier);
    for (std::size_t i = 0; i < state.size(); ++i)
        QVERIFY2(state[i].first.starts_with("head.") || at::equal(state[i].second, given[i].second),
                 state[i].first.c_str());
    // Also from a detector.
    const fs::path whole = temporaryPath() / "detector.pt";
    interop::writeTorchFile(interop::toValue(interop::stateDictOf(task->module())), whole);
    model::Network other(config.model);
    loadBackbone(other, whole.string());
    QVERIFY(at::equal(interop::stateDict(other)[0].second, given[0].second));
}

void TestDetectionRun::weightsOfAnotherDepthAreRejected() {
    auto config = test::detectionConfig(folder_);
    auto deeper = config.model;
    deeper.depth = 14;
    const fs::path file = temporaryPath() / "deeper.pt";
    interop::writeTorchFile(interop::toValue(interop::stateDict(model::Network(deeper))), file);
    const auto errorOf = [&](const std::string& weights) {
        config.detection.weights = weights;
        try {
            makeDetection(config, at::kCPU);
        } catch (const DataError& error) {
            return QString(error.what());
        }
        return QString("no exception was thrown");
    };
    const QString message = errorOf(file.string());
    QVERIFY2(message.contains("deeper.pt") && message.contains("R-ISONet-8") && message.contains("detection.weights"),
             qPrintable(message));
    QVERIFY2(message.indexOf("detection.weights") < message.indexOf("s1.b2."), qPrintable(message));
    QVERIFY2(message.contains("more") && message.count('\n') < 8, qPrintable(message));
    QVERIFY(errorOf("/nonexistent/weights.pt").contains("does not exist"));
    QVERIFY(errorOf("/nonexistent/weights.pt").contains("detection.weights"));
    const QString none = errorOf((folder_ / "annotations/all.json").string());
    QVERIFY2(none.contains("all.json") && none.contains("detection.weights"), qPrintable(none));
    QVERIFY(errorOf(temporary_.path().toStdString()).contains("no checkpoint"));
}

void TestDetectionRun::differentCategoriesAreRejected() {
    auto config = test::detectionConfig(folder_);
    QFile all(QString::fromStdString((folder_ / "annotations" / "all.json").string()));
    QVERIFY(all.open(QIODevice::ReadOnly));
    QByteArray text = all.readAll();
    text.replace("\"category_id\": 9", "\"category_id\": 8").replace("{\"id\": 9, \"name\"", "{\"id\": 8, \"name\"");
    QFile other(QString::fromStdString((folder_ / "annotations" / "other.json").string()));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write(text) == text.size());
    other.close();
    config.detection.validationAnnotations = "annotations/other.json";
    try {
        makeDetection(config, at::kCPU);
        QFAIL("no exception was thrown");
    } catch (const DataError& error) {
        QVERIFY2(QString(error.what()).contains("category 8"), error.what());
    }
}

QTEST_GUILESS_MAIN(TestDetectionRun)
#include "tst_detectionrun.moc"
