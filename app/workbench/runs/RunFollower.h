// Reads the shown run's directory on a worker thread and reports what is new, whichever process writes it. Serves live
// and finished runs alike.
//
// Threads: GUI thread only; the signal is emitted there. One update is pending at a time.
#pragma once

#include <QObject>
#include <QString>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <stop_token>

#include "app/workbench/runs/FolderPoller.h"
#include "app/workbench/runs/RunReader.h"
#include "app/workbench/runs/UpdateGate.h"

namespace isonet::workbench {

class RunFollower : public QObject {
    Q_OBJECT
public:
    explicit RunFollower(QObject* parent = nullptr);
    ~RunFollower() override;

    void follow(const QString& path);  // from the beginning; empty: none
    void wake();                       // polls now
    const QString& path() const { return path_; }

Q_SIGNALS:
    void updated(const isonet::workbench::RunUpdate& update);

private:
    struct Target {
        QString path;
        std::uint64_t generation = 0;  // counts calls of follow()
    };
    struct Reading;  // a thread and what it knows of its target
    std::chrono::milliseconds poll(Reading& reading, const Target& target, const std::stop_token& stop);
    void startThread();

    // GUI thread
    QString path_;
    std::uint64_t generation_ = 0;
    UpdateGate gate_;
    // The last one is in use; the others hang and are left to themselves. Last: stopped before the members they use are
    // destroyed
    std::list<std::unique_ptr<Reading>> readings_;
};

}  // namespace isonet::workbench
