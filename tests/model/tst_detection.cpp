// Complete detectors on small networks: structure, frozen parts, training and detections.
#include <torch/nn/modules/batchnorm.h>
#include <torch/utils.h>

#include <QtTest>

#include "model/detection/Detector.h"
#include "model/detection/Matching.h"
#include "model/detection/Operators.h"
#include "model/spec/DetectorPlan.h"
#include "tests/model/DetectionCase.h"

using namespace isonet;
using namespace isonet::model;

namespace {

spec::ModelSpec smallModel(bool batchNorm = false) {
    spec::ModelSpec model;
    model.family = spec::Family::ImageNet;
    model.depth = 18;
    model.height = model.width = 64;
    model.classes = 3;
    model.shortcut = true;
    if (batchNorm) {
        model.normalization = spec::Normalization::Batch;
        model.activation = spec::Activation::ReLU;
    } else {
        model.multiplier = spec::ResidualMultiplier::Scalar;
    }
    return model;
}

Truth oneObject() {
    Truth truth;
    truth.boxes = boxes({8, 8, 40, 40});
    truth.labels = integers({1});
    truth.masks = at::zeros({1, 64, 96}, at::kByte);
    truth.masks.slice(1, 8, 40).slice(2, 8, 40).fill_(1);
    truth.crowds = at::empty({0, 4});
    return truth;
}

Truth nothing() {
    return {at::empty({0, 4}), at::empty({0}, at::kLong), at::zeros({0, 64, 96}, at::kByte), at::empty({0, 4})};
}

}  // namespace

class TestDetection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        try {
            loadDetectionOperators();
        } catch (const OperatorsMissing& error) {
            QSKIP(error.what());
        }
    }
    void init() { torch::manual_seed(3); }
    void lastStageIsDilated();
    void planEqualsTheBuiltDetector_data();
    void planEqualsTheBuiltDetector();
    void frozenPartsAreNotTrained();
    void frozenNormalizationStaysInEvaluationMode();
    void imagesWithoutObjectsCanBeTrained();
    void boxCodingUsesTheSpecifiedWeights();
    void oneCategoryIsEnough();
    void paddingDoesNotChangeDetections();
    void overfitsOneImage();
};

void TestDetection::lastStageIsDilated() {
    for (const bool dilated : {true, false}) {
        auto spec = smallSpec();
        spec.dilated = dilated;
        Detector detector(smallModel(), spec);
        const auto features = detector->backbone()->features(at::randn({1, 3, 64, 96}));
        QVERIFY(features.sizes() == (dilated ? at::IntArrayRef{1, 512, 4, 6} : at::IntArrayRef{1, 512, 2, 3}));
        QCOMPARE(featureStride(detector->backbone()), dilated ? 16 : 32);
        // Weights of a classification network match by name and shape.
        Network classifier(smallModel());
        const auto own = detector->backbone()->named_parameters();
        for (const auto& parameter : classifier->named_parameters())
            QVERIFY2(own.contains(parameter.key()) && own[parameter.key()].sizes() == parameter.value().sizes(),
                     parameter.key().c_str());
        QCOMPARE(own.size(), classifier->named_parameters().size());
    }
}

void TestDetection::planEqualsTheBuiltDetector_data() {
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("isometric");
    QTest::newRow("R-ISONet-18") << 18 << true;
    QTest::newRow("ResNet-50") << 50 << false;
}

