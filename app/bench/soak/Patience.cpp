#include "app/bench/soak/Patience.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace isonet::benchmarks {
namespace {

constexpr std::chrono::milliseconds sampling{50};
constexpr int longestMultiple = 20;

// In /proc, "123 (name) S ...": R is ready to run, D waits for the disk.
bool isReady(const std::filesystem::path& thread) {
    std::string text;
    std::getline(std::ifstream(thread / "stat"), text, '\0');
    const auto name = text.rfind(')');
    return name != std::string::npos && name + 2 < text.size() && (text[name + 2] == 'R' || text[name + 2] == 'D');
}

bool anyThreadIsReady(pid_t process) {
    const std::string own = std::to_string(::gettid());
    std::error_code error;
    for (std::filesystem::directory_iterator
             thread(std::filesystem::path("/proc") / std::to_string(process) / "task", error),
         end;
         !error && thread != end; thread.increment(error))
        if (thread->path().filename() != own && isReady(thread->path()))
            return true;
    return false;
}

}  // namespace

Patience::Patience(pid_t process, std::chrono::milliseconds idle) : process_(process), allowed_(idle) {}

bool Patience::exhausted() {
    const auto now = Clock::now();
    if (now - seen_ >= sampling) {
        if (!anyThreadIsReady(process_))
            idle_ += now - seen_;
        seen_ = now;
    }
    return idle_ > allowed_ || now - began_ > longestMultiple * allowed_;
}

}  // namespace isonet::benchmarks
