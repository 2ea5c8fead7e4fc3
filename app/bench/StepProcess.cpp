#include "app/bench/StepProcess.h"

#include <c10/util/Exception.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "app/bench/StepWorker.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace isonet::benchmarks {
namespace {

struct Request {
    char command = 0;
    double argument = 0;
};

template <typename T>
bool readWhole(int file, T& value) {
    char* place = reinterpret_cast<char*>(&value);
    for (std::size_t done = 0; done < sizeof value;) {
        const ssize_t got = ::read(file, place + done, sizeof value - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

template <typename T>
bool writeWhole(int file, const T& value) {
    return ::write(file, &value, sizeof value) == static_cast<ssize_t>(sizeof value);
}

// Runs one step on two images so that library code pages, which count as resident memory, are loaded before the start.
void loadCode(StepMode mode, config::RunConfig config) {
    config.run.batchSize = 2;
    StepWorker(mode, config).step();
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    std::ofstream("/proc/self/clear_refs") << 5;  // resets the peak (VmHWM)
}

int serve(StepMode mode, const config::RunConfig& config, int requests, int answers) {
    try {
        loadCode(mode, config);
        StepWorker worker(mode, config);
        for (Request request; readWhole(requests, request);) {
            const double answer = request.command == 's'   ? worker.step()
                                  : request.command == 'p' ? worker.peak()
                                  : request.command == 'l' ? worker.loss()
                                                           : worker.measuring(request.argument);
            if (!writeWhole(answers, answer))
                return 1;
        }
        return 0;
    } catch (const c10::Error& error) {
        std::fprintf(stderr, "%s\n", error.what_without_backtrace());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}

}  // namespace

StepProcess::StepProcess(StepMode mode, const config::RunConfig& config) {
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot create a pipe for the benchmark");
    if (pipe2(up, O_CLOEXEC) != 0) {
        const int error = errno;
        close(down[0]);
        close(down[1]);
        throw std::system_error(error, std::generic_category(), "cannot create a pipe for the benchmark");
    }
    process_ = fork();
    const int error = errno;
    if (process_ == 0) {
        close(down[1]);
        close(up[0]);
        std::signal(SIGINT, SIG_DFL);
        _exit(serve(mode, config, down[0], up[1]));
    }
    close(down[0]);
    close(up[1]);
    request_ = down[1];
    answer_ = up[0];
    if (process_ < 0) {
        close(request_);
        close(answer_);
        throw std::system_error(error, std::generic_category(), "cannot start a process for the benchmark");
    }
}

StepProcess::~StepProcess() {
    close(request_);
    close(answer_);
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

double StepProcess::ask(char command, double argument) {
    std::signal(SIGPIPE, SIG_IGN);
    double answer = 0;
    if (!writeWhole(request_, Request{command, argument}) || !readWhole(answer_, answer))
        throw std::runtime_error("the benchmark process ended unexpectedly");
    return answer;
}

double StepProcess::step() {
    return ask('s');
}

double StepProcess::peak() {
    return ask('p');
}

double StepProcess::measuring(double plain) {
    return ask('m', plain);
}

double StepProcess::loss() {
    return ask('l');
}

}  // namespace isonet::benchmarks
