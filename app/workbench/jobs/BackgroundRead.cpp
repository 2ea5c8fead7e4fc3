#include "app/workbench/jobs/BackgroundRead.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace isonet::workbench {

struct BackgroundRead::Reading {
    // Both threads, under the mutex
    std::mutex mutex;
    std::condition_variable changed;
    Answer answer;
    bool done = false;
    bool late = false;  // the answer is posted
};

BackgroundRead::BackgroundRead(QObject* parent, std::chrono::milliseconds patience)
    : QObject(parent), patience_(patience) {}

BackgroundRead::~BackgroundRead() = default;

void BackgroundRead::start(std::function<Answer()> read, const Answer& slow) {
    threads_.remove_if([](const Thread& thread) {
        const std::lock_guard lock(thread.reading->mutex);
        return thread.reading->done;
    });
    current_ = std::make_shared<Reading>();
    const auto reading = current_;
    startThread(reading, std::move(read));
    {
        std::unique_lock lock(reading->mutex);
        if (!reading->changed.wait_for(lock, patience_, [&] { return reading->done; })) {
            reading->late = true;
            lock.unlock();
            slow();
            return;
        }
    }
    current_.reset();
    reading->answer();
}

void BackgroundRead::startThread(const std::shared_ptr<Reading>& reading, std::function<Answer()> read) {
    threads_.push_back({reading, std::jthread([this, reading, read = std::move(read)] {
                            Answer answer = read();
                            const std::lock_guard lock(reading->mutex);
                            reading->answer = std::move(answer);
                            reading->done = true;
                            reading->changed.notify_all();
                            if (reading->late)
                                mailbox_.post([this, reading] {
                                    if (reading == current_) {
                                        current_.reset();
                                        reading->answer();
                                    }
                                });
                        })});
}

void BackgroundRead::cancel() {
    current_.reset();
}

}  // namespace isonet::workbench
