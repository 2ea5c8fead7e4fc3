// Finds the jobs below the folders of runs, wherever they are trained, and reads the devices of this computer and the
// end of the log of the chosen job. A worker thread polls: often while something trains or the jobs are shown, else
// every few seconds.
//
// Threads: GUI thread only; signals are emitted there.
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
#include "training/launch/JobList.h"
#include "widgets/jobs/JobRow.h"

namespace isonet::workbench {

class JobIndex : public QObject {
    Q_OBJECT
public:
    explicit JobIndex(QObject* parent = nullptr);
    ~JobIndex() override;

    void setFolders(const QStringList& folders);
    // `run`: whose log is read; empty: none. `shown`: whether the user looks at the jobs; else only they are found.
    void setShown(bool shown, const QString& run);
    void refresh();  // polls now

Q_SIGNALS:
    // Also those that were alive at an earlier poll and have ended, until their folder is gone.
    void found(const std::vector<isonet::launch::Job>& jobs);
    void devicesRead(const std::vector<isonet::widgets::DeviceSlot>& devices);
    void logRead(const QString& run, const QString& end);

private:
    struct Target {
        QStringList folders;
        QString run;
        bool shown = false;
    };
    struct State;
    void setTarget(bool leaves);
    std::chrono::milliseconds poll(State& state, const Target& target, const std::stop_token& stop);

    // GUI thread
    Target target_;
    Mailbox mailbox_;
    // The last one is in use; the others hang and are left to themselves. Last: stopped before the members they use are
    // destroyed
    std::list<std::unique_ptr<State>> states_;
};

// The last lines of a run's log.txt, at most 64 KiB; empty if there is none. Any thread.
QString endOfLog(const QString& run);

}  // namespace isonet::workbench
