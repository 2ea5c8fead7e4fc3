// Writes a TensorBoard event file: TFRecord frames of Event protobufs, append-only.
// Format: TensorFlow's record_writer and event.proto.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "training/telemetry/Record.h"
#include "training/telemetry/RunClaim.h"

namespace isonet::telemetry {

// Not thread-safe. Each write() appends whole frames in one call, so a killed process leaves at most one truncated
// frame.
class EventWriter {
public:
    // Creates events.out.tfevents.<seconds>.<host>.<pid>.<n> in `directory`, named to sort after all event files there.
    // With `restartStep`, writes a SessionLog START at that step: records of steps >= restartStep in earlier files are
    // void (a run resumed after s steps keeps the records of step s and passes s + 1). Throws std::system_error naming
    // the file. `claim`: of the run, asked before each write, which then throws ClaimLost.
    explicit EventWriter(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep = {},
                         std::shared_ptr<const RunClaim> claim = nullptr);
    ~EventWriter();
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    // Records of equal step and time share one Event. Throws std::system_error (disk full: ENOSPC); the file then ends
    // after its last complete frame, and the write may be retried.
    void write(const std::vector<Record>& records);
    void sync();  // to disk
    const std::filesystem::path& path() const { return path_; }

private:
    void append(std::string_view bytes);
    std::shared_ptr<const RunClaim> claim_;
    std::filesystem::path path_;
    int file_ = -1;
    std::int64_t size_ = 0;  // of complete frames
    bool torn_ = false;      // a failed write may have left bytes beyond size_
};

}  // namespace isonet::telemetry
