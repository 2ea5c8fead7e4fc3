#include "app/cli/Interrupt.h"

#include <csignal>
#include <cstdio>
#include <ctime>

#include "app/cli/ExitCode.h"

namespace isonet::cli {

namespace {
sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}
}  // namespace

Interrupt::Interrupt() {
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    waiter_ = std::jthread([this](std::stop_token ended) {
        const sigset_t waited = stopSignals();
        const timespec interval{0, 100'000'000};
        while (!ended.stop_requested()) {
            if (sigtimedwait(&waited, nullptr, &interval) < 0)
                continue;
            if (source_.stop_requested())
                std::_Exit(Interrupted);
            std::fputs("\nisonet: stopping after this step; press Ctrl-C again to exit immediately\n", stderr);
            source_.request_stop();
        }
    });
}

Interrupt::~Interrupt() {
    waiter_.request_stop();
    waiter_.join();
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace isonet::cli
