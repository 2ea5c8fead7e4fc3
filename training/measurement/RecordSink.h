// Writes records to a run directory's event file, from the training and the measuring thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "training/measurement/TrainingObserver.h"
#include "training/telemetry/EventWriter.h"

namespace isonet::training {

// Thread-safe. The observer receives records after they are written, never from two threads at once.
class RecordSink {
public:
    // `restartStep`: as EventWriter's. An empty directory path: records are dropped. Throws std::system_error if the
    // event file cannot be created. `claim`: as EventWriter's.
    RecordSink(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep,
               TrainingObserver& observer, std::shared_ptr<const telemetry::RunClaim> claim = nullptr);

    // Does not throw if the disk is full or the claim is lost: the records are kept, in order, and error() gives the
    // reason.
    void write(std::vector<telemetry::Record> records);
    // Writes the kept records and syncs the file to disk. Throws std::system_error on failure, telemetry::ClaimLost.
    void flush();
    std::optional<std::string> error() const;
    // By tag (tags::meanDeviation, tags::meanDistance): the mean over the layers at a step. A tag is absent unless
    // every layer that has records has one of this step.
    std::map<std::string, double> layerMeans(std::int64_t step) const;

private:
    struct Last {
        std::int64_t step = 0;
        double value = 0;
    };
    void writePending();  // under the lock

    mutable std::mutex mutex_;
    std::optional<telemetry::EventWriter> writer_;
    TrainingObserver& observer_;
    std::vector<telemetry::Record> pending_;
    std::map<std::string, std::map<std::string, Last>> layers_;  // by tag of the mean and of the layer
    std::optional<std::string> error_;
};

}  // namespace isonet::training
