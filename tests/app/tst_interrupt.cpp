// Signals during a command and after it.
#include <unistd.h>

#include <QtTest>

#include <csignal>

#include "app/cli/Interrupt.h"

using isonet::cli::Interrupt;

namespace {

// Sets how signals are handled, and restores it.
class Handling {
public:
    Handling(int signal, void (*handler)(int)) : signal_(signal), before_(std::signal(signal, handler)) {}
    ~Handling() { std::signal(signal_, before_); }
    Handling(const Handling&) = delete;
    Handling& operator=(const Handling&) = delete;

private:
    int signal_;
    void (*before_)(int);
};

auto handlerOf(int signal) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    return now.sa_handler;
}

}  // namespace

class TestInterrupt : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firstSignalRequestsAStop();
    void oneSignalAfterTheCommandIsIgnored();
    void ignoredSignalsStayIgnored();
};

void TestInterrupt::firstSignalRequestsAStop() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const Handling standard(signal, SIG_DFL);
        const Interrupt interrupt;
        ::kill(::getpid(), signal);
        QTRY_VERIFY(interrupt.token().stop_requested());
    }
}

void TestInterrupt::oneSignalAfterTheCommandIsIgnored() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const Handling standard(signal, SIG_DFL);
        { const Interrupt interrupt; }
        QVERIFY(handlerOf(signal) != SIG_DFL && handlerOf(signal) != SIG_IGN);
        std::raise(signal);  // would end the test
        QVERIFY(handlerOf(signal) == SIG_DFL);
    }
}

void TestInterrupt::ignoredSignalsStayIgnored() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const Handling ignored(signal, SIG_IGN);
        { const Interrupt interrupt; }
        QVERIFY(handlerOf(signal) == SIG_IGN);
    }
}

// As in a command: there is no other thread to receive the signals.
int main(int argc, char** argv) {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&ending, signal);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    TestInterrupt test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_interrupt.moc"
