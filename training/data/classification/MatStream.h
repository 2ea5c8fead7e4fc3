// Bytes of one element of a MATLAB 5 file, decompressed if need be, in order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace isonet::training {

// Types of elements of the format.
namespace mat {
enum Type : std::uint32_t {
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15
};
}

struct MatTag {
    std::uint32_t type = 0, size = 0;  // size of the data in bytes
    bool small = false;                // the data is in the second half of the tag
};

class MatStream {
public:
    // The matrix at `position`, behind its tag. Throws DataError naming the file: truncated, corrupt, no matrix.
    MatStream(const std::filesystem::path& file, std::uint64_t position, bool swapped, const std::string& remedy);
    ~MatStream();
    MatStream(const MatStream&) = delete;
    MatStream& operator=(const MatStream&) = delete;

    std::uint32_t type() const { return outer_.type; }  // of the element at `position`: Matrix, Compressed or another
    std::uint64_t end() const { return end_; }          // position of the next element in the file

    MatTag tag();
    // The data after a tag, and its padding. Memory grows with what is there.
    std::vector<std::uint8_t> data(const MatTag& tag);
    std::vector<std::uint32_t> words(const MatTag& tag);  // of 32 bits, in this machine's byte order
    // Throws DataError if compressed data continues or its checksum is wrong.
    void expectEnd();

private:
    struct Inflate;
    void read(std::uint8_t* out, std::size_t size);
    std::size_t readFile(std::uint8_t* out, std::size_t size);
    std::uint32_t word();
    [[noreturn]] void fail(const std::string& what) const;

    std::string name_, remedy_;
    std::ifstream stream_;
    bool swapped_;
    MatTag outer_;
    std::uint64_t left_ = 0;  // bytes of the element in the file that are not read yet
    std::uint64_t end_ = 0;
    std::unique_ptr<Inflate> inflate_;
};

// The bytes of each value of `width` bytes in reverse order.
void swapBytes(std::vector<std::uint8_t>& values, std::size_t width);

}  // namespace isonet::training
