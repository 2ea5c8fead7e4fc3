// Runs a queue with several rows at a time, as processes, on a separate thread (training/scheduler).
//
// Threads: GUI thread only; signals are emitted there. The destructor leaves the rows that run to themselves and waits
// for the thread.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <stop_token>
#include <thread>

#include "app/workbench/jobs/Mailbox.h"

namespace isonet::workbench {

class QueueScheduler : public QObject {
    Q_OBJECT
public:
    enum class End { Done, Failed, Stopped, Detached, Error };

    // `program`: isonet; empty: the one next to this program.
    QueueScheduler(const QString& folder, const QString& program, QObject* parent = nullptr);
    ~QueueScheduler() override;
    void start();

    const QString& folder() const { return folder_; }
    void stop();    // the rows that run write a checkpoint and stop
    void detach();  // they continue, and no further one is started
    bool isStopping() const { return stopping_; }

Q_SIGNALS:
    void rowStarted(const QString& run);
    void rowEnded(const QString& run);
    void message(const QString& line);
    // `problem`: why the queue cannot continue; only with Error.
    void ended(isonet::workbench::QueueScheduler::End end, const QString& problem);

private:
    void run(const std::stop_token& stop);
    void report(End end, const QString& problem = {});

    const QString folder_, program_;
    bool stopping_ = false;
    std::atomic<bool> detach_ = false;  // both threads: what a stop request means
    Mailbox mailbox_;
    // Last: joined before the members it uses are destroyed
    std::jthread thread_;
};

}  // namespace isonet::workbench
