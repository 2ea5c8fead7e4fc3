// The directory of a zip archive and its stored (uncompressed) entries. Zip64, data descriptors and alignment padding
// are read; every offset and size is checked against the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/interop/InputFile.h"

namespace isonet::interop {

struct ZipEntry {
    std::string name;
    std::uint64_t size = 0;    // bytes of the content
    std::uint64_t stored = 0;  // bytes in the file; equal where not compressed
    std::uint64_t header = 0;  // offset of the local header
    std::uint32_t crc = 0;     // 0: not recorded (torch.serialization.set_crc32_options(False))
    std::uint16_t method = 0, flags = 0;
};

class ZipReader {
public:
    // Reads the directory. Throws FormatError; `file` must outlive this.
    explicit ZipReader(const InputFile& file);

    const std::vector<ZipEntry>& entries() const { return entries_; }
    const ZipEntry* find(const std::string& name) const;

    // Offset of the content. Throws FormatError if the entry is compressed, encrypted or extends past the file; call it
    // before allocating entry.size bytes.
    std::uint64_t locate(const ZipEntry& entry) const;
    // The whole content; its CRC-32 is checked. FormatError as locate(), and if damaged or longer than `most`.
    std::string text(const ZipEntry& entry, std::uint64_t most) const;
    void read(const ZipEntry& entry, void* to) const;  // entry.size bytes
    void check(const ZipEntry& entry) const;           // reads the content piece by piece and checks its CRC-32

private:
    struct Directory {
        std::uint64_t offset, bytes, entries;
    };
    Directory findDirectory() const;
    ZipEntry readEntry(class ByteReader& in) const;
    // `target`: where the piece that begins after that many bytes goes.
    void readPieces(const ZipEntry& entry, const std::function<unsigned char*(std::uint64_t)>& target) const;
    [[noreturn]] void fail(const std::string& what) const;

    const InputFile& file_;
    std::vector<ZipEntry> entries_;
    std::unordered_map<std::string, std::size_t> byName_;
};

}  // namespace isonet::interop
