// Runs in numbers that no test would train: one is written as the engine writes it, the others share its event file.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"

// `runs` finished runs below `root`, each with `points` values of each of `tags` scalars. Seeds and learning rates
// differ.
inline void writeManyRuns(const std::filesystem::path& root, int runs, int tags, int points) {
    using namespace isonet;
    const auto name = [](int run) { return "run-" + std::to_string(10'000 + run); };
    const auto first = root / name(0);
    {
        auto run = telemetry::RunDirectory::create(first, sweeps::defaultPreset().config);
        telemetry::RunStatus status;
        status.state = telemetry::RunState::Finished;
        status.step = status.steps = points;
        run.writeStatus(status);
        telemetry::EventWriter events(first);
        std::vector<telemetry::Record> records;
        for (int step = 0; step < points; ++step) {
            records.clear();
            for (int tag = 0; tag < tags; ++tag)
                records.push_back({"group" + std::to_string(tag % 10) + "/value" + std::to_string(tag), step,
                                   1e9 + step, telemetry::Scalar{1.0 + (step * 7919 + tag) % 97}});
            events.write(records);
        }
    }
    for (int i = 1; i < runs; ++i) {
        const auto path = root / name(i);
        std::filesystem::create_directories(path);
        auto config = sweeps::defaultPreset().config;
        config.run.seed = std::uint64_t(i);
        config.optimizer.learningRate = 0.001 * (1 + i % 10);
        std::ofstream(path / "config.yaml") << config::toYaml(config);
        std::filesystem::copy_file(first / "status.json", path / "status.json");
        for (const auto& file : telemetry::eventFileNames(first))
            std::filesystem::create_hard_link(first / file, path / file);
    }
}
