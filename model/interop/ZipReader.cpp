#include "model/interop/ZipReader.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "model/interop/ByteReader.h"
#include "model/interop/FormatError.h"
#include "model/interop/Text.h"
#include "model/interop/ZipFormat.h"

namespace isonet::interop {

namespace {

constexpr std::uint64_t pieceBytes = 1 << 20;  // a checksum is computed while its piece is in the cache

template <typename T>
T littleAt(const std::string& bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

}  // namespace

ZipReader::ZipReader(const InputFile& file) : file_(file) {
    const Directory directory = findDirectory();
    if (directory.entries > directory.bytes / zip::centralBytes)
        fail("the directory of " + std::to_string(directory.bytes) + " bytes cannot hold " +
             std::to_string(directory.entries) + " entries");
    ByteReader in(file_, directory.offset, directory.bytes);
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        ZipEntry entry = readEntry(in);
        // Overlapping entries would let a small file request any amount of memory.
        if (entry.stored > file_.size() - total)
            fail("the entries contain more bytes than the file");
        total += entry.stored;
        if (!byName_.emplace(entry.name, entries_.size()).second)
            fail("two entries are named " + quote(entry.name));
        entries_.push_back(std::move(entry));
    }
    if (in.remaining() != 0)
        fail("the directory has more than the " + std::to_string(directory.entries) + " entries it declares");
}

void ZipReader::fail(const std::string& what) const {
    throw FormatError(file_.name() + ": " + what);
}

const ZipEntry* ZipReader::find(const std::string& name) const {
    const auto found = byName_.find(name);
    return found == byName_.end() ? nullptr : &entries_[found->second];
}

ZipReader::Directory ZipReader::findDirectory() const {
    constexpr std::uint64_t maxCommentBytes = 0xffff;
    const std::uint64_t tailBytes = std::min<std::uint64_t>(file_.size(), zip::endBytes + maxCommentBytes);
    const std::uint64_t tailOffset = file_.size() - tailBytes;
    std::string tail(tailBytes, '\0');
    file_.read(tailOffset, tail.data(), tail.size());
    for (std::uint64_t at = tailBytes < zip::endBytes ? 0 : tailBytes - zip::endBytes + 1; at-- > 0;) {
        if (littleAt<std::uint32_t>(tail, at) != zip::endSignature ||
            littleAt<std::uint16_t>(tail, at + 20) != tailBytes - at - zip::endBytes)
            continue;
        Directory directory{littleAt<std::uint32_t>(tail, at + 16), littleAt<std::uint32_t>(tail, at + 12),
                            littleAt<std::uint16_t>(tail, at + 10)};
        std::uint64_t end = tailOffset + at;  // where the directory must end
        if (littleAt<std::uint16_t>(tail, at + 4) != 0 || littleAt<std::uint16_t>(tail, at + 6) != 0 ||
            littleAt<std::uint16_t>(tail, at + 8) != directory.entries)
            fail("multi-file archives are not supported");
        if (end >= zip::locator64Bytes) {
            ByteReader locator(file_, end - zip::locator64Bytes, zip::locator64Bytes);
            if (locator.little<std::uint32_t>() == zip::locator64Signature) {
                locator.little<std::uint32_t>();
                end = locator.little<std::uint64_t>();
                if (end > file_.size() || file_.size() - end < zip::end64Bytes)
                    fail("the zip64 end record is outside the file");
                ByteReader record(file_, end, zip::end64Bytes);
                if (record.little<std::uint32_t>() != zip::end64Signature)
                    fail("the zip64 end record is missing");
                record.text(28);  // sizes, versions, disks and the entry count of this disk
                directory.entries = record.little<std::uint64_t>();
                directory.bytes = record.little<std::uint64_t>();
                directory.offset = record.little<std::uint64_t>();
            }
        }
        if (directory.offset > end || directory.bytes > end - directory.offset)
            fail("the directory of " + std::to_string(directory.bytes) + " bytes at offset " +
                 std::to_string(directory.offset) + " is out of bounds");
        return directory;
    }
    fail("the zip archive has no end record: the file is truncated or has trailing data");
}

ZipEntry ZipReader::readEntry(ByteReader& in) const {
    if (in.little<std::uint32_t>() != zip::centralSignature)
        fail("the directory is damaged");
    ZipEntry entry;
    in.little<std::uint32_t>();  // versions
    entry.flags = in.little<std::uint16_t>();
    entry.method = in.little<std::uint16_t>();
    in.little<std::uint32_t>();  // time
    entry.crc = in.little<std::uint32_t>();
    entry.stored = in.little<std::uint32_t>();
    entry.size = in.little<std::uint32_t>();
    const auto nameBytes = in.little<std::uint16_t>();
    const auto extraBytes = in.little<std::uint16_t>();
    const auto commentBytes = in.little<std::uint16_t>();
    in.text(8);  // disk, attributes
    entry.header = in.little<std::uint32_t>();
    entry.name = in.text(nameBytes);
    ByteReader extra(in.text(extraBytes), file_.name());
    in.text(commentBytes);
    while (extra.remaining() >= 4) {
        const auto field = extra.little<std::uint16_t>();
        const auto bytes = extra.little<std::uint16_t>();
        if (bytes > extra.remaining())
            break;  // padding
        ByteReader content(extra.text(bytes), file_.name());
        if (field != zip::zip64Field)
            continue;
        for (std::uint64_t* value : {&entry.size, &entry.stored, &entry.header})
            if (*value == zip::in64)
                *value = content.little<std::uint64_t>();
    }
    return entry;
}

std::uint64_t ZipReader::locate(const ZipEntry& entry) const {
    const std::string name = "entry " + quote(entry.name);
    if (entry.flags & zip::encryptedFlag)
        fail(name + " is encrypted");
    if (entry.method != 0 || entry.size != entry.stored)
        fail(name + " is compressed (method " + std::to_string(entry.method) +
             "); PyTorch stores entries uncompressed");
    if (entry.header > file_.size() || file_.size() - entry.header < zip::localBytes)
        fail(name + " is outside the file");
    ByteReader local(file_, entry.header, file_.size() - entry.header);
    if (local.little<std::uint32_t>() != zip::localSignature)
        fail(name + " is damaged: its header is missing");
    local.text(22);  // repeats the directory, or leaves the sizes to a data descriptor
    const auto nameBytes = local.little<std::uint16_t>();
    const auto extraBytes = local.little<std::uint16_t>();
    if (local.text(nameBytes) != entry.name)
        fail(name + " is damaged: its header has a different name");
    local.text(extraBytes);
    if (entry.size > local.remaining())
        fail(name + " of " + std::to_string(entry.size) + " bytes extends past the end of the file");
    return entry.header + local.position();
}

std::string ZipReader::text(const ZipEntry& entry, std::uint64_t most) const {
    if (entry.size > most)
        fail("entry " + quote(entry.name) + " has " + std::to_string(entry.size) + " bytes; at most " +
             std::to_string(most) + " are allowed");
    locate(entry);  // before allocating memory
    std::string content(entry.size, '\0');
    read(entry, content.data());
    return content;
}

void ZipReader::read(const ZipEntry& entry, void* to) const {
    readPieces(entry, [to](std::uint64_t done) { return static_cast<unsigned char*>(to) + done; });
}

void ZipReader::check(const ZipEntry& entry) const {
    std::vector<unsigned char> piece(std::min(pieceBytes, entry.size));
    readPieces(entry, [&piece](std::uint64_t) { return piece.data(); });
}

void ZipReader::readPieces(const ZipEntry& entry, const std::function<unsigned char*(std::uint64_t)>& target) const {
    const std::uint64_t offset = locate(entry);
    uLong crc = ::crc32(0, nullptr, 0);
    for (std::uint64_t done = 0; done < entry.size;) {
        const std::uint64_t bytes = std::min(pieceBytes, entry.size - done);
        unsigned char* to = target(done);
        file_.read(offset + done, to, bytes);
        crc = ::crc32(crc, to, static_cast<uInt>(bytes));
        done += bytes;
    }
    if (entry.crc != 0 && crc != entry.crc)
        fail("entry " + quote(entry.name) + " is damaged: its checksum does not match");
}

}  // namespace isonet::interop
