// Reads the scalars of several runs for comparison on one worker thread, whichever processes write them. Histograms are
// left out: a comparison shows none.
//
// Threads: GUI thread only; the signal is emitted there. One update is pending at a time.
#pragma once

#include <QObject>
#include <QStringList>
#include <chrono>
#include <map>
#include <memory>
#include <stop_token>

#include "app/workbench/runs/FolderPoller.h"
#include "app/workbench/runs/RunReader.h"
#include "app/workbench/runs/UpdateGate.h"

namespace isonet::workbench {

class ComparisonFollower : public QObject {
    Q_OBJECT
public:
    explicit ComparisonFollower(QObject* parent = nullptr);
    ~ComparisonFollower() override;

    void follow(const QStringList& paths);  // runs already followed continue where they are
    void setWatching(bool on);              // off: new values wait

Q_SIGNALS:
    void updated(const isonet::workbench::RunUpdate& update);

private:
    std::chrono::milliseconds poll(const QStringList& paths, const std::stop_token& stop);

    // Poller's thread
    std::map<QString, std::unique_ptr<RunReader>> readers_;

    UpdateGate gate_;
    // Last: stopped before the members it uses are destroyed
    FolderPoller<QStringList> poller_;
};

}  // namespace isonet::workbench
