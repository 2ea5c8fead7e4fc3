#include "training/engine/loop/StatusWriter.h"

#include <system_error>
#include <utility>

#include "model/base/BackgroundThread.h"

namespace isonet::training {
namespace {

void tryToWrite(telemetry::RunDirectory& directory, const telemetry::RunStatus& status) {
    try {
        directory.writeStatus(status);
    } catch (const telemetry::StorageError&) {
    } catch (const std::system_error&) {
    }
}

}  // namespace

StatusWriter::StatusWriter(telemetry::RunDirectory& directory)
    : directory_(directory), worker_([this](std::stop_token stop) { work(stop); }) {}

StatusWriter::~StatusWriter() {
    worker_.request_stop();
    worker_.join();
    if (waiting_)
        tryToWrite(directory_, *waiting_);
}

void StatusWriter::writeSoon(telemetry::RunStatus status) {
    {
        const std::lock_guard lock(mutex_);
        waiting_ = std::move(status);
    }
    changed_.notify_all();
}

void StatusWriter::writeNow(const telemetry::RunStatus& status) {
    std::unique_lock lock(mutex_);
    waiting_.reset();
    changed_.wait(lock, [this] { return !writing_; });
    lock.unlock();
    tryToWrite(directory_, status);
}

void StatusWriter::work(std::stop_token stop) {
    base::runInBackground();
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return waiting_.has_value(); }) && !stop.stop_requested()) {
        const telemetry::RunStatus status = *std::exchange(waiting_, std::nullopt);
        writing_ = true;
        lock.unlock();
        tryToWrite(directory_, status);
        lock.lock();
        writing_ = false;
        changed_.notify_all();
    }
}

}  // namespace isonet::training
