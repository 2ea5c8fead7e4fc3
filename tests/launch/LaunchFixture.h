// A small run for launchers to start with the real program.
#pragma once

#include <ATen/Parallel.h>

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <functional>
#include <string>

#include "tests/training/SyntheticImages.h"
#include "tests/training/TestRun.h"
#include "training/config/RunConfigYaml.h"
#include "training/launch/Launcher.h"
#include "training/telemetry/RunReading.h"

namespace isonet::test {

class LaunchFixture {
public:
    LaunchFixture() {
        // Records of launches are kept next to the test's runs, not in the user's folder.
        qputenv("XDG_DATA_HOME", temporary_.path().toUtf8());
        writeFashionFolder(root() / "data", 48, 12);
    }
    std::filesystem::path root() const { return temporary_.path().toStdString(); }
    std::filesystem::path freshPath() { return root() / ("run" + std::to_string(++runs_)); }

    // Of a run with this many epochs of four steps.
    std::filesystem::path config(int epochs, const std::function<void(config::RunConfig&)>& change = {}) {
        auto config = smallConfig(root() / "data");
        config.run.batchSize = 12;
        config.run.epochs = epochs;
        config.data.workers = 1;
        config.optimizer.learningRate = 1e-3;  // stays finite over all epochs
        config.telemetry.spectrumSteps = 0;
        config.telemetry.finalSpectra = false;
        if (change)
            change(config);
        const auto file = root() / ("config" + std::to_string(++runs_) + ".yaml");
        config::saveRunConfig(config, file);
        return file;
    }
    // A long run in a new folder. The order names this build's program and one thread.
    launch::Order order(int epochs = 10000, const std::function<void(config::RunConfig&)>& change = {}) {
        launch::Order order{freshPath()};
        order.config = config(epochs, change);
        order.threads = 1;
        order.program = ISONET_PROGRAM;
        return order;
    }

    static bool trains(const std::filesystem::path& run, std::int64_t beyond = 0) {
        return QTest::qWaitFor(
            [&] {
                const auto status = telemetry::readStatus(run);
                return status && status->state == telemetry::RunState::Running && status->step > beyond;
            },
            90000);
    }
    static bool reaches(launch::Launcher& launcher, const launch::Ticket& ticket, const std::filesystem::path& run,
                        launch::JobState state) {
        return QTest::qWaitFor([&] { return launcher.look(ticket, run).state == state; }, 90000);
    }

private:
    QTemporaryDir temporary_;
    int runs_ = 0;
};

}  // namespace isonet::test
