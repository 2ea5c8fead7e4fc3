// Constants of the zip format shared by its reader and writer (PKWARE's APPNOTE 6.3).
#pragma once

#include <cstdint>

namespace isonet::interop::zip {

constexpr std::uint32_t localSignature = 0x04034b50, centralSignature = 0x02014b50, endSignature = 0x06054b50;
constexpr std::uint32_t end64Signature = 0x06064b50, locator64Signature = 0x07064b50;
constexpr std::uint32_t localBytes = 30, centralBytes = 46, endBytes = 22, end64Bytes = 56, locator64Bytes = 20;
constexpr std::uint16_t zip64Field = 0x0001;
constexpr std::uint16_t encryptedFlag = 0x0001, utf8Flag = 0x0800;
constexpr std::uint32_t in64 = 0xffffffff;  // a 32-bit size or offset stored in the zip64 field instead
constexpr std::uint16_t count64 = 0xffff;

}  // namespace isonet::interop::zip
