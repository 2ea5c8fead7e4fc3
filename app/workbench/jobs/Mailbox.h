// Calls functions on the thread on which it was created (the GUI thread), in the order in which any threads post them.
//
// QMetaObject::invokeMethod() shares a functor between both threads, and whichever releases it last destroys it. Here
// only the receiving thread calls and destroys functions, and a mutex hands them over.
#pragma once

#include <QObject>
#include <deque>
#include <functional>
#include <mutex>

namespace isonet::workbench {

class Mailbox : public QObject {
    Q_OBJECT
public:
    Mailbox() = default;
    ~Mailbox() override;  // drops the functions not called yet

    void post(std::function<void()> function);  // any thread

protected:
    bool event(QEvent* event) override;

private:
    // All threads, under the mutex
    std::mutex mutex_;
    std::deque<std::function<void()>> functions_;
};

}  // namespace isonet::workbench
