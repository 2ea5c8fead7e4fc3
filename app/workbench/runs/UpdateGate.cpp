#include "app/workbench/runs/UpdateGate.h"

#include <QMetaObject>
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
    QMetaObject::invokeMethod(
        receiver_,
        [this, handle = std::move(handle)] {
            {
                const std::lock_guard lock(mutex_);
                isPending_ = false;
            }
            taken_.notify_all();
            handle();
        },
        Qt::QueuedConnection);
    return true;
}

}  // namespace isonet::workbench
