// CRC-32C checksums of event files.
#pragma once

#include <cstdint>
#include <string_view>

namespace isonet::telemetry {

std::uint32_t crc32c(std::string_view data);        // Castagnoli, reflected
std::uint32_t maskedCrc32c(std::string_view data);  // rotated right by 15 bits plus 0xa282ead8, as frames store it

}  // namespace isonet::telemetry
