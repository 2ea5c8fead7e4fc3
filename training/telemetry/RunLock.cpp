#include "training/telemetry/RunLock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <thread>

#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::telemetry {
namespace {

struct Holder {
    long process = 0;
    std::string host;
};

Holder readHolder(const std::filesystem::path& run) {
    Holder holder;
    std::ifstream(run / kLockFile) >> holder.process >> holder.host;
    return holder;
}

// For file systems without locks.
bool holderLives(const std::filesystem::path& run) {
    const Holder holder = readHolder(run);
    if (holder.process <= 0 || holder.host != hostName() || holder.process == ::getpid())
        return false;
    return ::kill(static_cast<pid_t>(holder.process), 0) == 0 || errno == EPERM;
}

bool locksUnsupported(int error) {
    return error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL;
}

enum class Attempt { Taken, Held, Unsupported };

Attempt tryLock(int descriptor, int kind) {
    while (::flock(descriptor, kind | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        return locksUnsupported(errno) ? Attempt::Unsupported : Attempt::Held;
    }
    return Attempt::Taken;
}

Attempt tryLockPatiently(int descriptor) {
    // A reader that tests the lock holds it, shared, for an instant.
    using namespace std::chrono_literals;
    Attempt attempt = tryLock(descriptor, LOCK_EX);
    for (int tries = 1; attempt == Attempt::Held && tries < 20; ++tries) {
        std::this_thread::sleep_for(10ms);
        attempt = tryLock(descriptor, LOCK_EX);
    }
    return attempt;
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
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        throw storageError(file, "cannot be made", std::error_code(errno, std::generic_category()));
    const Attempt attempt = tryLockPatiently(descriptor);
    if (attempt == Attempt::Held || (attempt == Attempt::Unsupported && holderLives(run))) {
        ::close(descriptor);
        throwInUse(run);
    }
    const std::string holder = std::to_string(::getpid()) + " " + hostName() + "\n";
    // Only messages need the content: a full disk does not undo the lock.
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, holder.data(), holder.size(), 0);
    return descriptor;
}

bool isInUse(const std::filesystem::path& run) {
    const int descriptor = ::open((run / kLockFile).c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const Attempt attempt = tryLock(descriptor, LOCK_SH);
    ::close(descriptor);
    return attempt == Attempt::Held || (attempt == Attempt::Unsupported && holderLives(run));
}

}  // namespace isonet::telemetry
