// A run directory, the only storage of a run: config.yaml, changes.yaml, environment.json, events.out.tfevents.*,
// status.json, log.txt, checkpoints/{latest,best,epoch-N}.pt. Files are replaced atomically. One process at a time
// writes a run (RunLock.h).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/RunStatus.h"
#include "training/telemetry/StorageError.h"

namespace isonet::telemetry {

class RunDirectory {
public:
    // Creates the folder (an empty one may exist), takes its lock and writes config.yaml and a status of Preparing.
    // Throws StorageError (not empty, in use by process N on host H, not writable, disk full) and then removes the
    // folder if it created it.
    static RunDirectory create(const std::filesystem::path& path, const config::RunConfig& config);
    // Takes the lock of an existing run and removes temporary files of a killed process. `from`: the checkpoint that
    // the training continues from, or "start" (training/engine/checkpoint/ResumePoint.h). Throws StorageError: no run,
    // in use, corrupt configuration.
    static RunDirectory resume(const std::filesystem::path& path, const std::string& from = "latest");
    // Has no path and drops all writes: for all ranks but the first of a process group.
    static RunDirectory nowhere();
    bool keeps() const { return !path_.empty(); }
    // "<root>/<title>-<date>-<time>[-n]", which does not exist yet.
    static std::filesystem::path freshPath(const std::filesystem::path& root, const std::string& title);

    RunDirectory(RunDirectory&&) noexcept;
    RunDirectory& operator=(RunDirectory&&) noexcept;
    ~RunDirectory();  // releases the lock

    const std::filesystem::path& path() const { return path_; }
    const std::string& resumesFrom() const { return resumesFrom_; }   // "latest" for a new run, too
    std::filesystem::path checkpoint(const std::string& name) const;  // "latest" -> checkpoints/latest.pt

    // The configuration as started and its changes, as this object has read or written them.
    const config::RunHistory& history() const { return history_; }

    // These throw StorageError; the previous content is then intact.
    void writeConfig(const config::RunConfig& config);  // as started; before the first step
    // The configuration from `step` on, in changes.yaml; config.yaml stays. Writes nothing if it is in force.
    void addChange(std::int64_t step, const config::RunConfig& config);
    void writeStatus(const RunStatus& status);  // sets updated, process and host
    void writeEnvironment(const std::map<std::string, std::string>& info);
    void log(std::string_view line);  // appended to log.txt with a timestamp

private:
    RunDirectory() = default;
    explicit RunDirectory(std::filesystem::path path);
    std::filesystem::path path_;
    std::string resumesFrom_ = "latest";
    config::RunHistory history_;
    int lock_ = -1;  // descriptor of lockRun(); -1: none
};

}  // namespace isonet::telemetry
