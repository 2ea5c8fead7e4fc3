// A run that was stopped or killed and resumed ends with the same bits as an uninterrupted one.
#include <torch/types.h>

#include <QtTest>

#include <csignal>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/telemetry/EventReader.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestResume : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;
    std::map<std::string, fs::path> uninterrupted_;
    config::RunConfig variant(const std::string& name) const;
    // `inStep`: whether training steps measure the deviations; else they are also measured when a run resumes.
    static void compare(const fs::path& run, const fs::path& reference, bool inStep = true);

private Q_SLOTS:
    void initTestCase();
    void resumedRunEqualsUninterruptedRun_data();
    void resumedRunEqualsUninterruptedRun();
    void killedRunResumesFromItsLastCheckpoint();
    void finishedRunResumesWithMoreEpochs();
    void changedNetworkIsRejected();
    void corruptCheckpointIsNamed();
    void checkpointsStoreTheWholeState();
};

void TestResume::initTestCase() {
    at::set_num_threads(1);
    data_ = temporaryPath() / "data";
    test::writeFashionFolder(data_, 65, 40);  // six batches of 10 per epoch; the remainder is dropped
}

config::RunConfig TestResume::variant(const std::string& name) const {
    auto config = test::smallConfig(data_);
    config.telemetry.scalarSteps = 4;
    config.telemetry.spectrumSteps = 0;
    config.model.dropout = 0.3;
    config.schedule.warmupEpochs = 0.5;
    config.schedule.milestones = {1};
    if (name == "residual") {
        config.model.shortcut = true;
        config.model.multiplier = spec::ResidualMultiplier::PerChannel;
    } else if (name == "parameterized") {
        config.model.parameterization = spec::Parameterization::Bcop;
        config.penalty.kind = spec::PenaltyKind::None;
    } else if (name == "normalized") {
        config.model.normalization = spec::Normalization::Batch;
        config.model.activation = spec::Activation::RReLU;
        config.model.initialization = spec::Initialization::Kaiming;
        config.penalty.coefficient = 0;
    } else if (name == "averaged") {
        config.optimizer.averageDecay = 0.9;
        config.optimizer.nesterov = true;
        config.optimizer.adaptiveClip = 0.02;
        config.penalty.interval = 3;
    } else if (const auto kind = spec::fromName<config::OptimizerKind>(name)) {
        config.optimizer.kind = *kind;
        config.optimizer.stabilizeSteps = 4;
    }
    return config;
}

void TestResume::compare(const fs::path& run, const fs::path& reference, bool inStep) {
    for (const char* file : {"checkpoints/latest.pt", "checkpoints/best.pt"}) {
        const auto a = trainingStateOf(interop::readTorchFile(run / file), file);
        const auto b = trainingStateOf(interop::readTorchFile(reference / file), file);
        QCOMPARE(a.step, b.step);
        QCOMPARE(a.epoch, b.epoch);
        QCOMPARE(a.bestScore, b.bestScore);
        QCOMPARE(a.validation->score, b.validation->score);
        QVERIFY(a.validation->values == b.validation->values && !a.validation->values.empty());
        QVERIFY(at::equal(a.cpuRandom, b.cpuRandom));
        for (const auto& [left, right] : {std::pair(&a.network, &b.network), std::pair(&a.momentum, &b.momentum),
                                          std::pair(&a.trained, &b.trained)}) {
            QCOMPARE(left->size(), right->size());
            for (std::size_t i = 0; i < left->size(); ++i)
                QVERIFY2(at::equal((*left)[i].second, (*right)[i].second), (*left)[i].first.c_str());
        }
    }
    const auto got = test::valuesIn(run), expected = test::valuesIn(reference);
    for (const auto& [tag, series] : expected) {
        // Speed depends on the machine; spectra are also measured when a run resumes.
        if (tag == telemetry::tags::imagesPerSecond || tag == telemetry::tags::dataWait || tag.starts_with("device/") ||
            tag.starts_with("spectrum/") || tag.starts_with(telemetry::tags::momentumDeviation) ||
            tag.starts_with("srelu_b/") ||
            (tag.starts_with(telemetry::tags::isometry) && !tag.starts_with(telemetry::tags::deviation)) ||
            tag == telemetry::tags::deviation + "stem.conv" || (!inStep && tag.starts_with(telemetry::tags::deviation)))
            continue;
        QVERIFY2(got.contains(tag), tag.c_str());
        QVERIFY2(got.at(tag) == series, tag.c_str());
    }
}

