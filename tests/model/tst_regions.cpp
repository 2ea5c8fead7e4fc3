// Parts of a detector compared with hand-computed cases: anchors, coding, matching, sampling, suppression, RoIAlign,
// losses, proposals, masks.
#include <torch/utils.h>

#include <QtTest>

#include "model/detection/Anchors.h"
#include "model/detection/MaskPasting.h"
#include "model/detection/Matching.h"
#include "model/detection/Operators.h"
#include "model/detection/ProposalNetwork.h"
#include "model/detection/RegionLosses.h"
#include "tests/model/DetectionCase.h"

using namespace isonet;
using namespace isonet::model;

class TestRegions : public QObject {
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
    void anchorsHaveTheirSizesAndRatios();
    void gridAnchorsAreCenteredOnTheFeatures();
    void boxOverlapsAndClipping();
    void codingIsRelativeToTheReference();
    void codingRoundTrips();
    void decodedBoxesStayFinite();
    void boxesAreMatchedByOverlap();
    void bestBoxOfEachObjectIsPositive();
    void samplesKeepThePositiveFraction();
    void suppressionKeepsTheHighestScores();
    void suppressionTreatsGroupsSeparately();
    void roiAlignSamplesCellCenters();
    void roiAlignHasGradients();
    void boxErrorIsQuadraticNearZero();
    void regionLossesUseTheObjectsCategory();
    void crowdsAreNotBackground();
    void maskTargetsAreCroppedToTheRegion();
    void maskLossUsesTheObjectsCategory();
    void proposalLossesOfAnUntrainedNetwork();
    void proposalsStayInTheImage();
    void masksAreResizedToTheirBox();
};

void TestRegions::anchorsHaveTheirSizesAndRatios() {
    spec::DetectorSpec spec;
    spec.anchorSizes = {32, 64};
    spec.anchorRatios = {1, 4};
    QVERIFY(close(cellAnchors(spec), boxes({-16, -16, 16, 16, -8, -32, 8, 32, -32, -32, 32, 32, -16, -64, 16, 64})));
}

void TestRegions::gridAnchorsAreCenteredOnTheFeatures() {
    const auto all = gridAnchors(boxes({-1, -2, 1, 2, -3, -3, 3, 3}), 2, 3, 16);
    QCOMPARE(all.size(0), 12);
    QVERIFY(close(all.slice(0, 0, 4), boxes({-1, -2, 1, 2, -3, -3, 3, 3, 15, -2, 17, 2, 13, -3, 19, 3})));
    QVERIFY(close(all.slice(0, 10, 12), boxes({31, 14, 33, 18, 29, 13, 35, 19})));
}

void TestRegions::boxOverlapsAndClipping() {
    const auto a = boxes({0, 0, 10, 10, 5, 5, 5, 9}), b = boxes({5, 0, 15, 10, 20, 20, 30, 30});
    QVERIFY(close(boxOverlaps(a, b), at::tensor({1.0 / 3, 0.0, 0.0, 0.0}).view({2, 2})));
    QVERIFY(close(boxCover(a, b), at::tensor({0.5, 0.0, 0.0, 0.0}).view({2, 2})));
    QVERIFY(close(clippedBoxes(boxes({-5, 3, 50, 70}), {60, 40}), boxes({0, 3, 40, 60})));
    QVERIFY(at::equal(nonEmptyBoxes(boxes({0, 0, 1, 1, 2, 2, 2, 5, 3, 3, 9, 4})), integers({0, 2})));
    QVERIFY_EXCEPTION_THROWN(boxOverlaps(at::zeros({3}), b), c10::Error);
}

void TestRegions::codingIsRelativeToTheReference() {
    // Shifted by half its width and a quarter of its height, twice as wide.
    const auto reference = boxes({0, 0, 10, 20}), box = boxes({0, 5, 20, 25});
    const at::Tensor expected = at::tensor({0.5, 0.25, std::log(2.0), 0.0}).view({1, 4});
    QVERIFY(close(proposalCoding.encode(box, reference), expected));
    QVERIFY(close(regionCoding.encode(box, reference), expected * at::tensor({10.0, 10.0, 5.0, 5.0})));
}

