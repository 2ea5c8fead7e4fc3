// Runs external commands (sbatch, squeue, sacct, scancel, ssh, rsync) and waits for them. An interface, so that tests
// take a double.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace isonet::launch {

struct CommandResult {
    int exitCode = 0;            // 128 + N: ended by signal N
    std::string output, errors;  // at most 1 MiB each; the rest is dropped
    bool started = true;         // false: no such program, or it cannot be executed; `errors` says why
    bool timedOut = false;       // it was killed

    bool succeeded() const { return started && !timedOut && exitCode == 0; }
};

class CommandRunner {
public:
    virtual ~CommandRunner() = default;
    // No shell: `arguments[0]` is looked up in PATH. `input` is the command's standard input. Throws nothing but
    // std::bad_alloc.
    virtual CommandResult run(const std::vector<std::string>& arguments, std::chrono::milliseconds timeout,
                              const std::string& input = {}) = 0;
};

// Of this machine. Thread-safe.
CommandRunner& systemCommands();

}  // namespace isonet::launch
