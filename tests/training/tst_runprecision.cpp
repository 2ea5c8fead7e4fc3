// The precision and the loader threads that a run computes with: resolved and stored at its start, fixed when it
// resumes, and the same in evaluations after it.
#include <torch/types.h>

#include <QtTest>
#include <algorithm>
#include <fstream>
#include <sstream>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/base/Cores.h"
#include "model/interop/Value.h"
#include "model/kernels/CudaPlugin.h"
#include "tests/model/ProductRecorder.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/engine/runtime/Machine.h"
#include "training/engine/runtime/Precision.h"
#include "training/engine/tasks/Evaluation.h"
#include "training/telemetry/RunReading.h"

using namespace isonet;
using namespace isonet::training;
using config::Precision;
using telemetry::RunState;
namespace fs = std::filesystem;

namespace {

config::RunConfig storedIn(const fs::path& checkpoint) {
    return config::parseRunConfig(interop::readTorchFile(checkpoint).get<std::string>("config"), "checkpoint");
}

std::string textOf(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

bool contains(const std::vector<std::string>& lines, const std::string& part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

class TestRunPrecision : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path folder() const { return temporary_.path().toStdString(); }
    config::RunConfig automatic() const {
        config::RunConfig config = test::smallConfig(folder() / "data");
        config.run.precision = Precision::Automatic;
        config.data.workers = config::automaticWorkers;
        return config;
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        model::TF32Scope::countCpu(true);
        QVERIFY(temporary_.isValid());
        test::writeFashionFolder(folder() / "data", 100, 60);
    }

    void aRunStoresWhatAutomaticSettingsAre() {
        const auto choice = config::automaticPrecision(deviceTraits("cpu"));
        const int workers = config::automaticWorkersFor(base::availableCores(), 1, true);
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, automatic(), watcher, 3).state, RunState::Interrupted);
        config::RunConfig expected = automatic();
        expected.run.precision = choice.precision;
        expected.data.workers = workers;
        QVERIFY(telemetry::readConfig(path) == expected);
        QVERIFY(storedIn(path / "checkpoints/latest.pt") == expected);
        QVERIFY(watcher.configs.front() == expected);
        const std::string note = "run.precision: automatic is " + std::string(spec::name(choice.precision)) +
                                 " here, because " + choice.reason + ".";
        QVERIFY(contains(watcher.messages, note));
        QVERIFY(contains(watcher.messages, "data.workers: automatic is " + std::to_string(workers) + " here"));
        const std::string log = textOf(path / "log.txt");
        QVERIFY2(log.find(note) != std::string::npos, log.c_str());
        QVERIFY(textOf(path / "environment.json").find(std::string(spec::name(choice.precision))) != std::string::npos);
    }

