// Networks assembled from stages: published parameter counts, expansion of the shorthand, refusals.
#include <QtTest>

#include <functional>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/Recomputation.h"
#include "tests/spec/StagedNetworks.h"

using namespace isonet::spec;
using namespace isonet::test;

namespace {

// A ResNet of bottlenecks on 224x224 images, as torchvision counts it.
ModelSpec bottlenecks(int depth, int groups, double ratio) {
    ModelSpec spec;
    spec.family = Family::ImageNet;
    spec.depth = depth;
    spec.height = spec.width = 224;
    spec.classes = 1000;
    spec.shortcut = true;
    spec.normalization = Normalization::Batch;
    spec.activation = Activation::ReLU;
    spec.initialization = Initialization::Kaiming;
    spec = expanded(spec);
    for (StageSpec& each : spec.stages) {
        each.groups = groups;
        each.bottleneckRatio = ratio;
    }
    return spec;
}

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestStages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Counts of torchvision's models.
    void parameterCountsArePublished_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("groups");
        QTest::addColumn<double>("ratio");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("ResNet-50") << 50 << 1 << 4.0 << qint64{25557032};
        QTest::newRow("ResNet-152") << 152 << 1 << 4.0 << qint64{60192808};
        QTest::newRow("ResNeXt-50 32x4d") << 50 << 32 << 2.0 << qint64{25028904};
        QTest::newRow("ResNeXt-101 32x8d") << 101 << 32 << 1.0 << qint64{88791336};
        QTest::newRow("Wide ResNet-50-2") << 50 << 1 << 2.0 << qint64{68883240};
        QTest::newRow("Wide ResNet-101-2") << 101 << 1 << 2.0 << qint64{126886696};
    }

    void parameterCountsArePublished() {
        QFETCH(int, depth);
        QFETCH(int, groups);
        QFETCH(double, ratio);
        QFETCH(qint64, parameters);
        const ModelSpec spec = bottlenecks(depth, groups, ratio);
        QCOMPARE(qint64{plan(spec).parameters}, parameters);
        QCOMPARE(depthOf(spec), depth);
    }

    void groupWidthAndGroupsAgree() {
        ModelSpec byGroups = bottlenecks(50, 1, 1.0), byWidth = byGroups;
        for (StageSpec& each : byGroups.stages)
            each.groups = each.channels / 8;
        for (StageSpec& each : byWidth.stages)
            each.groupWidth = 8;
        QCOMPARE(plan(byWidth).parameters, plan(byGroups).parameters);
        QCOMPARE(plan(byWidth).convolutions[3].groups, 32);
    }

    void expandedShorthandIsTheSameNetwork_data() {
        QTest::addColumn<int>("family");
        QTest::addColumn<int>("depth");
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("more");
        QTest::newRow("ISONet-20") << 0 << 20 << 1.0 << 1.0;
        QTest::newRow("ISONet-18") << 1 << 18 << 1.0 << 1.0;
        QTest::newRow("ISONet-152") << 1 << 152 << 1.0 << 1.0;
        QTest::newRow("wide") << 0 << 14 << 4.0 << 1.0;
        QTest::newRow("deep and narrow") << 0 << 14 << 0.5 << 1.6;
    }

    void expandedShorthandIsTheSameNetwork() {
        QFETCH(int, family);
        QFETCH(int, depth);
        QFETCH(double, width);
        QFETCH(double, more);
        ModelSpec spec;
        spec.family = static_cast<Family>(family);
        spec.depth = depth;
        spec.height = spec.width = 64;
        spec.widthMultiplier = width;
        spec.depthMultiplier = more;
        const ModelSpec other = expanded(spec);
        QVERIFY(!other.stages.empty() && other.stem);
        const NetworkPlan a = plan(spec), b = plan(other);
        QCOMPARE(b.parameters, a.parameters);
        QCOMPARE(b.flops, a.flops);
        QCOMPARE(b.activationBytes, a.activationBytes);
        QCOMPARE(b.convolutions.size(), a.convolutions.size());
        for (size_t i = 0; i < a.convolutions.size(); ++i) {
            QCOMPARE(b.convolutions[i].name, a.convolutions[i].name);
            QVERIFY(b.convolutions[i].out == a.convolutions[i].out);
        }
        QCOMPARE(networkName(other), networkName(spec));
        QCOMPARE(isPublished(other), width == 1.0 && more == 1.0);
    }

    void multipliersScaleChannelsAndBlocks() {
        ModelSpec spec;
        spec.depth = 14;
        spec.widthMultiplier = 4;
        spec.depthMultiplier = 1.5;
        const NetworkPlan network = plan(spec);
        QCOMPARE(network.convolutions[0].outputs, 64);
        QCOMPARE(network.stages[3].out.channels, 256);
        QCOMPARE(network.stages[1].blocks, 3);
        QCOMPARE(networkName(spec), "Custom ISONet-20");
    }

    void poolingOfTheStemDividesTheGrid() {
        ModelSpec spec = assembled({stage(1, 16)});
        spec.stem = StemSpec{};
        spec.stem->pool = StemPooling::Average;
        for (const int kernel : {2, 3, 4}) {
            spec.stem->poolKernel = kernel;
            QCOMPARE(plan(spec).stages[0].out.height, 16);
        }
        spec.height = spec.width = 1;
        spec.stem->poolKernel = 2;
        QCOMPARE(validate(spec).front().field, "model.stem.pool_kernel");
    }

    void evenKernelsArePaddedToTheSameSize() {
        StageSpec plain = stage(1, 8, 2, BlockKind::Plain);
        plain.kernel = {{4, 1}};
        plain.dilation = 3;
        const ConvolutionPlan layer = plan(assembled({plain})).convolutions[1];
        QVERIFY((layer.padding == Padding{6, 3, 0, 0}));
        QVERIFY((layer.out == Shape3{8, 16, 16}));
        QCOMPARE(layer.parameters(), 8 * 16 * 4);
    }

    void downsamplingIsShapedLikeItsOperation_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("side");
        QTest::newRow("stride") << 0 << 16 << 17;
        QTest::newRow("max_pool") << 1 << 16 << 16;
        QTest::newRow("avg_pool") << 2 << 16 << 16;
        QTest::newRow("blur_pool") << 3 << 16 << 17;
    }

    void downsamplingIsShapedLikeItsOperation() {
        QFETCH(int, kind);
        QFETCH(int, inputs);
        QFETCH(int, side);
        StageSpec second = stage(2, 32, 2);
        second.downsample = static_cast<Downsampling>(kind);
        second.downsampleAt = 1;
        ModelSpec spec = assembled({stage(1, 16), second});
        spec.height = spec.width = 33;
        spec.shortcut = true;
        const NetworkPlan network = plan(spec);
        QCOMPARE(network.stages[2].out.height, side);
        const auto b = std::ranges::find(network.convolutions, std::string("s2.b1.f.b"), &ConvolutionPlan::name);
        QCOMPARE(b->inputs, 2 * inputs);
        QCOMPARE(b->stride, kind == 0 ? 2 : 1);
        const auto projection =
            std::ranges::find(network.convolutions, std::string("s2.b1.proj"), &ConvolutionPlan::name);
        QVERIFY(projection != network.convolutions.end());
        QCOMPARE(projection->out.height, side);
    }

    // 4 x 16 channels: the shortcut needs no projection.
    void spaceToDepthMultipliesChannels() {
        StageSpec second = stage(1, 64, 2);
        second.downsample = Downsampling::SpaceToDepth;
        ModelSpec spec = assembled({stage(1, 16), second});
        spec.shortcut = true;
        const NetworkPlan network = plan(spec);
        QCOMPARE(network.convolutions.back().name, "s2.b1.f.b");
        QCOMPARE(network.convolutions[3].inputs, 64);
        QVERIFY(!network.blocks.back().projection);
    }

    void stageSettingsOverrideTheNetworks() {
        StageSpec second = stage(1, 16);
        second.activation = Activation::ReLU;
        second.normalization = Normalization::Group;
        second.initialization = Initialization::Kaiming;
        ModelSpec spec = assembled({stage(1, 16), second});
        BlockOverride override;
        override.layers = "s2.b1.relu";
        override.activation = Activation::ELU;
        spec.blocks = {override};
        const NetworkPlan network = plan(spec);
        QVERIFY(network.activations[1].kind == Activation::SReLU);
        QVERIFY(network.activations[3].kind == Activation::ReLU);
        QVERIFY(network.activations[4].kind == Activation::ELU);
        QVERIFY(network.convolutions[3].initialization == Initialization::Kaiming);
        QCOMPARE(network.convolutions[3].normalizationGroups, 16);
        QVERIFY(network.convolutions[1].normalization == Normalization::None);
        QCOMPARE(network.changed, (std::vector<std::string>{"s2.b1"}));
    }

    void headLayersAreCounted() {
        ModelSpec spec = assembled({stage(1, 16, 4)});
        spec.head = {HeadPooling::Flatten, {100, 50}, false};
        const NetworkPlan network = plan(spec);
        QCOMPARE(network.linear.size(), size_t{3});
        QCOMPARE(network.linear[0].inputs, 16 * 8 * 8);
        QCOMPARE(network.linear[2].name, "head.fc");
        QCOMPARE(network.stages.back().parameters, (1024 * 100 + 100) + 100 + (100 * 50 + 50) + 50 + 50 * 10);
        QCOMPARE(network.activations.back().name, "head.fc2_relu");
        QCOMPARE(depthOf(spec), 6);
    }

    void recomputationKeepsBlockInputs() {
        ModelSpec spec;
        spec.depth = 32;
        const NetworkPlan network = plan(spec);
        const std::int64_t all = activationBytes(network, {"s*"});
        QVERIFY(all < network.activationBytes);
        QVERIFY(all < activationBytes(network, {"s1"}));
        // A block of s1 keeps two SReLUs' outputs: its own output, and one that is computed again.
        const std::int64_t signal = 4 * 16 * 32 * 32;
        QCOMPARE(network.activationBytes - activationBytes(network, {"s1"}), 4 * signal);
        QCOMPARE(recomputedFlops(network, {"s1"}), network.stages[1].flops);
        QCOMPARE(unknownStage(network, {"s1", "s9"}).substr(0, 10), "names \"s9\"");
        QVERIFY(unknownStage(network, {"s*"}).empty());
    }

    void refusalsNameStageKeyAndValue_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* field, const char* words, Change change) {
            QTest::newRow(name) << std::move(change) << field << words;
        };
        row("groups", "model.stages[1].groups",
            "groups is 3, but s2.b1.f.a has 16 inputs and 32 outputs; accepted: 1, 2, 4",
            [](ModelSpec& s) { s.stages[1].groups = 3; });
        row("group width", "model.stages[1].group_width", "group_width is 5",
            [](ModelSpec& s) { s.stages[1].groupWidth = 5; });
        row("wide groups", "model.stages[0].group_width", "group_width is 48, but s1.b1.f.a has 16 channels",
            [](ModelSpec& s) { s.stages[0].groupWidth = 48; });
        row("both groups", "model.stages[0].group_width", "one of the two", [](ModelSpec& s) {
            s.stages[0].groups = 2;
            s.stages[0].groupWidth = 4;
        });
        row("reach", "model.stages[1].dilation", "reaches 17 pixels from its center, but its grid has 16×16",
            [](ModelSpec& s) { s.stages[1].dilation = 17; });
        row("large kernel", "model.stages[1].kernel", "s2.b1.f.b's 31x31 kernel reaches 15 pixels", [](ModelSpec& s) {
            s.height = s.width = 24;
            s.stages[1].kernel = {{31, 31}};
        });
        row("kernel list", "model.stages[0].kernel", "kernel lists 3 sizes, but a basic block has 2 convolutions",
            [](ModelSpec& s) {
                s.stages[0].kernel = {{1, 1}, {3, 3}, {1, 1}};
            });
        row("kernel of 0", "model.stages[0].kernel", "kernel is 0x3", [](ModelSpec& s) {
            s.stages[0].kernel = {{0, 3}};
        });
        row("blocks", "model.stages[0].blocks", "blocks is 0; accepted: 1 to 1000",
            [](ModelSpec& s) { s.stages[0].blocks = 0; });
        row("space to depth", "model.stages[1].stride", "space_to_depth by a stride of 3 on a grid of 32×32",
            [](ModelSpec& s) {
                s.stages[1].downsample = Downsampling::SpaceToDepth;
                s.stages[1].stride = 3;
            });
        row("pool", "model.stages[1].stride", "avg_pool by a stride of 16 on a grid of 8×8", [](ModelSpec& s) {
            s.height = s.width = 8;
            s.stages[1].downsample = Downsampling::AveragePool;
            s.stages[1].stride = 16;
        });
        row("letter", "model.stages[0].downsample_at",
            "downsample_at is c, but a basic block has the convolutions a, b",
            [](ModelSpec& s) { s.stages[0].downsampleAt = 2; });
        row("depthwise groups", "model.stages[0].groups", "one group per channel", [](ModelSpec& s) {
            s.stages[0].block = BlockKind::DepthwiseSeparable;
            s.stages[0].groups = 2;
        });
        row("multiplier", "model.stages[0].multiplier", "without a shortcut",
            [](ModelSpec& s) { s.stages[0].multiplier = ResidualMultiplier::Scalar; });
        row("normalization groups", "model.normalization_groups", "normalization_groups is 5, but stem.conv has 16",
            [](ModelSpec& s) {
                s.normalization = Normalization::Group;
                s.normalizationGroups = 5;
            });
        row("fixup", "model.stages[0].block", "block is plain with fixup", [](ModelSpec& s) {
            s.shortcut = s.fixup = true;
            s.initialization = Initialization::Kaiming;
            s.stages[0].block = BlockKind::Plain;
        });
        row("too many layers", "model.depth_multiplier", "layers; accepted: up to 10000", [](ModelSpec& s) {
            s.stages.clear();
            s.depth = 1202;
            s.depthMultiplier = 20;
        });
        row("width", "model.width_multiplier", "makes 16384 channels", [](ModelSpec& s) {
            s.stages[1].channels = 8192;
            s.widthMultiplier = 2;
        });
        row("hidden", "model.head.hidden", "hidden is 0", [](ModelSpec& s) { s.head.hidden = {0}; });
        row("flatten", "model.head.pool", "flatten gives the classifier", [](ModelSpec& s) {
            s.height = s.width = 1024;
            s.stages[1].stride = 1;
            s.head.pool = HeadPooling::Flatten;
        });
        row("pool of one pixel", "model.stages[1].stride", "accepted: 1, or larger images", [](ModelSpec& s) {
            s.height = s.width = 1;
            s.stages[1].downsample = Downsampling::MaxPool;
        });
        row("fixup and the stem's normalization", "model.stem.normalization",
            "normalization is batch with fixup, which replaces it; accepted: none", [](ModelSpec& s) {
                s.shortcut = s.fixup = true;
                s.initialization = Initialization::Kaiming;
                s.stem = StemSpec{};
                s.stem->normalization = Normalization::Batch;
            });
        row("stem pool", "model.stem.pool_stride", "pool_stride is 0", [](ModelSpec& s) {
            s.stem = StemSpec{};
            s.stem->poolStride = 0;
        });
    }

    void refusalsNameStageKeyAndValue() {
        QFETCH(Change, change);
        QFETCH(QString, field);
        QFETCH(QString, words);
        ModelSpec spec = assembled({stage(1, 16), stage(1, 32, 2)});
        QVERIFY(validate(spec).empty());
        change(spec);
        const auto problems = validate(spec);
        QVERIFY(!problems.empty());
        QCOMPARE(QString::fromStdString(problems.front().field), field);
        const QString message = QString::fromStdString(problems.front().message);
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY_EXCEPTION_THROWN(plan(spec), std::invalid_argument);
    }

    void parametersOfOneStageAreLeftToIt() {
        ModelSpec spec = assembled({stage(1, 16), stage(2, 16)});
        spec.stages[1].shortcut = true;
        spec.multiplier = ResidualMultiplier::Scalar;
        const NetworkPlan network = plan(spec);
        QVERIFY(network.blocks[0].multiplier == ResidualMultiplier::None && !network.blocks[0].shortcut);
        QVERIFY(network.blocks[1].multiplier == ResidualMultiplier::Scalar && network.blocks[1].shortcut);
        QCOMPARE(networkName(spec), "Custom R-ISONet-8");
    }
};

QTEST_APPLESS_MAIN(TestStages)
#include "tst_stages.moc"
