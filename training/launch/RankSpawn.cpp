#include "training/launch/RankSpawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace isonet::launch {
namespace {

// They make a process one of a group, see training/engine/distributed/Launch.h.
constexpr std::array<std::string_view, 10> kGroupVariables{
    "RANK",        "WORLD_SIZE",   "LOCAL_RANK",    "LOCAL_WORLD_SIZE",     "MASTER_ADDR",
    "MASTER_PORT", "SLURM_PROCID", "SLURM_LOCALID", "SLURM_STEP_NUM_TASKS", "TORCHELASTIC_USE_AGENT_STORE"};

std::string_view nameOf(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

std::vector<std::string> environmentOf(const RankOrder& order) {
    std::vector<std::string> all = order.environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view name = nameOf(*variable);
        const bool given = std::ranges::any_of(order.environment, [&](const auto& own) { return nameOf(own) == name; });
        if (!given && std::ranges::find(kGroupVariables, name) == kGroupVariables.end())
            all.emplace_back(*variable);
    }
    return all;
}

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const std::string& text : texts)
        pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

int spawnRank(const RankOrder& order, int output, pid_t& process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const auto environment = environmentOf(order);
    const auto variables = pointersTo(environment), words = pointersTo(order.arguments);
    const int error = ::posix_spawnp(&process, words[0], &actions, &attributes, words.data(), variables.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0)
        process = -1;
    return error;
}

}  // namespace isonet::launch
