#include "training/telemetry/EventWriter.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "training/telemetry/EventEncoding.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/EventFrame.h"

namespace isonet::telemetry {
namespace {

[[noreturn]] void fail(int error, const std::filesystem::path& file, const char* what) {
    throw std::system_error(error, std::generic_category(), file.string() + ": " + what);
}

}  // namespace

EventWriter::EventWriter(const std::filesystem::path& directory, std::optional<std::int64_t> restartStep,
                         std::shared_ptr<const RunClaim> claim)
    : claim_(std::move(claim)) {
    if (claim_)
        claim_->require();
    const auto existing = eventFileNames(directory);
    const double now = secondsNow();
    path_ = directory / nextEventFileName(existing, static_cast<std::int64_t>(now));
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0)
        fail(errno, path_, "the event file cannot be created");
    std::string bytes;
    appendFrame(bytes, versionEvent(now));
    if (restartStep)
        appendFrame(bytes, restartEvent(now, *restartStep));
    try {
        append(bytes);
    } catch (...) {
        ::close(file_);
        ::unlink(path_.c_str());
        throw;
    }
}

EventWriter::~EventWriter() {
    ::close(file_);
}

void EventWriter::write(const std::vector<Record>& records) {
    std::string bytes;
    for (size_t first = 0; first < records.size();) {
        size_t end = first + 1;
        while (end < records.size() && records[end].step == records[first].step &&
               records[end].wallTime == records[first].wallTime)
            ++end;
        appendFrame(bytes, recordsEvent({records.data() + first, end - first}));
        first = end;
    }
    append(bytes);
}

void EventWriter::append(std::string_view bytes) {
    if (claim_)
        claim_->require();
    // Bytes of an earlier failed write must be removed before anything follows them.
    if (torn_ && ::ftruncate(file_, size_) != 0)
        fail(errno, path_, "the incomplete end of the event file cannot be removed");
    torn_ = false;
    for (std::string_view left = bytes; !left.empty();) {
        const ssize_t written = ::write(file_, left.data(), left.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            const int error = errno;
            torn_ = ::ftruncate(file_, size_) != 0;
            fail(error, path_, "records cannot be appended");
        }
        left.remove_prefix(static_cast<size_t>(written));
    }
    size_ += static_cast<std::int64_t>(bytes.size());
}

void EventWriter::sync() {
    if (::fdatasync(file_) != 0)
        fail(errno, path_, "cannot be written to disk");
}

}  // namespace isonet::telemetry
