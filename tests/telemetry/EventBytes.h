// Builds event files byte by byte, independent of the code under test except for the CRC, which has its own test
// vectors.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "training/telemetry/Crc32c.h"

namespace bytes {

inline std::string raw(const void* data, size_t size) {
    return std::string(static_cast<const char*>(data), size);
}
inline std::string varint(std::uint64_t value) {
    std::string out;
    for (; value >= 128; value >>= 7)
        out += static_cast<char>(value | 128);
    return out + static_cast<char>(value);
}
inline std::string key(int field, int type) {
    return varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(type));
}
inline std::string integer(int field, std::int64_t value) {
    return key(field, 0) + varint(static_cast<std::uint64_t>(value));
}
inline std::string number(int field, double value) {
    return key(field, 1) + raw(&value, 8);
}
inline std::string real(int field, float value) {
    return key(field, 5) + raw(&value, 4);
}
inline std::string text(int field, const std::string& value) {
    return key(field, 2) + varint(value.size()) + value;
}
inline std::string doubles(const std::vector<double>& values) {
    return raw(values.data(), values.size() * 8);
}

inline std::string frame(const std::string& data) {
    const std::uint64_t length = data.size();
    const std::string head = raw(&length, 8);
    const std::uint32_t headCrc = isonet::telemetry::maskedCrc32c(head), crc = isonet::telemetry::maskedCrc32c(data);
    return head + raw(&headCrc, 4) + data + raw(&crc, 4);
}
// An Event with one Summary of the given values.
inline std::string event(std::int64_t step, const std::vector<std::string>& values, double time = 100) {
    std::string summary;
    for (const auto& value : values)
        summary += text(1, value);
    return number(1, time) + integer(2, step) + text(5, summary);
}
inline std::string simple(const std::string& tag, float value) {
    return text(1, tag) + real(2, value);
}
inline std::string metadata(const std::string& plugin) {
    return text(9, text(1, text(1, plugin)));
}
inline std::string shape(const std::vector<std::int64_t>& sizes) {
    std::string dims;
    for (const auto size : sizes)
        dims += text(2, integer(1, size));
    return text(2, dims);
}
inline std::string start(std::int64_t step) {
    return number(1, 100) + integer(2, step) + text(7, integer(1, 1));
}

inline void write(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
}
inline void append(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::app) << content;
}
inline std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace bytes
