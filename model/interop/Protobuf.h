// Writes messages in the wire format of Protocol Buffers: a sequence of fields, each a varint (number << 3 | type) and
// its value. Types: 0 varint, 2 length (varint) and bytes, 5 four bytes. Source: protobuf.dev, "Encoding".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace isonet::interop {

class ProtobufMessage {
public:
    void integer(int field, std::int64_t value);  // also enumerations; negative numbers take ten bytes
    void real(int field, float value);
    void bytes(int field, std::string_view value);  // also strings
    void message(int field, const ProtobufMessage& value) { bytes(field, value.content_); }
    void reserve(std::size_t bytes) { content_.reserve(bytes); }

    const std::string& content() const { return content_; }

private:
    void varint(std::uint64_t value);

    std::string content_;
};

}  // namespace isonet::interop
