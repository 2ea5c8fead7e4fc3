#include "training/scheduler/Lease.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <utility>

#include "model/base/AtomicFile.h"
#include "model/base/NumberText.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/StorageError.h"

namespace isonet::scheduler {
namespace {

namespace fs = std::filesystem;
using telemetry::storageError;

constexpr std::size_t kLongestLease = 8192;  // bytes

fs::path fileOf(const fs::path& queue, const std::string& row, std::int64_t generation) {
    return queue / kSchedulerFolder / (row + "." + std::to_string(generation));
}

std::optional<std::int64_t> positiveNumber(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 1)
        return std::nullopt;
    return number;
}

std::error_code lastError() {
    return {errno, std::generic_category()};
}

// Nothing if there is no such file.
std::optional<LeaseRecord> readLease(const fs::path& queue, const std::string& row, std::int64_t generation) {
    try {
        return parseLease(base::readFile(fileOf(queue, row, generation), kLongestLease), row, generation);
    } catch (const std::system_error& error) {
        if (error.code() == std::errc::no_such_file_or_directory)
            return std::nullopt;
        LeaseRecord unreadable;
        unreadable.row = row;
        unreadable.generation = generation;
        return unreadable;
    }
}

// A file with a unique name, removed by the destructor.
class UniqueFile {
public:
    UniqueFile(const fs::path& folder, const std::string& content) {
        static std::atomic<unsigned> counter{0};
        int descriptor = -1;
        do {
            path_ = folder / ("." + telemetry::hostName() + "." + std::to_string(::getpid()) + "-" +
                              std::to_string(++counter) + ".tmp");
            descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        } while (descriptor < 0 && errno == EEXIST);
        if (descriptor < 0)
            throw storageError(path_, "cannot be created", lastError());
        const bool written =
            ::write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
            ::fsync(descriptor) == 0;
        const int error = errno;
        ::close(descriptor);
        if (written)
            return;
        ::unlink(path_.c_str());
        throw storageError(path_, "cannot be written", {error, std::generic_category()});
    }
    ~UniqueFile() { ::unlink(path_.c_str()); }
    UniqueFile(const UniqueFile&) = delete;
    UniqueFile& operator=(const UniqueFile&) = delete;