void TestRegions::codingRoundTrips() {
    const at::Tensor corner = at::rand({50, 2}) * 100, size = at::rand({50, 2}) * 90 + 1;
    const at::Tensor references = at::cat({corner, corner + size}, 1);
    const at::Tensor all = references.flip(0);
    for (const BoxCoding& coding : {proposalCoding, regionCoding})
        QVERIFY(close(coding.decode(coding.encode(all, references), references), all, 1e-3));
    // Several boxes per reference.
    const at::Tensor two = at::cat({proposalCoding.encode(all, references), at::zeros({50, 4})}, 1);
    QVERIFY(close(proposalCoding.decode(two, references), at::cat({all, references}, 1), 1e-3));
}

void TestRegions::decodedBoxesStayFinite() {
    const auto box =
        proposalCoding.decode(at::tensor({0.0, 0.0, 1000.0, 0.0}).to(at::kFloat).view({1, 4}), boxes({0, 0, 16, 16}));
    QVERIFY(close(box, boxes({8 - 500, 0, 8 + 500, 16}), 1e-4));
}

void TestRegions::boxesAreMatchedByOverlap() {
    const at::Tensor overlaps = at::tensor({0.8F, 0.5F, 0.2F, 0.0F, 0.1F, 0.6F, 0.29F, 0.0F}).view({2, 4});
    const auto match = matchBoxes(overlaps, 0.7, 0.3, false);
    QVERIFY(at::equal(match.object, integers({0, 1, 1, 0})));
    QVERIFY(at::equal(match.role, integers({1, -1, 0, 0})));
    QVERIFY(close(match.overlap, at::tensor({0.8, 0.6, 0.29, 0.0})));
    const auto none = matchBoxes(at::empty({0, 3}), 0.7, 0.3, true);
    QVERIFY(at::equal(none.role, integers({0, 0, 0})));
    QVERIFY_EXCEPTION_THROWN(matchBoxes(overlaps, 0.3, 0.7, false), c10::Error);
}

void TestRegions::bestBoxOfEachObjectIsPositive() {
    // The second object's best overlap is 0.4, with two boxes; the third overlaps none.
    const at::Tensor overlaps = at::tensor({0.8F, 0.1F, 0.1F, 0.0F, 0.4F, 0.4F, 0.0F, 0.0F, 0.0F}).view({3, 3});
    QVERIFY(at::equal(matchBoxes(overlaps, 0.7, 0.3, true).role, integers({1, 1, 1})));
    QVERIFY(at::equal(matchBoxes(overlaps, 0.7, 0.3, false).role, integers({1, -1, -1})));
    const at::Tensor apart = at::zeros({1, 3});
    QVERIFY(at::equal(matchBoxes(apart, 0.7, 0.3, true).role, integers({0, 0, 0})));
}

void TestRegions::samplesKeepThePositiveFraction() {
    at::Tensor role = at::zeros({100}, at::kLong);
    role.slice(0, 0, 40).fill_(ObjectRole);
    role.slice(0, 90, 100).fill_(NeitherRole);
    const auto sample = sampleBoxes(role, 40, 0.25);
    QCOMPARE(sample.objects.size(0), 10);
    QCOMPARE(sample.background.size(0), 30);
    QVERIFY(sample.objects.max().item<std::int64_t>() < 40);
    QVERIFY(sample.background.min().item<std::int64_t>() >= 40 && sample.background.max().item<std::int64_t>() < 90);
    QCOMPARE(std::get<0>(at::_unique(sample.all())).size(0), 40);
    torch::manual_seed(3);
    const auto same = sampleBoxes(role, 40, 0.25);
    const auto other = sampleBoxes(role, 40, 0.25);
    QVERIFY(at::equal(sample.all(), same.all()) && !at::equal(sample.all(), other.all()));
    // Missing objects are replaced by background; if there are too few boxes, all are taken.
    role.slice(0, 2, 40).fill_(BackgroundRole);
    QCOMPARE(sampleBoxes(role, 40, 0.25).background.size(0), 38);
    QCOMPARE(sampleBoxes(role, 1000, 0.5).all().size(0), 90);
}

void TestRegions::suppressionKeepsTheHighestScores() {
    // Overlaps: 0 with 1: 0.81 / 1.19 = 0.68; 0 with 2: none.
    const auto all = boxes({0, 0, 10, 10, 1, 1, 11, 11, 20, 20, 30, 30});
    const auto scores = at::tensor({0.5F, 0.9F, 0.7F});
    QVERIFY(at::equal(suppressed(all, scores, 0.5), integers({1, 2})));
    QVERIFY(at::equal(suppressed(all, scores, 0.7), integers({1, 2, 0})));
    QVERIFY_EXCEPTION_THROWN(suppressed(all, scores.slice(0, 1), 0.5), c10::Error);
}

