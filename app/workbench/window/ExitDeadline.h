// Ends the process at a deadline even if a background job does not end: one that hangs in a read, for example from a
// network mount that does not answer, cannot be interrupted. Create it when all that is to be kept has been written,
// and destroy it when all jobs have ended. Files are written atomically (model/base), so that the end leaves none
// damaged.
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>

namespace isonet::workbench {

class ExitDeadline {
public:
    // The process ends with `code` after `limit`, without destructors, unless this object is destroyed before.
    explicit ExitDeadline(int code, std::chrono::milliseconds limit = std::chrono::seconds(2));

private:
    std::jthread thread_;
};

}  // namespace isonet::workbench
