#include "model/interop/Protobuf.h"

#include <bit>

namespace isonet::interop {

namespace {

constexpr std::uint64_t varintType = 0, lengthType = 2, fourBytesType = 5;

std::uint64_t tag(int field, std::uint64_t type) {
    return static_cast<std::uint64_t>(field) << 3 | type;
}

}  // namespace

void ProtobufMessage::varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        content_ += static_cast<char>(value | 0x80);  // seven bits at a time, lowest first
    content_ += static_cast<char>(value);
}

void ProtobufMessage::integer(int field, std::int64_t value) {
    varint(tag(field, varintType));
    varint(static_cast<std::uint64_t>(value));
}

void ProtobufMessage::real(int field, float value) {
    varint(tag(field, fourBytesType));
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8)
        content_ += static_cast<char>(bits >> shift);
}

void ProtobufMessage::bytes(int field, std::string_view value) {
    varint(tag(field, lengthType));
    varint(value.size());
    content_ += value;
}

}  // namespace isonet::interop
