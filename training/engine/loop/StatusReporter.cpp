#include "training/engine/loop/StatusReporter.h"

#include <exception>
#include <utility>

#include "training/engine/checkpoint/ResumePoint.h"
#include "training/telemetry/RunReading.h"

namespace isonet::training {

StatusReporter::StatusReporter(telemetry::RunDirectory& directory, TrainingObserver& observer)
    : directory_(directory), observer_(observer), writer_(directory) {
    if (directory.keeps() && directory.resumesFrom() != fromStart)
        status = telemetry::readStatus(directory.path()).value_or(status);
}

void StatusReporter::publish(bool now) {
    using namespace std::chrono_literals;
    const auto time = Clock::now();
    const bool stored = finished_ && status.state == telemetry::RunState::Finished;
    if (!stored && (now || time - written_ >= 2s)) {
        written_ = time;
        finished_ = false;
        if (now)
            writer_.writeNow(status);
        else
            writer_.writeSoon(status);
    }
    // After the file, which an observer may read.
    if (now || time - observed_ >= 200ms) {
        observed_ = time;
        observer_.onStatus(status);
    }
}

void StatusReporter::storeFinished() {
    telemetry::RunStatus end = status;
    end.state = telemetry::RunState::Finished;
    end.message.clear();
    end.secondsLeft = 0;
    writer_.store(end);
    finished_ = true;
}

void StatusReporter::state(telemetry::RunState state, const std::string& message) {
    status.state = state;
    status.message = message;
    publish(true);
}

void StatusReporter::message(const std::string& line) {
    log(line);
    observer_.onMessage(line);
}

void StatusReporter::log(const std::string& line) {
    try {
        directory_.log(line);
    } catch (const telemetry::StorageError& error) {
        if (!error.diskFull() && !std::exchange(logRefused_, true))
            observer_.onMessage(error.what());  // such as a link in place of log.txt; a full disk is reported by itself
    } catch (const std::exception&) {           // no memory for the line
    }
}

// The observer learns of the problem on the training thread only, with its next line.
void StatusReporter::logBeside(const std::string& line) {
    try {
        directory_.log(line);
    } catch (const std::exception&) {
    }
}

}  // namespace isonet::training
