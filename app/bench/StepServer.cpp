#include "app/bench/StepServer.h"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "app/bench/StepMessages.h"
#include "app/bench/StepWorker.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace isonet::benchmarks {
namespace {

// Runs one step on two images so that library code pages, which count as resident memory, are loaded before the start.
void loadCode(StepMode mode, config::RunConfig config) {
    config.run.batchSize = 2;
    StepWorker(mode, config).step();
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    std::ofstream("/proc/self/clear_refs") << 5;  // resets the peak (VmHWM)
}

double answerTo(const StepRequest& request, StepWorker& worker) {
    switch (request.command) {
        case StepRequest::Step:
            return worker.step();
        case StepRequest::Peak:
            return worker.peak();
        case StepRequest::Measuring:
            return worker.measuring(request.argument);
        case StepRequest::Loss:
            return worker.loss();
        case StepRequest::Penalty:
            return worker.penalty();
        case StepRequest::Input:
            return worker.input();
        case StepRequest::Operators:
            return worker.operators();
    }
    throw std::invalid_argument("unknown request " + std::to_string(request.command) + " to the benchmark process");
}

// Returns when the pipe of requests is closed.
void serve(StepMode mode, int threads, int requests, int answers) {
    std::string yaml;
    if (!readText(requests, yaml))
        return;
    const config::RunConfig config = config::parseRunConfig(yaml, "benchmark");
    model::resolveDevice(config.run.device);  // loads CUDA, which has to come before any use of torch
    at::set_num_threads(threads);
    loadCode(mode, config);
    StepWorker worker(mode, config);
    for (StepRequest request; readBytes(requests, &request, sizeof request);) {
        const double answer = answerTo(request, worker);
        if (!writeBytes(answers, &answer, sizeof answer))
            return;
    }
}

}  // namespace

std::optional<int> serveSteps(int argc, char** argv) {
    if (argc != 4 || std::string_view(argv[1]) != serveStepsArgument)
        return std::nullopt;
    try {
        // What a library prints must not get between the answers.
        const int answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        serve(static_cast<StepMode>(std::stoi(argv[2])), std::stoi(argv[3]), STDIN_FILENO, answers);
        return 0;
    } catch (const c10::Error& error) {
        std::fprintf(stderr, "%s\n", error.what_without_backtrace());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}

}  // namespace isonet::benchmarks
