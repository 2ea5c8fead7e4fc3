// Reads TensorBoard event files while they grow.
// Format: TensorFlow's record_writer and event.proto.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "training/telemetry/Record.h"

namespace isonet::telemetry {

// Reads all event files of one directory in the order of their names, incrementally: poll() returns what is new. Not
// thread-safe. A file that cannot be opened is retried at the next call. A truncated frame ends the file for now. A
// frame with a wrong data CRC is skipped and counted; after a wrong length CRC the rest of the file is skipped and
// counted. Supports files of other programs (PyTorch's SummaryWriter, TensorBoard's v2 tensors).
class EventReader {
public:
    struct Batch {
        std::vector<Record> records;
        // Set if a restart voids all records of step >= restartStep that came before `records`.
        std::optional<std::int64_t> restartStep;
    };

    explicit EventReader(std::filesystem::path directory);
    ~EventReader();
    EventReader(EventReader&&) noexcept;
    EventReader& operator=(EventReader&&) noexcept;

    // Reads about `maximumBytes` per call (a longer frame is still read whole). A restart begins a new batch. Empty:
    // nothing new.
    std::vector<Batch> poll(std::size_t maximumBytes = 64u << 20);
    // Frames skipped for a wrong data CRC or a message that cannot be decoded, plus files abandoned.
    std::int64_t damagedFrames() const { return damaged_; }

private:
    struct File;
    void findFiles();
    void readSome(File& file, std::size_t budget, std::vector<Batch>& batches);
    void decode(std::string_view event, std::vector<Batch>& batches);

    std::filesystem::path directory_;
    std::vector<File> files_;                     // by name
    std::map<std::string, std::string> plugins_;  // of each tag, from its first value
    std::int64_t damaged_ = 0;
};

}  // namespace isonet::telemetry
