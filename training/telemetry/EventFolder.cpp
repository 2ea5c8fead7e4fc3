#include "training/telemetry/EventFolder.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace isonet::telemetry {
namespace {

constexpr std::string_view kPrefix = "events.out.tfevents.";

}  // namespace

bool isEventFileName(std::string_view name) {
    return name.find("tfevents") != std::string_view::npos;
}

std::vector<std::string> eventFileNames(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::string name = entry->path().filename().string();
        std::error_code unreadable;
        if (isEventFileName(name) && entry->is_regular_file(unreadable))
            names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string nextEventFileName(const std::vector<std::string>& existing, std::int64_t now) {
    static std::atomic<int> counter{0};
    std::int64_t seconds = now;
    for (const auto& name : existing) {
        std::int64_t taken = 0;
        if (name.starts_with(kPrefix) &&
            std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), taken).ec == std::errc())
            seconds = std::max(seconds, taken + 1);
    }
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%010lld", static_cast<long long>(seconds));
    return std::string(kPrefix) + digits.data() + "." + hostName() + "." + std::to_string(::getpid()) + "." +
           std::to_string(counter++);
}

std::string hostName() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
        return "localhost";
    return name.data();
}

double secondsNow() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double secondsOf(std::filesystem::file_time_type time) {
    return std::chrono::duration<double>(std::chrono::file_clock::to_sys(time).time_since_epoch()).count();
}

}  // namespace isonet::telemetry
