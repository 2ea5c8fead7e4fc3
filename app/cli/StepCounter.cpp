#include "app/cli/StepCounter.h"

#include <unistd.h>

#include <cstdio>

namespace isonet::cli {

StepCounter::StepCounter(std::string name) : name_(std::move(name)), terminal_(isatty(STDERR_FILENO) != 0) {}

StepCounter::~StepCounter() {
    if (shown_)
        std::fputs("\r\033[K", stderr);
}

void StepCounter::show(const std::string& state) {
    if (!terminal_)
        return;
    std::fprintf(stderr, "\r\033[K%s: %s", name_.c_str(), state.c_str());
    std::fflush(stderr);
    shown_ = true;
}

void StepCounter::show(int done, int all) {
    show(std::to_string(done) + " of " + std::to_string(all));
}

}  // namespace isonet::cli
