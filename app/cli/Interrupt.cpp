#include "app/cli/Interrupt.h"

#include <csignal>
#include <cstdio>
#include <ctime>
#include <iostream>

#include "app/cli/ExitCode.h"

namespace isonet::cli {

namespace {
// Those that end the process unless it was started with them ignored.
constexpr int ending[] = {SIGINT, SIGTERM, SIGHUP};

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : ending) {
        struct sigaction action {};
        if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&set, signal);
    }
    return set;
}
}  // namespace

Interrupt::Interrupt(Stop stop) : signals_(stopSignals()), pipe_(std::signal(SIGPIPE, SIG_IGN)) {
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    waiter_ = std::jthread([this, stop](std::stop_token ended) {
        const timespec interval{0, 100'000'000};
        while (!ended.stop_requested()) {
            if (sigtimedwait(&signals_, nullptr, &interval) < 0)
                continue;
            if (stop == Stop::AtOnce || source_.stop_requested())
                std::_Exit(Interrupted);
            std::fputs("\nisonet: stopping; press Ctrl-C again to exit immediately\n", stderr);
            source_.request_stop();
        }
    });
}

Interrupt::~Interrupt() {
    // The output comes first: what follows may end the process.
    std::cout.flush();
    std::fflush(stdout);
    waiter_.request_stop();
    waiter_.join();
    for (const timespec none{}; sigtimedwait(&signals_, nullptr, &none) > 0;) {
        // Drops pending signals: the work is done.
    }
    // The command is done, and its exit code must stand: ignore one more signal while the process ends.
    struct sigaction once {};
    once.sa_handler = [](int) {};
    once.sa_flags = SA_RESETHAND;
    for (const int signal : ending)
        if (sigismember(&signals_, signal))
            ::sigaction(signal, &once, nullptr);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, pipe_);
}

}  // namespace isonet::cli
