// Training progress for a terminal: one line that rewrites itself, or, where the output is a file or a pipe, a line now
// and then. Called from the training thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "training/engine/Trainer.h"

namespace isonet::cli {

class ProgressLine : public training::TrainingObserver {
public:
    explicit ProgressLine(bool quiet);
    void onStatus(const telemetry::RunStatus& status) override;
    void onStep(std::int64_t) override { begun_ = true; }
    void onMessage(const std::string& message) override;
    // A command must end with an exit code, not wait for a person.
    bool waitForRoom(const std::string&) override { return false; }
    void finish();                         // ends the rewritten line
    bool begun() const { return begun_; }  // a step was done

private:
    void print(const std::string& line);
    bool quiet_, terminal_, begun_ = false;
    int lastEpoch_ = -1;
    std::int64_t lastStep_ = -1;
    std::size_t shown_ = 0;  // columns of the present line
    std::chrono::steady_clock::time_point last_{};
};

std::string progressText(const telemetry::RunStatus& status);

}  // namespace isonet::cli
