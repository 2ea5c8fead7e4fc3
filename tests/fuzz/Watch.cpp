#include "tests/fuzz/Watch.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "tests/fuzz/Reading.h"

namespace isonet::fuzz {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pollInterval{2};
constexpr std::size_t shownReport = 3000;

// Written by the reading process, read by the watching one.
struct Shared {
    std::atomic<std::int64_t> position;  // of the input being read, in `results`
    std::atomic<Clock::rep> started;     // when; 0: not yet
    Result results[1];                   // one per input
};

class Watcher {
public:
    Watcher(const Target& target, std::uint64_t seed, std::int64_t first, std::int64_t count)
        : target_(target), seed_(seed), first_(first), count_(count), report_(scratchPath(".err")) {
        bytes_ = sizeof(Shared) + sizeof(Result) * static_cast<std::size_t>(count);
        void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            throw std::bad_alloc();
        shared_ = static_cast<Shared*>(memory);  // zeros are valid values of all members
    }
    ~Watcher() { munmap(shared_, bytes_); }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    std::vector<Result> run() {
        for (std::int64_t next = 0; next < count_;)
            next = runFrom(next);
        return {shared_->results, shared_->results + count_};
    }

private:
    // Reads until the end or the first input that ends the process. Returns the position after the last one.
    std::int64_t runFrom(std::int64_t next) {
        shared_->position = next;
        shared_->started = 0;
        const pid_t child = ::fork();
        if (child < 0)
            throw std::runtime_error("a process cannot be started");
        if (child == 0)
            readAll(next);
        Outcome killed = Outcome::NotRun;
        int status = 0;
        double baseline = 0;
        std::int64_t watched = -1;
        while (::waitpid(child, &status, WNOHANG) == 0) {
            std::this_thread::sleep_for(pollInterval);
            const std::int64_t position = shared_->position;
            const Clock::rep started = shared_->started;
            const double resident = residentBytes(child);
            if (started == 0 || position >= count_)
                continue;
            if (std::exchange(watched, position) != position)
                baseline = resident;
            Result& result = shared_->results[position];
            result.bytes = std::max(result.bytes, resident - baseline);
            const auto passed = Clock::now() - Clock::time_point(Clock::duration(started));
            killed = result.bytes > mostBytes                              ? Outcome::TooLarge
                     : passed > std::chrono::duration<double>(mostSeconds) ? Outcome::TooSlow
                                                                           : Outcome::NotRun;
            if (killed != Outcome::NotRun) {
                ::kill(child, SIGKILL);
                ::waitpid(child, &status, 0);
                break;
            }
        }
        std::filesystem::remove_all(scratchFolder(child));
        const std::int64_t last = shared_->position;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return last;
        Result& result = shared_->results[last];
        result.outcome = killed == Outcome::NotRun ? Outcome::Crashed : killed;
        std::snprintf(result.message, sizeof result.message, "%s %d", WIFSIGNALED(status) ? "signal" : "exit code",
                      WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        if (result.outcome == Outcome::Crashed)
            printReport();
        return last + 1;
    }

    [[noreturn]] void readAll(std::int64_t next) {
        const int report = ::open(report_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(report, STDERR_FILENO);
        try {
            const Inputs inputs(target_, seed_);
            for (; next < count_; ++next) {
                shared_->position = next;
                shared_->started = Clock::now().time_since_epoch().count();
                readInput(target_, inputs, first_ + next, shared_->results[next]);
            }
            shared_->position = next;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s: %s\n", target_.name.c_str(), error.what());
            ::_exit(3);
        }
        ::_exit(0);
    }

    void printReport() const {
        const Bytes text = contentOf(report_);
        std::fwrite(text.data(), 1, std::min(text.size(), shownReport), stderr);
    }

    const Target& target_;
    const std::uint64_t seed_;
    const std::int64_t first_, count_;
    const std::filesystem::path report_;
    Shared* shared_ = nullptr;
    std::size_t bytes_ = 0;
};

}  // namespace

std::vector<Result> readAndWatch(const Target& target, std::uint64_t seed, std::int64_t first, std::int64_t count) {
    return Watcher(target, seed, first, count).run();
}

}  // namespace isonet::fuzz
