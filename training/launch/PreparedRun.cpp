#include "training/launch/PreparedRun.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "model/base/AtomicFile.h"
#include "model/base/FileLock.h"
#include "model/base/ShownText.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLaunchLock = ".launch.lock";
constexpr std::size_t kLargestConfig = std::size_t{1} << 20;  // bytes

std::string shown(const fs::path& path) {
    return base::shownName(path.string());
}

// False: it exists already, perhaps made by another process at this moment.
bool makeRunFolder(const fs::path& run) {
    std::error_code error;
    const bool made = fs::create_directories(run, error);
    if (error)
        throw telemetry::storageError(run, "the folder cannot be created", error);
    return made;
}

void requireNewFolder(const fs::path& run) {
    std::error_code error;
    for (fs::directory_iterator entry(run, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name == telemetry::kConfigFile)
            throw LaunchError(shown(run) +
                              ": the folder already contains a run. Choose another folder, or resume that run.");
        if (!telemetry::isLaunchFile(name) && name != telemetry::kControlFolder && name != telemetry::kLockFile &&
            name != telemetry::kCheckpointFolder)
            throw LaunchError(shown(run) + ": the folder is not empty. Choose another folder.");
    }
    if (error)
        throw telemetry::storageError(run, "cannot be read", error);
}

// A run to be resumed, or one whose first process ended before it had written a configuration.
bool isResumable(const fs::path& run) {
    std::error_code error;
    return fs::exists(run / telemetry::kConfigFile, error);
}

void copyConfig(const fs::path& config, const fs::path& run) {
    const auto copy = run / telemetry::kLaunchConfigFile;
    std::error_code error;
    if (fs::equivalent(config, copy, error))
        return;
    try {
        telemetry::writeFileAtomically(copy, base::readFile(config, kLargestConfig));
    } catch (const telemetry::StorageError&) {
        throw;
    } catch (const std::system_error& failure) {
        throw telemetry::storageError(config, "cannot be read", failure.code());
    }
}

}  // namespace

PreparedRun::PreparedRun(const Order& order, CommandRunner& commands) : run_(fs::absolute(order.run)) {
    std::error_code error;
    if (!order.config && !isResumable(run_) && !fs::exists(run_ / telemetry::kLaunchConfigFile, error))
        throw LaunchError(shown(run_) +
                          ": the folder is not a run (no config.yaml). Check the name of the run to resume.");
    made_ = makeRunFolder(run_);
    try {
        lock();
        // Another process may have launched a run in it since.
        made_ = made_ && !isResumable(run_) && !fs::exists(run_ / telemetry::kLaunchConfigFile, error);
        refuseIfRunning(order, commands);
        if (order.config) {
            requireNewFolder(run_);
            copyConfig(*order.config, run_);
        }
        const auto status = telemetry::readStatus(run_);
        earlierSession_ = status ? status->session : "";
        for (const char* left : {telemetry::kTicketFile, telemetry::kExitFile, ".launch.followed", ".launch.complete"})
            fs::remove(run_ / left, error);
    } catch (...) {
        if (made_)
            fs::remove_all(run_, error);
        unlock();
        throw;
    }
}

PreparedRun::~PreparedRun() {
    std::error_code ignored;
    if (made_ && !launched_)
        fs::remove_all(run_, ignored);
    unlock();
}

void PreparedRun::unlock() {
    if (lock_ >= 0)
        ::close(std::exchange(lock_, -1));
}

void PreparedRun::lock() {
    const auto file = run_ / kLaunchLock;
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (lock_ < 0)
        throw telemetry::storageError(file, "cannot be created", std::error_code(errno, std::generic_category()));
    if (base::lockExclusivelyWithRetries(lock_) != base::LockResult::Held)
        return;
    made_ = false;  // the other process has it now
    throw RunBusy(shown(run_) + ": another process is launching this run at the moment.");
}

void PreparedRun::refuseIfRunning(const Order& order, CommandRunner& commands) const {
    const auto ticket = readTicket(run_);
    // A row whose earlier lease has been taken: should a process of that launch still be there, or begin late, it finds
    // its lease taken and ends without writing.
    const bool leased = !order.token.empty() && ticket && !ticket->token.empty() && order.token != ticket->token;
    if (telemetry::isInUse(run_)) {
        try {
            telemetry::throwInUse(run_);
        } catch (const telemetry::StorageError& error) {
            throw RunBusy(error.what());
        }
    }
    if (!ticket)
        return;
    const JobReport report = look(*ticket, run_, commands);
    if (report.state == JobState::Ended || report.state == JobState::Dead || leased)
        return;
    throw LaunchError(shown(run_) + ": the run has already been launched (" + ticket->place + ", " +
                      std::string(stateName(report.state)) + ")" +
                      (report.state == JobState::Unknown
                           ? ": " + report.detail + " If it is certainly not running anymore, remove " +
                                 shown(run_ / telemetry::kTicketFile) + "."
                           : ". Stop it first, or choose another folder."));
}

Ticket PreparedRun::ticket(const Place& place, const Order& order) const {
    Ticket ticket;
    ticket.place = placeText(place);
    ticket.host = telemetry::hostName();
    ticket.programVersion = programVersion();
    ticket.token = order.token;
    ticket.earlierSession = earlierSession_;
    ticket.launched = telemetry::secondsNow();
    return ticket;
}

std::vector<std::string> PreparedRun::trainArguments(const Order& order) const {
    std::vector<std::string> arguments{"train"};
    if (isResumable(run_))
        arguments.insert(arguments.end(), {"--resume", run_.string()});
    else
        arguments.insert(arguments.end(), {(run_ / telemetry::kLaunchConfigFile).string(), "--run-dir", run_.string()});
    arguments.insert(arguments.end(), order.arguments.begin(), order.arguments.end());
    return arguments;
}

fs::path programOf(const Order& order) {
    std::error_code error;
    fs::path program = order.program;
    if (program.empty())
        program = fs::read_symlink("/proc/self/exe", error).parent_path() / "isonet";
    if (::access(program.c_str(), X_OK) != 0)
        throw LaunchError(shown(program) +
                          ": the program isonet is not there or cannot be executed. Install it beside "
                          "this program, or name it (program=...).");
    return fs::absolute(program);
}

std::string programVersion() {
    return ISONET_VERSION;
}

}  // namespace isonet::launch
