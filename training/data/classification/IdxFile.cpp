#include "training/data/classification/IdxFile.h"

#include <sys/mman.h>  // memfd_create
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/images/Archive.h"

namespace isonet::training {
namespace {

constexpr std::int64_t maximumBytes = std::int64_t{1}
                                      << 31;  // far above any idx dataset; guards against a corrupt header

constexpr std::uint64_t packedStart = 1 << 16;  // packed bytes that hold a header and some values

bool isPacked(const std::filesystem::path& file) {
    std::error_code error;
    return file.parent_path().extension() == ".zip" && std::filesystem::is_regular_file(file.parent_path(), error);
}

// The first `most` bytes of a file in an archive; nothing if it is not there.
std::vector<std::uint8_t> packedBytes(const std::filesystem::path& file, const std::string& remedy,
                                      std::uint64_t most) {
    std::vector<std::uint8_t> bytes;
    bool found = false;
    readArchive(
        file.parent_path(), remedy,
        [&](const ArchiveEntry& entry) {
            const bool wanted = !found && std::filesystem::path(entry.path).filename() == file.filename();
            found = found || wanted;
            return wanted ? &bytes : nullptr;
        },
        [&](const ArchiveEntry&) { return found; }, most);
    return bytes;
}

class IdxReader {
public:
    // `whole`: false if only the header and a few values are read.
    IdxReader(const std::filesystem::path& file, std::string remedy, bool whole)
        : file_(file), remedy_(std::move(remedy)) {
        std::error_code error;
        if (std::filesystem::is_directory(file, error))
            fail("is a folder, not a file");
        if (std::filesystem::is_other(file, error))
            fail("is a named pipe or a device");
        errno = 0;
        stream_.reset(isPacked(file) ? openPacked(whole) : gzopen(file.c_str(), "rb"));
        if (!stream_)
            fail(errno == ENOENT ? std::string("is missing")
                                 : "cannot be opened: " + std::string(std::strerror(errno)));
        gzbuffer(stream_.get(), 1u << 18);
    }

    [[noreturn]] void fail(const std::string& what) const {
        throw DataError(file_.string() + " " + what + ". " + remedy_);
    }

    // Reads exactly `size` bytes; `part` is their name in messages.
    void read(std::uint8_t* out, std::int64_t size, const std::string& part) {
        for (std::int64_t done = 0; done < size;)
            done += readSome(out + done, size - done, done, size, part);
    }

    // The same into a vector, whose memory grows with the data: a damaged header may claim any size.
    void read(std::vector<std::uint8_t>& out, std::int64_t size, const std::string& part) {
        for (std::int64_t done = 0; done < size;) {
            const std::int64_t piece = std::min(size - done, std::max<std::int64_t>(done, 1 << 24));
            out.resize(static_cast<std::size_t>(done + piece));
            done += readSome(out.data() + done, piece, done, size, part);
        }
    }

    // Expects the end of the file; reading past it also makes zlib verify the checksum.
    void expectEnd() {
        std::uint8_t extra = 0;
        const int got = gzread(stream_.get(), &extra, 1);
        checkStream(got);
        if (got > 0)
            fail("is longer than its header says");
    }

private:
    struct Close {
        void operator()(gzFile_s* stream) const { gzclose_r(stream); }
    };

    // From memory, which zlib reads like a file.
    gzFile_s* openPacked(bool whole) const {
        const auto bytes = packedBytes(file_, remedy_, whole ? UINT64_MAX : packedStart);
        if (bytes.empty())
            fail("is missing in the archive");
        const int memory = ::memfd_create("idx", MFD_CLOEXEC);
        if (memory < 0)
            return nullptr;
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t put = ::write(memory, bytes.data() + done, bytes.size() - done);
            if (put <= 0)
                break;
            done += static_cast<std::size_t>(put);
        }
        gzFile_s* stream = done == bytes.size() && ::lseek(memory, 0, SEEK_SET) == 0 ? gzdopen(memory, "rb") : nullptr;
        if (!stream)
            ::close(memory);
        return stream;
    }

    // At least one byte, at most `most`; `done` of `size` bytes were read before.
    int readSome(std::uint8_t* out, std::int64_t most, std::int64_t done, std::int64_t size, const std::string& part) {
        const int got = gzread(stream_.get(), out, static_cast<unsigned>(std::min<std::int64_t>(most, 1 << 26)));
        checkStream(got);
        if (got == 0)
            fail("is truncated: its " + part + " has " + std::to_string(done) + " of " + std::to_string(size) +
                 " bytes");
        return got;
    }

    void checkStream(int got) const {
        int code = Z_OK;
        const char* message = gzerror(stream_.get(), &code);
        if (code == Z_BUF_ERROR)
            fail("is truncated: its compressed data ends early");
        if (got < 0)
            fail("is damaged: " + std::string(code == Z_ERRNO ? std::strerror(errno) : message));
    }

    std::filesystem::path file_;
    std::string remedy_;
    std::unique_ptr<gzFile_s, Close> stream_;
};

std::string hexBytes(const std::array<std::uint8_t, 4>& bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        if (!text.empty())
            text += ' ';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

IdxArray readHeader(IdxReader& reader, int axes, std::int64_t& total) {
    std::array<std::uint8_t, 4> magic{};
    reader.read(magic.data(), 4, "header");
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || magic[3] != axes)
        reader.fail("starts with " + hexBytes(magic) + ", but an idx file of unsigned bytes with " +
                    std::to_string(axes) + (axes == 1 ? " axis" : " axes") + " starts with " +
                    hexBytes({0, 0, 8, static_cast<std::uint8_t>(axes)}));
    IdxArray array;
    total = 1;
    for (int axis = 0; axis < axes; ++axis) {
        std::array<std::uint8_t, 4> bytes{};
        reader.read(bytes.data(), 4, "header");
        const std::int64_t extent = (std::int64_t{bytes[0]} << 24) | (std::int64_t{bytes[1]} << 16) |
                                    (std::int64_t{bytes[2]} << 8) | std::int64_t{bytes[3]};
        if (extent < 1 || extent > maximumBytes / total)
            reader.fail("has an invalid length for axis " + std::to_string(axis + 1) + ": " + std::to_string(extent));
        array.shape.push_back(extent);
        total *= extent;
    }
    return array;
}

}  // namespace

bool idxFileExists(const std::filesystem::path& file) {
    std::error_code error;
    if (!isPacked(file))
        return std::filesystem::exists(file, error);
    try {
        return !packedBytes(file, {}, 1).empty();
    } catch (const DataError&) {
        return false;  // another kind of file
    }
}

IdxArray readIdx(const std::filesystem::path& file, int axes, const std::string& remedy) {
    IdxReader reader(file, remedy, true);
    std::int64_t total = 0;
    IdxArray array = readHeader(reader, axes, total);
    reader.read(array.values, total, "data");
    reader.expectEnd();
    return array;
}

IdxArray readIdxShape(const std::filesystem::path& file, int axes, const std::string& remedy) {
    return readIdxStart(file, axes, 0, remedy);
}

IdxArray readIdxStart(const std::filesystem::path& file, int axes, std::int64_t count, const std::string& remedy) {
    IdxReader reader(file, remedy, false);
    std::int64_t total = 0;
    IdxArray array = readHeader(reader, axes, total);
    reader.read(array.values, std::min(count, total), "data");
    return array;
}

}  // namespace isonet::training
