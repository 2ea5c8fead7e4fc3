// The one way of records into a run directory's event file, shared by the training and the measuring thread.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "training/engine/Trainer.h"
#include "training/telemetry/EventFile.h"

namespace isonet::training {

// Thread-safe. The observer hears of records once they are in the file, never from two threads at once.
class RecordSink {
public:
    // Throws std::system_error when the event file cannot be made. An empty folder: nothing is kept.
    RecordSink(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep,
               TrainingObserver& observer);

    // Does not throw for a full disk: what cannot be written is kept, in order, and trouble() tells why.
    void write(std::vector<telemetry::Record> records);
    // Writes what was kept and syncs the file to the disk. Throws std::system_error while that fails.
    void flush();
    std::optional<std::string> trouble() const;

private:
    void writeKept();  // under the lock

    mutable std::mutex mutex_;
    std::optional<telemetry::EventWriter> writer_;
    TrainingObserver& observer_;
    std::vector<telemetry::Record> kept_;
    std::optional<std::string> trouble_;
};

}  // namespace isonet::training
