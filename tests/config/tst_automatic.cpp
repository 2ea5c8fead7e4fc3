// Automatic settings: their values by device and in files. Files from before them keep their fixed values.
#include <QtTest>

#include "training/config/AutomaticSettings.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/SweepYaml.h"

using namespace isonet;
using namespace isonet::config;

namespace {

RunConfig automaticConfig() {
    RunConfig config = sweeps::defaultPreset().config;
    config.run.precision = Precision::Automatic;
    config.data.workers = automaticWorkers;
    return config;
}

bool isFixed(const RunConfig& config) {
    return config.run.precision == Precision::Float32 && config.data.workers == 2;
}

std::string messageOf(const char* yaml) {
    try {
        parseRunConfig(yaml, "run.yaml");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

class TestAutomatic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void precisionFollowsTheDevice_data() {
        QTest::addColumn<DeviceTraits>("device");
        QTest::addColumn<Precision>("precision");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const DeviceTraits& device, Precision precision, const char* reason) {
            QTest::newRow(name) << device << precision << QString(reason);
        };
        row("plain CPU", {"cpu", 0, 0, false, false}, Precision::Float32, "the CPU has neither AVX512-BF16 nor AMX");
        row("AVX512-BF16", {"cpu", 0, 0, true, false}, Precision::BFloat16, "the CPU has AVX512-BF16");
        row("AMX", {"cpu", 0, 0, false, true}, Precision::BFloat16, "the CPU has AMX");
        row("both", {"cpu", 0, 0, true, true}, Precision::BFloat16, "the CPU has AMX");
        row("Turing", {"cuda:0", 7, 5, false, false}, Precision::Float32,
            "cuda:0 has compute capability 7.5, below 8.0");
        row("Ampere", {"cuda:0", 8, 0, false, false}, Precision::BFloat16, "cuda:0 has compute capability 8.0");
        row("Hopper", {"cuda:3", 9, 0, false, false}, Precision::BFloat16, "cuda:3 has compute capability 9.0");
        row("Blackwell", {"cuda:1", 12, 0, false, false}, Precision::BFloat16, "cuda:1 has compute capability 12.0");
        row("unknown GPU", {"cuda:0", 0, 0, false, false}, Precision::Float32,
            "cuda:0 has an unknown compute capability");
        row("the CPU's instructions do not count for a GPU", {"cuda:0", 7, 0, true, true}, Precision::Float32,
            "cuda:0 has compute capability 7.0, below 8.0");
    }
    void precisionFollowsTheDevice() {
        QFETCH(DeviceTraits, device);
        QFETCH(Precision, precision);
        QFETCH(QString, reason);
        const PrecisionChoice choice = automaticPrecision(device);
        QCOMPARE(choice.precision, precision);
        QCOMPARE(QString::fromStdString(choice.reason), reason);
    }

    void workersFollowCoresAndRanks_data() {
        QTest::addColumn<int>("cores");
        QTest::addColumn<int>("ranks");
        QTest::addColumn<int>("onCpu");
        QTest::addColumn<int>("onGpu");
        const auto row = [](const char* name, int cores, int ranks, int onCpu, int onGpu) {
            QTest::newRow(name) << cores << ranks << onCpu << onGpu;
        };
        row("one core", 1, 1, 1, 1);
        row("two cores", 2, 1, 1, 1);
        row("eight cores", 8, 1, 2, 7);
        row("sixteen cores, four ranks", 16, 4, 1, 3);
        row("many cores", 128, 1, 16, 16);
        row("many cores, eight ranks", 128, 8, 4, 15);
        row("more ranks than cores", 2, 8, 1, 1);
    }
    void workersFollowCoresAndRanks() {
        QFETCH(int, cores);
        QFETCH(int, ranks);
        QFETCH(int, onCpu);
        QFETCH(int, onGpu);
        QCOMPARE(automaticWorkersFor(cores, ranks, true), onCpu);
        QCOMPARE(automaticWorkersFor(cores, ranks, false), onGpu);
    }

    void resolvingReplacesWhatIsAutomaticOnly() {
        const Machine machine{{"cuda:0", 9, 0, false, false}, 16, 2};
        const auto both = resolved(automaticConfig(), machine);
        QCOMPARE(both.config.run.precision, Precision::BFloat16);
        QCOMPARE(both.config.data.workers, 7);
        QCOMPARE(both.notes.size(), std::size_t(2));
        QCOMPARE(both.notes[0],
                 std::string("run.precision: automatic is bfloat16 here, because cuda:0 has compute capability 9.0."));
        QCOMPARE(both.notes[1], std::string("data.workers: automatic is 7 here, for 16 cores and 2 processes."));
        RunConfig expected = automaticConfig();
        expected.run.precision = Precision::BFloat16;
        expected.data.workers = 7;
        QVERIFY(both.config == expected);
        expected.run.precision = Precision::TF32;
        const auto none = resolved(expected, machine);
        QVERIFY(none.config == expected && none.notes.empty());
    }

    void aResumedRunKeepsWhatItStartedWith() {
        RunConfig started = automaticConfig();
        started.run.precision = Precision::BFloat16;
        started.data.workers = 5;
        QVERIFY(resolvedAs(started, automaticConfig()) == started);
        RunConfig changed = automaticConfig();
        changed.data.workers = 3;
        QCOMPARE(resolvedAs(started, changed).data.workers, 3);
    }

    void filesKeepTheWordsUntilTheyAreResolved() {
        const RunConfig config = automaticConfig();
        const std::string yaml = toYaml(config);
        QVERIFY2(yaml.find("  workers: automatic\n") != std::string::npos, yaml.c_str());
        QVERIFY2(
            yaml.find("  precision: automatic  # automatic, float32, tf32, bfloat16, float16\n") != std::string::npos,
            yaml.c_str());
        QVERIFY(parseRunConfig(yaml, "x") == config);
        QVERIFY(validate(config).empty());
        const auto fixed = resolved(config, {{"cpu", 0, 0, true, false}, 2, 1}).config;
        const std::string stored = toYaml(fixed);
        QVERIFY(stored.find("  workers: 1\n") != std::string::npos);
        QVERIFY(stored.find("  precision: bfloat16") != std::string::npos);
        QVERIFY(parseRunConfig(stored, "x") == fixed);
        RunConfig set = fixed;
        applyOverride(set, "data.workers=automatic");
        applyOverride(set, "run.precision=automatic");
        QVERIFY(set == config);
    }

    void olderFilesStayAsTheyWere() {
        QVERIFY(isFixed(RunConfig()));
        // Written by hand, without the keys; by earlier versions, with them; by the published code.
        QVERIFY(isFixed(parseRunConfig("model: {depth: 20}\n", "x")));
        QVERIFY(isFixed(parseRunConfig("data: {workers: 2}\nrun: {precision: float32, device: cuda}\n", "x")));
        QCOMPARE(parseRunConfig("data: {workers: 8}\n", "x").data.workers, 8);
        const RunConfig published = parseRunConfig(
            "DATASET: {NAME: CIFAR10, ROOT: /data, NUM_CLASSES: 10, NUM_WORKERS: 6}\nISON: {DEPTH: 20}\n", "x");
        QCOMPARE(published.run.precision, Precision::Float32);
        QCOMPARE(published.data.workers, 6);
    }

    void wrongWorkersAreRefused_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("zero") << "0"
                              << "'0' is invalid; accepted: automatic, or 1 to 256 threads";
        QTest::newRow("word") << "auto"
                              << "'auto' is invalid; accepted: automatic, or 1 to 256 threads";
        QTest::newRow("fraction") << "1.5"
                                  << "'1.5' is invalid; accepted: automatic, or 1 to 256 threads";
        QTest::newRow("negative") << "-1"
                                  << "workers is -1; accepted: 1 to 256 threads, or automatic";
        QTest::newRow("too many") << "257"
                                  << "workers is 257; accepted: 1 to 256 threads, or automatic";
    }
    void wrongWorkersAreRefused() {
        QFETCH(QString, value);
        QFETCH(QString, message);
        const std::string error = messageOf(("data:\n  workers: " + value.toStdString() + "\n").c_str());
        QVERIFY2(error.find("run.yaml:2: data.workers") != std::string::npos, error.c_str());
        QVERIFY2(error.find(message.toStdString()) != std::string::npos, error.c_str());
    }

