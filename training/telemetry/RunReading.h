// Reads run directories. Writes nothing; safe while a run is training.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunChanges.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/RunLock.h"
#include "training/telemetry/RunStatus.h"
#include "training/telemetry/StorageError.h"

namespace isonet::telemetry {

// Whether the folder holds a run: config.yaml, or event files of another program.
bool isRun(const std::filesystem::path& path);
// A status that says running but whose process is gone is returned as Interrupted with a message; so is a corrupt one.
// A process on another machine whose lock is not visible here counts as gone two minutes after its last update. Nothing
// if there is no status.json.
std::optional<RunStatus> readStatus(const std::filesystem::path& path);
// The configuration that the run was started with. Throws ConfigError, StorageError; so do the next three. Earlier
// versions rewrote config.yaml when settings were changed: then these are the settings in force.
config::RunConfig readConfig(const std::filesystem::path& path);
// The same and the changes since then; none if there is no changes.yaml.
config::RunHistory readHistory(const std::filesystem::path& path);
// The same where the configuration has been read.
config::RunHistory readHistory(const std::filesystem::path& path, config::RunConfig started);
// What the run trains with now, and resumes with.
config::RunConfig readConfigInForce(const std::filesystem::path& path);
// Empty if there is no environment.json. Throws StorageError if it is corrupt.
std::map<std::string, std::string> readEnvironment(const std::filesystem::path& path);

// Throws StorageError if `file`, a place to write to, is in the checkpoint folder of a run or one of a run's own files
// (links resolved): commands that write files never overwrite what a run has stored.
void refuseFilesOfRuns(const std::filesystem::path& file);

struct RunSummary {
    std::filesystem::path path;
    std::string name;
    RunStatus status;
    std::optional<config::RunConfig> config;  // absent if config.yaml is missing or corrupt
    bool hasCheckpoint = false;
    bool foreign = false;  // event files of another program
};
// The runs directly inside a folder, most recently written first; none if the folder does not exist. Event files of
// another program have no configuration and count as Finished.
std::vector<RunSummary> listRuns(const std::filesystem::path& root);

// Default folder of runs: $ISONET_RUNS, else $XDG_DATA_HOME/isonet/runs, else ~/.local/share/isonet/runs.
std::filesystem::path defaultRunsFolder();

}  // namespace isonet::telemetry
