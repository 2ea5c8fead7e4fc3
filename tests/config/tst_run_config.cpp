// Run configurations: validation, milestones, names, micro-batches.
#include <QtTest>

#include <limits>

#include "model/spec/Architecture.h"
#include "training/config/ConfigFields.h"
#include "training/config/DatasetInfo.h"
#include "training/config/Passes.h"
#include "training/config/RunConfig.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

using namespace isonet::config;
using namespace isonet::sweeps;
namespace spec = isonet::spec;

namespace {

RunConfig ready() {
    return defaultPreset().config;
}

RunConfig schedule(int epochs, double warmup, std::vector<double> milestones = {}) {
    RunConfig config = ready();
    config.optimizer.learningRate = 0.1;
    config.run.epochs = epochs;
    config.schedule.kind = ScheduleKind::Step;
    config.schedule.warmupEpochs = warmup;
    config.schedule.milestones = std::move(milestones);
    return config;
}

RunConfig folder(const std::string& root) {
    RunConfig config = ready();
    config.model.channels = 3;
    config.model.height = config.model.width = 224;
    config.data.dataset = "folder";
    config.data.root = root;
    return config;
}

}  // namespace

class TestRunConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Text that is not a number is refused with the range that validate() checks.
    void messagesNameTheRangeThatIsChecked() {
        RunConfig config = ready();
        int ranges = 0;
        for (const auto& field : fieldsOf(config)) {
            const auto from = field.accepted.rfind(" from "), to = field.accepted.rfind(" to ");
            if (field.section == "detection" || !(field.integer || field.accepted.starts_with("a number")) ||
                from == std::string::npos || to == std::string::npos)
                continue;
            RunConfig changed = ready();
            const std::string range = field.accepted.substr(from + 6);
            for (const auto& other : fieldsOf(changed))
                if (other.path() == field.path())
                    QVERIFY(other.assign(std::vector<std::string>{"-1000"}));
            bool named = false;
            for (const auto& problem : validate(changed))
                named = named || (problem.field == field.path() &&
                                  (problem.message.find(range) != std::string::npos || range == "0 to run.epochs"));
            // The dataset allows fewer.
            const bool ofTheDataset = field.section == "model" && (field.key == "height" || field.key == "width");
            QVERIFY2(named || ofTheDataset, (field.path() + ": " + range).c_str());
            ++ranges;
        }
        QVERIFY2(ranges > 15, qPrintable(QString::number(ranges)));
    }

    void invalidValueIsReportedWithAcceptedValues_data() {
        QTest::addColumn<std::function<void(RunConfig&)>>("change");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("accepted");
        const auto row = [](const char* name, std::function<void(RunConfig&)> change, const char* field,
                            const char* value, const char* accepted) {
            QTest::newRow(name) << std::move(change) << field << value << accepted;
        };
        const double nan = std::numeric_limits<double>::quiet_NaN();
        row(
            "depth", [](RunConfig& c) { c.model.depth = 21; }, "model.depth", "21", "6n + 2");
        row(
            "coefficient", [](RunConfig& c) { c.penalty.coefficient = -1; }, "penalty.coefficient", "-1", "positive");
        row(
            "dataset", [](RunConfig& c) { c.data.dataset = "fashion-mnits"; }, "data.dataset", "fashion-mnits",
            "did you mean 'fashion-mnist'?");
        row(
            "resized crop of fixed-size images", [](RunConfig& c) { c.data.crop = CropKind::Resized; }, "data.crop",
            "resized", "automatic and padded");
        row(
            "area", [](RunConfig& c) { c.data.cropArea = 0; }, "data.crop_area", "0", "at most 1");
        row(
            "mean", [](RunConfig& c) { c.data.mean = {128}; }, "data.mean", "128", "0 to 1");
        row(
            "deviations",
            [](RunConfig& c) {
                c.data.deviation = {0.2, 0.2, 0.2};
            },
            "data.deviation", "a list of 3", "1 or 1");
        row(
            "validation fraction", [](RunConfig& c) { c.data.validationFraction = 1; }, "data.validation_fraction", "1",
            "0.001 to 0.9");
        row(
            "no folder", [](RunConfig& c) { c = folder(""); }, "data.root", "empty", "train/ and val/");
        row(
            "resize below the input",
            [](RunConfig& c) {
                c = folder("/images");
                c.data.resize = 200;
            },
            "data.resize", "200", "224");
        row(
            "channels", [](RunConfig& c) { c.model.channels = 3; }, "model.channels", "3", "1, the channels");
        row(
            "classes", [](RunConfig& c) { c.model.classes = 100; }, "model.classes", "100", "10, the classes");
        row(
            "height below the images", [](RunConfig& c) { c.model.height = 24; }, "model.height", "24", "28 to 64");
        row(
            "width above", [](RunConfig& c) { c.model.width = 224; }, "model.width", "224", "28 to 64");
        row(
            "crop", [](RunConfig& c) { c.data.cropPadding = -1; }, "data.crop_padding", "-1", "0 to 32");
        row(
            "workers", [](RunConfig& c) { c.data.workers = -1; }, "data.workers", "-1",
            "1 to 256 threads, or automatic");
        row(
            "images", [](RunConfig& c) { c.data.trainImages = 60001; }, "data.train_images", "60001", "0 to 60000");
        row(
            "validation", [](RunConfig& c) { c.data.validationImages = -5; }, "data.validation_images", "-5",
            "0 to 10000");
        row(
            "batch above the images", [](RunConfig& c) { c.data.trainImages = 100; }, "run.batch_size", "128",
            "1 to 100");
        row(
            "beta", [](RunConfig& c) { c.optimizer.adamBeta2 = 1; }, "optimizer.adam_beta2", "1", "less than 1");
        row(
            "epsilon", [](RunConfig& c) { c.optimizer.adamEpsilon = 0; }, "optimizer.adam_epsilon", "0", "more than 0");
        row(
            "Newton-Schulz", [](RunConfig& c) { c.optimizer.newtonSchulzSteps = 0; }, "optimizer.newton_schulz_steps",
            "0", "1 to 50");
        row(
            "average", [](RunConfig& c) { c.optimizer.averageDecay = 1; }, "optimizer.average_decay", "1",
            "no average");
        row(
            "clipped units", [](RunConfig& c) { c.optimizer.adaptiveClip = -1; }, "optimizer.adaptive_clip", "-1",
            "no clipping");
        row(
            "penalty interval", [](RunConfig& c) { c.penalty.interval = 0; }, "penalty.interval", "0", "1 to 10000");
        row(
            "penalty interval of a graph",
            [](RunConfig& c) {
                c.penalty.interval = 4;
                c.run.cudaGraph = true;
            },
            "penalty.interval", "4", "1 with run.cuda_graph");
        row(
            "graph of orthogonal steps",
            [](RunConfig& c) {
                c.optimizer.kind = OptimizerKind::Orthogonal;
                c.run.cudaGraph = true;
            },
            "optimizer.name", "orthogonal", "sgd, adamw and muon");
        row(
            "rate 0", [](RunConfig& c) { c.optimizer.learningRate = 0; }, "optimizer.learning_rate", "0",
            "more than 0");
        row(
            "rate NaN", [nan](RunConfig& c) { c.optimizer.learningRate = nan; }, "optimizer.learning_rate", "nan",
            "more than 0");
        row(
            "momentum 1", [](RunConfig& c) { c.optimizer.momentum = 1; }, "optimizer.momentum", "1", "less than 1");
        row(
            "decay", [](RunConfig& c) { c.optimizer.weightDecay = -0.1; }, "optimizer.weight_decay", "-0.1", "0 to 1");
        row(
            "multiplier", [](RunConfig& c) { c.optimizer.multiplierLearningRateFactor = -1; },
            "optimizer.multiplier_learning_rate_factor", "-1", "0 to 100");
        row(
            "falling milestones",
            [](RunConfig& c) {
                c.schedule.milestones = {1, 0.5};
            },
            "schedule.milestones", "0.5", "ascending");
        row(
            "milestone past the end", [](RunConfig& c) { c.schedule.milestones = {2.5}; }, "schedule.milestones", "2.5",
            "at most run.epochs (2). Leave the list empty (--set schedule.milestones=[]");
        row(
            "factor", [](RunConfig& c) { c.schedule.factor = 1.5; }, "schedule.factor", "1.5", "at most 1");
        row(
            "warmup", [](RunConfig& c) { c.schedule.warmupEpochs = 3; }, "schedule.warmup_epochs", "3", "0 to 2");
        row(
            "mixing", [](RunConfig& c) { c.data.mixup = -0.2; }, "data.mixup", "-0.2", "0 to 100");
        row(
            "accumulation", [](RunConfig& c) { c.optimizer.accumulateBatches = 0; }, "optimizer.accumulate_batches",
            "0", "1 to");
        row(
            "accumulation above the images",
            [](RunConfig& c) {
                c.data.trainImages = 1000;
                c.optimizer.accumulateBatches = 8;
            },
            "optimizer.accumulate_batches", "8", "1 to 7");
        row(
            "clipping", [](RunConfig& c) { c.optimizer.clipNorm = -1; }, "optimizer.clip_norm", "-1", "0 to");
        row(
            "smoothing", [](RunConfig& c) { c.optimizer.labelSmoothing = 1; }, "optimizer.label_smoothing", "1",
            "less than 1");
        row(
            "chance", [](RunConfig& c) { c.run.chanceEpochs = -2; }, "run.chance_epochs", "-2", "0 to");
        row(
            "time limit", [](RunConfig& c) { c.run.timeLimit = -1; }, "run.time_limit", "-1", "0 to");
        row(
            "slope of DKS", [](RunConfig& c) { c.model.transformedSlope = 0.5; }, "model.transformed_slope", "0.5",
            "to");
        row(
            "graph on the CPU",
            [](RunConfig& c) {
                c.run.device = "cpu";
                c.run.cudaGraph = true;
            },
            "run.cuda_graph", "true", "NVIDIA");
        row(
            "scalars", [](RunConfig& c) { c.telemetry.scalarSteps = 0; }, "telemetry.scalar_steps", "0", "1 to");
        row(
            "spectra", [](RunConfig& c) { c.telemetry.spectrumSteps = -1; }, "telemetry.spectrum_steps", "-1", "0 to");
        row(
            "checkpoint", [](RunConfig& c) { c.telemetry.checkpointMinutes = 0; }, "telemetry.checkpoint_minutes", "0",
            "more than 0");
        row(
            "keep", [](RunConfig& c) { c.telemetry.keepEveryEpochs = -1; }, "telemetry.keep_every_epochs", "-1",
            "0 to");
        row(
            "name", [](RunConfig& c) { c.run.name = "two\nlines"; }, "run.name", "name", "one line");
        row(
            "epochs",
            [](RunConfig& c) {
                c.run.epochs = 0;
                c.schedule.warmupEpochs = 0;
            },
            "run.epochs", "0", "1 to");
        row(
            "batch", [](RunConfig& c) { c.run.batchSize = 0; }, "run.batch_size", "0", "1 to");
        for (const char* device : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", "CPU", ""})
            row(
                device, [device](RunConfig& c) { c.run.device = device; }, "run.device", device, "cuda:N");
    }
    void invalidValueIsReportedWithAcceptedValues() {
        QFETCH(std::function<void(RunConfig&)>, change);
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, accepted);
        RunConfig config = ready();
        change(config);
        const auto problems = validate(config);
        QCOMPARE(problems.size(), size_t(1));
        QCOMPARE(QString::fromStdString(problems.front().field), field);
        const QString message = QString::fromStdString(problems.front().message);
        QVERIFY2(message.contains(value), qPrintable(message));
        QVERIFY2(message.contains(accepted), qPrintable(message));
    }

    void validConfigurationHasNoProblems() {
        RunConfig config = ready();
        QVERIFY(validate(config).empty());
        for (const char* device : {"auto", "cpu", "cuda", "cuda:0", "cuda:15"}) {
            config.run.device = device;
            QVERIFY2(validate(config).empty(), device);
        }
        config.model.height = config.model.width = 28;
        QVERIFY(validate(config).empty());
    }

    void everyDatasetHasAValidConfiguration() {
        for (const auto& info : knownDatasets()) {
            RunConfig config = ready();
            config.data.dataset = info.name;
            config.data.root = "/images";
            config.model.channels = info.channels;
            config.model.classes = info.classes;
            config.model.height = config.model.width = std::max(info.height, 32);
            QVERIFY2(validate(config).empty(), info.name.c_str());
            QCOMPARE(info.mean.size(), size_t(info.channels));
            QCOMPARE(info.deviation.size(), size_t(info.channels));
            QCOMPARE(cropInForce(config.data), info.anyShape ? CropKind::Resized : CropKind::Padded);
        }
    }

    void evaluationResizesAsPublishedByDefault() {
        RunConfig config = folder("/images");
        QCOMPARE(resizeInForce(config.data, config.model), 256);
        config.model.height = config.model.width = 64;
        QCOMPARE(resizeInForce(config.data, config.model), 73);
        config.data.crop = CropKind::Padded;
        QCOMPARE(resizeInForce(config.data, config.model), 64);
        config.data.resize = 80;
        QCOMPARE(resizeInForce(config.data, config.model), 80);
    }

    void everyProblemIsReportedAtOnce() {
        RunConfig config = ready();
        config.model.depth = 21;
        config.optimizer.momentum = 2;
        config.run.device = "tpu";
        QCOMPARE(validate(config).size(), size_t(3));
    }

    void defaultMilestonesAreThirtySixtyNinetyPercent() {
        QCOMPARE(milestonesInForce(schedule(100, 0)), (std::vector<double>{30, 60, 90}));
        QCOMPARE(milestonesInForce(schedule(10, 0)), (std::vector<double>{3, 6, 9}));
        QCOMPARE(milestonesInForce(schedule(10, 0, {5})), std::vector<double>{5});
    }

    void titleIsAFolderName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("title");
        QTest::newRow("none") << ""
                              << "isonet-20-fashion-mnist";
        QTest::newRow("plain") << "My run 3"
                               << "My-run-3";
        QTest::newRow("path") << "../../etc/passwd"
                              << "-..-etc-passwd";
        QTest::newRow("nothing left") << "///"
                                      << "isonet-20-fashion-mnist";
        QTest::newRow("hidden") << ".secret"
                                << "secret";
        QTest::newRow("not ASCII") << QString::fromUtf8("Größe") << QString::fromUtf8("Größe");
    }
    void titleIsAFolderName() {
        QFETCH(QString, name);
        QFETCH(QString, title);
        RunConfig config = ready();
        config.run.name = name.toStdString();
        QCOMPARE(QString::fromStdString(runTitle(config)), title);
    }

    void titleNamesTheNetwork() {
        RunConfig config = ready();
        config.model.activation = spec::Activation::ReLU;
        config.model.normalization = spec::Normalization::Batch;
        QCOMPARE(runTitle(config), std::string("vanilla-bn-20-fashion-mnist"));
        QCOMPARE(runTitle(folder("/data/My photos/")), std::string("isonet-20-my-photos"));
        QCOMPARE(runTitle(folder("")), std::string("isonet-20-folder"));
    }

    void batchesAreSplitIntoEqualPassesOnTheCpu() {
        RunConfig config = ready();
        config.model.depth = 20;  // about 0.7 MiB per image
        QCOMPARE(imagesPerPass(config, 64), 64);
        // The passes, and with them the order of sums, do not depend on what is computed again.
        config.run.checkpointActivations = {"s*"};
        QCOMPARE(imagesPerPass(config, 128), 64);
        config.run.checkpointActivations.clear();
        QCOMPARE(imagesPerPass(config, 128), 64);
        QCOMPARE(imagesPerPass(config, 192), 64);
        QCOMPARE(imagesPerPass(config, 131), 131);  // prime
        config.run.precision = Precision::BFloat16;
        QCOMPARE(imagesPerPass(config, 128), 128);
        RunConfig large = folder("images");
        large.model.family = spec::Family::ImageNet;
        large.model.depth = 34;  // about 16 MiB per image: at least 8
        QCOMPARE(imagesPerPass(large, 16), 8);
        QCOMPARE(imagesPerPass(large, 4), 4);
        // Images that depend on one another stay together.
        config = ready();
        config.model.normalization = spec::Normalization::Batch;
        QCOMPARE(imagesPerPass(config, 512), 512);
        for (const auto normalization : {spec::Normalization::Group, spec::Normalization::Layer}) {
            config.model.normalization = normalization;
            QVERIFY(imagesPerPass(config, 512) < 512);
        }
        config.model.stages = spec::described(config.model).stages;
        QVERIFY(imagesPerPass(config, 512) < 512);
        config.model.stages[1].normalization = spec::Normalization::Batch;
        QCOMPARE(imagesPerPass(config, 512), 512);
        config = ready();
        config.data.mixup = 0.7;
        QCOMPARE(imagesPerPass(config, 512), 512);
    }
};

QTEST_GUILESS_MAIN(TestRunConfig)
#include "tst_run_config.moc"
