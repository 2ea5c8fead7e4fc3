#include "model/interop/ZipWriter.h"

#include <zlib.h>

#include <algorithm>

#include "model/interop/ZipFormat.h"

namespace isonet::interop {

namespace {

// Consecutive little-endian numbers.
class Record {
public:
    template <typename T>
    Record& add(T value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Record& add(const std::string& text) {
        bytes_ += text;
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

constexpr std::uint64_t alignment = 64;
constexpr std::uint16_t plainVersion = 20, zip64Version = 45;
constexpr std::uint16_t paddingField = 0x4246;  // "FB", as PyTorch marks its padding
constexpr std::uint16_t time = 0, date = 0x21;  // 1980-01-01, so that equal content gives equal files

std::uint32_t checksum(const void* content, std::uint64_t bytes) {
    const auto* from = static_cast<const unsigned char*>(content);
    uLong crc = ::crc32(0, nullptr, 0);
    for (std::uint64_t done = 0; done < bytes;) {
        const auto piece = static_cast<uInt>(std::min<std::uint64_t>(bytes - done, 1u << 30));
        crc = ::crc32(crc, from + done, piece);
        done += piece;
    }
    return static_cast<std::uint32_t>(crc);
}

std::uint32_t narrow(std::uint64_t value) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, zip::in64));
}

}  // namespace

void ZipWriter::add(const std::string& name, const void* content, std::uint64_t bytes) {
    const Entry entry{name, bytes, out_.position(), checksum(content, bytes)};
    Record extra;
    if (bytes >= zip::in64)
        extra.add(zip::zip64Field).add(std::uint16_t{16}).add(bytes).add(bytes);
    constexpr std::uint64_t fieldHeader = 4;
    const std::uint64_t begin = entry.header + zip::localBytes + name.size() + extra.bytes().size();
    std::uint64_t padding = (alignment - begin % alignment) % alignment;
    if (padding > 0 && padding < fieldHeader)
        padding += alignment;
    if (padding > 0) {
        extra.add(paddingField).add(static_cast<std::uint16_t>(padding - fieldHeader));
        extra.add(std::string(padding - fieldHeader, 'Z'));
    }
    Record local;
    local.add(zip::localSignature).add(bytes >= zip::in64 ? zip64Version : plainVersion).add(zip::utf8Flag);
    local.add(std::uint16_t{0}).add(time).add(date).add(entry.crc).add(narrow(bytes)).add(narrow(bytes));
    local.add(static_cast<std::uint16_t>(name.size())).add(static_cast<std::uint16_t>(extra.bytes().size()));
    local.add(name).add(extra.bytes());
    out_.write(local.bytes());
    out_.write(content, bytes);
    entries_.push_back(entry);
}

void ZipWriter::finish() {
    const std::uint64_t directory = out_.position();
    for (const Entry& entry : entries_) {
        Record wide;
        if (entry.bytes >= zip::in64)
            wide.add(entry.bytes).add(entry.bytes);
        if (entry.header >= zip::in64)
            wide.add(entry.header);
        Record extra;
        if (!wide.bytes().empty())
            extra.add(zip::zip64Field).add(static_cast<std::uint16_t>(wide.bytes().size())).add(wide.bytes());
        const std::uint16_t version = extra.bytes().empty() ? plainVersion : zip64Version;
        Record central;
        central.add(zip::centralSignature).add(version).add(version).add(zip::utf8Flag).add(std::uint16_t{0});
        central.add(time).add(date).add(entry.crc).add(narrow(entry.bytes)).add(narrow(entry.bytes));
        central.add(static_cast<std::uint16_t>(entry.name.size()));
        central.add(static_cast<std::uint16_t>(extra.bytes().size()));
        central.add(std::uint16_t{0}).add(std::uint16_t{0}).add(std::uint16_t{0}).add(std::uint32_t{0});
        central.add(narrow(entry.header)).add(entry.name).add(extra.bytes());
        out_.write(central.bytes());
    }
    const std::uint64_t end = out_.position(), bytes = end - directory, count = entries_.size();
    Record tail;
    if (count >= zip::count64 || bytes >= zip::in64 || directory >= zip::in64) {
        tail.add(zip::end64Signature).add(std::uint64_t{zip::end64Bytes - 12}).add(zip64Version).add(zip64Version);
        tail.add(std::uint32_t{0}).add(std::uint32_t{0}).add(count).add(count).add(bytes).add(directory);
        tail.add(zip::locator64Signature).add(std::uint32_t{0}).add(end).add(std::uint32_t{1});
    }
    const auto count16 = static_cast<std::uint16_t>(std::min<std::uint64_t>(count, zip::count64));
    tail.add(zip::endSignature).add(std::uint16_t{0}).add(std::uint16_t{0}).add(count16).add(count16);
    tail.add(narrow(bytes)).add(narrow(directory)).add(std::uint16_t{0});
    out_.write(tail.bytes());
}

}  // namespace isonet::interop
