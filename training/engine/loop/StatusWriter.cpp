#include "training/engine/loop/StatusWriter.h"

#include <chrono>
#include <exception>
#include <utility>

#include "model/base/BackgroundThread.h"

namespace isonet::training {
namespace {
constexpr std::chrono::seconds kRepeat(20);
}  // namespace

StatusWriter::StatusWriter(telemetry::RunDirectory& directory)
    : directory_(directory), worker_([this](std::stop_token stop) { work(stop); }) {}

StatusWriter::~StatusWriter() {
    worker_.request_stop();
    worker_.join();
    if (waiting_)
        tryToWrite(*waiting_);
}

void StatusWriter::writeSoon(telemetry::RunStatus status) {
    {
        const std::lock_guard lock(mutex_);
        keepForRepeats(status);
        waiting_ = std::move(status);
    }
    changed_.notify_all();
}

void StatusWriter::awaitOlder(const telemetry::RunStatus& newer) {
    std::unique_lock lock(mutex_);
    waiting_.reset();
    changed_.wait(lock, [this] { return !writing_; });
    waiting_.reset();  // what has just failed
    keepForRepeats(newer);
}

void StatusWriter::store(const telemetry::RunStatus& status) {
    awaitOlder(status);
    directory_.writeStatus(status);
}

void StatusWriter::writeNow(const telemetry::RunStatus& status) {
    awaitOlder(status);
    if (tryToWrite(status))
        return;
    const std::lock_guard lock(mutex_);
    waiting_ = status;
    failed_ = true;
    changed_.notify_all();
}

void StatusWriter::endRepeats() {
    const std::lock_guard lock(mutex_);
    repeats_ = false;
    repeated_.reset();
}

void StatusWriter::keepForRepeats(const telemetry::RunStatus& status) {
    const bool waits = status.state == telemetry::RunState::Preparing || status.state == telemetry::RunState::Paused;
    repeated_ = repeats_ && waits ? std::optional(status) : std::nullopt;
}

// Even when out of memory (std::bad_alloc), the run continues, or ends with the error that matters.
bool StatusWriter::tryToWrite(const telemetry::RunStatus& status) {
    try {
        directory_.writeStatus(status);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

void StatusWriter::work(std::stop_token stop) {
    base::runInBackground();
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        if (!changed_.wait_for(lock, stop, kRepeat, [this] { return waiting_.has_value(); })) {
            waiting_ = repeated_;
            continue;
        }
        if (stop.stop_requested())
            return;
        if (std::exchange(failed_, false)) {
            changed_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
            if (stop.stop_requested())
                return;
            continue;
        }
        telemetry::RunStatus status = *std::exchange(waiting_, std::nullopt);
        writing_ = true;
        lock.unlock();
        const bool written = tryToWrite(status);
        lock.lock();
        writing_ = false;
        if (!written && !waiting_) {
            waiting_ = std::move(status);
            failed_ = true;
        }
        changed_.notify_all();
    }
}

}  // namespace isonet::training
