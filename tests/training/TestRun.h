// Short training runs for tests: ISONet-8 on a small synthetic dataset, with an observer that records and intervenes.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "training/engine/loop/Trainer.h"

namespace isonet::test {

// ISONet-8 at 28x28 on the files in `data`, batches of 10, records every step.
config::RunConfig smallConfig(const std::filesystem::path& data);

// Stores everything it receives; the hooks run on the calling thread.
class Watcher : public training::TrainingObserver {
public:
    void onStatus(const telemetry::RunStatus& status) override;
    void onStep(std::int64_t done) override;
    void onRecords(const std::vector<telemetry::Record>& records) override;
    void onMessage(const std::string& line) override;
    void onConfig(const config::RunConfig& config) override;
    bool waitForRoom(const std::string& message) override;

    std::function<void(std::int64_t)> stepped;  // with the number of steps done
    std::function<void(const telemetry::RunStatus&)> reported;

    bool waitsForRoom = true;  // the answer of waitForRoom()

    std::vector<telemetry::RunStatus> statuses;
    std::vector<telemetry::Record> records;
    std::vector<std::string> messages;
    std::vector<config::RunConfig> configs;
};

// Starts the run in `path` or resumes it from checkpoint `from`. `stopAfter`: requests a stop after that many updates;
// -1: never, 0: before the first one.
training::TrainingResult runIn(const std::filesystem::path& path, const config::RunConfig& config, Watcher& watcher,
                               std::int64_t stopAfter = -1, const std::string& from = "latest");

// tag -> step -> value of a run's scalars, without voided records; for histograms their sum.
using Values = std::map<std::string, std::map<std::int64_t, double>>;
Values valuesIn(const std::filesystem::path& run);

}  // namespace isonet::test
