// How programs are started here: without this process's open files, signal handlers and blocked signals.
#pragma once

#include <spawn.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace isonet::launch {

class SpawnSettings {
public:
    SpawnSettings();
    ~SpawnSettings();
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    // Standard input, output and error of the program, in the order of the calls.
    void open(int as, const char* file, int flags);
    void duplicate(int descriptor, int as);

    // `arguments[0]` is looked up in PATH if it has no slash; `environment`: "NAME=VALUE". Call once. Returns errno; 0:
    // started as `process`.
    int start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, pid_t& process);

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

// This process's environment.
std::vector<std::string> ownEnvironment();

}  // namespace isonet::launch
