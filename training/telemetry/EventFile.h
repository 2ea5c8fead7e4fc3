// TensorBoard event files: TFRecord frames of Event protobufs, written append-only and read while they grow.
// Framing, CRC and field numbers: TensorFlow's record_writer and event.proto (facts in the design's formats page).
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

std::uint32_t crc32c(std::string_view data);        // Castagnoli, reflected
std::uint32_t maskedCrc32c(std::string_view data);  // rotated right by 15 bits, plus 0xa282ead8: as frames store it

// Whether a file's name marks it as an event file.
bool isEventFileName(std::string_view name);

// Not thread-safe. Each write() call is one append of whole frames, so a kill leaves at most one cut tail.
class EventWriter {
public:
    // Makes events.out.tfevents.<seconds>.<host>.<pid>.<n> in `directory`, named so that it sorts after every event
    // file there. With `restartStep`, writes a SessionLog START at that step: records of steps >= restartStep in
    // earlier files are void (a run resumed after s whole steps, whose records of step s stand, gives s + 1). Throws
    // std::system_error naming the file.
    explicit EventWriter(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep = {});
    ~EventWriter();
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    // Records of equal step and time share one Event. Throws std::system_error (disk full: ENOSPC); the file then ends
    // after its last whole frame and writing may be tried again.
    void write(const std::vector<Record>& records);
    void sync();  // to the disk
    const std::filesystem::path& path() const { return path_; }

private:
    void append(std::string_view bytes);
    std::filesystem::path path_;
    int file_ = -1;
    std::int64_t size_ = 0;  // of whole frames
    bool torn_ = false;      // a failed write may have left bytes after size_
};

// Reads all event files of one directory in the order of their names, incrementally: poll() gives what is new. Files
// that cannot be opened are tried again at the next call. Not thread-safe. A cut tail is the end for now. A frame with
// a wrong data CRC is skipped and counted; after a wrong length CRC the file's rest is given up and counted. Files of
// other programs (PyTorch's SummaryWriter, TensorBoard's v2 tensors) work.
class EventReader {
public:
    struct Batch {
        std::vector<Record> records;
        // Set when a restart at this step voids earlier records of step >= restartStep; they precede `records`.
        std::optional<std::int64_t> restartStep;
    };
    explicit EventReader(std::filesystem::path directory);
    // About `maximumBytes` of files at a call (a longer frame is still read whole); several batches where restarts lie
    // between. Empty: nothing new.
    std::vector<Batch> poll(std::size_t maximumBytes = 64u << 20);
    // Frames skipped for a wrong data CRC or a message that cannot be understood, and files given up.
    std::int64_t damagedFrames() const { return damaged_; }

private:
    struct File;
    void findFiles();
    void readSome(File& file, std::size_t budget, std::vector<Batch>& batches);
    void decode(std::string_view event, std::vector<Batch>& batches);

    std::filesystem::path directory_;
    std::vector<File> files_;                     // in the order of their names
    std::map<std::string, std::string> plugins_;  // of a tag, from its first value
    std::int64_t damaged_ = 0;

public:
    ~EventReader();
    EventReader(EventReader&&) noexcept;
    EventReader& operator=(EventReader&&) noexcept;
};

}  // namespace isonet::telemetry