    // Whether the name did not exist and is now this file.
    bool linkTo(const fs::path& name) const {
        const bool linked = ::link(path_.c_str(), name.c_str()) == 0;
        const int error = errno;
        struct stat found {};
        // The answer of a server may get lost, and a repeated request then says that the name exists.
        if (::stat(path_.c_str(), &found) == 0 && found.st_nlink == 2)
            return true;
        if (!linked && error != EEXIST)
            throw storageError(name, "cannot be created (a queue needs a file system with hard links)",
                               {error, std::generic_category()});
        return false;
    }

private:
    fs::path path_;
};

// The old file stays where this fails.
bool replaced(const fs::path& file, const LeaseRecord& record) {
    try {
        base::replaceFile(file, leaseText(record));
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace

Lease::Lease(fs::path queue, std::string row, std::int64_t generation, std::string token, double seconds)
    : queue_(std::move(queue)),
      row_(std::move(row)),
      generation_(generation),
      token_(std::move(token)),
      seconds_(seconds) {}

fs::path Lease::file() const {
    return fileOf(queue_, row_, generation_);
}

std::optional<LeaseRecord> Lease::read(const fs::path& queue, const std::string& row, std::int64_t known) {
    std::int64_t newest = known;
    std::error_code error;
    while (fs::exists(fileOf(queue, row, newest + 1), error))
        ++newest;
    if (error)
        throw storageError(fileOf(queue, row, newest + 1), "cannot be read", error);
    if (newest == 0)
        return std::nullopt;
    return readLease(queue, row, newest);
}

std::optional<Lease> Lease::take(const fs::path& queue, const std::string& row, const std::optional<LeaseRecord>& seen,
                                 const LeaseTerms& terms) {
    const fs::path folder = queue / kSchedulerFolder;
    std::error_code error;
    fs::create_directory(folder, error);
    if (error)
        throw storageError(folder, "the folder cannot be created", error);
    LeaseRecord record;
    record.row = row;
    record.generation = seen ? seen->generation + 1 : 1;
    record.token = freshToken(record.generation);
    record.place = terms.place;
    record.device = terms.device;
    record.threads = terms.threads;
    record.seconds = terms.seconds;
    record.scheduler = record.holder = thisWorker();
    record.beat = freshBeat();
    {
        const UniqueFile unique(folder, leaseText(record));
        if (!unique.linkTo(fileOf(queue, row, record.generation)))
            return std::nullopt;
    }
    if (seen) {
        // By name, in the file that the holder opens before each write: a machine may cache for a while that a name
        // does not exist, but never opens an outdated file.
        LeaseRecord taken = *seen;
        taken.state = LeaseState::Taken;
        taken.token = seen->token.empty() ? "0-0" : seen->token;
        taken.beat = freshBeat();
        telemetry::writeFileAtomically(fileOf(queue, row, seen->generation), leaseText(taken));
    }
    return Lease(queue, row, record.generation, record.token, record.seconds);
}

std::optional<Lease> Lease::withToken(const fs::path& queue, const std::string& row, const std::string& token) {
    const auto generation = positiveNumber(std::string_view(token).substr(0, token.find('-')));
    if (!generation)
        return std::nullopt;
    const auto record = readLease(queue, row, *generation);
    if (!record)
        return std::nullopt;
    return Lease(queue, row, *generation, token, record->seconds);
}

std::optional<LeaseRecord> Lease::current() const {
    auto record = readLease(queue_, row_, generation_);
    if (!record || record->token != token_)
        return std::nullopt;
    return record;
}

std::optional<bool> Lease::held() const {
    const auto record = current();
    std::error_code error;
    if (!record && !fs::is_directory(queue_ / kSchedulerFolder, error))
        return std::nullopt;
    return record && record->state == LeaseState::Held && !fs::exists(fileOf(queue_, row_, generation_ + 1), error);
}

bool Lease::beat() const {
    if (const auto ours = held(); !ours || !*ours)
        return !ours;
    const int descriptor = ::open(file().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return true;
    struct stat found {};
    const std::string text = freshBeat() + "\n";
    if (::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > static_cast<off_t>(text.size()))
        [[maybe_unused]]
        const ssize_t written =
            ::pwrite(descriptor, text.data(), text.size(), found.st_size - static_cast<off_t>(text.size()));
    ::close(descriptor);
    return true;
}

bool Lease::hold() const {
    auto record = current();
    std::error_code error;
    const bool kept = record && (record->state == LeaseState::Held || record->state == LeaseState::Ended);
    if (!kept || fs::exists(fileOf(queue_, row_, generation_ + 1), error))
        return false;
    record->state = LeaseState::Held;
    record->returning = false;
    record->holder = thisWorker();
    record->beat = freshBeat();
    return replaced(file(), *record) && held().value_or(false);
}

void Lease::markReturning() const {
    auto record = current();
    if (!record || record->state != LeaseState::Held)
        return;
    record->returning = true;
    record->beat = freshBeat();
    replaced(file(), *record);
}

void Lease::end(LeaseState state) const {
    auto record = current();
    if (!record || record->state != LeaseState::Held)
        return;
    record->state = state;
    replaced(file(), *record);
}

void LeaseClaim::require() const {
    if (lease_.held().value_or(true))
        return;
    std::string who = "another process";
    try {
        if (const auto now = Lease::read(lease_.queue(), lease_.row()); now && now->token != lease_.token())
            who = workerText(now->holder);
    } catch (const telemetry::StorageError&) {  // only for the message
    }
    throw telemetry::ClaimLost((lease_.queue() / lease_.row()).string() + ": the row has been given to " + who +
                               ", because this process did not renew its lease within " +
                               base::significant(lease_.seconds()) +
                               " seconds. This process ends without writing to the run; the other one continues it.");
}

}  // namespace isonet::scheduler
