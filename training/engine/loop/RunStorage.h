// Writes the files of a run: event file, configuration and checkpoints.
//
// A write that fails (usually a full disk, or a folder that was moved away) pauses the run. It is retried every few
// seconds and on resume, until it succeeds or a stop is requested.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/loop/RunTimer.h"
#include "training/engine/loop/StepClock.h"
#include "training/engine/loop/TrainingContext.h"
#include "training/measurement/RecordSink.h"

namespace isonet::training {

// Training thread only. The write functions return false if a stop was requested before the write succeeded: failure()
// then names the file and the error. They throw telemetry::StorageError if the observer does not wait for disk space
// (TrainingObserver::waitForRoom).
class RunStorage {
public:
    using Capture = std::function<TrainingState()>;

    // `clock` and `timer` do not count the time spent waiting.
    RunStorage(const TrainingContext& context, RecordSink& sink, StepClock& clock, RunTimer& timer);

    bool writeRecords();
    bool writeFinished();                                                  // that all steps are done
    bool writeChange(std::int64_t step, const config::RunConfig& config);  // in force from `step` on
    // Writes checkpoints/<name>.pt as of step `step`; only the first rank does.
    bool writeCheckpoint(const std::string& name, std::int64_t step, const Capture& capture);
    // Writes latest.pt without retrying: a run that cannot store anything must not start. Throws std::system_error.
    void writeFirstCheckpoint(std::int64_t step, const Capture& capture);

    // Marks latest.pt as written at `step`, by this or an earlier process.
    void markSaved(std::int64_t step);
    bool holdsLatest(std::int64_t step) const;  // latest.pt is of this step, and is there
    double minutesSinceSaved() const;
    // After a failure: saves the weights next to the run's folder if that is gone. What is known of checkpoints then:
    // "The last checkpoint (step 40) is intact.", "The weights were saved to ..."; a sentence.
    std::string ensureWeightsAreSaved(std::int64_t step, const Capture& capture);
    const std::optional<std::string>& failure() const { return failure_; }

private:
    bool folderIsGone() const;
    std::filesystem::path rescueFile() const;
    std::string failureMessage(const std::string& what, const std::string& error) const;
    bool retry(const std::string& what, const std::function<void()>& write);
    void save(const std::string& name, std::int64_t step, const Capture& capture);

    const TrainingContext& context_;
    RecordSink& sink_;
    StepClock& clock_;
    RunTimer& timer_;
    std::optional<std::string> failure_;
    std::int64_t savedStep_ = -1;
    std::chrono::steady_clock::time_point saved_{};
};

}  // namespace isonet::training