void TestResume::resumedRunEqualsUninterruptedRun_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("stop");
    QTest::newRow("after the first step") << "plain" << 1;
    QTest::newRow("in the middle of a window") << "plain" << 3;
    QTest::newRow("at the end of a window") << "plain" << 5;
    QTest::newRow("at the end of an epoch") << "plain" << 6;
    QTest::newRow("in the second epoch") << "plain" << 9;
    QTest::newRow("after the last step") << "plain" << 12;
    QTest::newRow("residual") << "residual" << 4;
    QTest::newRow("normalized, random activations") << "normalized" << 7;
    QTest::newRow("average, clipped units, penalty every third step") << "averaged" << 7;
    QTest::newRow("AdamW") << "adamw" << 7;
    QTest::newRow("Muon") << "muon" << 7;
    QTest::newRow("orthogonal steps") << "orthogonal" << 7;
    QTest::newRow("parameterized") << "parameterized" << 4;
}

void TestResume::resumedRunEqualsUninterruptedRun() {
    QFETCH(QString, name);
    QFETCH(int, stop);
    const auto config = variant(name.toStdString());
    auto& reference = uninterrupted_[name.toStdString()];
    if (reference.empty()) {
        reference = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(reference, config, watcher).state, RunState::Finished);
    }
    const fs::path path = freshPath();
    {
        test::Watcher watcher;
        const auto result = test::runIn(path, config, watcher, stop);
        QCOMPARE(result.state, RunState::Interrupted);
        QCOMPARE(result.status.step, stop);
    }
    torch::manual_seed(999);  // other code may change the generator in between
    auto resumed = config;
    resumed.data.workers = 1;
    test::Watcher watcher;
    QCOMPARE(test::runIn(path, resumed, watcher).state, RunState::Finished);
    compare(path, reference, name != "parameterized");
}

// A separate training process, killed repeatedly until it finishes.
void TestResume::killedRunResumesFromItsLastCheckpoint() {
    auto config = variant("plain");
    config.run.epochs = 3;
    config.telemetry.checkpointMinutes = 1e-6;  // after each step
    const fs::path reference = freshPath(), path = freshPath();
    test::Watcher watcher;
    QCOMPARE(test::runIn(reference, config, watcher).state, RunState::Finished);
    const QString configFile = QString::fromStdString((temporaryPath() / "c.yaml").string());
    config::saveRunConfig(config, configFile.toStdString());
    const QStringList arguments{"--train", configFile, QString::fromStdString(path.string())};
    int kills = 0;
    for (std::int64_t aim : {1, 4, 7, 11, 16}) {
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), arguments);
        QVERIFY(process.waitForStarted());
        const auto stepNow = [&]() -> std::int64_t {
            const fs::path latest = path / "checkpoints/latest.pt";
            if (!fs::exists(latest))
                return -1;
            return interop::readTorchFile(latest).get<std::int64_t>("step");  // valid at any time
        };
        QTRY_VERIFY_WITH_TIMEOUT(stepNow() >= aim || process.state() == QProcess::NotRunning, 30000);
        kills += process.state() == QProcess::Running;
        process.kill();
        QVERIFY(process.waitForFinished());
        QVERIFY(stepNow() >= aim);
        telemetry::EventReader reader(path);  // valid up to its last record
        std::size_t records = 0;
        for (auto batches = reader.poll(); !batches.empty(); batches = reader.poll())
            for (const auto& batch : batches)
                records += batch.records.size();
        QVERIFY(records > 0);
        QCOMPARE(reader.damagedFrames(), 0);
        QVERIFY(telemetry::readStatus(path)->state == RunState::Interrupted || stepNow() == 18);
    }
    QVERIFY(kills >= 2);
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), arguments);
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 0);
    compare(path, reference);
}

void TestResume::finishedRunResumesWithMoreEpochs() {
    auto config = variant("plain");
    const fs::path path = freshPath(), reference = freshPath();
    test::Watcher watcher;
    test::runIn(path, config, watcher);
    const auto again = test::runIn(path, config, watcher);  // nothing to do
    QCOMPARE(again.state, RunState::Finished);
    QCOMPARE(again.status.step, 12);
    config.run.epochs = 3;
    const auto longer = test::runIn(path, config, watcher);
    QCOMPARE(longer.state, RunState::Finished);
    QCOMPARE(longer.status.step, 18);
    QCOMPARE(telemetry::readConfig(path).run.epochs, 2);  // as started
    QCOMPARE(telemetry::readConfigInForce(path).run.epochs, 3);
    QCOMPARE(telemetry::readHistory(path).changes.at(0).step, 12);
    QVERIFY(std::find(watcher.messages.begin(), watcher.messages.end(), "Changed on resuming: run.epochs: 2 -> 3") !=
            watcher.messages.end());
    test::runIn(reference, config, watcher);
    compare(path, reference);
}

