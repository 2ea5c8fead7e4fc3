// Indexes all runs below any number of folders. While active, a worker thread scans every two seconds and reads only
// what changed. The first scan reports intermediate results every tenth of a second, so that hundreds of runs appear at
// once.
//
// Threads: GUI thread only; the signal is emitted there.
#pragma once

#include <QObject>
#include <QStringList>
#include <chrono>
#include <list>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/workbench/jobs/Mailbox.h"
#include "app/workbench/runs/FolderPoller.h"
#include "widgets/runs/RunEntry.h"

namespace isonet::workbench {

class RunIndex : public QObject {
    Q_OBJECT
public:
    explicit RunIndex(QObject* parent = nullptr);
    ~RunIndex() override;

    void setFolders(const QStringList& folders);
    void setWatching(bool on);  // off: scans only on request
    void refresh();             // scans now

Q_SIGNALS:
    // All runs, unordered. `looking`: the scan is not complete. `problem`: a folder that cannot be read.
    void indexed(const std::vector<isonet::widgets::RunEntry>& runs, bool looking, const QString& problem);

private:
    struct State;
    std::chrono::milliseconds poll(State& state, const QStringList& folders, const std::stop_token& stop);
    void send(const State& state, bool looking, const QString& problem, const std::stop_token& stop);

    // GUI thread
    QStringList folders_;
    bool watching_ = false;
    Mailbox mailbox_;
    // The last one is in use; the others hang and are left to themselves. Last: stopped before the members they use are
    // destroyed
    std::list<std::unique_ptr<State>> states_;
};

}  // namespace isonet::workbench
