#include "training/telemetry/EventReader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>

#include "model/base/RegularFile.h"
#include "training/telemetry/Crc32c.h"
#include "training/telemetry/EventDecoding.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/EventFrame.h"

namespace isonet::telemetry {

struct EventReader::File {
    std::string name;
    std::int64_t offset = 0;     // of the first unread frame
    std::int64_t triedSize = 0;  // size of the file when the frame at `offset` was found truncated
    bool abandoned = false;      // after a wrong length CRC no further frame can be found
};

namespace {

constexpr std::uint64_t largestFrame = std::uint64_t{256} << 20;  // a longer one is skipped unread

// Up to `count` bytes; fewer if the file was truncated or cannot be read.
std::string read(const base::RegularFile& file, std::int64_t offset, std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::pread(file.descriptor(), bytes.data() + done, count - done,
                                    static_cast<off_t>(offset + static_cast<std::int64_t>(done)));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

}  // namespace

EventReader::EventReader(std::filesystem::path directory) : directory_(std::move(directory)) {}
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

std::vector<EventReader::Batch> EventReader::poll(std::size_t maximumBytes) {
    findFiles();
    std::vector<Batch> batches;
    std::size_t left = std::max<std::size_t>(maximumBytes, 1);
    for (File& file : files_) {
        // An empty result means the end, so continue over stretches without records.
        for (std::int64_t before = -1; file.offset != before && !file.abandoned && left > 0;) {
            before = file.offset;
            readSome(file, left, batches);
            const auto taken = static_cast<std::size_t>(std::max<std::int64_t>(file.offset - before, 0));
            if (!batches.empty())
                left -= std::min(left, taken);
        }
        if (left == 0)
            break;
    }
    return batches;
}

void EventReader::findFiles() {
    for (auto& name : eventFileNames(directory_)) {
        const auto place = std::lower_bound(files_.begin(), files_.end(), name,
                                            [](const File& file, const std::string& n) { return file.name < n; });
        if (place == files_.end() || place->name != name)
            files_.insert(place, File{std::move(name)});
    }
}

void EventReader::readSome(File& file, std::size_t budget, std::vector<Batch>& batches) {
    std::optional<base::RegularFile> input;
    try {
        input.emplace(directory_ / file.name);
    } catch (const std::system_error&) {
        return;
    }
    const auto size = static_cast<std::int64_t>(input->size());
    if (size < file.offset) {
        // A writer without disk space removed frames that were already read; its next frames start here.
        file.offset = size;
        file.triedSize = size;
    }
    if (size == file.offset || size == file.triedSize)
        return;
    constexpr std::size_t largestChunk = 8u << 20;
    const auto available = static_cast<std::size_t>(size - file.offset);
    std::string bytes = read(*input, file.offset, std::min({available, budget, largestChunk}));
    std::size_t at = 0;
    for (;;) {
        const std::string_view rest = std::string_view(bytes).substr(at);
        std::uint64_t needed = kFrameHead + kFrameTail;
        if (rest.size() >= kFrameHead) {
            if (readU32(rest.substr(8)) != maskedCrc32c(rest.substr(0, 8))) {
                file.abandoned = true;
                ++damaged_;
                return;
            }
            const std::uint64_t length = readU64(rest);
            needed = length > UINT64_MAX / 2 ? UINT64_MAX : length + needed;
            if (length > largestFrame && needed <= available - at) {
                ++damaged_;
                file.offset += static_cast<std::int64_t>(needed);
                return;
            }
        }
        if (rest.size() < needed) {
            if (needed > available - at)
                file.triedSize = size;  // truncated, for now
            else if (at == 0)
                bytes = read(*input, file.offset, static_cast<std::size_t>(needed));  // a frame larger than the budget
            if (needed > available - at || at > 0 || bytes.size() < needed)
                return;
            continue;
        }
        const auto length = static_cast<std::size_t>(needed) - kFrameHead - kFrameTail;
        const std::string_view data = rest.substr(kFrameHead, length);
        if (readU32(rest.substr(kFrameHead + length)) == maskedCrc32c(data))
            decode(data, batches);
        else
            ++damaged_;
        at += static_cast<std::size_t>(needed);
        file.offset += static_cast<std::int64_t>(needed);
    }
}

void EventReader::decode(std::string_view event, std::vector<Batch>& batches) {
    try {
        DecodedEvent decoded = decodeEvent(event, plugins_);
        if (decoded.restartStep)
            batches.push_back({{}, decoded.restartStep});
        if (decoded.records.empty())
            return;
        if (batches.empty())
            batches.emplace_back();
        auto& records = batches.back().records;
        std::move(decoded.records.begin(), decoded.records.end(), std::back_inserter(records));
    } catch (const std::exception&) {
        ++damaged_;
    }
}

}  // namespace isonet::telemetry
