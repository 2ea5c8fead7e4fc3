// Short real runs for tests: ISONet-8 on a small synthetic data set, with an observer that remembers and intervenes.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "training/engine/Trainer.h"

namespace isonet::test {

// ISONet-8 at 28x28 on the files in `data`, batches of 10, every step recorded.
config::RunConfig smallConfig(const std::filesystem::path& data);

// Remembers what it is told; the hooks run on the thread that tells.
class Watcher : public training::TrainingObserver {
public:
    void onStatus(const telemetry::RunStatus& status) override;
    void onStep(std::int64_t done) override;
    void onRecords(const std::vector<telemetry::Record>& records) override;
    void onMessage(const std::string& line) override;
    void onConfig(const config::RunConfig& config) override;
    bool waitForRoom(const std::string& what) override;

    std::function<void(std::int64_t)> stepped;  // with the number of steps done
    std::function<void(const telemetry::RunStatus&)> reported;

    bool patient = true;  // waits for room on the disk

    std::vector<telemetry::RunStatus> statuses;
    std::vector<telemetry::Record> records;
    std::vector<std::string> messages;
    std::vector<config::RunConfig> configs;
};

// A new run in `path`, or the rest of the one there. `stopAfter`: asks for a stop once so many updates are done; -1:
// never.
training::TrainingResult runIn(const std::filesystem::path& path, const config::RunConfig& config, Watcher& watcher,
                               std::int64_t stopAfter = -1);

// tag -> step -> value of a run's scalars, voided ones left out; histograms by their sum.
using Values = std::map<std::string, std::map<std::int64_t, double>>;
Values valuesIn(const std::filesystem::path& run);

}  // namespace isonet::test
