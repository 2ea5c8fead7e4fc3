// A run directory, the only storage of a run: config.yaml, changes.yaml, environment.json, events.out.tfevents.*,
// status.json, log.txt, checkpoints/{latest,best,epoch-N}.pt. Files are replaced atomically. One process at a time
// writes a run (RunLock.h).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunClaim.h"
#include "training/telemetry/RunReading.h"
#include "training/telemetry/RunStatus.h"
#include "training/telemetry/StorageError.h"

namespace isonet::telemetry {

class RunDirectory {
public:
    // Creates the folder (an empty one may exist), takes its lock and writes config.yaml and a status of Preparing.
    // Throws StorageError (not empty, in use by process N on host H, not writable, disk full) and then removes the
    // folder if it created it. `claim`: asked before each write here and below; null: the run cannot be given away.
    static RunDirectory create(const std::filesystem::path& path, const config::RunConfig& config,
                               std::shared_ptr<const RunClaim> claim = nullptr);
    // Takes the lock of an existing run and removes temporary files of a killed process. `from`: the checkpoint that
    // the training continues from, or "start" (training/engine/checkpoint/ResumePoint.h). Throws StorageError: no run,
    // in use, corrupt configuration.
    static RunDirectory resume(const std::filesystem::path& path, const std::string& from = "latest",
                               std::shared_ptr<const RunClaim> claim = nullptr);
    // Has no path and drops all writes: for all ranks but the first of a process group.
    static RunDirectory nowhere();
    bool keeps() const { return !path_.empty(); }
    // "<root>/<title>-<date>-<time>[-n]", which does not exist yet.
    static std::filesystem::path freshPath(const std::filesystem::path& root, const std::string& title);

    RunDirectory(RunDirectory&&) noexcept;
    RunDirectory& operator=(RunDirectory&&) noexcept;
    ~RunDirectory();  // releases the lock

    const std::filesystem::path& path() const { return path_; }
    // Of this object, in status.json: commands to the run name it (training/launch/ControlFile.h).
    const std::string& session() const { return session_; }
    const std::string& resumesFrom() const { return resumesFrom_; }   // "latest" for a new run, too
    std::filesystem::path checkpoint(const std::string& name) const;  // "latest" -> checkpoints/latest.pt

    // Throws ClaimLost if another process has been given the run. For those who write its other files.
    void requireClaim() const;
    const std::shared_ptr<const RunClaim>& claim() const { return claim_; }

    // The configuration as started and its changes, as this object has read or written them.
    const config::RunHistory& history() const { return history_; }

    // These throw StorageError, or ClaimLost; the previous content is then intact.
    void writeConfig(const config::RunConfig& config);  // as started; before the first step
    // The configuration from `step` on, in changes.yaml; config.yaml stays. Writes nothing if it is in force.
    void addChange(std::int64_t step, const config::RunConfig& config);
    void writeStatus(const RunStatus& status);  // sets updated, process, host, session
    void writeEnvironment(const std::map<std::string, std::string>& info);
    void log(std::string_view line);  // appended to log.txt with a timestamp

private:
    RunDirectory() = default;
    RunDirectory(std::filesystem::path path, std::shared_ptr<const RunClaim> claim);
    bool mayWrite() const;  // false: nowhere; throws ClaimLost
    std::filesystem::path path_;
    std::string session_;
    std::string resumesFrom_ = "latest";
    config::RunHistory history_;
    std::shared_ptr<const RunClaim> claim_;
    int lock_ = -1;  // descriptor of lockRun(); -1: none
};

}  // namespace isonet::telemetry