void TestResume::changedNetworkIsRejected() {
    auto config = variant("plain");
    const fs::path path = freshPath();
    test::Watcher watcher;
    test::runIn(path, config, watcher, 3);
    const auto before = interop::readTorchFile(path / "checkpoints/latest.pt").get<std::int64_t>("step");
    config.model.depth = 14;
    config.run.batchSize = 5;
    std::string message;
    try {
        test::runIn(path, config, watcher);
    } catch (const config::ConfigError& error) {
        message = error.what();
    }
    QVERIFY2(message.find("model.depth") != std::string::npos && message.find("run.batch_size") != std::string::npos,
             message.c_str());
    QVERIFY2(message.find("14") != std::string::npos && message.find("8") != std::string::npos, message.c_str());
    QCOMPARE(interop::readTorchFile(path / "checkpoints/latest.pt").get<std::int64_t>("step"), before);
    QCOMPARE(telemetry::readConfig(path).model.depth, 8);
}

void TestResume::corruptCheckpointIsNamed() {
    const auto config = variant("plain");
    const fs::path path = freshPath();
    test::Watcher watcher;
    test::runIn(path, config, watcher, 8);
    const fs::path latest = path / "checkpoints/latest.pt";
    fs::resize_file(latest, fs::file_size(latest) / 2);
    std::string message;
    try {
        test::runIn(path, config, watcher);
    } catch (const telemetry::StorageError& error) {
        message = error.what();
    }
    QVERIFY2(message.find(latest.string()) != std::string::npos, message.c_str());
    QVERIFY2(message.find("--from best") != std::string::npos, message.c_str());
    fs::copy_file(path / "checkpoints/best.pt", latest, fs::copy_options::overwrite_existing);
    QCOMPARE(test::runIn(path, config, watcher).state, RunState::Finished);
    QCOMPARE(telemetry::readStatus(path)->step, 12);
}

void TestResume::checkpointsStoreTheWholeState() {
    TrainingState state;
    state.step = 17;
    state.epoch = 2;
    state.position = 5;
    state.network = {{"a.weight", at::randn({2, 3})}};
    state.momentum = {{"a.weight", at::randn({2, 3})}};
    state.lossScale = 1024;
    state.scaleGrowth = 12;
    captureRandomState(state, at::kCPU);
    state.bestScore = 55.5;
    state.chanceEpochs = 2;
    state.validation.emplace();
    state.validation->score = 50;
    state.validation->values = {{"accuracy/val_top5", 90.0}, {"loss/val", 1.25}};
    state.window.loss = 3;
    state.window.total = 3.5;
    state.window.parts = {2, 0.5};
    state.window.steps = 2;
    state.epochSums.images = 40;
    state.seconds = 12.5;
    state.device = "cpu";
    state.threads = 3;
    state.config = variant("plain");
    const fs::path file = freshPath();
    interop::writeTorchFile(toValue(state), file);
    const at::Tensor next = at::rand({4});
    const TrainingState read = trainingStateOf(interop::readTorchFile(file), "file");
    QCOMPARE(read.step, 17);
    QCOMPARE(read.epoch, 2);
    QCOMPARE(read.position, 5);
    QVERIFY(at::equal(read.network[0].second, state.network[0].second));
    QVERIFY(at::equal(read.momentum[0].second, state.momentum[0].second));
    QCOMPARE(read.lossScale, 1024.0);
    QCOMPARE(read.scaleGrowth, 12);
    QCOMPARE(read.bestScore, 55.5);
    QCOMPARE(read.chanceEpochs, 2);
    QCOMPARE(read.validation->score, 50.0);
    QVERIFY(read.validation->values == state.validation->values);
    QCOMPARE(read.window.total, 3.5);
    QCOMPARE(read.window.parts, state.window.parts);
    QCOMPARE(read.window.steps, 2);
    QCOMPARE(read.epochSums.images, 40);
    QCOMPARE(read.seconds, 12.5);
    QCOMPARE(read.threads, 3);
    QCOMPARE(read.config, state.config);
    restoreRandomState(read, at::kCPU);
    QVERIFY(at::equal(at::rand({4}), next));
}

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == "--train") {
        at::set_num_threads(1);
        test::Watcher watcher;
        const auto config = config::loadRunConfig(arguments[2].toStdString());
        return test::runIn(arguments[3].toStdString(), config, watcher).state == RunState::Finished ? 0 : 1;
    }
    TestResume tests;
    return QTest::qExec(&tests, argc, argv);
}
#include "tst_resume.moc"
