#include "app/bench/soak/RunFollower.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string_view>
#include <thread>

#include "training/telemetry/EventReader.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

volatile std::sig_atomic_t followingEnded = 0;

void endFollowing(int) {
    followingEnded = 1;
}

}  // namespace

std::optional<int> followRuns(int argc, char** argv) {
    if (argc != 3 || std::string_view(argv[1]) != followRunsArgument)
        return std::nullopt;
    std::signal(SIGTERM, endFollowing);
    std::map<std::filesystem::path, telemetry::EventReader> readers;
    while (followingEnded == 0) {
        const auto runs = telemetry::listRuns(argv[2]);
        std::erase_if(readers, [](const auto& reader) { return !std::filesystem::exists(reader.first); });
        for (const auto& run : runs)
            readers.try_emplace(run.path, run.path).first->second.poll();
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    return 0;
}

}  // namespace isonet::benchmarks
