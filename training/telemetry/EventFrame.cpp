#include "training/telemetry/EventFrame.h"

#include "training/telemetry/Crc32c.h"

namespace isonet::telemetry {
namespace {

void appendLittleEndian(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t littleEndian(std::string_view bytes, size_t count) {
    std::uint64_t value = 0;
    for (size_t i = count; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

}  // namespace

void appendFrame(std::string& out, std::string_view data) {
    std::string length;
    appendLittleEndian(length, data.size(), 8);
    out += length;
    appendLittleEndian(out, maskedCrc32c(length), 4);
    out += data;
    appendLittleEndian(out, maskedCrc32c(data), 4);
}

std::uint32_t readU32(std::string_view bytes) {
    return static_cast<std::uint32_t>(littleEndian(bytes, 4));
}

std::uint64_t readU64(std::string_view bytes) {
    return littleEndian(bytes, 8);
}

}  // namespace isonet::telemetry
