// Delivers updates from a worker thread to the GUI thread, one at a time: the next one is sent only once the last one
// was taken from the event queue. A slow window thus bounds what is pending, and nothing is lost.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

#include "app/workbench/jobs/Mailbox.h"

namespace isonet::workbench {

class UpdateGate {
public:
    // Constructed on the GUI thread; send() is for the worker thread. Waits until the last update was taken, then has
    // `handle` called on the GUI thread. False: a stop was requested while waiting.
    bool send(std::function<void()> handle, const std::stop_token& stop);

private:
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any taken_;
    bool isPending_ = false;
    Mailbox mailbox_;
};

}  // namespace isonet::workbench