    void aResumedRunKeepsTheCheckpointsSettings() {
        config::RunConfig started = automatic();
        started.run.precision = Precision::TF32;  // never what automatic resolves to; has no effect on the CPU
        started.data.workers = 3;
        const fs::path path = freshPath();
        {
            test::Watcher watcher;
            QCOMPARE(test::runIn(path, started, watcher, 4).state, RunState::Interrupted);
            QVERIFY(!contains(watcher.messages, "automatic"));
        }
        // Like a queue, whose row stays automatic.
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, automatic(), watcher).state, RunState::Finished);
        QVERIFY(telemetry::readConfig(path) == started);
        QVERIFY(storedIn(path / "checkpoints/latest.pt") == started);
        QVERIFY(!contains(watcher.messages, "automatic"));
        QVERIFY(!contains(watcher.messages, "Changed on resuming"));
        // Another precision is still refused.
        config::RunConfig other = started;
        other.run.precision = Precision::Float32;
        QVERIFY_THROWS_EXCEPTION(config::ConfigError, test::runIn(path, other, watcher));
    }

    void anEarlierRunStaysFloat32() {
        config::RunConfig earlier = test::smallConfig(folder() / "data");  // as read from a file without the keys
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, earlier, watcher, 2).state, RunState::Interrupted);
        QCOMPARE(test::runIn(path, telemetry::readConfig(path), watcher).state, RunState::Finished);
        QCOMPARE(storedIn(path / "checkpoints/latest.pt").run.precision, Precision::Float32);
        QCOMPARE(storedIn(path / "checkpoints/latest.pt").data.workers, 2);
        QVERIFY(!contains(watcher.messages, "automatic"));
    }

    void evaluationsComputeInTheRunsPrecision_data() {
        QTest::addColumn<Precision>("precision");
        QTest::newRow("float32") << Precision::Float32;
        QTest::newRow("tf32") << Precision::TF32;
        QTest::newRow("bfloat16") << Precision::BFloat16;
        QTest::newRow("automatic") << Precision::Automatic;
    }
    void evaluationsComputeInTheRunsPrecision() {
        QFETCH(Precision, precision);
        auto config = test::smallConfig(folder() / "data");
        config.run.precision = precision;
        const auto data = openDatasets(config.data, config.model);
        torch::manual_seed(2);
        model::Network network(config.model);
        // Like torch at its start, and after a run of another precision.
        at::globalContext().setAllowTF32CuDNN(true);
        at::globalContext().setAllowTF32CuBLAS(true);
        const Precision used = precisionOn(at::kCPU, precision);
        QVERIFY(used != Precision::Automatic);
        const bool half = used == Precision::BFloat16;
        const test::ProductRecorder recorder;
        QCOMPARE(evaluate(network, *data.validation, config, at::kCPU).images, 60);
        const auto convolutions = recorder.products("aten::convolution");
        QVERIFY(!convolutions.empty());
        for (const auto& each : convolutions) {
            QCOMPARE(each.tf32, used == Precision::TF32);
            QCOMPARE(each.type, half ? at::kBFloat16 : at::kFloat);
        }
        QCOMPARE(recorder.count(used != Precision::TF32), 0);
    }

    // The backward pass is outside of the forward pass's scope.
    void aRunsPrecisionHoldsInBothDirections_data() {
        QTest::addColumn<Precision>("precision");
        QTest::newRow("float32") << Precision::Float32;
        QTest::newRow("tf32") << Precision::TF32;
        QTest::newRow("bfloat16") << Precision::BFloat16;
    }
    void aRunsPrecisionHoldsInBothDirections() {
        QFETCH(Precision, precision);
        const auto config = test::smallConfig(folder() / "data");
        model::Network network(config.model);
        const test::ProductRecorder recorder;
        {
            const RunPrecision run(precision, at::kCPU);
            at::Tensor logits;
            {
                const PrecisionScope scope(precision, at::kCPU);
                logits = network->forward(at::randn({2, 1, 28, 28}));
            }
            logits.to(at::kFloat).square().sum().backward();
        }
        QVERIFY(!recorder.products("aten::convolution_backward").empty());
        QCOMPARE(recorder.count(precision != Precision::TF32), 0);
        QVERIFY(!model::TF32Scope::convolutions() && !model::TF32Scope::matrixProducts());
    }

    void instructionsAreReadFromTheProcessorList() {
        const auto read = [](const char* text) {
            model::DeviceInfo cpu;
            cpu.id = "cpu";
            model::readInstructions(text, cpu);
            return traitsOf(cpu);
        };
        const auto both = read("processor\t: 0\nflags\t\t: fpu avx512_bf16 amx_bf16 amx_tile\n\nprocessor\t: 1\n");
        QVERIFY(both.avx512Bfloat16 && both.amx && both.isCpu());
        const auto none = read("processor\t: 0\nflags\t\t: fpu avx512f amx_tile\nvmx flags\t: avx512_bf16\n");
        QVERIFY(!none.avx512Bfloat16 && !none.amx);
        QVERIFY(read("") == config::DeviceTraits());
        QCOMPARE(deviceTraits("cuda:99").id, std::string("cuda:99"));
        QCOMPARE(config::automaticPrecision(deviceTraits("cuda:99")).precision, Precision::Float32);
    }
};

QTEST_GUILESS_MAIN(TestRunPrecision)
#include "tst_runprecision.moc"