void TestDetection::planEqualsTheBuiltDetector() {
    QFETCH(int, depth);
    QFETCH(bool, isometric);
    spec::ModelSpec model;
    model.family = spec::Family::ImageNet;
    model.depth = depth;
    model.channels = 3;
    model.classes = 7;
    model.shortcut = true;
    if (!isometric) {
        model.normalization = spec::Normalization::Batch;
        model.activation = spec::Activation::ReLU;
    }
    spec::DetectorSpec detector;
    detector.hiddenFeatures = 24;
    detector.maskChannels = 12;
    detector.proposalChannels = isometric ? 0 : 20;
    const auto plan = spec::detectorPlan(model, detector, {}, 96, 128);
    Detector built(model, detector);
    const auto count = [&](const std::string& child) {
        std::int64_t sum = 0;
        for (const auto& parameter : built->named_parameters())
            if (parameter.key().starts_with(child) && !parameter.key().starts_with("backbone.head"))
                sum += parameter.value().numel();
        return sum;
    };
    QCOMPARE(plan.proposals.parameters, count("proposals."));
    QCOMPARE(plan.box.parameters, count("box."));
    QCOMPARE(plan.mask.parameters, count("mask."));
    QCOMPARE(plan.network.parameters, count(""));
    const at::Tensor features = built->backbone()->features(at::zeros({1, 3, 96, 128}));
    QVERIFY(features.sizes() ==
            (at::IntArrayRef{1, plan.features.channels, plan.features.height, plan.features.width}));
    QCOMPARE(plan.anchors, features.size(2) * features.size(3) * 15);
    // Frozen parts keep no outputs.
    detector.frozenStages = 0;
    QVERIFY(spec::detectorPlan(model, detector, {}, 96, 128).network.activationBytes > plan.network.activationBytes);
}

void TestDetection::frozenPartsAreNotTrained() {
    auto spec = smallSpec();
    spec.frozenStages = 2;
    Detector detector(smallModel(), spec);
    detector->train();
    const std::vector<Truth> truths{oneObject()};
    const auto losses = detector->losses(at::randn({1, 3, 64, 96}), {{64, 96}}, truths);
    (losses.objectness + losses.proposalBox + losses.category + losses.box + losses.mask).backward();
    for (const auto& parameter : detector->named_parameters()) {
        const std::string& name = parameter.key();
        const bool frozen =
            name.starts_with("backbone.stem") || name.starts_with("backbone.s1") || name.starts_with("backbone.head");
        QVERIFY2(parameter.value().requires_grad() != frozen, name.c_str());
        QVERIFY2(parameter.value().grad().defined() != frozen, name.c_str());
    }
    spec.frozenStages = 7;
    QVERIFY_EXCEPTION_THROWN(Detector(smallModel(), spec), c10::Error);
}

void TestDetection::frozenNormalizationStaysInEvaluationMode() {
    Detector detector(smallModel(true), smallSpec());
    detector->train();
    int norms = 0;
    for (const auto& module : detector->modules(false))
        if (const auto* norm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(module.get())) {
            QVERIFY(!norm->is_training() && !norm->weight.requires_grad());
            ++norms;
        }
    QVERIFY(norms > 10 && detector->is_training());
}

void TestDetection::imagesWithoutObjectsCanBeTrained() {
    Detector detector(smallModel(), smallSpec());
    const std::vector<Truth> truths{nothing()};
    const auto losses = detector->losses(at::randn({1, 3, 64, 96}), {{64, 96}}, truths);
    (losses.objectness + losses.proposalBox + losses.category + losses.box + losses.mask).backward();
    QCOMPARE(losses.box.item<double>() + losses.mask.item<double>() + losses.proposalBox.item<double>(), 0.0);
    QVERIFY(losses.category.item<double>() > 0 && losses.objectness.item<double>() > 0);
}

