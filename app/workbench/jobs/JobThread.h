// One worker thread that runs jobs in submission order for an owner on the GUI thread. Newest job wins: submitting a
// job drops a queued job of the same kind and requests a stop of a running one. Jobs of different kinds do not
// affect each other.
//
// Threads: construct, submit, cancel, reset and destroy on the GUI thread. Jobs run on the worker thread; post() is for
// jobs. Everything that is posted runs on the GUI thread, in order.
#pragma once

#include <QString>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "app/workbench/jobs/Mailbox.h"

namespace isonet::workbench {

class JobThread {
public:
    // A long job returns early once `stop` is requested.
    using Work = std::function<void(std::stop_token stop)>;

    // On the GUI thread, `failed` is called with a message if a job throws, `idle` when no job is left.
    JobThread(std::function<void(const QString&)> failed, std::function<void()> idle);
    ~JobThread();  // cancels, waits for the running job, and discards what it posted

    void submit(const QString& kind, Work work);
    void cancel();  // drops the queued jobs and requests a stop of the running one
    void reset();   // the same, and discards what these jobs posted and still post

    // From a job: calls `what` on the GUI thread.
    void post(std::function<void()> what);

private:
    struct Job {
        QString kind;
        Work work;
        std::uint64_t generation = 0;
    };
    void run(std::stop_token stop);
    void execute(const Job& job, std::stop_token stop);
    void postOf(std::uint64_t generation, std::function<void()> what);
    void dropJobs();  // with the mutex held

    const std::function<void(const QString&)> failed_;
    const std::function<void()> idle_;
    // Worker thread
    std::uint64_t jobGeneration_ = 0;  // of the running job
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Job> jobs_;
    QString running_;  // kind of the running job; empty: none
    std::stop_source current_;
    std::uint64_t generation_ = 0;  // counts resets
    Mailbox mailbox_;
    // Last: joined before the members it uses are destroyed
    std::jthread thread_;
};

}  // namespace isonet::workbench
