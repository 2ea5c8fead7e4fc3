// Training from given weights: what is loaded, what stays as loaded, and exact resuming without the original file.
#include <torch/types.h>

#include <QtTest>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "model/base/Sha256.h"
#include "model/interop/StateDict.h"
#include "model/isometry/Penalty.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/InitialWeights.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestFineTuning : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path folder(const std::string& name) const { return temporaryPath() / name; }

    config::RunConfig configuration() const {
        auto config = test::smallConfig(folder("data"));
        config.model.normalization = spec::Normalization::Batch;
        config.model.initialization = spec::Initialization::Kaiming;
        config.telemetry.spectrumSteps = 0;
        return config;
    }
    // Weights of the configuration's network, but for `classes` classes; statistics as after some training.
    fs::path weightsFile(const std::string& name, int classes, int depth = 8) const {
        spec::ModelSpec model = configuration().model;
        model.classes = classes;
        model.depth = depth;
        torch::manual_seed(99);
        model::Network network(model);
        for (auto& buffer : network->named_buffers())
            if (buffer.key().ends_with("running_var"))
                buffer.value().fill_(1.5);
        interop::writeTorchFile(interop::toValue(interop::stateDict(network)), folder(name));
        return folder(name);
    }
    static const at::Tensor* find(const interop::StateDict& state, const std::string& name) {
        for (const auto& [key, value] : state)
            if (key == name)
                return &value;
        return nullptr;
    }
    static TrainingState savedIn(const fs::path& run) {
        const fs::path file = run / "checkpoints/latest.pt";
        return trainingStateOf(interop::readTorchFile(file), file.string());
    }
    static QString errorOf(config::FineTuningConfig tuning, const spec::ModelSpec& model) {
        model::Network network(model);
        const auto before = interop::stateDict(network);
        try {
            loadInitialWeights(network, tuning);
        } catch (const DataError& error) {
            const auto after = interop::stateDict(network);
            for (std::size_t i = 0; i < before.size(); ++i)
                if (!at::equal(before[i].second, after[i].second))
                    return "the network has changed";
            return error.what();
        }
        return "no exception was thrown";
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        test::writeFashionFolder(folder("data"), 65, 40);  // six batches of 10 per epoch
    }

    void newHeadKeepsTheInitializationAndLoadsTheRest() {
        model::Network network(configuration().model);
        const auto own = interop::stateDict(network);
        const fs::path file = weightsFile("five.pt", 5);
        const auto origin = loadInitialWeights(network, {file.string(), true, {}});
        QCOMPARE(origin.file, file.string());
        QCOMPARE(origin.checksum, base::sha256Of(file));
        const auto given = interop::readWeights(file), now = interop::stateDict(network);
        for (std::size_t i = 0; i < now.size(); ++i) {
            const bool head = now[i].first.starts_with("head.");
            QVERIFY2(at::equal(now[i].second, head ? own[i].second : *find(given, now[i].first)), now[i].first.c_str());
        }
    }

    void otherWeightsAreNamedByLayerWithTheRemedy() {
        const auto model = configuration().model;
        const QString classes = errorOf({weightsFile("five.pt", 5).string(), false, {}}, model);
        QVERIFY2(classes.contains("model.new_head") && classes.contains("head.fc.weight") &&
                     classes.contains("(10, 64) in the network, (5, 64) in the file"),
                 qPrintable(classes));
        const QString depth = errorOf({weightsFile("deep.pt", 10, 14).string(), true, {}}, model);
        QVERIFY2(depth.contains("s1.b2.") && depth.contains("model.weights") && !depth.contains("model.new_head"),
                 qPrintable(depth));
        const QString missing = errorOf({"/nonexistent.pt", false, {}}, model);
        QVERIFY2(missing.contains("/nonexistent.pt does not exist") && missing.contains("model.weights"),
                 qPrintable(missing));
    }

    void frozenLayersKeepWeightsAndStatistics() {
        auto config = configuration();
        config.run.epochs = 1;
        config.fineTuning = {weightsFile("ten.pt", 10).string(), false, {"stem", "s1"}};
        const fs::path run = freshPath();
        test::Watcher watcher;
        const auto result = test::runIn(run, config, watcher);
        QVERIFY2(result.state == RunState::Finished, result.message.c_str());
        const auto given = interop::readWeights(folder("ten.pt"));
        int kept = 0, changed = 0;
        for (const auto& [name, tensor] : savedIn(run).network) {
            const bool frozen = name.starts_with("stem.") || name.starts_with("s1.");
            const bool same = at::equal(tensor, *find(given, name));
            QVERIFY2(same || !frozen, name.c_str());
            kept += frozen && name.ends_with("running_var");
            changed += !frozen && name.ends_with("running_var") && !same;
        }
        QVERIFY(kept > 0 && changed > 0);
        const auto told = [&](const char* text) {
            return std::ranges::any_of(watcher.messages, [&](const std::string& line) { return line.find(text) == 0; });
        };
        QVERIFY(told("Frozen (model.frozen): stem, s1"));
        QVERIFY(told("Initial weights: "));
        // The penalty leaves frozen layers out, and so does the recorded value.
        const model::Penalty rest(config::penaltyInForce(config), model::Network(config.model));
        for (const std::string& layer : rest.layers())
            QVERIFY2(!layer.starts_with("s1."), layer.c_str());
        QVERIFY(!rest.layers().empty());
    }

    // With frozen layers, a new head and learning rates by layer; the file of weights is gone when it resumes.
    void resumedRunEqualsUninterruptedRunWithoutTheFile() {
        auto config = configuration();
        const fs::path file = weightsFile("gone.pt", 5);
        const std::string checksum = base::sha256Of(file);
        config.fineTuning = {file.string(), true, {"stem"}};
        config.optimizer.layerRates = {{"s1", 0.1}, {"head", 2}};
        const fs::path whole = freshPath(), parts = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(whole, config, watcher).state, RunState::Finished);
        QCOMPARE(test::runIn(parts, config, watcher, 4).state, RunState::Interrupted);
        fs::remove(file);
        QCOMPARE(test::runIn(parts, config, watcher).state, RunState::Finished);
        const TrainingState a = savedIn(parts), b = savedIn(whole);
        QVERIFY(a.weights == b.weights && a.weights && a.weights->file == file.string());
        QCOMPARE(a.weights->checksum, checksum);
        for (const auto& [left, right] : {std::pair(&a.network, &b.network), std::pair(&a.momentum, &b.momentum)}) {
            QCOMPARE(left->size(), right->size());
            for (std::size_t i = 0; i < left->size(); ++i)
                QVERIFY2(at::equal((*left)[i].second, (*right)[i].second), (*left)[i].first.c_str());
        }
        QVERIFY(!find(a.momentum, "stem.conv.weight") && find(a.momentum, "head.fc.weight"));
        QCOMPARE(telemetry::readEnvironment(parts).at("initial_weights_sha256"), checksum);
    }

    void inspectedConfigurationHasTheWeights() {
        auto config = configuration();
        config.fineTuning.weights = weightsFile("ten.pt", 10).string();
        const auto given = interop::readWeights(folder("ten.pt")),
                   loaded = interop::stateDict(initialNetwork(config).network);
        for (const auto& [name, tensor] : loaded)
            QVERIFY2(at::equal(tensor, *find(given, name)), name.c_str());
    }
};

QTEST_GUILESS_MAIN(TestFineTuning)
#include "tst_finetuning.moc"
