// Detection runs: reading, writing and validating their keys, and the presets of the paper's Table 6.
#include <QtTest>

#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/schedule/LearningRate.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace schedule = isonet::schedule;
namespace spec = isonet::spec;

namespace {

RunConfig ready() {
    RunConfig config = findPreset("table6-r-isonet-34")->config;
    config.data.root = "/coco";
    return config;
}

}  // namespace

class TestDetectionConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void detectionKeysAreWrittenForDetectionRuns() {
        RunConfig classification;
        classification.model.channels = 1;
        QVERIFY(toYaml(classification).find("detection:") == std::string::npos);
        for (const auto& [key, value] : flatten(classification))
            QVERIFY2(!key.starts_with("detection."), key.c_str());
        RunConfig config = ready();
        config.detection.detector.anchorSizes = {16, 48.5};
        config.detection.weights = "/runs/r isonet/checkpoints/best.pt";
        config.detection.detector.masks = false;
        const std::string yaml = toYaml(config);
        QVERIFY(yaml.find("anchor_sizes: [16, 48.5]") != std::string::npos);
        QVERIFY(parseRunConfig(yaml, "test") == config);
        classification.detection.shortSide = 640;  // changed values are kept
        QVERIFY(parseRunConfig(toYaml(classification), "test") == classification);
        applyOverride(config, "detection.proposals_after_train=300");
        QCOMPARE(config.detection.detector.proposalsAfterTrain, 300);
    }

    void invalidValuesAreReported_data() {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* assignment, const char* field = nullptr) {
            const QString text = assignment;
            QTest::newRow(assignment) << text << (field ? QString(field) : text.left(text.indexOf('=')));
        };
        row("detection.short_side=16");
        row("detection.long_side=400");
        row("detection.anchor_sizes=[]");
        row("detection.anchor_sizes=0");
        row("detection.anchor_ratios=0");
        row("detection.region_coding=[10, 10, 5]");
        row("detection.region_coding=[]");
        row("detection.proposal_coding=[1, 1, 0, 1]");
        row("detection.frozen_stages=6");
        row("detection.proposal_negative=0.8");
        row("detection.proposal_samples=0");
        row("detection.region_positive_share=1.5");
        row("detection.suppression=-0.1");
        row("detection.detections=0");
        row("detection.train_annotations=");
        row("detection.epoch_batches=-1");
        row("data.mixup=0.2");
        row("optimizer.label_smoothing=0.1");
        row("run.cuda_graph=true");
        row("model.channels=1");
        row("data.root=");
    }
    void invalidValuesAreReported() {
        QFETCH(QString, assignment);
        QFETCH(QString, field);
        RunConfig config = ready();
        QVERIFY(validate(config).empty());
        applyOverride(config, assignment.toStdString());
        const auto problems = validate(config);
        QVERIFY(!problems.empty());
        QCOMPARE(QString::fromStdString(problems.front().field), field);
        QVERIFY2(problems.front().message.find("accepted") != std::string::npos ||
                     problems.front().message.find("set data.root") != std::string::npos,
                 problems.front().message.c_str());
    }

    void frozenStagesDependOnTheBackboneFamily() {
        RunConfig config = ready();
        config.detection.detector.frozenStages = 5;
        QVERIFY(validate(config).empty());
        config.model.family = spec::Family::Small;
        config.model.depth = 8;
        const auto problems = validate(config);
        QCOMPARE(problems.size(), size_t{1});
        QCOMPARE(problems.front().field, std::string("detection.frozen_stages"));
        QVERIFY(problems.front().message.find("0 to 4") != std::string::npos);
    }

    void frozenStagesDependOnTheGivenStages() {
        RunConfig config = ready();
        config.model.stages = spec::described(config.model).stages;
        config.model.stages.resize(2);
        config.detection.detector.frozenStages = 3;
        QVERIFY(validate(config).empty());
        config.detection.detector.frozenStages = 4;
        const auto problems = validate(config);
        QCOMPARE(problems.size(), size_t{1});
        QVERIFY(problems.front().message.find("0 to 3") != std::string::npos);
    }

    // Its images have any size.
    void spaceToDepthIsRefused() {
        RunConfig config = ready();
        config.model.stages = spec::described(config.model).stages;
        auto& last = config.model.stages.back();
        last.downsample = spec::Downsampling::SpaceToDepth;
        const auto problems = validate(config);
        QCOMPARE(problems.size(), size_t{1});
        QCOMPARE(problems.front().field, std::string("model.stages[3].downsample"));
        QVERIFY(problems.front().message.find("images have any size") != std::string::npos);
        last.downsample = spec::Downsampling::AveragePool;
        QVERIFY(validate(config).empty());
    }

    void oneCategoryIsEnough() {
        RunConfig config = ready();
        config.model.classes = 1;
        QVERIFY(validate(config).empty());
        config.model.classes = 0;
        QVERIFY(!validate(config).empty());
    }

    void tableSixMatchesThePaper() {
        for (const char* name : {"table6-resnet-34", "table6-r-isonet-34", "table6-resnet-50", "table6-r-isonet-50"}) {
            const Preset* preset = findPreset(name);
            QVERIFY2(preset && preset->table == "table6", name);
            const RunConfig& c = preset->config;
            // 90,000 updates of 16 images; a tenth of the rate after 60,000 and 80,000.
            const auto updates = c.detection.epochBatches / c.optimizer.accumulateBatches;
            QCOMPARE(updates * c.run.epochs, 90000);
            QCOMPARE(c.run.batchSize * c.optimizer.accumulateBatches, 16);
            QCOMPARE(schedule::learningRateAt(c, 59999, updates), 0.01);
            QVERIFY(std::abs(schedule::learningRateAt(c, 60000, updates) - 1e-3) < 1e-12);
            QVERIFY(std::abs(schedule::learningRateAt(c, 80000, updates) - 1e-4) < 1e-12);
            QCOMPARE(schedule::learningRateAt(c, 500, updates), 0.005);
            QCOMPARE(c.detection.shortSide, 800);
        }
        QCOMPARE(spec::networkName(findPreset("table6-resnet-34")->config.model), std::string("ResNet-34"));
        QCOMPARE(spec::networkName(findPreset("table6-r-isonet-50")->config.model), std::string("R-ISONet-50"));
    }
};

QTEST_GUILESS_MAIN(TestDetectionConfig)
#include "tst_detection_config.moc"