    void newExperimentsAreAutomaticAndThePapersAreNot() {
        for (const auto& preset : sweeps::presets()) {
            const bool own = preset.config.data.dataset == "fashion-mnist";
            const auto& c = preset.config;
            QVERIFY2(own ? c.run.precision == Precision::Automatic && c.data.workers == automaticWorkers : isFixed(c),
                     preset.name.c_str());
        }
        for (const auto& table : sweeps::paperTables())
            for (const auto& row : table.rows)
                QVERIFY2(row.config.run.precision == Precision::Float32, row.id.c_str());
    }

    void sweepsOfAPresetStayComparable() {
        const auto plain = sweeps::parseSweep("base: isonet-20-fashion-mnist\nvary: {run.seed: [1, 2]}\n", "s.yaml");
        for (const auto& row : plain.rows)
            QVERIFY(isFixed(row.config) && row.config.optimizer.decaySlopes);
        const auto chosen = sweeps::parseSweep(
            "base: isonet-20-fashion-mnist\nset: {run.precision: automatic, data.workers: automatic}\n", "s.yaml");
        QVERIFY(chosen.rows.front().config.run.precision == Precision::Automatic);
        QCOMPARE(chosen.rows.front().config.data.workers, automaticWorkers);
        const auto again = sweeps::parseSweep(sweeps::toYaml(chosen), "s.yaml");
        QVERIFY(again.rows.front().config == chosen.rows.front().config);
    }
};

QTEST_GUILESS_MAIN(TestAutomatic)
#include "tst_automatic.moc"
