#include "model/base/FileLock.h"

#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace isonet::base {
namespace {

LockResult tryLock(int descriptor, int operation) {
    while (::flock(descriptor, operation | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        const bool unsupported = errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL;
        return unsupported ? LockResult::Unsupported : LockResult::Held;
    }
    return LockResult::Acquired;
}

}  // namespace

LockResult lockExclusively(int descriptor) {
    return tryLock(descriptor, LOCK_EX);
}

LockResult lockShared(int descriptor) {
    return tryLock(descriptor, LOCK_SH);
}

LockResult lockExclusivelyWithRetries(int descriptor) {
    using namespace std::chrono_literals;
    LockResult result = lockExclusively(descriptor);
    for (int tries = 1; result == LockResult::Held && tries < 20; ++tries) {
        std::this_thread::sleep_for(10ms);
        result = lockExclusively(descriptor);
    }
    return result;
}

}  // namespace isonet::base
