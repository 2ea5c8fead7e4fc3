#include "training/launch/Spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "training/launch/SpawnSettings.h"

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
    SpawnSettings settings;
    settings.duplicate(pipes.input[0], STDIN_FILENO);
    settings.duplicate(pipes.output[1], STDOUT_FILENO);
    settings.duplicate(pipes.errors[1], STDERR_FILENO);
    error_ = settings.start(arguments, ownEnvironment(), process_);
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
