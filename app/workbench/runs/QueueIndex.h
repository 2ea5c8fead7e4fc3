// Indexes the queues directly below the runs folders, and those named explicitly. While active, a worker thread polls
// every second: it rereads experiment.yaml if it changed, and the status of each row's run.
//
// Threads: GUI thread only; the signal is emitted there when something changed.
#pragma once

#include <QObject>
#include <QStringList>
#include <chrono>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/workbench/jobs/Mailbox.h"
#include "app/workbench/runs/FolderPoller.h"
#include "widgets/sweeps/QueueEntry.h"

namespace isonet::workbench {

class QueueIndex : public QObject {
    Q_OBJECT
public:
    explicit QueueIndex(QObject* parent = nullptr);
    ~QueueIndex() override;

    void setFolders(const QStringList& roots, const QStringList& queues);
    void setWatching(bool on);  // off: polls only on request
    void refresh();             // polls now

Q_SIGNALS:
    // Most recently changed first. A named queue that is missing or damaged has its `problem` set.
    void indexed(const std::vector<isonet::widgets::QueueEntry>& queues);

private:
    struct Target {
        QStringList roots, queues;
    };
    struct State;
    std::chrono::milliseconds poll(const Target& target, const std::stop_token& stop);

    std::unique_ptr<State> state_;  // poller's thread
    Mailbox mailbox_;
    // Last: stopped before the members it uses are destroyed
    FolderPoller<Target> poller_;
};

}  // namespace isonet::workbench
