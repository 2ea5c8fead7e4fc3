#include "training/launch/Spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace isonet::launch {
namespace {

void closePipe(int& descriptor) {
    if (descriptor >= 0)
        ::close(std::exchange(descriptor, -1));
}

struct SpawnPipes {
    std::array<int, 2> input{-1, -1}, output{-1, -1}, errors{-1, -1};
    bool open() {
        return ::pipe2(input.data(), O_CLOEXEC) == 0 && ::pipe2(output.data(), O_CLOEXEC) == 0 &&
               ::pipe2(errors.data(), O_CLOEXEC) == 0;
    }
    ~SpawnPipes() {
        for (auto* pipe : {&input, &output, &errors})
            for (int& end : *pipe)
                closePipe(end);
    }
};

}  // namespace

SpawnedProcess::SpawnedProcess(const std::vector<std::string>& arguments) {
    SpawnPipes pipes;
    if (!pipes.open()) {
        error_ = errno;
        return;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, pipes.input[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, pipes.output[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, pipes.errors[1], STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> words;
    for (const std::string& argument : arguments)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    error_ = ::posix_spawnp(&process_, words[0], &actions, &attributes, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error_ != 0) {
        process_ = -1;
        return;
    }
    input_ = std::exchange(pipes.input[1], -1);
    output_ = std::exchange(pipes.output[0], -1);
    errors_ = std::exchange(pipes.errors[0], -1);
}

SpawnedProcess::~SpawnedProcess() {
    closeInput();
    closePipe(output_);
    closePipe(errors_);
    if (process_ > 0) {
        kill();
        wait();
    }
}

void SpawnedProcess::closeInput() {
    closePipe(input_);
}

void SpawnedProcess::kill() {
    if (process_ > 0)
        ::kill(process_, SIGKILL);
}

int SpawnedProcess::wait() {
    int status = 0;
    while (process_ > 0 && ::waitpid(process_, &status, 0) < 0)
        if (errno != EINTR)
            break;
    process_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace isonet::launch
