#include "app/workbench/runs/UpdateGate.h"

#include <utility>

namespace isonet::workbench {

bool UpdateGate::send(std::function<void()> handle, const std::stop_token& stop) {
    {
        std::unique_lock lock(mutex_);
        taken_.wait(lock, stop, [this] { return !isPending_; });
        if (stop.stop_requested())
            return false;
        isPending_ = true;
    }
    mailbox_.post([this, handle = std::move(handle)] {
        {
            const std::lock_guard lock(mutex_);
            isPending_ = false;
        }
        taken_.notify_all();
        handle();
    });
    return true;
}

}  // namespace isonet::workbench
