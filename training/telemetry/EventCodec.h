// Records to and from Event protobufs and TFRecord frames, through protozero (the protobuf library itself would clash
// with the copy inside LibTorch).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "training/telemetry/Record.h"

namespace isonet::telemetry {

// A frame: length (8 bytes), its masked CRC (4), data, the data's masked CRC (4); integers little-endian.
inline constexpr std::size_t kFrameHead = 12;
inline constexpr std::size_t kFrameTail = 4;

void appendFrame(std::string& out, std::string_view data);
std::uint32_t readU32(std::string_view bytes);
std::uint64_t readU64(std::string_view bytes);

std::string versionEvent(double wallTime);
std::string restartEvent(double wallTime, std::int64_t step);
// One Event of several values; all records have the first one's step and time.
std::string recordsEvent(std::span<const Record> records);

struct DecodedEvent {
    std::vector<Record> records;
    std::optional<std::int64_t> restartStep;  // a SessionLog START
};

// `plugins` maps tags to the plugin named in their metadata, which may stand only on a tag's first value; it is read
// and extended. Values of other kinds (images, text) are passed over. Throws protozero::exception or std::runtime_error
// when the bytes are no Event.
DecodedEvent decodeEvent(std::string_view bytes, std::map<std::string, std::string>& plugins);

}  // namespace isonet::telemetry
