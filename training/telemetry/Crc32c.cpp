#include "training/telemetry/Crc32c.h"

#include <array>
#include <bit>

namespace isonet::telemetry {
namespace {

// "Slicing by eight" (Kounavis and Berry, 2005): eight bytes at a time through eight tables.
constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables makeTables() {
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
        tables[0][byte] = crc;
    }
    for (size_t k = 1; k < tables.size(); ++k)
        for (size_t byte = 0; byte < 256; ++byte)
            tables[k][byte] = (tables[k - 1][byte] >> 8) ^ tables[0][tables[k - 1][byte] & 0xff];
    return tables;
}

constexpr Tables kTables = makeTables();

std::uint32_t littleEndian(const unsigned char* bytes) {
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
           static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

}  // namespace

std::uint32_t crc32c(std::string_view data) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
    size_t left = data.size();
    std::uint32_t crc = ~0u;
    for (; left >= 8; left -= 8, bytes += 8) {
        const std::uint32_t low = crc ^ littleEndian(bytes);
        const std::uint32_t high = littleEndian(bytes + 4);
        crc = kTables[7][low & 0xff] ^ kTables[6][low >> 8 & 0xff] ^ kTables[5][low >> 16 & 0xff] ^
              kTables[4][low >> 24] ^ kTables[3][high & 0xff] ^ kTables[2][high >> 8 & 0xff] ^
              kTables[1][high >> 16 & 0xff] ^ kTables[0][high >> 24];
    }
    for (; left > 0; --left, ++bytes)
        crc = (crc >> 8) ^ kTables[0][(crc ^ *bytes) & 0xff];
    return ~crc;
}

std::uint32_t maskedCrc32c(std::string_view data) {
    return std::rotr(crc32c(data), 15) + 0xa282ead8u;
}

}  // namespace isonet::telemetry
