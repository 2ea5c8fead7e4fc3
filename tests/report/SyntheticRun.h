// Runs with known values, written as training writes them.
#pragma once

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "training/sweeps/Presets.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::test {

inline telemetry::Record scalar(const std::string& tag, std::int64_t step, double value) {
    return {tag, step, 1.7e9 + static_cast<double>(step), telemetry::Scalar{value}};
}

inline config::RunConfig syntheticConfig() {
    auto config = sweeps::defaultPreset().config;
    config.run.precision = config::Precision::Float32;
    config.data.workers = 2;
    config.penalty.coefficient = 0.0375;
    return config;
}

// 40 steps: cross entropy 2 - step / 32, an infinite loss at step 20 and NaN at 24; top-1 of 61.25 and 73.5; deviation
// of two layers, the stem only every 20 steps; spectra from 0.5 to 1.5 and offsets around -1.
inline std::vector<telemetry::Record> syntheticRecords() {
    namespace tags = telemetry::tags;
    std::vector<telemetry::Record> records;
    for (int step = 0; step <= 40; step += 2) {
        records.push_back(scalar(tags::lossCrossEntropy, step, 2 - step / 32.0));
        const double odd = step == 20   ? std::numeric_limits<double>::infinity()
                           : step == 24 ? std::numeric_limits<double>::quiet_NaN()
                                        : 2.5 - step / 32.0;
        records.push_back(scalar(tags::lossTotal, step, odd));
        records.push_back(scalar(tags::lossWeightedPenalty, step, 0.5));
        records.push_back(scalar(tags::deviation + "s1.b1.f.a", step, 0.125 + step / 64.0));
        if (step % 20 == 0)
            records.push_back(scalar(tags::deviation + "stem.conv", step, 0.25));
    }
    records.push_back(scalar(tags::validationTop1, 20, 73.5));
    records.push_back(scalar(tags::validationTop1, 40, 61.25));
    for (const int step : {20, 40}) {
        std::vector<double> sigma, offsets;
        for (int i = 0; i <= 100; ++i) {
            sigma.push_back(0.5 + i / 100.0);
            offsets.push_back(-1 + (i - 50) * (step == 20 ? 1e-9 : 1e-3));
        }
        records.push_back({tags::spectrum + "s1.b1.f.a", step, 1.7e9, telemetry::histogramOf(sigma)});
        records.push_back({tags::offset + "stage1", step, 1.7e9, telemetry::histogramOf(offsets)});
    }
    return records;
}

inline std::filesystem::path makeRun(const std::filesystem::path& path,
                                     const config::RunConfig& config = syntheticConfig(),
                                     const std::vector<telemetry::Record>& records = syntheticRecords(),
                                     const std::string& message = {}) {
    auto run = telemetry::RunDirectory::create(path, config);
    telemetry::RunStatus status;
    status.state = telemetry::RunState::Finished;
    status.step = status.steps = 40;
    status.epoch = status.epochs = 2;
    status.secondsElapsed = 75;
    status.bestTop1 = 73.5;
    status.message = message;
    run.writeStatus(status);
    run.writeEnvironment({{"isonet", "0.1.0"}, {"device", "cpu"}, {"processor", "a <fast> one & \"quoted\""}});
    auto changed = config;
    changed.optimizer.learningRate = 0.0625;
    run.addChange(12, changed);
    telemetry::EventWriter(path).write(records);
    return path;
}

}  // namespace isonet::test
