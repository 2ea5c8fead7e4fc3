// Shapes, counts and flags of the plan, compared with values computed by hand or published.
#include <QtTest>

#include <algorithm>
#include <stdexcept>

#include "model/spec/DetectorPlan.h"
#include "model/spec/NetworkPlan.h"

using namespace isonet::spec;

namespace {

ModelSpec imageNet(int depth) {
    ModelSpec spec;
    spec.family = Family::ImageNet;
    spec.depth = depth;
    spec.height = spec.width = 224;
    spec.classes = 1000;
    return spec;
}

const ConvolutionPlan& layer(const NetworkPlan& plan, const std::string& name) {
    const auto found = std::ranges::find(plan.convolutions, name, &ConvolutionPlan::name);
    if (found == plan.convolutions.end())
        throw std::runtime_error("no layer " + name);
    return *found;
}

}  // namespace

class TestNetworkPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Counts of the published implementation; for ResNet those of torchvision (with its projections).
    void parameterCountsAreExact_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("residual");
        QTest::addColumn<bool>("batchNorm");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("ISONet-20") << 20 << false << false << qint64{269034};
        QTest::newRow("R-ISONet-20") << 20 << true << false << qint64{271603};
        QTest::newRow("R-ISONet-56") << 56 << true << false << qint64{853573};
        QTest::newRow("ISONet-18") << 18 << false << false << qint64{11511784};
        QTest::newRow("ISONet-34") << 34 << false << false << qint64{21616232};
        QTest::newRow("R-ISONet-34") << 34 << true << false << qint64{21788280};
        QTest::newRow("ISONet-50") << 50 << false << false << qint64{22757736};
        QTest::newRow("R-ISONet-50") << 50 << true << false << qint64{25526648};
        QTest::newRow("R-ISONet-101") << 101 << true << false << qint64{44492681};
        QTest::newRow("ResNet-18") << 18 << true << true << qint64{11689512};
        QTest::newRow("ResNet-34") << 34 << true << true << qint64{21797672};
        QTest::newRow("ResNet-50") << 50 << true << true << qint64{25557032};
        QTest::newRow("ResNet-101") << 101 << true << true << qint64{44549160};
        QTest::newRow("ResNet-152") << 152 << true << true << qint64{60192808};
    }

    void parameterCountsAreExact() {
        QFETCH(int, depth);
        QFETCH(bool, residual);
        QFETCH(bool, batchNorm);
        QFETCH(qint64, parameters);
        ModelSpec spec = depth % 6 == 2 && depth != 50 && depth != 152 ? ModelSpec{} : imageNet(depth);
        spec.depth = depth;
        spec.shortcut = residual;
        if (batchNorm) {
            spec.normalization = Normalization::Batch;
            spec.activation = Activation::ReLU;
        } else if (residual) {
            spec.multiplier = ResidualMultiplier::Scalar;
        }
        const auto network = plan(spec);
        QCOMPARE(qint64{network.parameters}, parameters);
        std::int64_t stages = 0, flops = 0;
        for (const auto& stage : network.stages) {
            stages += stage.parameters;
            flops += stage.flops;
        }
        QCOMPARE(qint64{stages}, parameters);
        QCOMPARE(flops, network.flops);
    }

    // He et al., 2016, table 1: 1.8, 3.6, 3.8 and 7.6 x 10^9 multiply-adds at 224 x 224 (stride on the 1x1; on the 3x3,
    // as here, 4.1 and 7.8).
    void flopsMatchPublishedCounts_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<double>("billions");
        QTest::newRow("18") << 18 << 1.814;
        QTest::newRow("34") << 34 << 3.664;
        QTest::newRow("50") << 50 << 4.089;
        QTest::newRow("101") << 101 << 7.801;
    }

    void flopsMatchPublishedCounts() {
        QFETCH(int, depth);
        QFETCH(double, billions);
        ModelSpec spec = imageNet(depth);
        spec.shortcut = true;
        const double multiplyAdds = static_cast<double>(plan(spec).flops) / 2e9;
        QVERIFY2(std::abs(multiplyAdds - billions) < 0.002, qPrintable(QString::number(multiplyAdds)));
    }

    void stageShapesAreCorrect() {
        const auto network = plan(imageNet(34));
        QCOMPARE(network.stages.size(), size_t{6});
        const Shape3 outs[] = {{64, 56, 56}, {64, 56, 56}, {128, 28, 28}, {256, 14, 14}, {512, 7, 7}, {1000, 1, 1}};
        const char* stageNames[] = {"stem", "s1", "s2", "s3", "s4", "head"};
        for (size_t i = 0; i < 6; ++i) {
            QVERIFY(network.stages[i].out == outs[i]);
            QCOMPARE(network.stages[i].name, std::string(stageNames[i]));
        }
        const auto& strided = layer(network, "s2.b1.f.a");
        QVERIFY((strided.in == Shape3{64, 56, 56}));
        QVERIFY((strided.out == Shape3{128, 28, 28}));
        QCOMPARE(strided.stride, 2);
        QCOMPARE(strided.flops(), std::int64_t{2} * 128 * 28 * 28 * 64 * 9);
        QCOMPARE(network.convolutions.size(), size_t{33});
        QCOMPARE(network.activations.size(), size_t{33});
    }

    void anyImageSizeIsAccepted_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("lastHeight");
        QTest::addColumn<int>("lastWidth");
        QTest::newRow("28 x 28") << 28 << 28 << 7 << 7;
        QTest::newRow("odd") << 33 << 17 << 9 << 5;
        QTest::newRow("smallest") << 4 << 4 << 1 << 1;
    }

    void anyImageSizeIsAccepted() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, lastHeight);
        QFETCH(int, lastWidth);
        ModelSpec spec;
        spec.height = height;
        spec.width = width;
        spec.channels = 1;
        const auto network = plan(spec);
        QVERIFY((network.convolutions.back().out == Shape3{64, lastHeight, lastWidth}));
        QCOMPARE(network.convolutions.front().inputs, 1);
    }

    void bottleneckStrideIsOnTheThreeByThree() {
        ModelSpec spec = imageNet(50);
        spec.shortcut = true;
        const auto network = plan(spec);
        QCOMPARE(layer(network, "s2.b1.f.a").stride, 1);
        QCOMPARE(layer(network, "s2.b1.f.b").stride, 2);
        QCOMPARE(layer(network, "s2.b1.proj").stride, 2);
        QCOMPARE(layer(network, "s1.b1.proj").stride, 1);
        QVERIFY(network.blocks[0].kind == BlockKind::Bottleneck && network.blocks[0].projection &&
                !network.blocks[1].projection);
        const auto at = [&](const char* name) {
            return std::ranges::find(network.convolutions, name, &ConvolutionPlan::name) - network.convolutions.begin();
        };
        QVERIFY(at("s2.b1.proj") < at("s2.b1.f.a"));
    }

    void lastStageOfABackboneIsDilated_data() {
        QTest::addColumn<bool>("small");
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("residual");
        QTest::newRow("ISONet-34") << false << 34 << false;
        QTest::newRow("R-ISONet-34") << false << 34 << true;
        QTest::newRow("R-ISONet-50") << false << 50 << true;
        QTest::newRow("R-ISONet-20") << true << 20 << true;
    }

    // The weights are the same; only strides and dilations of the last stage change.
    void lastStageOfABackboneIsDilated() {
        QFETCH(bool, small);
        QFETCH(int, depth);
        QFETCH(bool, residual);
        ModelSpec spec = small ? ModelSpec{} : imageNet(depth);
        spec.depth = depth;
        spec.shortcut = residual;
        const auto classifier = plan(spec);
        spec.dilated = true;
        const auto network = plan(spec);
        QCOMPARE(network.parameters, classifier.parameters);
        QCOMPARE(network.convolutions.size(), classifier.convolutions.size());
        const int last = small ? 3 : 4;
        for (size_t i = 0; i < network.convolutions.size(); ++i) {
            const auto &one = network.convolutions[i], &other = classifier.convolutions[i];
            QCOMPARE(one.name, other.name);
            QVERIFY(one.inputs == other.inputs && one.outputs == other.outputs && one.kernel == other.kernel);
            QCOMPARE(one.penalized, other.penalized);
            const bool dilated = one.stage == last;
            QCOMPARE(one.stride, dilated ? 1 : other.stride);
            QCOMPARE(one.dilation, dilated && !one.kernel.pointwise() ? 2 : 1);
            const int padding = one.dilation * (one.kernel.height / 2);
            QVERIFY((one.padding == Padding{padding, padding, padding, padding}));
            if (dilated)
                QVERIFY(one.in.height == one.out.height && one.in.width == one.out.width);
            else
                QVERIFY(one.in == other.in && one.out == other.out);
        }
        const auto &before = network.stages[size_t(last) - 1], &after = network.stages[size_t(last)];
        QVERIFY(after.out.height == before.out.height && after.out.channels == 2 * before.out.channels);
        QCOMPARE(after.out.height, small ? 16 : 14);
        for (const auto& block : network.blocks)
            QVERIFY(block.stage != last || block.stride == 1);
        QCOMPARE(layer(network, "s2.b1.f.a").stride, depth == 50 ? 1 : 2);
    }

    void detectorSettingsDefineItsBackbone() {
        DetectorSpec detector;
        ModelSpec spec = imageNet(18);
        spec.classes = 1;  // one category, too few for a classifier
        QVERIFY(!validate(spec).empty());
        ModelSpec backbone = backboneSpec(spec, detector);
        QVERIFY(validate(backbone).empty() && backbone.dilated && backbone.classes == 2);
        detector.dilated = false;
        spec.classes = 80;
        QVERIFY(backboneSpec(spec, detector) == spec);
    }

    void biasesExistOnlyWithoutAnotherOffset_data() {
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("batchNorm");
        QTest::addColumn<bool>("fixup");
        QTest::addColumn<bool>("bias");
        for (int i = 0; i < 7; ++i) {
            const auto activation = static_cast<Activation>(i);
            QTest::addRow("%s", name(activation).data()) << i << false << false << (activation != Activation::SReLU);
            QTest::addRow("%s, BatchNorm", name(activation).data()) << i << true << false << false;
            QTest::addRow("%s, Fixup", name(activation).data()) << i << false << true << false;
        }
    }

    void biasesExistOnlyWithoutAnotherOffset() {
        QFETCH(int, activation);
        QFETCH(bool, batchNorm);
        QFETCH(bool, fixup);
        QFETCH(bool, bias);
        ModelSpec spec;
        spec.shortcut = true;
        spec.activation = static_cast<Activation>(activation);
        spec.normalization = batchNorm ? Normalization::Batch : Normalization::None;
        spec.fixup = fixup;
        spec.initialization = Initialization::Kaiming;
        for (const auto& each : plan(spec).convolutions)
            QCOMPARE(each.bias, bias);
    }

    // Of two entries for a layer the later one wins, setting by setting.
    void blockOverridesApplyToTheirLayers() {
        ModelSpec spec;
        spec.shortcut = true;
        spec.blocks = {{"s2", Activation::ReLU, {}, {}, Initialization::Kaiming},
                       {"s2.b1", Activation::SReLU, -0.25, false, {}},
                       {"s3.b3.f.a", Activation::PReLU, {}, {}, {}},
                       {"s1.b2", {}, -1.0, {}, {}}};  // same as the network
        const NetworkPlan network = plan(spec);
        for (const auto& each : network.convolutions) {
            QCOMPARE(each.initialization, each.stage == 2 ? Initialization::Kaiming : Initialization::Delta);
            // s2.b1 uses SReLU again, as does the activation after the last convolution of s3.b3.
            QCOMPARE(each.bias, (each.stage == 2 && !each.name.starts_with("s2.b1.")) || each.name == "s3.b3.f.a");
        }
        for (const auto& each : network.activations) {
            const bool relu = each.stage == 2 && !each.name.starts_with("s2.b1.");
            QCOMPARE(each.kind, relu                            ? Activation::ReLU
                                : each.name == "s3.b3.f.a_relu" ? Activation::PReLU
                                                                : Activation::SReLU);
            QCOMPARE(each.offset, each.name.starts_with("s2.b1.") ? -0.25 : -1.0);
            QCOMPARE(each.offsetTrained, !each.name.starts_with("s2.b1."));
        }
        QCOMPARE(network.changed, (std::vector<std::string>{"s2.b1", "s2.b2", "s2.b3", "s3.b3"}));
        QCOMPARE(networkName(spec), std::string("ISONet-20").insert(0, "R-"));
        spec.blocks.clear();
        QVERIFY(plan(spec).changed.empty());
    }

    void allButStemAndExclusionsArePenalized() {
        ModelSpec spec;
        spec.shortcut = true;
        PenaltySpec penalty;
        penalty.exclude = {"s2.b1.proj", "s3.b*"};
        for (const auto& each : plan(spec, penalty).convolutions)
            QCOMPARE(each.penalized, each.stage == 1 || (each.stage == 2 && each.name != "s2.b1.proj"));
        penalty.kind = PenaltyKind::None;
        for (const auto& each : plan(spec, penalty).convolutions)
            QVERIFY(!each.penalized);
        // A gray image's stem has one input channel, not three: still the stem.
        spec.channels = 1;
        QVERIFY(!plan(spec).convolutions.front().penalized);
    }

    // ISONet-8 on a 1 x 4 x 4 image: image 16; stem and s1 3 x 16 x 16; s2 2 x 32 x 4; s3 2 x 64; features 64;
    // logits 10.
    void keptActivationsAreCounted() {
        ModelSpec spec;
        spec.depth = 8;
        spec.channels = 1;
        spec.height = spec.width = 4;
        QCOMPARE(plan(spec).activationBytes, std::int64_t{4} * (16 + 768 + 256 + 128 + 64 + 10));
        const auto plain = plan(spec).activationBytes;
        spec.normalization = Normalization::Batch;  // also keeps every convolution's output
        QCOMPARE(plan(spec).activationBytes - plain, std::int64_t{4} * (768 + 256 + 128));
    }

    void invalidSpecificationThrowsTheFirstProblem() {
        ModelSpec spec;
        spec.depth = 21;
        try {
            plan(spec);
            QFAIL("accepted");
        } catch (const std::invalid_argument& error) {
            QVERIFY(QString(error.what()).startsWith("model.depth: depth is 21;"));
        }
    }
};

QTEST_APPLESS_MAIN(TestNetworkPlan)
#include "tst_networkplan.moc"
