// Another program, started and watched.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace isonet::benchmarks {

struct ChildEnd {
    int code = -1;             // of exit(); -1 if a signal ended it
    int signal = 0;            // that ended it; 0: none
    std::string text() const;  // "exit code 3", "signal 9"
};

class Child {
public:
    // `environment`: "NAME=value", added to this program's. Output and errors are appended to `log`, by this process
    // while it waits, so that limits on the program's files do not cut them. The program gets default signal handling,
    // but ignores SIGXFSZ: a file beyond limitFileSize() is then an error as on a full disk. It is killed when this
    // process ends. Throws std::system_error.
    Child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
          const std::vector<std::string>& environment, const std::filesystem::path& log);
    ~Child();  // kills it
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t process() const { return process_; }
    const std::filesystem::path& log() const { return log_; }
    void signal(int number) const;
    bool running() { return !waitFor(std::chrono::milliseconds(0)); }
    std::optional<ChildEnd> waitFor(std::chrono::milliseconds longest);  // nothing: still running
    // Waits until it ends; nothing if it hangs (Patience.h).
    std::optional<ChildEnd> waitWhileBusy(std::chrono::milliseconds idle);
    // From now on, files cannot grow beyond this size; without one they can.
    void limitFileSize(std::optional<rlim_t> bytes) const;

private:
    void collectOutput();

    pid_t process_ = -1;
    int output_ = -1;  // the end of a pipe
    std::filesystem::path log_;
    std::optional<ChildEnd> end_;
};

// The folder of this program, where its companions are.
std::filesystem::path programFolder();

}  // namespace isonet::benchmarks