void TestRegions::suppressionTreatsGroupsSeparately() {
    const auto all = boxes({0, 0, 10, 10, 1, 1, 11, 11, 0, 0, 10, 9});
    const auto scores = at::tensor({0.5F, 0.9F, 0.4F});
    QVERIFY(at::equal(suppressedByGroup(all, scores, integers({0, 1, 0}), 0.5), integers({1, 0})));
    QCOMPARE(suppressedByGroup(at::empty({0, 4}), at::empty({0}), at::empty({0}, at::kLong), 0.5).size(0), 0);
}

void TestRegions::roiAlignSamplesCellCenters() {
    // Feature (y, x) has the value x; its center is at x + 1/2. Cells of [4, 12] in four have their centers at 5, 7,
    // 9, 11.
    const at::Tensor ramp = at::arange(20, at::kFloat).view({1, 1, 1, 20}).expand({1, 1, 20, 20});
    const at::Tensor region = at::tensor({0.0F, 4.0F, 4.0F, 12.0F, 12.0F}).view({1, 5});
    const at::Tensor row = at::tensor({4.5, 6.5, 8.5, 10.5});
    QVERIFY(close(roiAlign(ramp, region, 1, 4), row.view({1, 1, 1, 4}).expand({1, 1, 4, 4})));
    const at::Tensor larger = at::tensor({0.0F, 64.0F, 64.0F, 192.0F, 192.0F}).view({1, 5});
    QVERIFY(close(roiAlign(ramp, larger, 1.0 / 16, 4), roiAlign(ramp, region, 1, 4)));
    const at::Tensor layout = ramp.contiguous(at::MemoryFormat::ChannelsLast);
    QVERIFY(close(roiAlign(layout, region, 1, 4), roiAlign(ramp, region, 1, 4)));
}

void TestRegions::roiAlignHasGradients() {
    const at::Tensor features = at::randn({2, 3, 8, 8}).requires_grad_();
    const at::Tensor region = at::tensor({1.0F, 1.0F, 1.0F, 6.0F, 5.0F}).view({1, 5});
    roiAlign(features, region, 1, 2).sum().backward();
    // The weights of each cell's mean sum to 1.
    QVERIFY(std::abs(features.grad()[1].sum().item<double>() - 12) < 1e-4);
    QCOMPARE(features.grad()[0].abs().sum().item<double>(), 0.0);
}

void TestRegions::boxErrorIsQuadraticNearZero() {
    const at::Tensor a = at::tensor({0.5, -3.0, 0.0}), b = at::zeros({3}, at::kDouble);
    QVERIFY(near(boxError(a, b, 0), 3.5));
    QVERIFY(near(boxError(a, b, 1), 0.125 + 2.5));
}

void TestRegions::regionLossesUseTheObjectsCategory() {
    // Two categories; one object of the second, and background, whose box is ignored.
    const at::Tensor labels = integers({1, 2});
    const at::Tensor logits = at::tensor({0.0F, 2.0F, 0.0F, 0.0F, 0.0F, 1.0F}).view({2, 3});
    const double expected = (std::log(2 + std::exp(2.0)) - 2 + std::log(2 + std::exp(1.0)) - 1) / 2;
    QVERIFY(near(categoryLoss(logits, labels), expected));
    at::Tensor deltas = at::full({2, 8}, 100.0F);
    deltas[0].slice(0, 4, 8).copy_(at::tensor({1.0F, 0.0F, 0.0F, 0.0F}));
    const auto regions = boxes({0, 0, 10, 10, 0, 0, 10, 10}), targets = boxes({5, 0, 15, 10, 7, 7, 9, 9});
    // Encoded with weight 10 the target is shifted by 10 * 0.5 = 5; |1 - 5| over two regions.
    QVERIFY(near(regionBoxLoss(deltas, labels, regions, targets, regionCoding, 0), 2.0));
    QCOMPARE(regionBoxLoss(deltas, integers({2, 2}), regions, targets, regionCoding, 0).item<double>(), 0.0);
    QCOMPARE(categoryLoss(logits.slice(0, 0, 0), labels.slice(0, 0, 0)).item<double>(), 0.0);
}

