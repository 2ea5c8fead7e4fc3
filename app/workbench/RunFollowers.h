// Reads the scalars of several runs at once, for comparison, on one thread; whoever writes them. Histograms are left
// out: a comparison shows none.
//
// Lives on the GUI thread. One update is under way at a time, so a slow window bounds what waits.
#pragma once

#include <QObject>
#include <QStringList>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

#include "app/workbench/FolderWatch.h"
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
    bool look(const QStringList& paths, const std::stop_token& stop);
    bool send(RunUpdate update, const std::stop_token& stop);  // false: stopped while it waited for its turn

    // The watch's thread
    std::map<QString, std::unique_ptr<RunSource>> sources_;
    // Both threads, under the mutex
    std::mutex mutex_;
    std::condition_variable_any taken_;
    bool underWay_ = false;
    // Declared last: it ends first.
    FolderWatch<QStringList> watch_;
};

}  // namespace isonet::workbench
