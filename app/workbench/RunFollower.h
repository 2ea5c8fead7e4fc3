// Reads the shown run's directory on a thread of its own, whoever writes it, and sends what is new. The same reader
// serves a live run and a past one.
//
// Lives on the GUI thread. One update is under way at a time: the next is read only after the last was taken, so a slow
// window bounds what waits, and nothing is lost.
#pragma once

#include <QObject>
#include <QString>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "app/workbench/RunSource.h"

namespace isonet::workbench {

class RunFollower : public QObject {
    Q_OBJECT
public:
    explicit RunFollower(QObject* parent = nullptr);
    ~RunFollower() override;

    void follow(const QString& path);  // from its beginning; empty: none
    void wake();                       // look now rather than at the next turn
    const QString& path() const { return path_; }

Q_SIGNALS:
    void updated(const isonet::workbench::RunUpdate& update);

private:
    void work(std::stop_token stop);
    void send(RunUpdate update, std::uint64_t generation, std::stop_token stop);

    // GUI thread
    QString path_;
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any changed_;
    QString wanted_;
    std::uint64_t generation_ = 0;
    bool underWay_ = false, woken_ = false;
    std::jthread thread_;
};

}  // namespace isonet::workbench
