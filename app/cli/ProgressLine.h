// Training progress on stderr: one rewritten line on a terminal, periodic lines otherwise. Called from the training
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "training/engine/loop/Trainer.h"

namespace isonet::cli {

class ProgressLine : public training::TrainingObserver {
public:
    explicit ProgressLine(bool quiet);
    void onStatus(const telemetry::RunStatus& status) override;
    void onStep(std::int64_t) override { begun_ = true; }
    void onMessage(const std::string& message) override;
    // A command exits with an error instead of waiting for the user.
    bool waitForRoom(const std::string&) override { return false; }
    // Progress of something else than training: like onStatus(), the last line always.
    void onProgress(const std::string& text, bool last);
    void finish();                         // ends the current line
    bool begun() const { return begun_; }  // at least one step is done

private:
    bool isDue() const;
    void print(const std::string& line);
    bool quiet_, terminal_, begun_ = false;
    int lastEpoch_ = -1;
    std::int64_t lastStep_ = -1;
    std::size_t shown_ = 0;  // length of the current line
    std::chrono::steady_clock::time_point last_{};
};

std::string progressText(const telemetry::RunStatus& status);

}  // namespace isonet::cli
