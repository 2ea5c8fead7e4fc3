// Reads the scalars of several runs at once, for comparison, on one thread; whoever writes them. Histograms are left
// out: a comparison shows none.
//
// Lives on the GUI thread. One update is under way at a time, so a slow window bounds what waits.
#pragma once

#include <QObject>
#include <QStringList>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "app/workbench/RunSource.h"

namespace isonet::workbench {

class RunFollowers : public QObject {
    Q_OBJECT
public:
    explicit RunFollowers(QObject* parent = nullptr);
    ~RunFollowers() override;

    void follow(const QStringList& paths);  // those followed already go on where they are
    void setWatching(bool on);              // off: what is new waits

Q_SIGNALS:
    void updated(const isonet::workbench::RunUpdate& update);

private:
    void work(std::stop_token stop);

    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    QStringList wanted_;
    bool underWay_ = false, woken_ = false, watching_ = true;
    std::jthread thread_;
};

}  // namespace isonet::workbench