void TestRegions::crowdsAreNotBackground() {
    at::Tensor role = integers({0, 0, 1});
    const auto all = boxes({0, 0, 10, 10, 0, 0, 10, 30, 0, 0, 10, 10});
    ignoreCrowds(role, all, boxes({0, 0, 10, 8}), 0.7);  // covers 0.8, 0.27, 0.8
    QVERIFY(at::equal(role, integers({-1, 0, 1})));
    ignoreCrowds(role, all, at::empty({0, 4}), 0.7);
    QVERIFY(at::equal(role, integers({-1, 0, 1})));
}

void TestRegions::maskTargetsAreCroppedToTheRegion() {
    at::Tensor masks = at::zeros({2, 16, 16}, at::kByte);
    masks[1].slice(1, 8, 16).fill_(1);  // the right half
    const auto targets = maskTargets(masks, boxes({4, 4, 12, 12, 0, 0, 16, 16}), integers({1, 0}), 4);
    QVERIFY(close(targets[0], at::tensor({0.0, 0.0, 1.0, 1.0}).view({1, 4}).expand({4, 4})));
    QCOMPARE(targets[1].sum().item<double>(), 0.0);
}

void TestRegions::maskLossUsesTheObjectsCategory() {
    at::Tensor logits = at::full({1, 2, 2, 2}, 50.0F);
    logits[0][1].zero_();
    const at::Tensor targets = at::tensor({1.0F, 0.0F, 1.0F, 0.0F}).view({1, 2, 2});
    QVERIFY(near(maskLoss(logits, integers({1}), targets), std::log(2.0)));
    QCOMPARE(maskLoss(logits.slice(0, 0, 0), at::empty({0}, at::kLong), {}).item<double>(), 0.0);
}

void TestRegions::proposalLossesOfAnUntrainedNetwork() {
    // All weights 0: every score is 1/2 and every box equals its anchor. One object is an anchor shifted by 2 in x.
    spec::DetectorSpec spec;
    spec.anchorSizes = {32};
    spec.anchorRatios = {1};
    spec.proposalSamples = 4;
    ProposalNetwork network(spec, 3, 16);
    for (auto& parameter : network->parameters())
        parameter.detach().zero_();
    Truth truth;
    truth.boxes = boxes({34, 16, 66, 48});  // the anchor at (48, 32) is 32, 16, 64, 48: overlap 30 / 34
    truth.labels = integers({0});
    truth.crowds = at::empty({0, 4});
    const std::vector<Truth> truths{truth};
    const auto proposals = network->forward(at::randn({1, 3, 4, 6}), {{64, 96}}, &truths);
    QVERIFY(near(proposals.objectness, std::log(2.0)));
    QVERIFY(near(proposals.box, 2.0 / 32 / 4));
}

void TestRegions::proposalsStayInTheImage() {
    spec::DetectorSpec spec = smallSpec();
    ProposalNetwork network(spec, 3, 16);
    const auto proposals = network->forward(at::randn({2, 3, 4, 6}) * 50, {{64, 96}, {50, 70}}, nullptr);
    QCOMPARE(proposals.boxes.size(), std::size_t{2});
    QVERIFY(!proposals.objectness.defined());
    const at::Tensor& second = proposals.boxes[1];
    QVERIFY(second.size(0) > 0 && second.size(0) <= spec.proposalsAfterTest && !second.requires_grad());
    QVERIFY(second.min().item<double>() >= 0);
    QVERIFY(second.select(1, 2).max().item<double>() <= 70 && second.select(1, 3).max().item<double>() <= 50);
}

void TestRegions::masksAreResizedToTheirBox() {
    const at::Tensor full = at::ones({28, 28});
    const auto whole = pastedMask(full, boxes({2, 3, 7, 9})[0], {12, 10}, 0.5);
    QCOMPARE(whole.sum().item<std::int64_t>(), 30);
    QCOMPARE(whole.slice(0, 3, 9).slice(1, 2, 7).sum().item<std::int64_t>(), 30);
    at::Tensor half = at::zeros({28, 28});
    half.slice(1, 0, 14).fill_(1);
    const auto left = pastedMask(half, boxes({-4, 0, 4, 12})[0], {12, 10}, 0.6);
    QCOMPARE(left.sum().item<std::int64_t>(), 0);  // its left half is outside
    QCOMPARE(pastedMask(full, boxes({3, 3, 3, 9})[0], {12, 10}, 0.5).sum().item<std::int64_t>(), 0);
    QCOMPARE(pastedMask(full, boxes({30, 30, 40, 40})[0], {12, 10}, 0.5).sum().item<std::int64_t>(), 0);
}

QTEST_GUILESS_MAIN(TestRegions)
#include "tst_regions.moc"
