// Packed datasets: tar and zip archives, gzip around them, idx files.
#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>

#include "tests/fuzz/Target.h"
#include "tests/training/SyntheticImages.h"
#include "training/data/classification/IdxFile.h"
#include "training/data/images/Archive.h"

namespace isonet::fuzz {
namespace {

constexpr std::size_t tarBlock = 512, checksumAt = 148;

Bytes archiveOf(int (*format)(archive*)) {
    Bytes bytes(1 << 16);
    std::size_t used = 0;
    archive* writer = archive_write_new();
    format(writer);
    archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
    const std::string longName(150, 'n');
    for (const std::string& name : {std::string("data/batch_1.bin"), longName + "/" + longName, std::string("empty")}) {
        const std::string content = name == "empty" ? "" : std::string(700, 'c') + name;
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(writer, entry);
        archive_write_data(writer, content.data(), content.size());
        archive_entry_free(entry);
    }
    if (archive_write_close(writer) != ARCHIVE_OK)
        throw std::runtime_error("the archive cannot be made");
    archive_write_free(writer);
    bytes.resize(used);
    return bytes;
}

// Every block that may be a header gets the checksum of its bytes.
void sealTar(Bytes& input) {
    for (std::size_t at = 0; at + tarBlock <= input.size(); at += tarBlock) {
        std::uint8_t* block = input.data() + at;
        if (std::memcmp(block + 257, "ustar", 5) != 0)
            continue;
        std::fill_n(block + checksumAt, 8, std::uint8_t{' '});
        unsigned sum = 0;
        for (std::size_t i = 0; i < tarBlock; ++i)
            sum += block[i];
        std::snprintf(reinterpret_cast<char*>(block) + checksumAt, 8, "%06o", sum);
    }
}

void packGzip(Bytes& input) {
    const auto file = scratchPath(".gz");
    test::writeGzip(file, input);
    input = contentOf(file);
    std::filesystem::remove(file);
}

void readEntries(const std::filesystem::path& file) {
    std::map<std::string, std::vector<std::uint8_t>> entries;
    training::readArchive(file, "Get it again.",
                          [&](const training::ArchiveEntry& entry) { return &entries[entry.path]; });
}

std::vector<Bytes> idxSamples() {
    std::vector<std::uint8_t> pixels(3 * 28 * 28);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i % 251);
    return {test::idxBytes({3, 28, 28}, pixels)};
}

void readImages(const std::filesystem::path& file) {
    training::readIdxShape(file, 3, "Get it again.");
    training::readIdx(file, 3, "Get it again.");
}

}  // namespace

std::vector<Target> archiveTargets() {
    const auto tars = [] {
        return std::vector<Bytes>{archiveOf(archive_write_set_format_ustar), archiveOf(archive_write_set_format_gnutar),
                                  archiveOf(archive_write_set_format_pax)};
    };
    Target tar{"tar", tars, readEntries, sealTar};
    tar.words = {"ustar\0" + std::string("00"), "path=", "size=999999999999\n", "GNU.sparse.size="};
    Target packed{"tar-gz", tars, readEntries};
    packed.seal = [](Bytes& input) {
        sealTar(input);
        packGzip(input);
    };
    packed.alwaysSealed = true;
    Target gzip{"gzip",
                [] {
                    auto all = idxSamples();
                    packGzip(all.front());
                    return all;
                },
                readImages};
    Target idx{"idx", idxSamples, readImages, packGzip};
    Target zip{"zip", [] { return std::vector<Bytes>{archiveOf(archive_write_set_format_zip)}; }, readEntries};
    return {tar, packed, zip, gzip, idx};
}

}  // namespace isonet::fuzz
