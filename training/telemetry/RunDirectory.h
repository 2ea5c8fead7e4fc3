// A run directory, the only store of a run: config.yaml, environment.json, events.out.tfevents.*, status.json, log.txt,
// checkpoints/{latest,best,epoch-N}.pt. Whole files are written to a temporary name, synced and renamed.
//
// One process at a time writes a run: it holds flock on <run>/.lock, which names it. On NFS the kernel turns flock into
// a lock of the server's, so other machines see it; where a file system has no locks at all, the process named in .lock
// is looked for instead, which works within one machine only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::telemetry {

// Trouble with a file or folder: exit code 3. what() names the path and the remedy.
class StorageError : public std::runtime_error {
public:
    explicit StorageError(const std::string& message, std::error_code code = {})
        : std::runtime_error(message), code_(code) {}
    std::error_code code() const { return code_; }  // the system's, where it has one: ENOSPC for a full disk
    bool diskFull() const;

private:
    std::error_code code_;
};

// "<path>: <action>: <reason>. <remedy>" for an error of the system: no space left, no permission, not a folder, ...
StorageError storageError(const std::filesystem::path& path, const std::string& action, std::error_code code);

enum class RunState { Preparing, Running, Paused, Finished, Interrupted, Diverged, Failed };
std::string_view stateName(RunState state);  // "running", ...

struct RunStatus {
    RunState state = RunState::Preparing;
    std::int64_t step = 0, steps = 0;  // done, in all
    int epoch = 0, epochs = 0;
    double loss = 0;
    double trainTop1 = -1, validationTop1 = -1, bestTop1 = -1;  // percent; -1: not measured yet
    std::map<std::string, double> figures;  // of the last evaluation by tag, those of config/Figures.h
    double imagesPerSecond = 0;
    double secondsElapsed = 0, secondsLeft = -1;  // -1: unknown
    std::string device;
    std::string message;  // why it failed, diverged or was interrupted
    double updated = 0;   // seconds since 1970
    std::int64_t process = 0;
    std::string host;
};

// Writes atomically: temporary file beside it, fsync, rename, fsync of the folder. Throws StorageError (disk full: the
// old file stays).
void writeFileAtomically(const std::filesystem::path& file, std::string_view content);

class RunDirectory {
public:
    // Makes the folder (an empty one may be there), takes its lock and writes config.yaml and a status of Preparing.
    // Throws StorageError: exists and is not empty, in use by process N on host H, not writable, disk full; a folder it
    // made is then removed again.
    static RunDirectory create(const std::filesystem::path& path, const config::RunConfig& config);
    // Takes the lock of an existing run to go on with it, and removes temporary files of a killed process. Throws
    // StorageError: no run, in use, damaged.
    static RunDirectory resume(const std::filesystem::path& path);
    // One that is nowhere and keeps nothing: for all but the first of the processes that train a network together.
    static RunDirectory nowhere();
    bool keeps() const { return !path_.empty(); }
    // "<root>/<title>-<date>-<time>[-n]", not yet existing.
    static std::filesystem::path freshPath(const std::filesystem::path& root, const std::string& title);

    RunDirectory(RunDirectory&&) noexcept;
    RunDirectory& operator=(RunDirectory&&) noexcept;
    ~RunDirectory();  // gives the lock back

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path checkpoint(const std::string& name) const;  // "latest" -> checkpoints/latest.pt
    void writeConfig(const config::RunConfig& config);
    void writeStatus(const RunStatus& status);  // sets updated, process and host
    void writeEnvironment(const std::map<std::string, std::string>& facts);
    void log(std::string_view line);  // appended to log.txt with a time stamp
    // All of them throw StorageError; what was there before stays whole.

private:
    RunDirectory() = default;
    explicit RunDirectory(std::filesystem::path path);
    std::filesystem::path path_;
    int lock_ = -1;  // flock on <path>/.lock, kept for the run's life
};

// --- Reading: writes nothing, safe on a live run (the lock is tried for an instant, shared) ---

// Whether the folder holds a run (config.yaml, or event files of another program).
bool isRun(const std::filesystem::path& path);
// Whether a live process holds the lock.
bool isInUse(const std::filesystem::path& path);
// A status that says running but whose process is gone is given as Interrupted, with a message; so is one that cannot
// be understood. A process on another machine whose lock is not seen here counts as gone two minutes after its last
// word.
std::optional<RunStatus> readStatus(const std::filesystem::path& path);
config::RunConfig readConfig(const std::filesystem::path& path);  // ConfigError, StorageError
// Empty where there is none. StorageError when it is damaged.
std::map<std::string, std::string> readEnvironment(const std::filesystem::path& path);

struct RunSummary {
    std::filesystem::path path;
    std::string name;
    RunStatus status;
    std::optional<config::RunConfig> config;  // absent where config.yaml is missing or damaged
    bool hasCheckpoint = false;
    bool foreign = false;  // another program's event files
};
// The runs directly below a folder, the one last written to first. A folder that is absent gives none. A folder of
// another program's event files has no configuration and counts as Finished.
std::vector<RunSummary> listRuns(const std::filesystem::path& root);

// Default folder of runs: $ISONET_RUNS, else $XDG_DATA_HOME/isonet/runs, else ~/.local/share/isonet/runs.
std::filesystem::path defaultRunsFolder();

}  // namespace isonet::telemetry
