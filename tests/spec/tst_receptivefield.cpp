// Receptive fields, compared with published values and with fields counted by hand.
#include <QtTest>

#include "model/spec/ReceptiveField.h"

using namespace isonet::spec;

namespace {

ModelSpec residualNetwork(int depth) {
    ModelSpec spec;
    spec.family = Family::ImageNet;
    spec.depth = depth;
    spec.height = spec.width = 224;
    spec.shortcut = true;
    return spec;
}

StageSpec plainStage(int blocks) {
    StageSpec stage;
    stage.block = BlockKind::Plain;
    stage.blocks = blocks;
    return stage;
}

ReceptiveField of(const ModelSpec& spec, const std::string& name) {
    const auto fields = receptiveFields(spec, plan(spec));
    const auto* found = fieldOf(fields, name);
    return found ? *found : ReceptiveField{"none", 0, 0, 0};
}

}  // namespace

class TestReceptiveField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Of torchvision's networks, which stride in the 3x3 convolution.
    void residualNetworksHaveThePublishedFields_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("field");
        QTest::newRow("ResNet-18") << 18 << 435;
        QTest::newRow("ResNet-34") << 34 << 899;
        QTest::newRow("ResNet-50") << 50 << 427;
    }
    void residualNetworksHaveThePublishedFields() {
        QFETCH(int, depth);
        QFETCH(int, field);
        const ReceptiveField last = of(residualNetwork(depth), "s4");
        QCOMPARE(last.height, field);
        QCOMPARE(last.width, field);
        QCOMPARE(last.jump, 32);
    }

    void aStackOfSmallKernelsGrowsByTwoPerLayer() {
        ModelSpec spec;
        spec.stem.emplace();
        spec.stages = {plainStage(100)};
        QCOMPARE(of(spec, "stem").height, 3);
        QCOMPARE(of(spec, "s1.b1").height, 5);
        QCOMPARE(of(spec, "s1").height, 203);
        QCOMPARE(of(spec, "s1").jump, 1);
    }

    void rectangularAndDilatedKernelsCount() {
        ModelSpec spec;
        spec.stem.emplace();
        spec.stages = {plainStage(1), plainStage(1)};
        spec.stages[0].kernel = {{1, 7}};
        spec.stages[1].dilation = 3;
        QCOMPARE(of(spec, "s1").height, 3);
        QCOMPARE(of(spec, "s1").width, 9);
        QCOMPARE(of(spec, "s2").height, 9);
        QCOMPARE(of(spec, "s2").width, 15);
    }

    void downsamplingBeforeAConvolutionCounts_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("field");
        // After a 3x3 stem: the operation's taps less one, then two strided pixels for the 3x3 kernel.
        QTest::newRow("stride") << int(Downsampling::Stride) << 5;
        QTest::newRow("max_pool") << int(Downsampling::MaxPool) << 3 + 1 + 4;
        QTest::newRow("avg_pool") << int(Downsampling::AveragePool) << 3 + 1 + 4;
        QTest::newRow("blur_pool") << int(Downsampling::BlurPool) << 3 + 2 + 4;
        QTest::newRow("space_to_depth") << int(Downsampling::SpaceToDepth) << 3 + 1 + 4;
    }
    void downsamplingBeforeAConvolutionCounts() {
        QFETCH(int, kind);
        QFETCH(int, field);
        ModelSpec spec;
        spec.stem.emplace();
        spec.stages = {plainStage(1)};
        spec.stages[0].stride = 2;
        spec.stages[0].downsample = static_cast<Downsampling>(kind);
        QCOMPARE(of(spec, "s1").height, field);
        QCOMPARE(of(spec, "s1").jump, 2);
    }

    void everyConvolutionBlockAndActivationHasAField() {
        const ModelSpec spec = residualNetwork(34);
        const NetworkPlan layers = plan(spec);
        const auto fields = receptiveFields(spec, layers);
        for (const auto& layer : layers.convolutions)
            QVERIFY2(fieldOf(fields, layer.name), layer.name.c_str());
        for (const auto& block : layers.blocks)
            QVERIFY2(fieldOf(fields, block.name), block.name.c_str());
        for (const auto& activation : layers.activations)
            QVERIFY2(fieldOf(fields, activation.name), activation.name.c_str());
        QVERIFY(!fieldOf(fields, "head"));
        // The projection reads every second pixel of the stage's input and adds nothing to its field.
        QCOMPARE(fieldOf(fields, "s2.b1.proj")->height, fieldOf(fields, "s1")->height);
        QCOMPARE(fieldOf(fields, "s2.b1.proj")->jump, 2 * fieldOf(fields, "s1")->jump);
        QCOMPARE(fieldOf(fields, "stem.relu")->height, 7);
        QCOMPARE(fieldOf(fields, "stem")->height, 11);
    }
};

QTEST_APPLESS_MAIN(TestReceptiveField)
#include "tst_receptivefield.moc"
