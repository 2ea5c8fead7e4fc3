// Configurations of the published repository: recognition, conversion, strict parsing.
#include <QtTest>

#include "training/config/RunConfigYaml.h"

using namespace isonet::config;
namespace spec = isonet::spec;

namespace {

QString messageOf(const char* yaml) {
    try {
        parseRunConfig(yaml, "ref.yaml");
    } catch (const ConfigError& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

}  // namespace

class TestPublishedConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void residualBottleneckNetworkIsConverted() {
        const RunConfig config = parseRunConfig(R"(
DATASET: {NAME: ILSVRC2012, NUM_CLASSES: 1000, NUM_WORKERS: 6}
SOLVER:
  BASE_LR: 0.025
  WEIGHT_DECAY: 2e-4
  TRAIN_BATCH_SIZE: 64
  WARMUP: True
  WARMUP_EPOCH: 5
ISON:
  TRANS_FUN: 'bottleneck_transform'
  DEPTH: 50
  ORTHO_COEFF: 3e-4
  HAS_ST: True
  HAS_RES_MULTIPLIER: True
  RES_MULTIPLIER: 0.0
  DROPOUT: True
  DROPOUT_RATE: 0.4
)",
                                                "ref.yaml");
        QCOMPARE(config.model.family, spec::Family::ImageNet);
        QCOMPARE(config.model.depth, 50);
        QCOMPARE(config.model.channels, 3);
        QCOMPARE(config.model.height, 224);
        QCOMPARE(config.model.classes, 1000);
        QVERIFY(config.model.shortcut);
        QCOMPARE(config.model.multiplier, spec::ResidualMultiplier::Scalar);
        QCOMPARE(config.model.multiplierStart, 0.0);
        QCOMPARE(config.model.activation, spec::Activation::SReLU);
        QCOMPARE(config.model.initialization, spec::Initialization::Delta);
        QCOMPARE(config.model.dropout, 0.4);
        QCOMPARE(config.penalty.kind, spec::PenaltyKind::Convolution);
        QCOMPARE(config.penalty.coefficient, 3e-4);
        QCOMPARE(config.data.dataset, std::string("folder"));
        QCOMPARE(config.data.root, std::string("./data/ILSVRC2012"));
        QCOMPARE(config.data.workers, 6);
        QCOMPARE(config.optimizer.learningRate, 0.025);
        QCOMPARE(config.optimizer.weightDecay, 2e-4);
        QCOMPARE(config.schedule.milestones, (std::vector<double>{30, 60, 90}));
        QCOMPARE(config.schedule.warmupEpochs, 5.0);
        QCOMPARE(config.schedule.warmupUnit, WarmupUnit::Epoch);
        QCOMPARE(config.run.epochs, 100);
        QCOMPARE(config.run.batchSize, 64);
        QVERIFY(parseRunConfig(toYaml(config), "again") == config);
    }

    void defaultsMatchThePublishedCode() {
        const RunConfig config = parseRunConfig("ISON:\n  DEPTH: 34\n", "ref.yaml");
        QCOMPARE(config.model.family, spec::Family::ImageNet);
        QCOMPARE(config.optimizer.learningRate, 0.05);
        QCOMPARE(config.run.batchSize, 128);
        QCOMPARE(config.schedule.warmupEpochs, 0.0);
        QCOMPARE(config.penalty.coefficient, 1e-4);
        QVERIFY(!config.model.shortcut);
        QCOMPARE(config.model.multiplier, spec::ResidualMultiplier::None);
        QCOMPARE(config.model.dropout, 0.0);
    }

    void smallImageVariantWithBatchNorm() {
        const RunConfig config = parseRunConfig(R"(
DATASET: {NAME: CIFAR100, NUM_CLASSES: 100, ROOT: /d}
ISON: {DEPTH: 56, HAS_BN: True, HAS_ST: True, SReLU: False, DIRAC_INIT: False, ORTHO_COEFF: 0, DROPOUT_RATE: 0.3}
SOLVER: {MAX_EPOCHS: 50}
)",
                                                "ref.yaml");
        QCOMPARE(config.model.family, spec::Family::Small);
        QCOMPARE(config.model.height, 32);
        QCOMPARE(config.model.normalization, spec::Normalization::Batch);
        QCOMPARE(config.model.activation, spec::Activation::ReLU);
        QCOMPARE(config.model.initialization, spec::Initialization::Kaiming);
        QCOMPARE(config.penalty.kind, spec::PenaltyKind::None);
        QCOMPARE(config.model.dropout, 0.0);
        QCOMPARE(config.data.dataset, std::string("cifar100"));
        QCOMPARE(config.data.root, std::string("/d"));
        QCOMPARE(config.data.deviation, (std::vector<double>{0.2023, 0.1994, 0.2010}));
        QCOMPARE(config.schedule.milestones, std::vector<double>{30});
    }

    void errorsNameThePublishedKey_data() {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("unknown key") << "ISON:\n  DEPHT: 34\n"
                                     << QStringList{"ref.yaml:2: ISON.DEPHT", "unknown key", "did you mean 'DEPTH'?"};
        QTest::newRow("unknown section") << "SOLVER: {}\nISO: {}\n"
                                         << QStringList{"ref.yaml:2: ISO", "did you mean 'ISON'?"};
        QTest::newRow("type") << "ISON:\n  HAS_BN: 2\n" << QStringList{"ref.yaml:2: ISON.HAS_BN", "true or false"};
        QTest::newRow("depth") << "DATASET:\n  NAME: CIFAR10\n  NUM_CLASSES: 10\nISON:\n  DEPTH: 34\n"
                               << QStringList{"ref.yaml:5: ISON.DEPTH", "34", "6n + 2"};
        QTest::newRow("block") << "ISON:\n  DEPTH: 50\n" << QStringList{"ISON.TRANS_FUN", "bottleneck_transform"};
        QTest::newRow("dataset") << "DATASET:\n  NAME: MNIST\n"
                                 << QStringList{"ref.yaml:2: DATASET.NAME", "MNIST", "CIFAR10, CIFAR100, ILSVRC2012"};
        QTest::newRow("mixed sections") << "ISON: {}\nmodel: {}\n" << QStringList{"ref.yaml:2: model"};
        QTest::newRow("rate") << "SOLVER:\n  BASE_LR: -1\n" << QStringList{"ref.yaml:2: SOLVER.BASE_LR", "-1"};
    }
    void errorsNameThePublishedKey() {
        QFETCH(QString, yaml);
        QFETCH(QStringList, parts);
        const QString message = messageOf(qPrintable(yaml));
        QVERIFY2(!message.isEmpty(), "parsed without an error");
        for (const QString& part : parts)
            QVERIFY2(message.contains(part), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestPublishedConfig)
#include "tst_published_config.moc"
