// Training progress for a terminal: one line that rewrites itself, or, where the output is a file or a pipe, a line now
// and then. Called from the training thread.
#pragma once

#include <chrono>
#include <string>

#include "training/engine/Trainer.h"

namespace isonet::cli {

class ProgressLine : public training::TrainingObserver {
public:
    explicit ProgressLine(bool quiet);
    void onStatus(const telemetry::RunStatus& status) override;
    void onMessage(const std::string& message) override;
    void finish();  // ends the rewritten line

private:
    void print(const std::string& line);
    bool quiet_, terminal_;
    int lastEpoch_ = -1;
    std::size_t shown_ = 0;  // columns of the present line
    std::chrono::steady_clock::time_point last_{};
};

std::string progressText(const telemetry::RunStatus& status);

}  // namespace isonet::cli
