#include "model/interop/ByteReader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "model/interop/FormatError.h"

namespace isonet::interop {

namespace {
constexpr std::uint64_t bufferBytes = 1 << 16;
}

ByteReader::ByteReader(std::string data, std::string name) : name_(std::move(name)), buffer_(std::move(data)) {
    size_ = buffer_.size();
}

ByteReader::ByteReader(const InputFile& file, std::uint64_t offset, std::uint64_t bytes)
    : name_(file.name()), file_(&file), offset_(offset), size_(bytes) {}

void ByteReader::failTruncated(std::uint64_t wanted) const {
    throw FormatError(name_ + ": truncated: expected " + std::to_string(wanted) + " bytes, " +
                      std::to_string(remaining()) + " left");
}

std::uint8_t ByteReader::byte() {
    std::uint8_t value;
    read(&value, 1);
    return value;
}

void ByteReader::read(void* to, std::size_t bytes) {
    if (bytes > remaining())
        failTruncated(bytes);
    auto* target = static_cast<char*>(to);
    while (bytes > 0) {
        std::uint64_t inside = position_ - bufferStart_;
        if (inside >= buffer_.size()) {
            buffer_.resize(std::min(bufferBytes, remaining()));
            file_->read(offset_ + position_, buffer_.data(), buffer_.size());
            bufferStart_ = position_;
            inside = 0;
        }
        const std::size_t piece = std::min<std::uint64_t>(bytes, buffer_.size() - inside);
        std::memcpy(target, buffer_.data() + inside, piece);
        target += piece;
        position_ += piece;
        bytes -= piece;
    }
}

std::string ByteReader::text(std::uint64_t bytes) {
    if (bytes > remaining())
        failTruncated(bytes);
    std::string result(bytes, '\0');
    read(result.data(), result.size());
    return result;
}

std::string ByteReader::line(std::size_t longest) {
    std::string result;
    for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte())) {
        if (result.size() == longest)
            throw FormatError(name_ + ": text line longer than " + std::to_string(longest) + " bytes");
        result.push_back(c);
    }
    return result;
}

}  // namespace isonet::interop
