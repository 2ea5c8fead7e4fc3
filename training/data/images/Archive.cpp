#include "training/data/images/Archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "model/base/DataError.h"
#include "model/base/RegularFile.h"

namespace isonet::training {
namespace {

constexpr std::size_t blockSize = std::size_t{1} << 18;
constexpr std::uint64_t firstPiece = std::uint64_t{16} << 20;
constexpr std::uint64_t largestEntry = std::uint64_t{4} << 30;

struct Free {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

class ArchiveReader {
public:
    ArchiveReader(const std::filesystem::path& file, const std::string& remedy)
        : name_(file.string()), remedy_(remedy), reader_(archive_read_new()) {
        if (const std::string why = base::whyUnreadable(file); !why.empty())
            fail("cannot be read: " + why);
        archive_read_support_filter_all(reader_.get());
        archive_read_support_format_tar(reader_.get());
        archive_read_support_format_zip(reader_.get());
        check(archive_read_open_filename(reader_.get(), file.c_str(), blockSize),
              "is truncated, corrupt or not an archive");
    }

    archive_entry* next() {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(reader_.get(), &entry);
        if (result == ARCHIVE_EOF)
            return nullptr;
        check(result, "is truncated or corrupt");
        return entry;
    }

    // Memory grows with what is read: a damaged header may claim any size.
    void read(std::vector<std::uint8_t>& bytes, std::uint64_t size, const std::string& entry) {
        bytes.clear();
        for (std::size_t done = 0; done < size;) {
            if (done == bytes.size())
                bytes.resize(std::min<std::uint64_t>(size, std::max<std::uint64_t>(firstPiece, 2 * done)));
            const la_ssize_t got = archive_read_data(reader_.get(), bytes.data() + done, bytes.size() - done);
            if (got < 0)
                fail("is truncated or corrupt at " + entry + ": " + reason());
            if (got == 0)
                fail("is truncated: " + entry + " ends after " + std::to_string(done) + " of " + std::to_string(size) +
                     " bytes");
            done += static_cast<std::size_t>(got);
        }
    }

    [[noreturn]] void fail(const std::string& what) const { throw DataError(name_ + " " + what + ". " + remedy_); }

private:
    std::string reason() const {
        const char* text = archive_error_string(reader_.get());
        return text ? text : "no reason given";
    }
    void check(int result, const std::string& what) const {
        if (result < ARCHIVE_WARN)
            fail(what + ": " + reason());
    }

    std::string name_, remedy_;
    std::unique_ptr<archive, Free> reader_;
};

}  // namespace

void readArchive(const std::filesystem::path& file, const std::string& remedy,
                 const std::function<std::vector<std::uint8_t>*(const ArchiveEntry&)>& wanted,
                 const std::function<bool(const ArchiveEntry&)>& enough, std::uint64_t most) {
    ArchiveReader reader(file, remedy);
    while (archive_entry* header = reader.next()) {
        const char* path = archive_entry_pathname(header);
        const std::int64_t size = archive_entry_size(header);
        const ArchiveEntry entry{path ? path : "", size > 0 ? static_cast<std::uint64_t>(size) : 0};
        if (archive_entry_filetype(header) != AE_IFREG)
            continue;
        if (enough && enough(entry))
            return;
        std::vector<std::uint8_t>* bytes = wanted(entry);
        if (!bytes)
            continue;
        if (entry.size > largestEntry)
            reader.fail("contains " + entry.path + " of " + std::to_string(entry.size) + " bytes, which is too large");
        reader.read(*bytes, std::min(entry.size, most), entry.path);
    }
}

}  // namespace isonet::training
