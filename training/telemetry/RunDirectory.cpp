#include "training/telemetry/RunDirectory.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <utility>

#include "model/base/NotFound.h"
#include "model/base/OutputFile.h"
#include "model/base/ShownText.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/FreshFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunLock.h"
#include "training/telemetry/StatusFile.h"

namespace isonet::telemetry {
namespace {

namespace fs = std::filesystem;

std::string localTime(const char* format) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), format, &parts);
    return text.data();
}

bool holdsFiles(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const auto name = entry->path().filename();
        // Left by a process killed while creating a run.
        const bool left = name == kLockFile || base::isTemporaryName(name.native()) ||
                          (name == kCheckpointFolder && fs::is_empty(entry->path(), error));
        if (!left && name != kControlFolder && !isLaunchFile(name.string()))
            return true;
    }
    if (error)
        throw storageError(folder, "cannot be read", error);
    return false;
}

void requireEmpty(const fs::path& folder) {
    if (!holdsFiles(folder))
        return;
    if (isInUse(folder))
        throwInUse(folder);
    throw StorageError(folder.string() + ": the folder is not empty. Choose another folder" +
                       (isRun(folder) ? ", or resume the run in it (--resume)." : "."));
}

void makeFolder(const fs::path& folder) {
    std::error_code error;
    const auto type = fs::status(folder, error).type();
    if (type != fs::file_type::not_found && type != fs::file_type::directory && type != fs::file_type::none)
        throw StorageError(folder.string() + ": this is a file, not a folder. Choose another folder.");
    fs::create_directories(folder, error);
    if (error)
        throw storageError(folder, "the folder cannot be created", error);
}

// Left by a killed process.
void removeTemporaries(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (base::isTemporaryName(name))
            fs::remove(entry->path(), ignored);
    }
}

// Distinct for every process on every machine.
std::string freshSession() {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        number = static_cast<std::uint64_t>(secondsNow() * 1e6) ^ static_cast<std::uint64_t>(::getpid()) << 48;
    std::string text(16, '0');
    for (char& digit : text) {
        digit = "0123456789abcdef"[number & 15u];
        number >>= 4;
    }
    return text;
}

}  // namespace

RunDirectory::RunDirectory(fs::path path, std::shared_ptr<const RunClaim> claim)
    : path_(std::move(path)), session_(freshSession()), claim_(std::move(claim)), lock_(lockRun(path_)) {}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      session_(std::move(other.session_)),
      resumesFrom_(std::move(other.resumesFrom_)),
      history_(std::move(other.history_)),
      claim_(std::move(other.claim_)),
      lock_(std::exchange(other.lock_, -1)) {}

RunDirectory& RunDirectory::operator=(RunDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(session_, other.session_);
    std::swap(resumesFrom_, other.resumesFrom_);
    std::swap(history_, other.history_);
    std::swap(claim_, other.claim_);
    std::swap(lock_, other.lock_);
    return *this;
}

RunDirectory::~RunDirectory() {
    if (lock_ >= 0)
        ::close(lock_);
}

void RunDirectory::requireClaim() const {
    if (claim_)
        claim_->require();
}

bool RunDirectory::mayWrite() const {
    requireClaim();
    return keeps();
}

RunDirectory RunDirectory::create(const fs::path& path, const config::RunConfig& config,
                                  std::shared_ptr<const RunClaim> claim) {
    if (claim)
        claim->require();
    const FreshFolder fresh(path);
    makeFolder(path);
    requireEmpty(path);
    try {
        makeFolder(path / kCheckpointFolder);
        RunDirectory run(path, std::move(claim));
        // Another process may have created a run since the first check.
        requireEmpty(path);
        removeTemporaries(path);
        run.writeConfig(config);
        run.writeStatus({});
        return run;
    } catch (const StorageError& error) {
        if (error.code())
            fresh.removeRun();
        throw;
    }
}

