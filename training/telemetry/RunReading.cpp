#include "training/telemetry/RunReading.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "model/base/AtomicFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/UserFolders.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::telemetry {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestJson = 1u << 20;
constexpr std::size_t kLargestYaml = 1u << 20;
constexpr double kRemoteTimeout = 120;  // seconds

bool isUnfinished(RunState state) {
    return state == RunState::Preparing || state == RunState::Running || state == RunState::Paused;
}

bool isAlive(const fs::path& run, const RunStatus& status) {
    if (isInUse(run))
        return true;
    return status.host != hostName() && secondsNow() - status.updated < kRemoteTimeout;
}

double lastWritten(const fs::path& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    return error ? 0 : secondsOf(time);
}

// For a folder without status.json.
RunStatus inferredStatus(const fs::path& run, bool hasConfig) {
    RunStatus status;
    status.state = hasConfig ? RunState::Interrupted : RunState::Finished;
    status.message = hasConfig ? std::string(kStatusFile) + " is missing" : "created by another program";
    status.updated = lastWritten(run);
    for (const auto& name : eventFileNames(run))
        status.updated = std::max(status.updated, lastWritten(run / name));
    return status;
}

std::string readText(const fs::path& file) {
    try {
        return base::readFile(file, kLargestYaml);
    } catch (const std::system_error& error) {
        throw storageError(file, "cannot be read", error.code());
    }
}

RunSummary summarize(const fs::path& run) {
    RunSummary summary;
    summary.path = run;
    summary.name = run.filename().string();
    std::error_code error;
    const bool hasConfig = fs::exists(run / kConfigFile, error);
    const auto status = readStatus(run);
    summary.status = status ? *status : inferredStatus(run, hasConfig);
    summary.foreign = !hasConfig && !status;
    if (hasConfig) {
        try {
            summary.config = readConfig(run);
        } catch (const config::ConfigError&) {
        } catch (const StorageError&) {
        }
    }
    const auto checkpoints = run / kCheckpointFolder;
    summary.hasCheckpoint = fs::exists(checkpoints / "latest.pt", error) || fs::exists(checkpoints / "best.pt", error);
    return summary;
}

}  // namespace

bool isRun(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path / kConfigFile, error) || !eventFileNames(path).empty();
}

std::optional<RunStatus> readStatus(const fs::path& path) {
    const auto file = path / kStatusFile;
    std::error_code error;
    if (!fs::exists(file, error) && !error)
        return std::nullopt;
    RunStatus status;
    try {
        status = statusFromJson(base::readFile(file, kLargestJson));
    } catch (const std::exception& failure) {
        status = {};
        status.state = RunState::Interrupted;
        status.message = std::string(kStatusFile) + " cannot be read: " + failure.what();
        status.updated = lastWritten(file);
        return status;
    }
    if (isUnfinished(status.state) && !isAlive(path, status)) {
        status.message = "process " + std::to_string(status.process) + " on " + status.host + " ended while " +
                         std::string(stateName(status.state));
        status.state = RunState::Interrupted;
        status.secondsLeft = -1;
    }
    return status;
}

config::RunConfig readConfig(const fs::path& path) {
    const std::string text = readText(path / kConfigFile);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        throw config::ConfigError({{"", "the file is empty; a run stores its whole configuration in it"}},
                                  {(path / kConfigFile).string()});
    return config::parseStoredConfig(text, (path / kConfigFile).string());
}

config::RunHistory readHistory(const fs::path& path) {
    return readHistory(path, readConfig(path));
}

config::RunHistory readHistory(const fs::path& path, config::RunConfig started) {
    config::RunHistory history{std::move(started), {}};
    const auto file = path / kChangesFile;
    std::error_code absent;
    if (fs::exists(file, absent))
        history.changes = config::parseChanges(readText(file), file.string(), history.started);
    return history;
}

config::RunConfig readConfigInForce(const fs::path& path) {
    return readHistory(path).inForce();
}

std::map<std::string, std::string> readEnvironment(const fs::path& path) {
    const auto file = path / kEnvironmentFile;
    std::error_code absent;
    if (!fs::exists(file, absent))
        return {};
    try {
        return environmentFromJson(base::readFile(file, kLargestJson));
    } catch (const std::system_error& error) {
        throw storageError(file, "cannot be read", error.code());
    } catch (const std::exception& failure) {
        throw StorageError(file.string() + ": corrupt: " + failure.what());
    }
}

void refuseFilesOfRuns(const fs::path& file) {
    std::error_code error;
    const fs::path target = fs::weakly_canonical(file, error), folder = target.parent_path();
    if (error)
        return;
    const bool checkpoint = folder.filename() == kCheckpointFolder && fs::exists(folder.parent_path() / kConfigFile);
    const std::string name = target.filename().string();
    const bool own = fs::exists(folder / kConfigFile) &&
                     (name == kConfigFile || name == kStatusFile || name == kEnvironmentFile || name == kLogFile);
    if (checkpoint || own)
        throw StorageError(file.string() + ": this place belongs to the run " +
                           (checkpoint ? folder.parent_path() : folder).string() + "; choose another file");
}

std::vector<RunSummary> listRuns(const fs::path& root) {
    std::vector<RunSummary> runs;
    std::error_code error;
    for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unreadable;
        if (entry->is_directory(unreadable) && isRun(entry->path()))
            runs.push_back(summarize(entry->path()));
    }
    std::stable_sort(runs.begin(), runs.end(), [](const RunSummary& left, const RunSummary& right) {
        return left.status.updated > right.status.updated;
    });
    return runs;
}

fs::path defaultRunsFolder() {
    const char* runs = std::getenv("ISONET_RUNS");
    return runs && *runs ? fs::path(runs) : fs::path(config::userFolder()) / "runs";
}

}  // namespace isonet::telemetry
