// Delivers updates from a worker thread to an object of the GUI thread, one at a time: the next one is sent only once
// the last one was taken from the event queue. A slow window thus bounds what is pending, and nothing is lost.
#pragma once

#include <QObject>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace isonet::workbench {

class UpdateGate {
public:
    // `receiver` lives on the GUI thread and outlives this object.
    explicit UpdateGate(QObject* receiver) : receiver_(receiver) {}

    // On the worker thread. Waits until the last update was taken, then has `handle` called on the GUI thread.
    // False: a stop was requested while waiting.
    bool send(std::function<void()> handle, const std::stop_token& stop);

private:
    QObject* const receiver_;
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any taken_;
    bool isPending_ = false;
};

}  // namespace isonet::workbench
