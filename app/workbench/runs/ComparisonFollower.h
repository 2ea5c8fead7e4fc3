// Reads the scalars of several runs for comparison on one worker thread, whichever processes write them. Histograms are
// left out: a comparison shows none.
//
// The first run is read to its end, then the second, and so on; then all are watched.
//
// Threads: GUI thread only; the signals are emitted there. One update is pending at a time.
#pragma once

#include <QObject>
#include <QStringList>
#include <chrono>
#include <deque>
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

    void follow(const QStringList& paths);  // and reads; runs already followed continue where they are
    void setWatching(bool on);              // off: new values wait
    void setReading(bool on);               // off: runs that were not read to their end yet wait

Q_SIGNALS:
    void updated(const isonet::workbench::RunUpdate& update);
    void progressed(int read, int all);  // runs read to their end once

private:
    struct Target {
        QStringList paths;
        bool reading = true;
    };
    struct Followed {
        std::unique_ptr<RunReader> reader;
        bool wasRead = false;  // to its end
    };
    std::chrono::milliseconds poll(const Target& target, const std::stop_token& stop);
    void take(const QStringList& paths);
    bool readNext(const std::stop_token& stop);
    bool send(RunUpdate update, const std::stop_token& stop);
    bool sendProgress(const std::stop_token& stop);

    // GUI thread
    Target target_;
    // Poller's thread
    QStringList paths_;
    std::map<QString, Followed> followed_;
    std::deque<QString> unread_;

    UpdateGate gate_;
    // Last: stopped before the members it uses are destroyed
    FolderPoller<Target> poller_;
};

}  // namespace isonet::workbench
