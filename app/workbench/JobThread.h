// A thread that does one job after another for an object of the GUI thread, and tells it what came of them there.
//
// Jobs have a kind: asking for one drops a waiting job of the same kind and stops the running one. What a job tells
// after startAnew() was called is void.
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QString>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace isonet::workbench {

class JobThread {
public:
    using Work = std::function<void(std::stop_token)>;

    // `failed` (a sentence, when a job threw) and `idle` (none waits) are called on the GUI thread, where `owner`
    // lives.
    JobThread(QObject* owner, std::function<void(const QString&)> failed, std::function<void()> idle);
    ~JobThread();  // cancels and waits

    void ask(const QString& kind, Work work);
    void cancel();     // what is under way and what waits
    void startAnew();  // the same, and what was told until now and has not arrived is void

    // From a job: `what` is called on the GUI thread.
    void tell(std::function<void()> what);

private:
    struct Job {
        QString kind;
        Work work;
    };
    void work(std::stop_token stop);
    void drop();  // under the mutex

    QObject* const owner_;
    const std::function<void(const QString&)> failed_;
    const std::function<void()> idle_;
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Job> jobs_;
    QString running_;
    std::stop_source current_;
    std::uint64_t generation_ = 0;
    std::jthread thread_;
};

}  // namespace isonet::workbench
