// Sequential bytes from memory or from a window of a file; nothing is read beyond the end of the window.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "model/interop/InputFile.h"

namespace isonet::interop {

static_assert(std::endian::native == std::endian::little, "numbers are copied unchanged from little-endian files");

class ByteReader {
public:
    ByteReader(std::string data, std::string name);
    ByteReader(const InputFile& file, std::uint64_t offset, std::uint64_t bytes);  // `file` must outlive this

    const std::string& name() const { return name_; }
    std::uint64_t position() const { return position_; }  // bytes consumed since the start
    std::uint64_t remaining() const { return size_ - position_; }

    // Each throws FormatError if fewer bytes are left than requested.
    std::uint8_t byte();
    void read(void* to, std::size_t bytes);
    std::string text(std::uint64_t bytes);
    std::string line(std::size_t longest);  // up to a newline, which is consumed but not returned
    template <typename T>
    T little() {
        T value;
        read(&value, sizeof value);
        return value;
    }

private:
    [[noreturn]] void failTruncated(std::uint64_t wanted) const;

    std::string name_;
    const InputFile* file_ = nullptr;  // nullptr: everything is in buffer_
    std::uint64_t offset_ = 0;         // of the window in the file
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
    std::string buffer_;  // window bytes [bufferStart_, bufferStart_ + size)
    std::uint64_t bufferStart_ = 0;
};

}  // namespace isonet::interop
