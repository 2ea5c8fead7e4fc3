// Files of a run: event files, status and environment.
#include <cstring>

#include "tests/fuzz/Target.h"
#include "training/telemetry/Crc32c.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/EventWriter.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::fuzz {
namespace {

namespace fs = std::filesystem;

// A run folder with only this file in it.
fs::path folderWith(const fs::path& file, const char* name) {
    const fs::path folder = file.parent_path() / "run";
    fs::remove_all(folder);
    fs::create_directories(folder);
    fs::rename(file, folder / name);
    return folder;
}

std::vector<Bytes> eventFiles() {
    const fs::path folder = scratchPath();
    fs::create_directories(folder);
    telemetry::EventWriter writer(folder, 5);
    std::vector<telemetry::Record> records;
    for (int step = 0; step < 4; ++step) {
        telemetry::Record scalar;
        scalar.tag = "loss/total";
        scalar.step = step;
        scalar.wallTime = 100 + step;
        scalar.value = telemetry::Scalar{0.5 * step};
        records.push_back(scalar);
        scalar.tag = "spectrum/conv1";
        scalar.value = telemetry::histogramOf({0.5, 0.75, 1.0, 1.25}, 8);
        records.push_back(scalar);
    }
    writer.write(records);
    return {contentOf(writer.path())};
}

void readEvents(const fs::path& file) {
    telemetry::EventReader reader(folderWith(file, "events.out.tfevents.1.host"));
    while (!reader.poll(1 << 12).empty()) {
    }
}

// Corrects the checksums of all frames in the file.
void sealFrames(Bytes& input) {
    const auto checksum = [&](std::size_t at, std::size_t count) {
        const std::uint32_t crc = telemetry::maskedCrc32c({reinterpret_cast<const char*>(input.data()) + at, count});
        std::memcpy(input.data() + at + count, &crc, sizeof crc);
    };
    for (std::size_t at = 0; at + 12 <= input.size();) {
        std::uint64_t length = 0;
        std::memcpy(&length, input.data() + at, sizeof length);
        checksum(at, 8);
        if (input.size() - at < 16 || length > input.size() - at - 16)
            return;
        checksum(at + 12, static_cast<std::size_t>(length));
        at += static_cast<std::size_t>(length) + 16;
    }
}

std::vector<Bytes> statusFiles() {
    telemetry::RunStatus status;
    status.epoch = 2;
    status.steps = 100;
    status.loss = 0.25;
    status.metrics["detection/box_ap"] = 31.5;
    return {bytesOf(telemetry::statusJson(status))};
}

void readRunStatus(const fs::path& file) {
    telemetry::readStatus(folderWith(file, telemetry::kStatusFile));
}

std::vector<Bytes> environmentFiles() {
    return {bytesOf(telemetry::environmentJson({{"device", "cpu"}, {"torch", "2.11.0"}, {"host", "n\xc3\xa9"}}))};
}

void readRunEnvironment(const fs::path& file) {
    telemetry::readEnvironment(folderWith(file, telemetry::kEnvironmentFile));
}

}  // namespace

std::vector<Target> runTargets() {
    return {{"events", eventFiles, readEvents, sealFrames},
            {"run-status", statusFiles, readRunStatus},
            {"run-environment", environmentFiles, readRunEnvironment}};
}

}  // namespace isonet::fuzz
