// TFRecord frames: length (8 bytes), its masked CRC (4), data, the data's masked CRC (4); integers little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace isonet::telemetry {

inline constexpr std::size_t kFrameHead = 12;
inline constexpr std::size_t kFrameTail = 4;

void appendFrame(std::string& out, std::string_view data);

// From the first 4 or 8 bytes.
std::uint32_t readU32(std::string_view bytes);
std::uint64_t readU64(std::string_view bytes);

}  // namespace isonet::telemetry
