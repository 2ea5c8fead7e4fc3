#include "training/telemetry/RunLock.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/FileLock.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/StorageError.h"

namespace isonet::telemetry {
using base::LockResult;

namespace {

struct Holder {
    long process = 0;
    std::string host;
};

Holder readHolder(const std::filesystem::path& run) {
    Holder holder;
    try {
        std::istringstream(base::readFile(run / kLockFile, 4096)) >> holder.process >> holder.host;
    } catch (const std::system_error&) {  // none, or not a file
    }
    return holder;
}

// For file systems without locks.
bool holderLives(const std::filesystem::path& run) {
    const Holder holder = readHolder(run);
    if (holder.process <= 0 || holder.host != hostName() || holder.process == ::getpid())
        return false;
    return ::kill(static_cast<pid_t>(holder.process), 0) == 0 || errno == EPERM;
}

}  // namespace

void throwInUse(const std::filesystem::path& run) {
    const Holder holder = readHolder(run);
    std::string who = "by another process";
    if (holder.process == ::getpid() && holder.host == hostName())
        who = "by this program";
    else if (holder.process > 0)
        who = "by process " + std::to_string(holder.process) + " on " + holder.host;
    throw StorageError(run.string() + ": the run directory is in use " + who +
                       ". Stop that run first, or choose another folder.");
}

int lockRun(const std::filesystem::path& run) {
    const auto file = run / kLockFile;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor < 0)
        throw storageError(file, "cannot be created", std::error_code(errno, std::generic_category()));
    // isInUse() in another process briefly holds a shared lock.
    const LockResult lock = base::lockExclusivelyWithRetries(descriptor);
    if (lock == LockResult::Held || (lock == LockResult::Unsupported && holderLives(run))) {
        ::close(descriptor);
        throwInUse(run);
    }
    const std::string holder = std::to_string(::getpid()) + " " + hostName() + "\n";
    // The content is only for messages: ignore a full disk.
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, holder.data(), holder.size(), 0);
    return descriptor;
}

bool isInUse(const std::filesystem::path& run) {
    const int descriptor = ::open((run / kLockFile).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    const LockResult lock = base::lockShared(descriptor);
    ::close(descriptor);
    return lock == LockResult::Held || (lock == LockResult::Unsupported && holderLives(run));
}

}  // namespace isonet::telemetry
