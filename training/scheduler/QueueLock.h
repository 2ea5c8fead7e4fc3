// One process at a time changes a queue's files: a lock for the milliseconds that a change takes.
#pragma once

#include <filesystem>

namespace isonet::scheduler {

class QueueLock {
public:
    // Waits for others for up to ten seconds. No lock where the file system has none. Throws telemetry::StorageError.
    explicit QueueLock(const std::filesystem::path& queue);
    ~QueueLock();
    QueueLock(const QueueLock&) = delete;
    QueueLock& operator=(const QueueLock&) = delete;

private:
    int descriptor_ = -1;
};

}  // namespace isonet::scheduler
