// A thread that polls folders: on request, and periodically while it is active. `Target` says what to poll; it is set
// by the GUI thread and copied for each poll. State between polls belongs to the poll function.
//
// A poll may hang, on a mount that does not answer. Its owner then leaves this poller to itself and makes
// another one for the next target: isPolling(), leave(), hasEnded().
//
// Threads: construct, call and destroy on the GUI thread; the poll function runs on the poller's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace isonet::workbench {

template <typename Target>
class FolderPoller {
public:
    // Returns the delay until the next poll while active; zero: at once. Returns early once `stop` is requested.
    using Poll = std::function<std::chrono::milliseconds(const Target& target, const std::stop_token& stop)>;

    explicit FolderPoller(Poll poll)
        : poll_(std::move(poll)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

    void setTarget(Target target) {  // and polls now
        wake([&] { target_ = std::move(target); });
    }
    // Off (initially): polls only on request. Turning it on polls now.
    void setActive(bool on) {
        {
            const std::lock_guard lock(mutex_);
            requested_ = requested_ || (on && !active_);
            active_ = on;
        }
        changed_.notify_all();
    }
    void pollNow() {
        wake([] {});
    }

    bool isPolling() {
        const std::lock_guard lock(mutex_);
        return polling_;
    }
    // How long the poll in progress has been running; zero: there is none.
    std::chrono::milliseconds pollingFor() {
        const std::lock_guard lock(mutex_);
        return polling_ ? std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since_)
                        : std::chrono::milliseconds(0);
    }
    void leave() { thread_.request_stop(); }  // ends after the poll in progress; the destructor waits for it
    bool hasEnded() {
        const std::lock_guard lock(mutex_);
        return ended_;
    }

private:
    using Clock = std::chrono::steady_clock;
    template <typename Change>
    void wake(Change change) {
        {
            const std::lock_guard lock(mutex_);
            change();
            requested_ = true;
        }
        changed_.notify_all();
    }

    void run(const std::stop_token& stop) {
        std::chrono::milliseconds delay{0};
        while (!stop.stop_requested()) {
            Target target;
            {
                std::unique_lock lock(mutex_);
                const auto requested = [this] { return requested_; };
                if (!active_)
                    changed_.wait(lock, stop, requested);
                else if (delay.count() > 0)
                    changed_.wait_for(lock, stop, delay, requested);
                if (stop.stop_requested())
                    break;
                if (!active_ && !requested_)
                    continue;
                requested_ = false;
                target = target_;
                polling_ = true;
                since_ = Clock::now();
            }
            delay = poll_(target, stop);
            const std::lock_guard lock(mutex_);
            polling_ = false;
        }
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }

    const Poll poll_;  // called on the poller's thread only
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    Target target_{};
    Clock::time_point since_{};  // of the poll in progress
    bool active_ = false, requested_ = false, polling_ = false, ended_ = false;
    // Last: joined before the members it uses are destroyed
    std::jthread thread_;
};

}  // namespace isonet::workbench
