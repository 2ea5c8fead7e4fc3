// Writes a zip archive of stored entries whose contents start at multiples of 64 bytes, as in PyTorch's files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/base/OutputFile.h"

namespace isonet::interop {

class ZipWriter {
public:
    explicit ZipWriter(base::OutputFile& out) : out_(out) {}  // `out` must outlive this

    void add(const std::string& name, const void* content, std::uint64_t bytes);
    void add(const std::string& name, std::string_view content) { add(name, content.data(), content.size()); }
    void finish();  // the directory; then out.commit() makes the file

private:
    struct Entry {
        std::string name;
        std::uint64_t bytes, header;
        std::uint32_t crc;
    };
    base::OutputFile& out_;
    std::vector<Entry> entries_;
};

}  // namespace isonet::interop
