// What a run measures and changes about its kernels: spectra switched off, the end of a run, clipping.
#include <ATen/Parallel.h>

#include <QtTest>

#include <algorithm>
#include <filesystem>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/isometry/LayerInspection.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestMeasuring : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        data_ = temporaryPath() / "data";
        test::writeFashionFolder(data_, 40, 20);
    }

    void spectraCanBeOff() {
        namespace tags = telemetry::tags;
        auto config = test::smallConfig(data_);
        config.run.epochs = 1;
        config.telemetry.spectra = false;
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, config, watcher).state, RunState::Finished);
        const test::Values values = test::valuesIn(path);
        const std::string layer = "s1.b1.f.a";
        QVERIFY(values.contains(tags::offset + layer + "_relu") && values.contains(tags::deviation + "stem.conv"));
        for (const auto& [tag, series] : values)
            QVERIFY2(!tag.starts_with(tags::spectrum) &&
                         (!tag.starts_with(tags::isometry) || tag.starts_with(tags::deviation)),
                     tag.c_str());
    }

    // A network whose spectra take seconds, and steps that take some 50 ms.
    void endOfTheRunDoesNotWaitForSpectra() {
        auto config = test::smallConfig(data_);
        config.model.initialization = spec::Initialization::Kaiming;
        config.model.widthMultiplier = 6;
        config.data.trainImages = config.data.validationImages = 20;
        config.run.epochs = 1;
        config.telemetry.finalSpectra = false;
        test::Watcher watcher;
        QCOMPARE(test::runIn(freshPath(), config, watcher).state, RunState::Finished);
        const auto said = [&](const char* part) {
            return std::ranges::any_of(watcher.messages,
                                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
        };
        QVERIFY(said("telemetry.final_spectra: true"));
        const auto& status = watcher.statuses.back();
        QCOMPARE(status.state, RunState::Finished);
    }

    void kernelsAreClippedEveryInterval() {
        auto config = test::smallConfig(data_);
        config.model.initialization = spec::Initialization::Kaiming;
        config.run.epochs = 1;
        config.telemetry.spectra = false;
        config.penalty.clipInterval = 2;  // at the last of 4 steps, too
        config.penalty.clipHighest = 0.7;
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, config, watcher).state, RunState::Finished);
        const auto loaded = loadNetwork(path.string(), true);
        for (const auto& report : model::inspect(loaded.network, config.penalty))
            if (report.name == "s2.b1.f.b")
                QVERIFY2(report.sigmaMax < 1, std::to_string(report.sigmaMax).c_str());
        config.penalty.clipInterval = 0;
        const fs::path free = freshPath();
        QCOMPARE(test::runIn(free, config, watcher).state, RunState::Finished);
        for (const auto& report : model::inspect(loadNetwork(free.string(), true).network, config.penalty))
            if (report.name == "s2.b1.f.b")
                QVERIFY2(report.sigmaMax > 1.5, std::to_string(report.sigmaMax).c_str());
    }
};

QTEST_APPLESS_MAIN(TestMeasuring)
#include "tst_measuring.moc"