RunDirectory RunDirectory::resume(const fs::path& path, const std::string& from,
                                  std::shared_ptr<const RunClaim> claim) {
    if (claim)
        claim->require();
    std::error_code failure;
    if (const std::string why = base::whyNotFound(path, ""); !why.empty())
        throw StorageError(path.string() + " " + why + ".");
    if (!fs::is_directory(path, failure))
        throw StorageError(path.string() + ": no such folder. Check the name of the run to resume.");
    if (const std::string why = base::whyNotFound(path / kConfigFile, ""); !why.empty())
        throw StorageError((path / kConfigFile).string() + " " + why + ".");
    if (!fs::exists(path / kConfigFile, failure))
        throw StorageError(path.string() + ": the folder is not a run (no " + kConfigFile +
                           "). Check the name of the run to resume.");
    RunDirectory run(path, std::move(claim));
    try {
        run.history_ = readHistory(path);
    } catch (const config::ConfigError& error) {
        throw StorageError(path.string() + ": the configuration of the run is invalid. Fix " +
                           std::string(kConfigFile) + " (or " + kChangesFile + ", its changes) to resume it:\n" +
                           error.what());
    }
    run.requireClaim();  // the lock may have been waited for
    removeTemporaries(path);
    makeFolder(path / kCheckpointFolder);
    removeTemporaries(path / kCheckpointFolder);
    run.resumesFrom_ = from;
    return run;
}

RunDirectory RunDirectory::nowhere() {
    return {};
}

fs::path RunDirectory::freshPath(const fs::path& root, const std::string& title) {
    const std::string name = title + "-" + localTime("%Y%m%d-%H%M%S");
    fs::path path = root / name;
    std::error_code error;
    for (int n = 2; fs::exists(fs::symlink_status(path, error)); ++n)
        path = root / (name + "-" + std::to_string(n));
    return path;
}

fs::path RunDirectory::checkpoint(const std::string& name) const {
    return path_ / kCheckpointFolder / (name + ".pt");
}

void RunDirectory::writeConfig(const config::RunConfig& config) {
    if (!mayWrite())
        return;
    writeFileAtomically(path_ / kConfigFile, config::toYaml(config));
    history_.started = config;
}

void RunDirectory::addChange(std::int64_t step, const config::RunConfig& config) {
    if (!mayWrite())
        return;
    config::RunHistory next = history_;
    next.add(step, config);
    if (next == history_)
        return;
    writeFileAtomically(path_ / kChangesFile, config::changesYaml(next));
    history_ = std::move(next);
}

void RunDirectory::writeStatus(const RunStatus& status) {
    if (!mayWrite())
        return;
    RunStatus stamped = status;
    stamped.updated = secondsNow();
    stamped.process = ::getpid();
    stamped.host = hostName();
    stamped.session = session_;
    writeStatusFile(path_ / kStatusFile, statusJson(stamped));
}

void RunDirectory::writeEnvironment(const std::map<std::string, std::string>& info) {
    if (!mayWrite())
        return;
    writeFileAtomically(path_ / kEnvironmentFile, environmentJson(info));
}

void RunDirectory::log(std::string_view line) {
    if (!mayWrite())
        return;
    std::string text = localTime("%Y-%m-%d %H:%M:%S ");
    for (const char c : base::shownText(line))
        text += c == '\n' ? std::string("\n    ") : std::string(1, c);
    text += '\n';
    const auto file = path_ / kLogFile;
    const int descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor < 0)
        throw storageError(file, "cannot be opened", std::error_code(errno, std::generic_category()));
    struct stat before {};
    ::fstat(descriptor, &before);
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    const int error = written < 0 ? errno : ENOSPC;
    const bool complete = written == static_cast<ssize_t>(text.size());
    // Remove a partial line. If this fails too, the log is still readable.
    if (!complete) [[maybe_unused]]
        const int truncated = ::ftruncate(descriptor, before.st_size);
    ::close(descriptor);
    if (!complete)
        throw storageError(file, "a line cannot be appended", std::error_code(error, std::generic_category()));
}

}  // namespace isonet::telemetry
