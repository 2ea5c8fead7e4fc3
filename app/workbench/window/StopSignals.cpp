#include "app/workbench/window/StopSignals.h"

#include <sys/socket.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <csignal>

namespace isonet::workbench {

namespace {

int ends[2] = {-1, -1};

// A signal handler may do little more than write to a socket.
extern "C" void stopSignalReceived(int) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(ends[0], &byte, 1);
}

void handleWith(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)  // nohup
            sigaction(signal, &action, nullptr);
    }
}

}  // namespace

StopSignals::StopSignals(QObject* parent) : QObject(parent) {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return;
    notifier_ = new QSocketNotifier(ends[1], QSocketNotifier::Read, this);
    connect(notifier_, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        while (::read(ends[1], bytes, sizeof bytes) > 0) {
        }
        Q_EMIT received();
    });
    handleWith(stopSignalReceived);
}

StopSignals::~StopSignals() {
    if (!notifier_)
        return;
    handleWith(SIG_DFL);
    delete notifier_;
    ::close(ends[0]);
    ::close(ends[1]);
}

}  // namespace isonet::workbench
