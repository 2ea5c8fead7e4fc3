// Reads files without freezing the window: most reads are done before start() returns; one from a network mount that
// does not answer is done later, or never.
//
// Threads: construct, call and destroy on the GUI thread. Each reading has a separate thread, since one that hangs
// cannot be interrupted.
#pragma once

#include <QObject>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <thread>

#include "app/workbench/jobs/Mailbox.h"

namespace isonet::workbench {

class BackgroundRead : public QObject {
    Q_OBJECT
public:
    // What is left to do on the GUI thread.
    using Answer = std::function<void()>;

    explicit BackgroundRead(QObject* parent = nullptr,
                            std::chrono::milliseconds patience = std::chrono::milliseconds(500));
    ~BackgroundRead() override;  // waits for all readings; the program's ExitDeadline limits this

    // Calls `read`, which must not throw, on another thread, then its answer on the GUI thread: before this returns if
    // the reading takes less than the patience. Otherwise calls `slow` now, and the answer once it is there.
    // A newer reading drops the answer of an older one.
    void start(std::function<Answer()> read, const Answer& slow);
    void cancel();  // drops the answer that is awaited
    bool isReading() const { return current_ != nullptr; }

private:
    struct Reading;
    void startThread(const std::shared_ptr<Reading>& reading, std::function<Answer()> read);

    const std::chrono::milliseconds patience_;
    std::shared_ptr<Reading> current_;  // its answer is awaited
    Mailbox mailbox_;
    // Last: joined before the members they use are destroyed
    struct Thread {
        std::shared_ptr<Reading> reading;
        std::jthread thread;
    };
    std::list<Thread> threads_;
};

}  // namespace isonet::workbench
