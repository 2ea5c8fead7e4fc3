// A thread that looks at folders: when it is asked to, and every so often while it watches. `Place` is what it looks
// at, told by the GUI thread; what it saw before stays with its own thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace isonet::workbench {

template <typename Place>
class FolderWatch {
public:
    // On the watch's thread. True: there is more to see; a watch that is on looks again at once.
    using Look = std::function<bool(const Place& place, const std::stop_token& stop)>;

    FolderWatch(std::chrono::milliseconds interval, Look look)
        : interval_(interval), look_(std::move(look)), thread_([this](const std::stop_token& stop) { work(stop); }) {}

    void setPlace(Place place) {  // looks there now
        change([&] { place_ = std::move(place); });
    }
    void setWatching(bool on) {  // off: looks no more by itself
        {
            const std::lock_guard lock(mutex_);
            woken_ = woken_ || (on && !watching_);
            watching_ = on;
        }
        changed_.notify_all();
    }
    void refresh() {  // looks now
        change([] {});
    }

private:
    template <typename Change>
    void change(Change what) {
        {
            const std::lock_guard lock(mutex_);
            what();
            woken_ = true;
        }
        changed_.notify_all();
    }

    void work(const std::stop_token& stop) {
        bool more = false;
        while (!stop.stop_requested()) {
            Place place;
            {
                std::unique_lock lock(mutex_);
                const auto woken = [this] { return woken_; };
                if (!watching_)
                    changed_.wait(lock, stop, woken);
                else if (!more)
                    changed_.wait_for(lock, stop, interval_, woken);
                if (stop.stop_requested())
                    return;
                if (!watching_ && !woken_)
                    continue;
                woken_ = false;
                place = place_;
            }
            more = look_(place, stop);
        }
    }

    const std::chrono::milliseconds interval_;
    const Look look_;  // on the watch's thread only
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    Place place_;
    bool watching_ = false, woken_ = false;
    // Declared last: it ends first.
    std::jthread thread_;
};

}  // namespace isonet::workbench
