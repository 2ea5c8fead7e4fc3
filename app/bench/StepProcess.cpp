#include "app/bench/StepProcess.h"

#include <ATen/Parallel.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "app/bench/StepMessages.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::benchmarks {
namespace {

void requireSuccess(int error) {
    if (error != 0)
        throw std::system_error(error, std::generic_category(), "cannot start a process for the benchmark");
}

struct Pipe {
    Pipe() { requireSuccess(pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno); }
    ~Pipe() {
        for (const int end : ends)
            if (end >= 0)
                close(end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int release(int end) { return std::exchange(ends[end], -1); }

    int ends[2] = {-1, -1};  // to read from, to write to
};

// Executes this program again with these pipes as its standard input and output and Ctrl-C not ignored.
pid_t startServer(StepMode mode, const Pipe& requests, const Pipe& answers) {
    std::string texts[] = {"isonet", serveStepsArgument, std::to_string(static_cast<int>(mode)),
                           std::to_string(at::get_num_threads())};
    char* arguments[] = {texts[0].data(), texts[1].data(), texts[2].data(), texts[3].data(), nullptr};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, requests.ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, answers.ends[1], STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &interrupt);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t process = -1;
    const int error = posix_spawn(&process, "/proc/self/exe", &files, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    requireSuccess(error);
    return process;
}

double ask(int request, int answer, const StepRequest& question) {
    double value = 0;
    if (!writeBytes(request, &question, sizeof question) || !readBytes(answer, &value, sizeof value))
        throw std::runtime_error("the benchmark process ended unexpectedly");
    return value;
}

}  // namespace

StepProcess::StepProcess(StepMode mode, const config::RunConfig& config) {
    std::signal(SIGPIPE, SIG_IGN);  // a process that has ended is an error of step()
    Pipe requests, answers;
    process_ = startServer(mode, requests, answers);
    request_ = requests.release(1);
    answer_ = answers.release(0);
    writeText(request_, config::toYaml(config));  // if this fails, so does the first request
}

StepProcess::~StepProcess() {
    close(request_);
    close(answer_);
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

double StepProcess::step() {
    return ask(request_, answer_, {StepRequest::Step});
}

double StepProcess::peak() {
    return ask(request_, answer_, {StepRequest::Peak});
}

double StepProcess::measuring(double plain) {
    return ask(request_, answer_, {StepRequest::Measuring, plain});
}

double StepProcess::loss() {
    return ask(request_, answer_, {StepRequest::Loss});
}

double StepProcess::penalty() {
    return ask(request_, answer_, {StepRequest::Penalty});
}

double StepProcess::input() {
    return ask(request_, answer_, {StepRequest::Input});
}

double StepProcess::operators() {
    return ask(request_, answer_, {StepRequest::Operators});
}

}  // namespace isonet::benchmarks
