// Writes status.json without keeping the training thread waiting for the disk, which takes some milliseconds to sync.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "training/telemetry/RunDirectory.h"

namespace isonet::training {

// A status that cannot be written is tried again every second until it is, or until a newer one replaces it. While the
// run prepares or is paused the last one is written again every 20 seconds: this is how others tell a waiting run from
// a lost one. The directory must outlive this object. Used by one thread.
class StatusWriter {
public:
    explicit StatusWriter(telemetry::RunDirectory& directory);
    ~StatusWriter();  // tries once more to write what is left
    StatusWriter(const StatusWriter&) = delete;
    StatusWriter& operator=(const StatusWriter&) = delete;

    void writeSoon(telemetry::RunStatus status);        // on another thread; replaces one that is not yet being written
    void writeNow(const telemetry::RunStatus& status);  // before it returns; nothing older is written afterwards
    void store(const telemetry::RunStatus& status);     // the same, but throws what writing throws, and is not retried
    void endRepeats();                                  // what is written last stays; from any thread

private:
    void work(std::stop_token stop);
    void awaitOlder(const telemetry::RunStatus& newer);
    void keepForRepeats(const telemetry::RunStatus& status);  // under the lock
    bool tryToWrite(const telemetry::RunStatus& status);

    telemetry::RunDirectory& directory_;
    std::mutex mutex_;  // guards the members below
    std::condition_variable_any changed_;
    std::optional<telemetry::RunStatus> waiting_;
    std::optional<telemetry::RunStatus> repeated_;  // nothing while the run trains
    bool writing_ = false;
    bool failed_ = false;  // to write what is waiting
    bool repeats_ = true;

    std::jthread worker_;  // last: it uses the members above
};

}  // namespace isonet::training