// With a tenth of the coding weights on an untrained network (offsets near 0), only the box losses shrink, to a tenth.
void TestDetection::boxCodingUsesTheSpecifiedWeights() {
    auto spec = smallSpec(), other = spec;
    for (auto* weights : {&other.proposalCoding, &other.regionCoding})
        for (double& weight : *weights)
            weight /= 10;
    const at::Tensor image = at::randn({1, 3, 64, 96});
    Truth truth = oneObject();
    truth.boxes = boxes({4, 4, 36, 36});  // offset from the anchor 0, 0, 32, 32
    const std::vector<Truth> truths{truth};
    const auto losses = [&](const spec::DetectorSpec& each) {
        torch::manual_seed(5);
        Detector detector(smallModel(), each);
        for (auto& parameter : detector->named_parameters())
            if (parameter.key().find("delta") != std::string::npos)
                parameter.value().detach().zero_();
        return detector->losses(image, {{64, 96}}, truths);
    };
    const auto usual = losses(spec), tenth = losses(other);
    QVERIFY(usual.box.item<double>() > 0 && usual.proposalBox.item<double>() > 0);
    QVERIFY(near(tenth.box, usual.box.item<double>() / 10));
    QVERIFY(near(tenth.proposalBox, usual.proposalBox.item<double>() / 10));
    QVERIFY(near(tenth.category, usual.category.item<double>()));
}

void TestDetection::oneCategoryIsEnough() {
    auto model = smallModel();
    model.classes = 1;
    Detector detector(model, smallSpec());
    Truth truth = oneObject();
    truth.labels = integers({0});
    const std::vector<Truth> truths{truth};
    const auto losses = detector->losses(at::randn({1, 3, 64, 96}), {{64, 96}}, truths);
    // Object and background are equally likely before training.
    QVERIFY(std::abs(losses.category.item<double>() - std::log(2.0)) < 0.3);
    QVERIFY(losses.mask.item<double>() > 0);
}

void TestDetection::paddingDoesNotChangeDetections() {
    auto spec = smallSpec();
    spec.scoreThreshold = 0;
    Detector detector(smallModel(), spec);
    detector->eval();
    const at::Tensor image = at::randn({1, 3, 64, 96});
    const auto alone = detector->detect(image, {{64, 96}});
    const auto both = detector->detect(at::cat({image, at::randn({1, 3, 64, 96})}), {{64, 96}, {64, 96}});
    QVERIFY(alone[0].boxes.size(0) > 0);
    QVERIFY(close(alone[0].scores, both[0].scores) && close(alone[0].boxes, both[0].boxes, 1e-3));
    QVERIFY(alone[0].masks.sizes() == (at::IntArrayRef{alone[0].boxes.size(0), 28, 28}));
    QVERIFY(alone[0].scores.diff().le(0).all().item<bool>());
}

void TestDetection::overfitsOneImage() {
    auto model = smallModel();
    model.family = spec::Family::Small;
    model.depth = 8;
    auto spec = smallSpec();
    spec.frozenStages = 0;
    spec.anchorSizes = {8, 16};
    Detector detector(model, spec);
    detector->train();
    const at::Tensor image = at::zeros({1, 3, 32, 48});
    image[0].slice(1, 4, 20).slice(2, 4, 20).fill_(1);
    Truth truth = oneObject();
    truth.boxes = boxes({4, 4, 20, 20});
    truth.masks = image[0].slice(0, 0, 1).to(at::kByte);
    const std::vector<Truth> truths{truth};
    const auto parameters = detector->parameters();
    for (int step = 0; step < 200; ++step) {
        detector->zero_grad();
        const auto losses = detector->losses(image, {{32, 48}}, truths);
        (losses.objectness + losses.proposalBox + losses.category + losses.box + losses.mask).backward();
        const at::NoGradGuard noGrad;
        for (auto& parameter : parameters)
            if (parameter.grad().defined())
                parameter.sub_(parameter.grad(), 0.03);
    }
    detector->eval();
    const auto found = detector->detect(image, {{32, 48}})[0];
    QVERIFY(found.boxes.size(0) > 0);
    QCOMPARE(found.labels[0].item<std::int64_t>(), 1);
    QVERIFY(found.scores[0].item<double>() > 0.5);
    QVERIFY(boxOverlaps(found.boxes.slice(0, 0, 1), truth.boxes).item<double>() > 0.5);
    QVERIFY(found.masks[0].gt(0.5).sum().item<std::int64_t>() > 28 * 28 / 2);  // the object fills its box
}

QTEST_GUILESS_MAIN(TestDetection)
#include "tst_detection.moc"
