// MATLAB 5 files (.mat, as `save -v6` and `-v7` and scipy.io.savemat write them): named arrays of numbers, plain or
// compressed with zlib, in either byte order. Source: "MAT-File Format", The MathWorks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {

class MatFile {
public:
    struct Array {
        std::string name;
        std::vector<std::int64_t> shape;  // the first axis is the fastest
        std::uint64_t position = 0;       // in the file, of the element
        std::int64_t count() const;       // of values
    };

    // Reads the names and shapes of the arrays of numbers and skips everything else. `remedy` ends the messages. Throws
    // DataError: cannot be read, another format (also MATLAB 7.3, which is HDF5), truncated, corrupt.
    MatFile(std::filesystem::path file, std::string remedy);

    // Throws DataError naming the arrays that exist.
    const Array& array(const std::string& name) const;
    // All values. Throws DataError if they are not unsigned bytes.
    std::vector<std::uint8_t> bytes(const Array& array) const;
    // All values of an array of any real type. Throws DataError if one is not a whole number.
    std::vector<std::int64_t> integers(const Array& array) const;

    [[noreturn]] void fail(const std::string& what) const;

private:
    std::vector<std::uint8_t> values(const Array& array, std::uint32_t& type) const;

    std::filesystem::path file_;
    std::string remedy_;
    bool swapped_ = false;  // big-endian
    std::vector<Array> arrays_;
};

}  // namespace isonet::training
