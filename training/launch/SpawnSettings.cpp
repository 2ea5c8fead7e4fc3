#include "training/launch/SpawnSettings.h"

#include <signal.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace isonet::launch {
namespace {

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts)
        pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

SpawnSettings::SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

SpawnSettings::~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
}

void SpawnSettings::open(int as, const char* file, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, as, file, flags, 0);
}

void SpawnSettings::duplicate(int descriptor, int as) {
    ::posix_spawn_file_actions_adddup2(&actions_, descriptor, as);
}

int SpawnSettings::start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                         pid_t& process) {
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    const auto words = pointersTo(arguments), variables = pointersTo(environment);
    return ::posix_spawnp(&process, words[0], &actions_, &attributes_, words.data(), variables.data());
}

std::vector<std::string> ownEnvironment() {
    std::vector<std::string> all;
    for (char** variable = environ; *variable != nullptr; ++variable)
        all.emplace_back(*variable);
    return all;
}

}  // namespace isonet::launch
