#include "training/scheduler/QueueLock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "model/base/FileLock.h"
#include "training/scheduler/Lease.h"
#include "training/telemetry/StorageError.h"

namespace isonet::scheduler {
namespace {
constexpr const char* kQueueLock = "queue.lock";
constexpr std::chrono::milliseconds kPoll(10);
constexpr int kPolls = 1000;
}  // namespace

QueueLock::QueueLock(const std::filesystem::path& queue) {
    const auto folder = queue / kSchedulerFolder;
    std::error_code error;
    std::filesystem::create_directory(folder, error);
    if (error)
        throw telemetry::storageError(folder, "the folder cannot be created", error);
    const auto file = folder / kQueueLock;
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor_ < 0)
        throw telemetry::storageError(file, "cannot be opened", {errno, std::generic_category()});
    for (int polls = 0; base::lockExclusively(descriptor_) == base::LockResult::Held; ++polls) {
        if (polls == kPolls) {
            ::close(descriptor_);
            throw telemetry::StorageError(file.string() +
                                          ": another process is changing the queue and does not end. Try again, or end "
                                          "that process (fuser names it).");
        }
        std::this_thread::sleep_for(kPoll);
    }
}

QueueLock::~QueueLock() {
    ::close(descriptor_);
}

}  // namespace isonet::scheduler
