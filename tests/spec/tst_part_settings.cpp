// Settings of stem and stages: what they inherit from the network, and those that have no effect.
#include <QtTest>

#include <functional>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/UnusedSettings.h"
#include "tests/spec/StagedNetworks.h"

using namespace isonet::spec;
using namespace isonet::test;

Q_DECLARE_METATYPE(Change)

class TestPartSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // A part's own value takes precedence over the network's; kernels with one weight per output are left alone.
    void standardizationBelongsToStages() {
        StageSpec depthwise = stage(1, 16, 1, BlockKind::DepthwiseSeparable);
        depthwise.kernel = {{1, 1}, {1, 1}};
        ModelSpec spec = assembled({stage(1, 16), stage(1, 16), depthwise});
        spec.stem = StemSpec{};
        const NetworkPlan without = plan(spec);
        spec.stages[1].weightStandardization = spec.stages[2].weightStandardization = true;
        const auto standardized = [](const NetworkPlan& network) {
            std::string names;
            for (const ConvolutionPlan& layer : network.convolutions)
                names += layer.standardized ? layer.name + " " : "";
            return names;
        };
        QCOMPARE(standardized(plan(spec)), "s2.b1.f.a s2.b1.f.b s3.b1.f.b ");
        QCOMPARE(plan(spec).parameters, without.parameters);
        spec.weightStandardization = true;
        spec.stages[1].weightStandardization = spec.stem->weightStandardization = false;
        QCOMPARE(standardized(plan(spec)), "s1.b1.f.a s1.b1.f.b s3.b1.f.b ");
        spec.stem->weightStandardization.reset();
        QCOMPARE(standardized(plan(spec)), "stem.conv s1.b1.f.a s1.b1.f.b s3.b1.f.b ");
        // The projection of a block belongs to its stage.
        spec = assembled({stage(1, 32, 2)});
        spec.shortcut = true;
        spec.stages[0].weightStandardization = true;
        QCOMPARE(standardized(plan(spec)), "s1.b1.proj s1.b1.f.a s1.b1.f.b ");
    }

    void theStemHasItsNormalization() {
        ModelSpec spec = assembled({stage(1, 16)});
        spec.stem = StemSpec{};
        const std::int64_t before = plan(spec).parameters;
        spec.stem->normalization = Normalization::Group;
        NetworkPlan network = plan(spec);
        QVERIFY(network.convolutions[0].normalization == Normalization::Group);
        QCOMPARE(network.convolutions[0].normalizationGroups, 16);
        QVERIFY(network.convolutions[1].normalization == Normalization::None);
        QCOMPARE(network.parameters, before + 2 * 16);
        spec.normalization = Normalization::Batch;
        spec.stem->normalization = Normalization::None;
        network = plan(spec);
        QVERIFY(network.convolutions[0].normalization == Normalization::None);
        QVERIFY(network.convolutions[1].normalization == Normalization::Batch);
        QCOMPARE(network.convolutions[0].bias, false);  // SReLU follows
        spec.stem->normalization.reset();
        QVERIFY(plan(spec).convolutions[0].normalization == Normalization::Batch);
    }

    void publishedPartsDoNotHaveKeysThatTheyInherit() {
        ModelSpec spec;
        spec.weightStandardization = true;
        spec.normalization = Normalization::Group;
        const ModelSpec other = expanded(spec);
        QVERIFY(!other.stem->normalization && !other.stem->weightStandardization);
        for (const StageSpec& each : other.stages)
            QVERIFY(!each.normalization && !each.weightStandardization);
        QVERIFY(isPublished(other));
    }

    void unusedSettingsAreFound_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char* name, const QStringList& expected, Change change) {
            QTest::newRow(name) << std::move(change) << expected;
        };
        row("nothing", {}, [](ModelSpec&) {});
        row("ratio",
            {"model.stages[0].bottleneck_ratio: bottleneck_ratio is 2 but has no effect: a basic block has no inner "
             "channels; remove it, or set block to bottleneck"},
            [](ModelSpec& s) { s.stages[0].bottleneckRatio = 2; });
        row("ratio of a bottleneck", {}, [](ModelSpec& s) {
            s.stages[0].bottleneckRatio = 2;
            s.stages[0].block = BlockKind::Bottleneck;
        });
        row("downsampling",
            {"model.stages[0].downsample: downsample is blur_pool but has no effect: the stride is 1; remove it, or "
             "set stride to 2 or more",
             "model.stages[0].downsample_at: downsample_at is b but has no effect"},
            [](ModelSpec& s) {
                for (StageSpec& each : s.stages) {
                    each.downsample = Downsampling::BlurPool;
                    each.downsampleAt = 1;
                }
            });
        row("dilated backbone",
            {"model.stages[1].downsample: downsample is avg_pool but has no effect: detection.dilated replaces"},
            [](ModelSpec& s) {
                s.stages[1].downsample = Downsampling::AveragePool;
                s.dilated = true;
            });
        row("dilation", {"model.stages[0].dilation: dilation is 2 but has no effect: every kernel is 1x1; remove it"},
            [](ModelSpec& s) {
                s.stages[0].kernel = {{1, 1}};
                s.stages[0].dilation = s.stages[1].dilation = 2;
            });
        row("stem",
            {"model.stem.downsample: downsample is max_pool but has no effect",
             "model.stem.pool_kernel: pool_kernel is 2",
             "model.stem.pool_stride: pool_stride is 1 but has no effect: pool is none; remove it, or set pool"},
            [](ModelSpec& s) {
                s.stem = StemSpec{};
                s.stem->downsample = Downsampling::MaxPool;
                s.stem->poolKernel = 2;
                s.stem->poolStride = 1;
            });
        row("stem in use", {}, [](ModelSpec& s) {
            s.stem = StemSpec{};
            s.stem->stride = 2;
            s.stem->downsample = Downsampling::MaxPool;
            s.stem->pool = StemPooling::Max;
            s.stem->poolKernel = 2;
        });
        row("b",
            {"model.stages[0].offset: offset is -0.5 but has no effect: no activation of s1 has b; remove it, or set "
             "activation to srelu",
             "model.stages[0].offset_trained: offset_trained is false"},
            [](ModelSpec& s) {
                s.stages[0].activation = Activation::ReLU;
                for (StageSpec& each : s.stages) {
                    each.offset = -0.5;
                    each.offsetTrained = false;
                }
            });
        row("b of an override", {}, [](ModelSpec& s) {
            s.stages[0].activation = Activation::ReLU;
            s.stages[0].offset = -0.5;
            BlockOverride override;
            override.layers = "s1.b1.relu";
            override.activation = Activation::SReLU;
            s.blocks = {override};
        });
        row("b of the network",
            {"model.offset: offset is 0.5", "model.offset_trained: offset_trained is false",
             "model.offset_sharing: offset_sharing is per_layer but has no effect: no activation has b"},
            [](ModelSpec& s) {
                s.activation = Activation::ELU;
                s.offset = 0.5;
                s.offsetTrained = false;
                s.offsetSharing = OffsetSharing::PerLayer;
            });
        row("multiplier",
            {"model.stages[1].multiplier_start: multiplier_start is 0.5 but has no effect: its blocks have no "
             "multiplier",
             "model.multiplier_start: multiplier_start is 1"},
            [](ModelSpec& s) {
                s.stages[1].multiplierStart = 0.5;
                s.multiplierStart = 1;
            });
        row("multiplier in use", {}, [](ModelSpec& s) {
            s.shortcut = true;
            s.multiplier = ResidualMultiplier::Scalar;
            s.multiplierStart = 1;
            s.stages[1].multiplierStart = 0.5;
        });
        row("normalization groups",
            {"model.normalization_groups: normalization_groups is 4 but has no effect: no layer has group "
             "normalization"},
            [](ModelSpec& s) {
                s.normalization = Normalization::Batch;
                s.normalizationGroups = 4;
            });
        row("normalization groups of the stem", {}, [](ModelSpec& s) {
            s.normalizationGroups = 4;
            s.stem = StemSpec{};
            s.stem->normalization = Normalization::Group;
        });
        row("standardization",
            {"model.stem.weight_standardization: weight_standardization is true but has no effect: each output has one",
             "model.weight_standardization: weight_standardization is true but has no effect"},
            [](ModelSpec& s) {
                s.channels = 1;
                s.stem = StemSpec{};
                s.stem->kernel = {1, 1};
                s.stem->weightStandardization = true;
                s.weightStandardization = true;
                for (StageSpec& each : s.stages)
                    each.weightStandardization = false;
            });
        row("multipliers that are rounded back",
            {"model.width_multiplier: width_multiplier is 1.01", "model.depth_multiplier: depth_multiplier is 0.9"},
            [](ModelSpec& s) {
                s.widthMultiplier = 1.01;
                s.depthMultiplier = 0.9;
            });
    }

    // A setting that is found can be removed without changing the network.
    void unusedSettingsAreFound() {
        QFETCH(Change, change);
        QFETCH(QStringList, expected);
        ModelSpec spec = assembled({stage(1, 16), stage(1, 32, 2)});
        change(spec);
        QVERIFY(validate(spec).empty());
        const auto found = unusedSettings(spec);
        QStringList shown;
        for (const Problem& each : found)
            shown << QString::fromStdString(each.field + ": " + each.message);
        QVERIFY2(shown.size() == expected.size(), qPrintable(shown.join('\n')));
        for (int i = 0; i < shown.size(); ++i)
            QVERIFY2(shown[i].startsWith(expected[i]), qPrintable(shown[i]));
    }
};

QTEST_APPLESS_MAIN(TestPartSettings)
#include "tst_part_settings.moc"
